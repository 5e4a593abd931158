"""The catalogue: what may be wrong in a sheet that people type into, in the words in which they are told of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Defect:
    """One kind of finding: its number in the catalogue of slips (0: none of them), its code, a title, and what Kith
    makes of it. `is_plain`: what is proposed first is nearly always what was meant."""

    number: int
    code: str
    title: str
    about: str
    is_plain: bool = False


DEFECTS: dict[str, Defect] = {
    defect.code: defect
    for defect in (
        Defect(22, "email_typo", "Mail domains that are nearly right",
               "Mail to these addresses comes back.", is_plain=True),
        Defect(22, "not_an_email", "Email addresses that cannot be right",
               "Nobody can be written to there.", is_plain=True),
        Defect(20, "phone_as_number", "Phones that became numbers",
               "A spreadsheet took the 0 or the + away. Written as text, they stay.", is_plain=True),
        Defect(20, "digits_missing", "Phones with digits missing",
               "The sheet kept only the first digits. Ask for the number again."),
        Defect(18, "day_or_month", "Days that can be read two ways",
               "Say once for a column which comes first. The days are written so that nobody can mistake them."),
        Defect(18, "day_as_number", "Days that became numbers",
               "The cell lost the look of a day. Kith knows which.", is_plain=True),
        Defect(19, "not_a_date", "Days that no calendar has", "They are left out of reminders and figures."),
        Defect(19, "impossible_date", "Years that cannot be right", "They are left out of reminders and figures."),
        Defect(31, "year_unknown", "Birthdays with an unlikely year",
               "Programs write 1900 or 1904 where the year is not known.", is_plain=True),
        Defect(23, "thousands", "Amounts that can be read two ways",
               "A thousand, or a fraction? Say it once for a column."),
        Defect(23, "not_a_number", "Amounts that are no number", "They are left out of the figures."),
        Defect(24, "not_yes_or_no", "Neither Yes nor No", "They are read as blank."),
        Defect(25, "not_in_list", "Words that are in no list",
               "A slip of the keyboard, or a new word for your list. They are counted as other.", is_plain=True),
        Defect(28, "mojibake", "Letters that came out wrong",
               "As in “MÃ¼ller” for “Müller”: a list was read wrongly.", is_plain=True),
        Defect(5, "id_changed", "Rows that lost their ID", "As when an ID was pulled down over the others."),
        Defect(32, "shifted", "Rows one column beside their place", "As when a row is pasted into the wrong cell."),
        Defect(30, "orphan", "Rows whose person is not found", "They are kept, and wait until you say whose they are."),
        Defect(29, "twice", "People who may be here twice", "Compare them, and make them one if they are."),
        Defect(26, "error_cell", "Cells that hold an error", "They are read as blank, and never written over."),
        Defect(4, "duplicate_id", "Rows that are there twice", "Alike to the letter, so they count once."),
        Defect(4, "copied_row", "Rows that began as a copy",
               "The row that was there before keeps its number and all that belongs to it."),
        Defect(12, "totals_row", "Lines of totals", "They are no records, so they are left out."),
        Defect(13, "section_row", "Headings between the rows", "They are no records, so they are left out."),
        Defect(14, "merged_cells", "Cells that are merged", "Only the first of them holds anything."),
        Defect(8, "heading_missing", "Columns that are missing",
               "Write the heading into the sheet again, and its cells are read."),
        Defect(9, "heading_twice", "Headings that stand there twice",
               "The first column is read as what it says, the other as a column of your own."),
        Defect(33, "sheet_copied", "Copies of a sheet", "Kith goes on with the one that it knows."),
        Defect(0, "required", "Something is missing", "These rows want one more word."),
        Defect(0, "no_date", "Rows without a date", "They are left out of the figures."),
        Defect(0, "out_of_scale", "Outside the scale", "They are left out of the score."),
        Defect(0, "bad_setting", "Settings that cannot be", "The usual value is taken instead."),
        Defect(15, "hidden_rows", "Rows that are hidden", "They are read as all others are."),
        Defect(27, "formula", "Cells that calculate", "Kith reads what they come to, and never writes over them."),
    )
}  # fmt: skip
"""Code -> the kind of finding, in the order in which they are shown."""

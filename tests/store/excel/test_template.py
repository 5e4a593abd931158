import dataclasses
import datetime as dt
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from crm.model.cells import NUMBER, Cell, Rules
from crm.model.contents import Contents
from crm.model.errors import InvalidInput
from crm.model.headings import Tab
from crm.model.lists import LISTS, Lists
from crm.model.schema import Column
from crm.model.settings import SETTINGS
from crm.model.sheets import SHEETS
from crm.model.understanding import understand
from crm.store import overview
from crm.store.excel import template

TODAY = dt.date(2026, 11, 12)
ALWAYS = ["Contacts", "Interactions", "Follow-ups", "Sales", "Satisfaction"]
ANN: dict[str, Cell] = {
    "id": "C-7K3Q9F",
    "name": "=1+1",
    "phone": "020 7946 0112",
    "postcode": "07300",
    "birthday": "14 March",
    "tags": "#N/A",
    "notes": "_x0041_ <b>\nsecond",
    "since": dt.date(2024, 2, 29),
    "keep_in_touch": 30,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Grüße an alle.xlsx"


def made(path: Path, **parts: object) -> Workbook:
    template.write(path, book_id="B-1", today=TODAY, **parts)
    return load_workbook(path)


def understood(path: Path) -> Contents:
    book = CalamineWorkbook.from_path(str(path))
    tabs = [
        Tab(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), {}, {}) for name in book.sheet_names
    ]
    return understand(tabs, Rules(TODAY), revision="1", stamp=None)


def letter(page: Worksheet, heading: str) -> str:
    return next(cell.column_letter for cell in page[1] if cell.value == heading)


def rule(page: Worksheet, heading: str):
    cells = f"{letter(page, heading)}2:{letter(page, heading)}1048576"
    return next((rule for rule in page.data_validations.dataValidation if str(rule.sqref) == cells), None)


# what is in it ------------------------------------------------------------------------------------------------------


def test_a_new_workbook_has_the_sheets_that_every_team_needs_and_its_own_hidden_one(path):
    book = made(path)
    assert book.sheetnames == ["Start here", *ALWAYS, "Overview", "Lists", "Settings", "_crm"]
    assert [page.title for page in book if page.sheet_state == "hidden"] == ["_crm"]


def test_a_module_that_is_on_and_rows_bring_their_sheets(path):
    book = made(path, settings={"module_deals": "Yes"}, rows={"Goals": [{"measure": "NPS"}]}, sheets=["Tickets"])
    assert book.sheetnames[1:-4] == [*ALWAYS, "Deals", "Tickets", "Goals"]


def test_a_sheet_that_was_asked_for_is_on_in_the_settings_too(path):
    made(path, sheets=["Tickets"])
    assert understood(path).settings["module_tickets"] == "Yes"


def test_each_sheet_of_records_is_one_table_with_a_blank_row_for_the_first_record(path):
    book = made(path)
    tables = {name: table for page in book for name, table in dict.items(page.tables)}
    assert list(tables) == ["Contacts", "Interactions", "FollowUps", "Sales", "Satisfaction"]
    assert tables["FollowUps"].ref == "A1:O2"


def test_the_table_holds_every_row_and_no_more(path):
    book = made(path, rows={"Contacts": [{"name": "Ann"}, {"name": "Bo"}]})
    assert book["Contacts"].tables["Contacts"].ref.endswith("3")


def test_a_new_workbook_reads_back_without_a_problem_and_with_its_defaults(path):
    made(path)
    contents = understood(path)
    assert contents.settings == {setting.key: setting.default for setting in SETTINGS.values()}
    assert Lists(contents.lists).questions == Lists.default().questions


def test_the_teams_own_words_and_settings_take_the_place_of_the_defaults(path):
    made(path, lists={"People": [("Maya", "maya@example.org")]}, settings={"word_customer": "Patient", "ours": "kept"})
    contents = understood(path)
    assert Lists(contents.lists).entries("People") == ["Maya"]
    assert (contents.settings["word_customer"], contents.settings["ours"]) == ("Patient", "kept")


@pytest.mark.parametrize("strange", [{"lists": {"Colours": [("Red",)]}}, {"sheets": ["Invoices"]}])
def test_a_list_or_sheet_that_kith_does_not_have_is_refused(path, strange):
    with pytest.raises(ValueError, match="Kith has no"):
        made(path, **strange)
    assert not path.exists()


@pytest.mark.capability(10)
def test_the_playbook_and_links_to_the_sheets_stand_on_the_first_page(path):
    page = made(path, rows={"Start here": [{"when": "It rains", "what": "Put the bikes in."}]})["Start here"]
    cells = {cell.value: cell for row in page for cell in row if cell.value}
    assert "It rains" in cells and "Put the bikes in." in cells
    assert cells["Follow-ups"].hyperlink.location == "'Follow-ups'!A1"


def test_the_workbook_says_whose_it_is_in_its_properties_and_in_crm(path):
    book = made(path)
    told = {prop.name: prop.value for prop in book.custom_doc_props.props}
    assert told == {"kith_book": "B-1", "kith_generation": "0", "kith_schema": "1"}
    assert list(book["_crm"].values) == [
        ("Key", "Value"), ("book_id", "B-1"), ("generation", "0"), ("schema", "1"),
    ]  # fmt: skip


# cells --------------------------------------------------------------------------------------------------------------


def test_what_was_given_reads_back_character_by_character(path):
    made(path, rows={"Contacts": [ANN]})
    row = understood(path).sheets["Contacts"].row("C-7K3Q9F")
    assert {field: row[field] for field in ANN} == ANN


def test_text_that_looks_like_a_formula_or_an_error_is_text(path):
    page = made(path, rows={"Contacts": [ANN]})["Contacts"]
    assert page[f"{letter(page, 'Name')}2"].data_type == page[f"{letter(page, 'Tags')}2"].data_type == "s"
    assert b"<f>" not in b"".join(
        zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist() if "worksheets/sheet" in name
    )


def test_phones_and_postcodes_that_came_as_numbers_are_texts_without_a_decimal_mark(path):
    page = made(path, rows={"Contacts": [{"name": "Ann", "phone": 491512345678.0, "postcode": 7300}]})["Contacts"]
    assert page[f"{letter(page, 'Phone')}2"].value == "491512345678"
    assert page[f"{letter(page, 'Postcode')}2"].value == "7300"


@pytest.mark.parametrize(
    ("heading", "looks"),
    [("Phone", "@"), ("Birthday", "@"), ("Customer since", "d mmm yyyy"), ("Added on", "d mmm yyyy hh:mm")],
)
def test_rows_typed_later_inherit_the_format_of_their_column(path, heading, looks):
    page = made(path)["Contacts"]
    assert page.column_dimensions[letter(page, heading)].number_format == looks


def test_a_cell_looks_as_its_column_does_and_a_time_of_day_shows(path):
    page = made(path, rows={"Interactions": [{"date": TODAY}, {"date": dt.datetime(2026, 11, 12, 9, 30)}]})
    cells = page["Interactions"]
    assert (cells["B2"].number_format, cells["B3"].number_format) == ("d mmm yyyy", "d mmm yyyy hh:mm")


def test_amounts_show_two_decimals(path):
    page = made(path, rows={"Sales": [{"amount": 480}]})["Sales"]
    assert page[f"{letter(page, 'Amount')}2"].number_format == "#,##0.00"


@pytest.mark.parametrize("text", ["\x00", "\ud800", "x" * 32_768])
def test_what_no_cell_can_hold_is_refused_by_a_sentence_and_nothing_is_made(path, text):
    with pytest.raises(InvalidInput) as told:
        made(path, rows={"Contacts": [{"name": text}]})
    assert told.value.field == "name"
    assert list(path.parent.iterdir()) == []


# columns ------------------------------------------------------------------------------------------------------------


def test_columns_stand_as_declared_the_rare_ones_and_kiths_own_folded_away(path):
    page = made(path)["Contacts"]
    shown = [cell.value for cell in page[1] if not page.column_dimensions[cell.column_letter].hidden]
    assert shown == [column.heading for column in SHEETS["Contacts"].created if column.place == "shown"]
    assert [cell.value for cell in page[1]] == [column.heading for column in SHEETS["Contacts"].created]


def test_the_fold_is_one_level_deep_closed_and_its_button_left(path):
    page = made(path)["Contacts"]
    folded = [dimension for dimension in page.column_dimensions.values() if dimension.hidden]
    assert {dimension.outlineLevel for dimension in folded} == {1}
    assert page.column_dimensions["M"].collapsed and page.sheet_properties.outlinePr.summaryRight is False
    assert page.sheet_format.outlineLevelCol == 1


def test_the_first_row_stays_in_view_and_with_it_the_names_of_contacts(path):
    book = made(path)
    assert [book[name].freeze_panes for name in ALWAYS] == ["C2", "A2", "A2", "A2", "A2"]


def test_every_heading_tells_what_belongs_below_it(path):
    page = made(path)["Follow-ups"]
    assert [cell.comment.text for cell in page[1]] == [column.help for column in SHEETS["Follow-ups"].created]


def test_the_id_is_narrow_grey_and_says_what_it_is(path):
    page = made(path)["Contacts"]
    assert (page.column_dimensions["A"].width, page.column_dimensions["A"].fill.fgColor.rgb) == (9, "00F1F1F1")
    assert rule(page, "ID").prompt == "Kith's own number"


def test_a_new_field_is_one_line_and_stands_in_the_next_new_workbook(path):
    contacts = SHEETS["Contacts"]
    shoe = Column("shoe", "Shoe size", NUMBER, help="European.")
    schema = {**SHEETS, "Contacts": dataclasses.replace(contacts, columns=(*contacts.columns, shoe))}
    page = made(path, schema=schema, rows={"Contacts": [{"shoe": 42}]})["Contacts"]
    assert page[f"{letter(page, 'Shoe size')}2"].value == 42


def test_the_teams_own_columns_come_right_of_all_others(path):
    made(path, rows={"Contacts": [{"name": "Ann", "own:Shoe size": 42, "last_name": "Lee", "own:Dog": "Rex"}]})
    sheet = understood(path).sheets["Contacts"]
    assert sheet.fields[-3:] == ("own:Shoe size", "last_name", "own:Dog")
    assert sheet.columns["own:Dog"] == ["Rex"]


def test_two_columns_that_differ_only_in_case_do_not_break_the_table(path):
    page = made(path, rows={"Contacts": [{"own:Dog": "Rex", "own:DOG": "Bello"}]})["Contacts"]
    assert [cell.value for cell in page[1]][-2:] == ["Dog", "DOG 2"]


# drop-downs and conditional formats -----------------------------------------------------------------------------------


def test_a_drop_down_grows_with_its_list_and_only_warns(path):
    book = made(path)
    found = rule(book["Interactions"], "Type")
    assert (found.formula1, found.errorStyle, found.showErrorMessage) == ("list_interaction_types", "warning", True)
    words = "Lists!$E$2:INDEX(Lists!$E$2:$E$500,MAX(1,COUNTA(Lists!$E$2:$E$500)))"
    assert book.defined_names["list_interaction_types"].attr_text == words


def test_the_name_of_a_list_points_to_the_words_of_that_list(path):
    book = made(path)
    columns = {cell.column_letter: cell.value for cell in book["Lists"][1]}
    told = {columns[name.attr_text.split("$")[1]] for key, name in book.defined_names.items() if key[:5] == "list_"}
    assert told == set(LISTS)


def test_every_choice_has_its_drop_down_and_every_name_in_one_is_defined(path):
    book = made(path, sheets=list(SHEETS))
    for name, sheet in SHEETS.items():
        for column in sheet.created:
            if column.is_choice or column.to:
                words = rule(book[name], column.heading).formula1
                assert words.startswith('"') or words in book.defined_names


def test_fixed_words_stand_in_the_drop_down_and_fit_into_it(path):
    book = made(path, sheets=list(SHEETS))
    assert rule(book["Contacts"], "Status").formula1 == '"Active,Former,Archived"'
    rules = [found for page in book for found in page.data_validations.dataValidation]
    assert max(len(str(found.formula1)) for found in rules) <= 255


def test_nobody_is_stopped_where_several_words_or_a_new_name_are_normal(path):
    book = made(path)
    assert not rule(book["Contacts"], "Relationship").showErrorMessage
    assert not rule(book["Sales"], "Contact").showErrorMessage


def formulas(page: Worksheet) -> list[str]:
    return [rule.formula[0] for cells in page.conditional_formatting for rule in cells.rules]


def test_what_is_late_is_marked_by_weight_and_colour(path):
    book = made(path, sheets=["Tickets"])
    assert formulas(book["Follow-ups"])[0] == 'AND(ISNUMBER($B2),$B2<TODAY(),OR($G2="",$G2="Open"),$H2="")'
    assert formulas(book["Sales"])[0] == 'AND(ISNUMBER($G2),$G2<TODAY(),$H2="")'
    assert '$E2<>"Solved",$E2<>"Closed"' in formulas(book["Tickets"])[0]
    assert all(found.rules[0].dxf.font.b for found in list(book["Sales"].conditional_formatting)[:1])


def test_who_must_not_be_contacted_is_struck_through(path):
    page = made(path)["Contacts"]
    struck = next(iter(page.conditional_formatting)).rules[0]
    assert struck.formula[0] == f'${letter(page, "Do not contact")}2="Yes"' and struck.dxf.font.strike


# the overview -------------------------------------------------------------------------------------------------------


def test_the_overview_has_three_charts_over_cells_that_hold_values(path):
    figures = overview.Figures(TODAY, months=[("Nov 2026", 31, 3, 52, 18, 940.5)])
    page = made(path, overview_figures=figures)["Overview"]
    assert [cell.value for cell in page[12]][:6] == ["Nov 2026", 31, 3, 52, 18, 940.5]
    assert page["A2"].value.startswith("As of 12 November 2026.") and len(page._charts) == 3


def test_without_figures_the_overview_says_so_and_its_cells_are_blank(path):
    page = made(path)["Overview"]
    assert page["A2"].value.startswith("No figures yet.")
    assert all(cell.value is None for row in page["A12:F23"] for cell in row)


def test_the_cells_of_the_overview_never_move(path):
    few, many = overview.Figures(), overview.Figures(TODAY, calls=[("Ann",)] * 30, months=[("Nov",)] * 30)
    assert overview.cells(few).keys() == overview.cells(many).keys()


def test_an_overview_can_be_left_out(path):
    assert "Overview" not in made(path, overview=False).sheetnames


# the file -----------------------------------------------------------------------------------------------------------


def test_a_file_that_is_there_is_never_overwritten(path):
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        template.write(path, book_id="B-2", today=TODAY)
    assert path.read_text() == "mine"


def test_not_even_a_link_that_leads_nowhere_is_overwritten(path):
    path.symlink_to("nowhere.xlsx")
    with pytest.raises(FileExistsError):
        template.write(path, book_id="B-2", today=TODAY)
    assert list(path.parent.iterdir()) == [path] and not path.exists()


def test_nothing_is_left_beside_a_new_workbook(path):
    made(path)
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error_and_not_made(tmp_path):
    with pytest.raises(FileNotFoundError):
        template.write(tmp_path / "none" / "new.xlsx", book_id="B-1", today=TODAY)


def test_the_same_parts_make_the_same_parts_of_a_file(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        made(tmp_path / name, rows={"Contacts": [ANN]})
    one, other = (zipfile.ZipFile(tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    same = [name for name in one.namelist() if one.read(name) == other.read(name)]
    assert set(one.namelist()) - set(same) <= {"docProps/core.xml"}


# LibreOffice --------------------------------------------------------------------------------------------------------


@pytest.fixture
def saved_by_libreoffice(path: Path, tmp_path: Path) -> Path:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    template.write(path, book_id="B-1", today=TODAY, rows={"Contacts": [ANN], "Sales": [{"id": "S-3W7KEN"}]})
    profile, out = (tmp_path / "profile").as_uri(), tmp_path / "out"
    run = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    subprocess.run([*run, str(path)], check=True, capture_output=True, timeout=120)
    return out / path.name


def test_libreoffice_opens_it_and_keeps_cells_names_and_drop_downs(path, saved_by_libreoffice):
    before, after = load_workbook(path), load_workbook(saved_by_libreoffice)
    assert understood(saved_by_libreoffice).sheets["Contacts"].columns == understood(path).sheets["Contacts"].columns
    assert {key: name.attr_text for key, name in before.defined_names.items()}.items() <= {
        key: name.attr_text.replace("'", "") for key, name in after.defined_names.items()
    }.items()
    words = {found.formula1 for found in before["Contacts"].data_validations.dataValidation if found.formula1}
    assert words <= {found.formula1 for found in after["Contacts"].data_validations.dataValidation}
    assert after["Contacts"].tables.keys() == before["Contacts"].tables.keys()
    assert {prop.name for prop in after.custom_doc_props.props} >= {"kith_book", "kith_generation"}

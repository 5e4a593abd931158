"""Mistakes of the Excel engine."""

from tests.mutants.mutant import Mutant

ENGINE = (
    Mutant(
        "an untouched part is deflated anew",
        "crm/xlsx/package.py",
        (("yield entry, [self.packed(key)[1]]", "yield _pack(new_entry(entry.name, entry), self.read(key))"),),
        "tests/xlsx/test_saving.py",
    ),
    Mutant(
        "the calculation chain stays although a formula went",
        "crm/xlsx/workbook.py",
        (("        chain = self._contents.calculation_chain\n", "        chain = None\n"),),
        "tests/xlsx/test_editing.py",
    ),
    Mutant(
        "nobody takes over a shared formula whose first cell goes",
        "crm/xlsx/formulas/shared.py",
        (("if formula.text and (first := followers.first()):", "if (first := followers.first()) and not formula:"),),
        "tests/xlsx/test_editing.py",
    ),
    Mutant(
        "the table does not grow",
        "crm/xlsx/sheet.py",
        (("if table:\n            xml = growth.grow_table", "if not self:\n            xml = growth.grow_table"),),
        "tests/xlsx/test_appending.py",
    ),
    Mutant(
        "a new row does not look like the one above",
        "crm/xlsx/editing/appending.py",
        (("(cell.style if cell else 0)", "0"),),
        "tests/xlsx/test_appending.py",
    ),
    Mutant(
        "a text that looks like an escape is written as it is",
        "crm/xlsx/cells.py",
        (("|_(?=x[0-9A-Fa-f]{4}_)", ""),),
        "tests/xlsx/test_round_trip.py",
    ),
    Mutant(
        "the dimension is believed",
        "crm/xlsx/sheet.py",
        (
            (
                "        return reader.rows_of(self.grid())\n",
                "        found = re.search(rb'<dimension ref=\"[A-Z]+[0-9]+:[A-Z]+([0-9]+)\"', self.text.head)\n"
                "        last = int(found[1]) if found else LAST_ROW\n"
                "        return ((number, cells) for number, cells in reader.rows_of(self.grid()) if number <= last)\n",
            ),
        ),
        "tests/xlsx/test_reading.py::test_a_lying_dimension_is_not_believed",
    ),
    Mutant(
        "a part may inflate to any size",
        "crm/xlsx/packing/squeeze.py",
        (
            ("stream.decompress(packed, size + 1)", "stream.decompress(packed)"),
            ("packed[at : at + _STEP], left + 1", "packed[at : at + _STEP]"),
        ),
        "tests/xlsx/test_opening.py::test_a_part_is_never_unpacked_beyond_the_size_that_it_tells",
    ),
    Mutant(
        "a sheet is not measured before it is read",
        "crm/xlsx/reading/reader.py",
        (
            ("not is_trimmed and _is_dense(text) and ", "not is_trimmed and "),
            ("if width > MOST_COLUMNS or height * width > max(", "if 0 > max("),
        ),
        "tests/xlsx/test_reading.py::test_one_stray_cell_far_out_does_not_end_the_process",
    ),
    Mutant(
        "nobody waits for the disk",
        "crm/xlsx/packing/disk.py",
        (("rest[os.write(handle, rest) :]\n    os.fsync(handle)\n", "rest[os.write(handle, rest) :]\n"),),
        "tests/xlsx/test_kill_points.py",
    ),
    Mutant(
        "the file is written in place",
        "crm/xlsx/packing/disk.py",
        (("    handle = os.open(temp,", "    handle = os.open(temp := target,"), ("os.O_EXCL", "os.O_TRUNC")),
        "tests/xlsx/test_kill_points.py",
    ),
    Mutant(
        "empty rows and columns at the edge are cut off",
        "crm/xlsx/reading/reader.py",
        (("to_python(skip_empty_area=False)", "to_python()"),),
        "tests/xlsx/test_spellings.py",
    ),
    Mutant(
        "the dimension stays as it was",
        "crm/xlsx/sheet.py",
        (("self.text.head = growth.grow_dimension(self.text.head, row.number, column)", "pass"),),
        "tests/xlsx/test_editing.py tests/xlsx/test_appending.py tests/xlsx/test_totals.py",
    ),
    Mutant(
        "Excel is not told to compute anew",
        "crm/xlsx/contents/recalculation.py",
        (("    workbook = editable(workbook, part)\n", "    return workbook\n"),),
        "tests/xlsx/test_editing.py",
    ),
    Mutant(
        "a value keeps the marks of the formula or picture that it replaces",
        "crm/xlsx/cells.py",
        (('("r", "s", "t", "cm", "vm", "ph")', '("r", "s", "t")'),),
        "tests/xlsx/test_editing.py",
    ),
    Mutant(
        "half of a refused edit stays",
        "crm/xlsx/sheet.py",
        (("            text.restore(ours)\n            self._book.restore(theirs)\n", ""),),
        "tests/xlsx/test_editing.py tests/xlsx/test_appending.py tests/xlsx/test_totals.py",
    ),
    Mutant(
        "charts do not grow",
        "crm/xlsx/workbook.py",
        (("        self._charts.grow(title, step)\n", ""),),
        "tests/xlsx/test_charts.py",
    ),
)

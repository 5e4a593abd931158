"""Small files of which the content is huge: each part holds ten megabytes of one thing, packed into a few kilobytes."""

import random
from collections.abc import Callable

from tests.xlsx.books import MAIN, book, content, row, sheet
from tests.xlsx.hostile import LONG, PARSED, ROWS, Drawn, fill, inside, of_rows, workbook

PADDING: dict[str, Callable[[], str]] = {
    "blanks": lambda: " " * LONG,
    "empty elements": lambda: fill("<a/>"),
    "elements in elements": lambda: "<a>" * (LONG // 8) + "</a>" * (LONG // 8),
    "attributes": lambda: "<a " + " ".join(f'a{n:x}=""' for n in range(1_000_000)) + "/>",
    "a long name": lambda: f"<{'a' * LONG}/>",
    "a long attribute": lambda: f'<a b="{"a" * LONG}"/>',
    "an attribute without value": lambda: f"<a {'a' * LONG}/>",
    "a comment": lambda: f"<!--{'a' * LONG}-->",
    "instructions": lambda: fill("<?a?>"),
    "escapes": lambda: fill("&amp;"),
    "quotes": lambda: fill('"'),
}
REPEATED = {
    "_rels/.rels": '<Relationship Id="r{}" Type="a/b" Target="c"/>',
    "xl/workbook.xml": '<definedName name="n{}">People!$A$1:$B$3</definedName>',
    "xl/_rels/workbook.xml.rels": '<Relationship Id="r{}" Type="a/worksheet" Target="c"/>',
    "xl/styles.xml": '<numFmts><numFmt numFmtId="{}" formatCode="dd/mm/yyyy"/></numFmts>',
    "xl/sharedStrings.xml": "<si><t>a{}</t></si>",
    "xl/worksheets/_rels/sheet1.xml.rels": '<Relationship Id="r{}" Type="a/table" Target="../tables/table1.xml"/>',
    "xl/tables/table1.xml": '<tableColumn id="{0}" name="c{0}"/>',
    "docProps/custom.xml": '<property pid="{0}" name="n{0}"><a>b</a></property>',
}


def bombs() -> Drawn:
    """Far more than a workbook of that size can hold."""
    for part in PARSED:
        yield f"a bomb in {part}".replace("/", "|"), workbook({part: inside(part, " " * 30_000_000)})
    yield "a bomb that nobody reads", workbook({"xl/media/image1.png": bytes(60_000_000)})
    yield "many small bombs", workbook({f"xl/media/image{n}.png": bytes(9_000_000) for n in range(8)})


def padded(parts: tuple[str, ...] = PARSED) -> Drawn:
    """Ten megabytes of what does not belong there, in each part."""
    for part in parts:
        for name, text in PADDING.items():
            yield f"{name} in {part}".replace("/", "|"), workbook({part: inside(part, text())})


def repeated() -> Drawn:
    """Ten megabytes of what belongs there, in each part."""
    for part, unit in REPEATED.items():
        units = (unit.format(n) for n in range(1, LONG // len(unit.format("123456"))))
        yield f"many in {part}".replace("/", "|"), workbook({part: inside(part, "".join(units))})


def long_sheets() -> Drawn:
    """Sheets that are long for no reason."""
    yield "300,000 blank rows", of_rows("".join(f'<row r="{n}"/>' for n in range(1, 300_000)))
    yield "columns", of_rows(ROWS, before="<cols>" + '<col min="1" max="16384" width="9"/>' * 100_000 + "</cols>")
    merged = "".join(f'<mergeCell ref="D{n}:E{n}"/>' for n in range(1, 50_000))
    yield "merged cells", of_rows(ROWS, f"<mergeCells>{merged}</mergeCells>")
    rule = '<dataValidation sqref="A1:B3 A1:XFD1048576"/>'
    yield "drop-downs over each other", of_rows(ROWS, f"<dataValidations>{rule * 20_000}</dataValidations>")
    for name, text in (("letters", "a"), ("marks of errors", 't="e" '), ("marks of cells", 'c r="A1" ')):
        long = fill(text)
        yield f"a text of {name}", of_rows(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{long}</t></is></c></row>')
    for name, shared in (
        ("brackets", "[" * 8_000),
        ("references", "A1+" * 2_700 + "1"),
        ("a megabyte", "A1+" * 400_000),
    ):
        followers = "".join(f'<row r="{n}"><c r="A{n}"><f t="shared" si="0"/></c></row>' for n in range(2, 10_000))
        first = f'<row r="1"><c r="A1"><f t="shared" ref="A1:A9999" si="0">{shared}</f><v>1</v></c></row>'
        yield f"a shared formula of {name}", of_rows(first + followers)
    yield (
        "a format of brackets",
        workbook(
            {
                "xl/styles.xml": inside(
                    "xl/styles.xml", f'<numFmts><numFmt numFmtId="164" formatCode="{fill("[")}"/></numFmts>'
                )
            }
        ),
    )
    yield (
        "a long text for many cells",
        workbook(
            {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t/></si><si><t>{"b" * 8_000_000}</t></si></sst>'},
            sheet("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>1</v></c></row>' for n in range(1, 3_000))),
        ),
    )


def many_sheets() -> Drawn:
    """Many tabs over one part, and many large ones."""
    tabs = "".join(f'<sheet name="s{n}" sheetId="{n + 2}" r:id="rId1"/>' for n in range(20_000))
    xml = content(book(""), "xl/workbook.xml").replace("</sheets>", f"{tabs}</sheets>")
    yield "tabs over one part", workbook({"xl/workbook.xml": xml})


def not_tight() -> Drawn:
    """Much XML, packed no tighter than honest workbooks are: it is read or there is too little memory for it."""
    generator = random.Random(1)
    texts = (str(generator.random()) * 3 + " " * 2_000 for _ in range(50_000))
    yield "100 megabytes", of_rows("".join(row(n, text) for n, text in enumerate(texts, 1)))

"""A workbook that people own: opened from bytes, edited, packed again with all untouched parts as they were."""

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path

from crm.xlsx.adding import sheets
from crm.xlsx.adding.copying import copy_sheet
from crm.xlsx.adding.draft import Draft
from crm.xlsx.adding.looks import Looks
from crm.xlsx.cells import Plain
from crm.xlsx.contents import known, names, parts, properties, recalculation
from crm.xlsx.contents.styles import Styles
from crm.xlsx.editing.charts import Charts, Steps
from crm.xlsx.editing.steps import Step
from crm.xlsx.errors import SIGNED, RefusedEdit, RefusedWorkbook, SwapUnknown
from crm.xlsx.formulas.areas import grow_names
from crm.xlsx.formulas.mentions import Mention, mentions
from crm.xlsx.markup.fallback import editable
from crm.xlsx.markup.rows import SheetText
from crm.xlsx.markup.weight import enough_memory
from crm.xlsx.markup.xmltext import forbid_doctype, well_formed
from crm.xlsx.package import Content, Package, Stream, steps, swap, write_beside
from crm.xlsx.packing.kinds import read_file, refuse_other_documents
from crm.xlsx.reading.reader import Source
from crm.xlsx.sheet import Sheet

State = tuple[dict[str, bytes | None], Styles, parts.Contents, dict[str, Sheet], tuple[Steps, int]]


class Workbook:
    """An .xlsx or .xlsm workbook in memory. No file stays open.

    Edits show at once when read and reach the disk by `save`, or by `pack`, `package.write_beside`, `package.swap`
    and `saved`. The book stays usable afterwards: only what was changed is searched or packed again.
    """

    def __init__(self, data: bytes, name: str):
        """Use `open` or `from_bytes`."""
        self.name = name
        self._title = f"“{name}”"
        self._package = Package(data, self._title)
        refuse_other_documents(self._package.names(), self._title)
        self._changes: dict[str, bytes | None] = {}
        self._on_the_way: Package | None = None  # what was packed, until the next edit
        self._source: Source | None = None
        self._charts = Charts(self._part_without_growth)
        self._contents = parts.read_contents(self.part)
        self._sheets = {sheet.title: Sheet(self, sheet) for sheet in self._contents.sheets}

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> "Workbook":
        """Read a workbook in one go. Raises OSError, or RefusedWorkbook with a sentence for the person."""
        return cls.from_bytes(read_file(path), Path(path).name)

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> "Workbook":
        """A workbook from the bytes of a file; `name` is for sentences. Raises RefusedWorkbook."""
        with enough_memory(f"“{name}”"):
            return cls(data, name)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the file as it was opened or last saved, in hex."""
        return hashlib.sha256(self._package.data).hexdigest()

    @property
    def sheets(self) -> list[str]:
        """The titles of all tabs, hidden ones too, in their order."""
        return list(self._sheets)

    def sheet(self, title: str) -> Sheet:
        """A sheet by its title. Raises KeyError."""
        return self._sheets[title]

    @property
    def date1904(self) -> bool:
        """Whether days count from 1904, as old Excel for Mac made them."""
        return self._contents.date1904

    @cached_property
    def signed(self) -> bool:
        """Whether the workbook carries a digital signature; it can be read, but not edited."""
        by_name = any(name.lower().startswith("_xmlsignatures/") for name in self._package.names())
        return by_name or any(link.kind == "origin" for link in parts.relationships(self.part, ""))

    @property
    def parts(self) -> dict[str, int]:
        """{part: CRC-32} of the file as it was opened or last saved; `changed.look` compares them with the disk."""
        return self._package.checksums()

    @property
    def properties(self) -> dict[str, str]:
        """The custom document properties as text: {name: value}."""
        return properties.read_properties(self.part)

    def set_property(self, name: str, value: str) -> None:
        """Add or replace a custom document property. Raises RefusedWorkbook."""
        self._require_unsigned()
        self._changes.update(properties.write_property(self.part, name, value))

    # Adding

    @property
    def names(self) -> dict[str, str]:
        """The defined names and what each stands for; one that a sheet alone knows is called like `Sheet!name`."""
        return names.all_names(self.part, self.document)

    def define_name(self, name: str, refers_to: str, sheet: Sheet | str | None = None) -> None:
        """Add or replace a defined name, for one sheet alone when `sheet` is given. `refers_to` is a formula.

        Raises ValueError for what is no name or no formula, RefusedEdit for a name that is taken or a formula about
        a sheet or table that is not there.
        """
        self._require_unsigned()
        title = sheet.title if isinstance(sheet, Sheet) else sheet
        new = known.define(known.known(self.part, self.document), (name, refers_to, title))
        self.replace(self.document, names.put_name(self.part(self.document) or b"", self.document, new))
        self.forget_mentions()

    def forget_mentions(self) -> None:
        """Look again who names cells by their address: formulas or names came or went."""
        for sheet in self._sheets.values():
            sheet.forget_mentions()

    def add_sheet(self, title: str, like: Sheet | None = None) -> Sheet:
        """Add a sheet behind all others: empty, or a copy of one of another open workbook with its formats, tables,
        comments, charts, drop-downs, conditional formats and the defined names that it needs.

        A table whose name is taken gets another one, and formulas of the copy follow. Raises ValueError for what
        cannot be a title, RefusedEdit when it is taken, when the sheet needs a sheet or table that this workbook
        does not have, or holds what cannot be copied (pivot tables, slicers, controls).
        """
        self._require_unsigned()
        draft = Draft(self.part, [*self._package.names(), *self._changes], self.document)
        sheets.add(draft, title, None if like is None else partial(copy_sheet, like))
        if not all(well_formed(xml) for name, xml in draft.changes.items() if name.endswith((".xml", ".rels"))):
            raise self._not_whole()
        with self.together():
            return self._take(draft)

    def _take(self, draft: Draft) -> Sheet:
        """Make a draft with one sheet more the truth."""
        self._charts.settle(self.replace)
        self._changes = {**self._changes, **draft.changes}
        self._charts = Charts(self._part_without_growth)
        self._contents = parts.read_contents(self.part)
        new = Sheet(self, self._contents.sheets[-1])
        self._sheets = {**self._sheets, new.title: new}
        self.__dict__.pop("_computes", None)
        self.forget_mentions()
        name = self._contents.styles
        self._styles = Styles(self.part(name) if name else None, name or "")
        self.changed()
        return new

    def _require_unsigned(self) -> None:
        if self.signed:
            raise RefusedEdit(SIGNED)
        self.touch()

    def touch(self) -> None:
        """An edit begins: what was packed before it no longer holds all that is to be saved."""
        self._on_the_way = None

    # Saving

    def pack(self) -> bytes:
        """The bytes of the workbook with all edits, checked: every changed part reads back, all others are as before.

        Raises RefusedWorkbook when the check fails; nothing was written then.
        """
        with enough_memory(self._title):
            self._on_the_way = self._packed()
            return self._on_the_way.data

    def _packed(self) -> Package:
        self._charts.settle(self.replace)
        changes: dict[str, Content | None] = dict(self._changes)
        for sheet in self._sheets.values():
            if sheet.is_loaded and sheet.text.touched_anything:
                if not well_formed(sheet.text.sample()):
                    raise self._not_whole()
                changes[sheet.part] = sheet.text.packable()
        if not changes:
            return self._package
        try:
            packed = Package(self._package.pack(changes), self._title)
        except ValueError:
            raise self._not_whole() from None
        self._check(packed, changes)
        return packed

    def _check(self, packed: Package, changes: dict[str, Content | None]) -> None:
        """Compare what lies in the new package with what should. The pieces of a long part were unpacked for a check
        when they were packed, so only that they lie there is looked at."""
        loaded = {sheet.part for sheet in self._sheets.values()}
        for name, content in changes.items():
            if isinstance(content, Stream):
                entry, there = packed.packed(name)
                if (entry.size, entry.crc) != (content.size, content.crc) or not content.lies_in(there):
                    raise self._not_whole()
                continue
            if content is not None and packed.read(name) != content:
                raise self._not_whole()
            is_xml = name.lower().endswith((".xml", ".rels")) and name not in loaded
            if content is not None and is_xml and not well_formed(content):
                raise self._not_whole()
        touched = {name.lower() for name in changes}
        for name in self._package.names():
            if name.lower() not in touched and not packed.holds(name, self._package.packed(name)[1]):
                raise self._not_whole()

    def _not_whole(self) -> RefusedWorkbook:
        return RefusedWorkbook(
            f"{self._title} would not have been whole after this change, so nothing was saved and the file is as it "
            "was. Open it in Excel, save it once, and try again."
        )

    def is_still(self, data: bytes) -> bool:
        """Whether the bytes of a file are those that were opened or last saved."""
        return data == self._package.data

    def saved(self, data: bytes, fingerprint: str = "") -> None:
        """Tell the book that `data`, which `pack` gave last, is on disk now; its SHA-256, if you know it, is not
        counted again. Raises ValueError when something was edited in between: that is not on disk."""
        if self._on_the_way is None or data is not self._on_the_way.data:
            raise ValueError("something was edited after these bytes were packed")
        self._package = self._on_the_way
        self._changes = {}
        self.__dict__.pop("fingerprint", None)
        if fingerprint:
            self.__dict__["fingerprint"] = fingerprint
        for sheet in self._sheets.values():
            if sheet.is_loaded:
                sheet.text.rest(self._package.packed(sheet.part)[1])
        self.forget_mentions()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the workbook to `path` at once: after a crash there is the old file or the new one.

        Raises RefusedWorkbook, OSError (the old file is as it was), SwapUnknown.
        """
        data = self.pack()
        try:
            swap(write_beside(path, data), path)
        except SwapUnknown:  # the new file is in its place
            self.saved(data)
            raise
        self.saved(data)

    # What sheets need

    @property
    def document(self) -> str:
        """The name of the workbook part."""
        return self._contents.document

    def part(self, name: str) -> bytes | None:
        """A part as it is now, None when there is none."""
        if self._charts.waits(name):
            self._charts.settle(self.replace)
        return self._part_without_growth(name)

    def _part_without_growth(self, name: str) -> bytes | None:
        if name in self._changes:
            return self._changes[name]
        return self._package.read(name) if name in self._package else None

    def stream(self, name: str) -> Iterable[bytes] | None:
        """A part as it is now, bit by bit; None when there is none."""
        content = self._changes.get(name)
        if content is not None:
            return steps(content)
        return self._package.stream(name) if name in self._package and name not in self._changes else None

    def source(self) -> Source:
        """What reading a sheet needs besides its XML; the same one as long as nothing of it changes."""
        if self._source is None or self._source.styles is not self._styles:
            name = self._contents.shared_strings
            strings = self._source.strings if self._source else self.part(name) if name else None
            if name and strings:
                forbid_doctype(strings, name)
            if self._styles.xml:
                forbid_doctype(self._styles.xml, self._styles.part)
            self._source = Source(strings, self._styles, self.date1904)
        return self._source

    @cached_property
    def _styles(self) -> Styles:
        name = self._contents.styles
        return Styles(self.part(name) if name else None, name or "")

    def style_for(self, value: Plain, style: int) -> int:
        """The style for a value: the same, or for a day or time that it does not show as one, one like it that does."""
        if not isinstance(value, dt.date | dt.time | dt.timedelta):
            return style
        self._styles, index = self._styles.for_time(style, value)
        if self._contents.styles and self._styles.xml:
            self.replace(self._contents.styles, self._styles.xml)
        return index

    def plain_style(self, style: int) -> int:
        """The style that is `style` with the number format General."""
        name = self._contents.styles
        xml = self.part(name) if name else None
        if name is None or xml is None:
            return style
        looks = Looks(xml, xml, name)
        index = looks.plain(style)
        self.replace(name, looks.xml())
        self._styles = Styles(self.part(name), name)
        return index

    def drop_calculation_chain(self) -> None:
        """Take away the list of formula cells: Excel makes it anew, but repairs a file in which it is wrong."""
        chain = self._contents.calculation_chain
        if chain and self.part(chain) is not None:
            self._changes.update(parts.without_part(self.part, chain, self._contents.document))
        self.forget_mentions()

    def changed(self) -> None:
        """After an edit: let Excel compute the formulas anew, if there are any."""
        document = self._contents.document
        xml = self.part(document)
        assert xml is not None
        if recalculation.has_settings(xml) or self._computes:
            self.replace(document, recalculation.ask_for_it(xml, document))

    @cached_property
    def _computes(self) -> bool:
        """Whether any cell computes something; edits add no formula but those of calculated columns."""
        return bool(self._contents.calculation_chain) or any(sheet.computes for sheet in self._sheets.values())

    def replace(self, name: str, content: bytes) -> None:
        """Give a part another content; nothing happens when it is the same."""
        if self.part(name) != content:
            self._changes[name] = content

    def grow_ranges(self, title: str, step: Step) -> None:
        """Let names and charts that ended at a sheet's last data row reach the new one."""
        self._charts.grow(title, step)
        document = self._contents.document
        xml = self.part(document)
        usual = editable(xml, document) if xml else b""
        if (grown := grow_names(usual, title, step)) != usual:
            self.replace(document, grown)

    def mentions(self, title: str, part: str, text: SheetText) -> Iterator[Mention]:
        """All that names cells of a sheet by their address, anywhere in the package. Raises RefusedWorkbook."""
        names = dict.fromkeys([*self._package.names(), *self._changes])
        edited = {sheet.part: sheet.text for sheet in self._sheets.values() if sheet.is_loaded}
        read = lambda name: edited[name].join() if name in edited else self.part(name)  # noqa: E731
        return mentions((title, part, text), read, names)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several edits as one: when one of them is refused, none was made."""
        state = self.state()
        texts = {sheet: (sheet.text, sheet.text.state()) for sheet in self._sheets.values() if sheet.is_loaded}
        try:
            yield
        except BaseException:
            for sheet in self._sheets.values():
                sheet.go_back(texts.get(sheet))
            self.restore(state)
            raise

    def state(self) -> State:
        """All that an edit may change here, for `restore`."""
        return dict(self._changes), self._styles, self._contents, self._sheets, self._charts.state()

    def restore(self, state: State) -> None:
        """Make everything as it was when `state` was taken."""
        self._changes, self._styles, self._contents, self._sheets, growth = state
        self._charts.restore(growth)
        self.__dict__.pop("_computes", None)
        self.forget_mentions()

"""Everything Kith says no with. A class's docstring is its general message; an instance carries the sentence shown.

KithError
├── InvalidInput      a value that cannot be kept as it was typed; names its field
├── NotAllowed        the person's role does not permit this
├── NoSuchRow         the row is not, or no longer, in the workbook
└── StoreError
    ├── CannotOpen    this is no workbook that Kith can work with; nothing was changed
    │   └── NotYetKiths   a spreadsheet that could be; its owner says how
    ├── ReadOnly      the workbook can be looked at, not written
    └── NotSaved      the change could not be confirmed; nothing was written
"""


class KithError(Exception):
    """Something a person can be told in one sentence; `str(error)` is that sentence."""


class InvalidInput(KithError):
    """A value that cannot be kept as it was typed.

    `field` is the field it was typed for, so that a form can show the sentence where the person is looking.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class NotAllowed(KithError):
    """Your role does not permit this."""


class NoSuchRow(KithError):
    """That row is not in the workbook, or no longer."""


class StoreError(KithError):
    """The workbook, or the journal beside it, cannot do what was asked."""


class CannotOpen(StoreError):
    """This is no workbook that Kith can work with. Nothing was changed."""


class NotYetKiths(CannotOpen):
    """This is a spreadsheet, but not yet one of Kith's. Nothing was changed."""


class ReadOnly(StoreError):
    """The workbook can be looked at here, not written."""


class NotSaved(StoreError):
    """The change could not be confirmed. Nothing was written; what you typed is still here."""

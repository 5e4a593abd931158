"""What the engine answers when it cannot do a thing exactly: a plain sentence, and nothing changed."""


class RefusedWorkbook(Exception):
    """The file cannot be opened or edited without guessing. The text is a sentence for the person."""


class RefusedEdit(RefusedWorkbook):
    """This one edit cannot be done exactly; the workbook is as it was before the call."""


class OddlyWritten(RefusedEdit):
    """Some rows of a sheet are not written as Excel writes them; written so, the sheet may be edited after all."""


class SwapUnknown(OSError):
    """The new file is in its place, but the disk did not confirm the folder: it may be there or not after a crash."""


SIGNED = (
    "This workbook is signed, and any change would make the signature void. "
    "Remove the signature in Excel (File, Info), and try again."
)
UNUSUAL = (
    "This workbook was written in an unusual way ({}). Open it in Excel or LibreOffice, save it once, and try again."
)


def unusual(why: str) -> RefusedWorkbook:
    """A refusal for what is legal somewhere but not understood here; `why` is a few words without a full stop."""
    return RefusedWorkbook(UNUSUAL.format(why))


def damaged(part: str) -> RefusedWorkbook:
    """A refusal for a part that is not what it says, or no XML."""
    return RefusedWorkbook(
        f"The part “{part}” of this workbook is damaged. Take your latest backup, or let Excel repair it."
    )

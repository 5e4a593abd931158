"""What was found out about a spreadsheet by trying it: how Kith may write to it."""

from dataclasses import dataclass, fields

ANCHOR, PRE_IMAGE, VERIFY = "anchor", "pre-image", "verify"


@dataclass(frozen=True)
class Mode:
    """`edits`: by anchors, by a look at what stood there, or by reading back. `guards`: a taken number refuses a whole
    batch. `moves`: an anchor moves in one request. `tells`: a batch can say what stands there after it. `echoes`: the
    heading row can be asked for in the answer of a write. `day`: when this was found out."""

    edits: str = ANCHOR
    guards: bool = True
    moves: bool = True
    tells: bool = True
    echoes: bool = True
    day: str = ""

    def notes(self) -> dict[str, str]:
        """As it is kept in the spreadsheet itself."""
        return {f"checked {each.name}": str(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def of(cls, notes: dict[str, str]) -> "Mode | None":
        """What was kept; None where nothing was."""
        if "checked edits" not in notes:
            return None
        said = {name: notes.get(f"checked {name}", "") == "True" for name in ("guards", "moves", "tells", "echoes")}
        return cls(edits=notes["checked edits"], day=notes.get("checked day", ""), **said)

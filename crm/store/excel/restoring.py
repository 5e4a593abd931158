"""After a crash, and after damage: what became of a swap, what it left behind, and an earlier version back."""

import datetime as dt
import hashlib
from contextlib import suppress
from pathlib import Path

from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.store.excel import swapping
from crm.store.excel.file import BookFile, sha
from crm.store.excel.leftovers import leftovers
from crm.store.workbook import Intent, Recovered
from crm.xlsx import Workbook, package


def recover(file: BookFile, intent: Intent) -> Recovered:
    """What became of a swap that was noted when Kith died, and what a person had saved in the moment before it.

    It happened when the workbook is our new version or a later one of ours, or when something else lies where our new
    version lay. What is neither the new version nor the one to be replaced is a person's.
    """
    temp = file.path.with_name(intent.temp or "-")
    left = sha(temp)
    swapped = left not in ("", intent.sha_new) or _bears(file, intent)
    if left in ("", intent.sha_new, intent.sha_expected):
        temp.unlink(missing_ok=True)
        return Recovered(swapped)
    return Recovered(swapped, file.displaced_by(temp, intent.sha_expected))


def _bears(file: BookFile, intent: Intent) -> bool:
    """Whether the workbook is what a swap put there, or a later version of it."""
    try:
        data, _ = file.whole()
        if hashlib.sha256(data).hexdigest() == intent.sha_new:
            return True
        stamp = file.understood(data).stamp
    except CannotOpen:
        return False
    return stamp is not None and _at_least(stamp[1], intent.generation)


def _at_least(generation: str, other: str) -> bool:
    """Whether a generation is the other or a later one of the same instance."""
    (instance, _, number), (wanted, _, least) = generation.rpartition(":"), other.rpartition(":")
    return instance == wanted and number.isdecimal() and least.isdecimal() and int(number) >= int(least)


def sweep(file: BookFile) -> None:
    """Remove what a killed run left beside the workbook. A whole version that is kept nowhere is a person's save into a
    file that we had displaced: it is watched from now on, and told of."""
    for temp in list(leftovers(file.path, file.instance)):
        if temp in file.displaced:
            continue
        if _is_a_persons(file, temp):
            file.displaced.watch(temp, "")
        else:
            temp.unlink(missing_ok=True)


def _is_a_persons(file: BookFile, temp: Path) -> bool:
    try:
        contents = file.understood(temp.read_bytes())
    except (OSError, CannotOpen):
        return False
    return not file.backups.find(sha=contents.fingerprint)


def newest(file: BookFile) -> tuple[Workbook, Contents]:
    """The newest kept version that opens. Raises CannotOpen when there is none."""
    for kept in file.backups.all():
        data = kept.read()
        if data is not None:
            with suppress(CannotOpen):
                return file.opened(data, f"kept as {kept.path.name}")
    raise CannotOpen(f"{file.path} cannot be read, and no earlier version of it is kept on this computer.")


def version(file: BookFile, now: Contents, generation: str, fingerprint: str) -> Contents | None:
    """The contents as our save of that generation left them; None when they are not kept. `now` saves reading them."""
    for kept in file.backups.find(sha=fingerprint) if fingerprint else file.backups.find(generation=generation):
        if now.fingerprint.startswith(kept.sha):
            return now
        data = kept.read()
        if data is not None:
            with suppress(CannotOpen):
                return file.understood(data)
    return None


def bring_back(file: BookFile, name: str) -> None:
    """Put a kept version in the place of the workbook, whatever stands there: a version of this book is kept like any
    other, everything else as `NAME.damaged.<when>.xlsx` beside it. Raises CannotOpen, OSError."""
    data = next((kept.read() for kept in file.backups.find(name=name)), None) if name else None
    if data is None:
        raise CannotOpen(f"There is no whole version “{name}” of {file.name}. Nothing was changed.")
    file.understood(data)
    if sentence := file.host.take():
        raise CannotOpen(sentence)
    there = _set_aside(file)
    temp, ours = file.write_beside(data)
    try:
        if there is None:
            package.swap(temp, file.path)
        else:
            file.swap(temp, there.__eq__)
    except swapping.SavedMeanwhile:
        raise CannotOpen(f"Somebody saved {file.name} just now. Nothing was changed; look again.") from None
    finally:
        file.remove(temp, ours)
        file.displaced_by(temp, hashlib.sha256(there or b"").hexdigest())


def _set_aside(file: BookFile) -> bytes | None:
    """Keep what stands at the workbook's place; its bytes, None when there is nothing."""
    try:
        data = file.path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        file.keep(data, file.understood(data))
    except CannotOpen:
        when = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
        beside = package.write_beside(file.path, data)
        beside.replace(file.path.with_name(f"{file.path.stem}.damaged.{when}{file.path.suffix}"))
    return data

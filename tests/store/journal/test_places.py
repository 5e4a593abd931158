"""On which disks Kith keeps its history, and what it says of the others."""

from pathlib import Path

import pytest

from crm.model.errors import ReadOnly
from crm.store import places

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /mnt/team\\040drive rw,relatime shared:7 - {kind} //server/share rw
31 22 0:41 / /mnt/team\\040drive/local rw - xfs /dev/vdb rw
a line that is none
"""
DRIVE = "/mnt/team drive"


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"])
def test_a_history_on_a_network_drive_is_refused(kind: str) -> None:
    with pytest.raises(ReadOnly, match="network drive"):
        places.state_folder({"KITH_STATE": f"{DRIVE}/kith"}, MOUNTS.format(kind=kind))
    assert not Path(DRIVE).exists()


def test_a_disk_of_this_computer_within_a_network_drive_is_one(tmp_path: Path) -> None:
    mounts = MOUNTS.format(kind="nfs4")
    assert places.disk_of(Path(f"{DRIVE}/local/kith"), mounts) == "xfs"
    assert places.disk_of(Path(f"{DRIVE}s/kith"), mounts) == "ext4"
    assert places.state_folder({"KITH_STATE": str(tmp_path / "kith")}, mounts) == tmp_path / "kith"


def test_of_two_disks_at_one_place_the_later_counts() -> None:
    assert places.disk_of(Path("/x"), "1 0 0:1 / / rw - overlay o rw\n2 0 0:2 / / rw - ext4 /dev/a rw\n") == "ext4"


@pytest.mark.parametrize("kind", ["tmpfs", "overlay", "ramfs"])
def test_a_disk_that_does_not_last_is_warned_of(kind: str, tmp_path: Path) -> None:
    said = places.warning(Path(DRIVE), MOUNTS.format(kind=kind))
    assert DRIVE in said and said.endswith(".")
    assert places.warning(tmp_path, MOUNTS.format(kind=kind)) == ""


def test_where_no_mounts_can_be_read_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOUNTS", tmp_path / "no such file")
    assert places.disk_of(tmp_path) == "" == places.warning(tmp_path)


@pytest.mark.parametrize("said", ["no", "No", " false ", "0"])
def test_without_a_lasting_disk_no_workbook_file_is_kept(said: str) -> None:
    with pytest.raises(ReadOnly, match="keeps nothing on its disk"):
        places.require_lasting({"KITH_LASTING_DISK": said})


def test_a_disk_lasts_unless_somebody_says_no() -> None:
    for said in ({}, {"KITH_LASTING_DISK": ""}, {"KITH_LASTING_DISK": "yes"}):
        places.require_lasting(said)

"""The first start, and what goes wrong in it."""

import os
import shutil
import signal
import socket
from pathlib import Path

import pip
import pytest

from tests.start.conftest import BASE, Kith, wait_for

pytestmark = pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python without ensurepip and without pip, as Debian ships it: this one, linked file by file."""
    root, library = tmp_path_factory.mktemp("python"), Path(os.__file__).parent
    packages = root / "lib" / library.name / "site-packages"
    packages.mkdir(parents=True)
    (root / "bin").mkdir()
    shutil.copy(os.path.realpath(BASE), root / "bin" / "python3")
    for file in library.iterdir():
        if file.name not in ("ensurepip", "site-packages", "dist-packages", "sitecustomize.py", "EXTERNALLY-MANAGED"):
            (packages.parent / file.name).symlink_to(file)
    for shared in library.parent.glob("libpython*"):
        (root / "lib" / shared.name).symlink_to(shared)
    return packages


def mark(kith: Kith) -> Path:
    return kith.folder / ".venv" / "ready"


def test_the_first_start_sets_up_in_a_folder_with_spaces_and_umlauts(set_up_once: Kith) -> None:
    assert mark(set_up_once).exists()
    assert "Setting Kith up, once" in set_up_once.said()


def test_a_second_start_installs_nothing_and_needs_no_network(ready: Kith) -> None:
    before = mark(ready).stat().st_mtime_ns
    said = ready.stop(ready.open(PIP_FIND_LINKS="/nowhere", HTTPS_PROXY="http://127.0.0.1:9"))
    assert "Setting" not in said
    assert mark(ready).stat().st_mtime_ns == before


def test_a_folder_that_was_moved_is_set_up_again(set_up_once: Kith, new: Kith) -> None:
    shutil.copytree(set_up_once.folder / ".venv", new.folder / ".venv", symlinks=True)
    assert "Setting Kith up" in new.stop(new.open())
    assert mark(new).read_text() != mark(set_up_once).read_text()


def test_an_install_that_was_killed_is_done_again(new: Kith) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        slow = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": f"http://127.0.0.1:{silent.getsockname()[1]}/"}
        first = new.popen(PIP_FIND_LINKS="", **slow)
        silent.settimeout(120)
        silent.accept()
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    assert (new.folder / ".venv").exists()
    assert not mark(new).exists()
    assert "Setting Kith up" in new.stop(new.open())


def test_ctrl_c_while_setting_up_is_answered_by_a_sentence(new: Kith) -> None:
    first = new.popen()
    wait_for((new.folder / ".venv" / "bin" / "python").exists)
    first.send_signal(signal.SIGINT)
    assert first.wait(120) == 130
    assert new.said().endswith("Stopped. Start again whenever you like.\n")


def test_without_a_network_the_first_start_says_so(new: Kith) -> None:
    code, said = new.run(PIP_FIND_LINKS="/nowhere")
    assert code == 1
    assert "Is there an internet connection?" in said
    assert not mark(new).exists()


def test_a_python_without_ensurepip_uses_its_own_pip(new: Kith, bare_python: Path, tmp_path: Path) -> None:
    new.python = str(bare_python.parents[2] / "bin" / "python3")
    (bare_python / "pip").symlink_to(Path(pip.__file__).parent)
    try:
        new.stop(new.open())
    finally:
        (bare_python / "pip").unlink()
    assert mark(new).exists()


def test_a_python_without_any_pip_is_told_the_one_command_to_type(new: Kith, bare_python: Path, tmp_path: Path) -> None:
    new.python = str(bare_python.parents[2] / "bin" / "python3")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "apt").write_text("#!/bin/sh\n")
    (tmp_path / "bin" / "apt").chmod(0o755)
    code, said = new.run(PATH=str(tmp_path / "bin"))
    assert code == 1
    assert said.endswith("Type this one command, then start again:\n\n    sudo apt install python3-venv\n")


def test_requirements_that_changed_are_installed(ready: Kith) -> None:
    with (ready.folder / "requirements.txt").open("a") as requirements:
        requirements.write("checks==0.0.1\n")
    assert "Setting Kith up" in ready.stop(ready.open())
    assert "Setting Kith up" not in ready.stop(ready.open())


def test_two_starts_at_the_same_moment_set_up_once_and_run_once(new: Kith) -> None:
    first, second = new.popen(log="one"), new.popen(log="two")
    wait_for(lambda: first.poll() == 0 or second.poll() == 0)
    said = new.said("one") + new.said("two")
    assert said.count("Setting Kith up") == said.count("Kith is open already") == len(new.servers()) == 1

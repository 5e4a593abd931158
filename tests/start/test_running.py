"""Starting, finding it running, and stopping."""

import json
import os
import pty
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.start.conftest import Kith, wait_for

pytestmark = pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")


def put_browser(kith: Kith) -> dict[str, str]:
    """A browser that writes down what it was asked to open, and a screen to show it on."""
    browser = kith.logs / "browser"
    browser.write_text('#!/bin/sh\necho "$1" >> "$HOME/opened"\n')
    browser.chmod(0o755)
    return {"BROWSER": f"'{browser}' %s", "DISPLAY": ":99"}


def opened(kith: Kith) -> list[str]:
    file = Path(kith.env["HOME"]) / "opened"
    return file.read_text().splitlines() if file.exists() else []


def put_status(kith: Kith, answer: str) -> None:
    """Let `python -m crm status --json` answer this."""
    (kith.folder / "crm").mkdir()
    (kith.folder / "crm" / "__main__.py").write_text(f"print({answer!r})")


def test_a_port_that_is_taken_is_passed_over(ready: Kith) -> None:
    ready.stop(ready.open())
    with socket.create_server(("127.0.0.1", ready.port())) as taken:
        ready.stop(ready.open())
        assert ready.port() > taken.getsockname()[1]


def test_two_people_of_one_computer_who_start_at_once_get_a_kith_each(ready: Kith, tmp_path: Path) -> None:
    (ready.folder / "app.py").write_text("import time\ntime.sleep(2)")
    both = {name: ready.popen(log=name, KITH_STATE=str(tmp_path / name)) for name in ("Ann", "Bo")}
    wait_for(lambda: all("Close this window" in ready.said(name) or both[name].poll() is not None for name in both))
    assert all(process.poll() is None for process in both.values()) and ready.port("Ann") != ready.port("Bo")


def test_a_second_start_opens_the_browser_on_the_kith_that_runs(ready: Kith) -> None:
    ready.open(log="first")
    code, said = ready.run(**put_browser(ready))
    assert (code, "Kith is open already." in said) == (0, True)
    assert opened(ready) == [f"http://127.0.0.1:{ready.port('first')}"]


def test_another_workbook_gets_a_kith_of_its_own(ready: Kith) -> None:
    ready.open(log="one", KITH_WORKBOOK="one.xlsx")
    ready.open(log="two", KITH_WORKBOOK="two.xlsx")
    assert len(set(ready.servers())) == 2


def test_the_same_workbook_by_another_path_is_the_same_kith(ready: Kith, tmp_path: Path) -> None:
    (tmp_path / "link.xlsx").symlink_to(ready.folder / "team.xlsx")
    ready.open(log="first", KITH_WORKBOOK="team.xlsx")
    code, said = ready.run(KITH_WORKBOOK=str(tmp_path / "link.xlsx"))
    assert (code, "Kith is open already." in said) == (0, True)


def test_a_kith_that_was_killed_is_started_again(ready: Kith) -> None:
    process = ready.open()
    for pid in (process.pid, *ready.servers()):
        os.kill(pid, signal.SIGKILL)
    process.wait()
    assert "open already" not in ready.stop(ready.open())


def test_a_note_of_a_running_kith_that_is_damaged_does_no_harm(ready: Kith) -> None:
    ready.stop(ready.open(KITH_WORKBOOK="team.xlsx"))
    process = ready.open()
    next(Path(ready.env["KITH_STATE"]).glob("running-*.json")).write_text('{"port": ')
    assert "open already" not in ready.stop(ready.open(log="second"), log="second")
    ready.stop(process)


def test_with_a_screen_the_browser_opens_once(ready: Kith) -> None:
    ready.stop(ready.open(**put_browser(ready)))
    assert opened(ready) == [f"http://127.0.0.1:{ready.port()}"]


def test_without_a_screen_no_browser_is_opened(ready: Kith) -> None:
    ready.stop(ready.open(BROWSER=put_browser(ready)["BROWSER"]))
    assert opened(ready) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_lets_the_server_end_gently_and_leaves_no_note(ready: Kith, number: signal.Signals) -> None:
    process = ready.open()
    process.send_signal(number)
    assert process.wait(120) == 0
    assert (ready.folder / "stopped gently").exists()
    assert ready.servers() == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (json.dumps({"location": "team.xlsx", "waiting": 3}), "3 saved changes still wait for team.xlsx."),
        (json.dumps({"location": "team.xlsx", "waiting": 1}), "1 saved change still waits for team.xlsx."),
        (json.dumps({"location": "team.xlsx", "waiting": 0}), "Kith has stopped. Everything saved is kept."),
        (json.dumps({"location": None, "waiting": 0}), "Kith has stopped. Everything saved is kept."),
        ("no status", "Kith has stopped. Everything saved is kept."),
    ],
)
def test_stopping_says_what_still_waits(ready: Kith, answer: str, sentence: str) -> None:
    put_status(ready, answer)
    assert sentence in ready.stop(ready.open())


def test_a_server_that_does_not_start_is_answered_by_a_sentence(ready: Kith) -> None:
    (ready.folder / "app.py").write_text("sys.exit('The workbook is on the moon.')")
    code, said = ready.run()
    assert (code, ready.servers()) == (1, [])
    assert said.endswith("The workbook is on the moon.\nKith did not start. The lines above say why.\n")


def test_a_server_that_ends_by_itself_is_answered_by_a_sentence(ready: Kith) -> None:
    process = ready.open()
    os.kill(ready.servers()[0], signal.SIGKILL)
    assert process.wait(120) == 1
    assert "Kith ended by itself" in ready.said()


def test_a_state_folder_that_cannot_be_made_does_not_keep_kith_from_starting(ready: Kith, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "Kith has stopped" in ready.stop(ready.open(KITH_STATE=str(tmp_path / "file" / "state")))


def test_an_unknown_word_is_answered_by_how_to_type_it(ready: Kith) -> None:
    code, said = ready.run("serve")
    assert (code, said.startswith("Type `python3 start.py` to start Kith")) == (1, True)


def at_a_terminal(kith: Kith, answer: bytes, last: bytes) -> str:
    """Start Kith as a person at a terminal does, answer, press Ctrl-C after the last words; what was on the screen."""
    ours, theirs = pty.openpty()
    os.write(ours, answer)
    ends = {"stdin": theirs, "stdout": theirs, "stderr": theirs, "start_new_session": True}
    process = subprocess.Popen([kith.python, "start.py"], cwd=kith.folder, env=kith.env, **ends)
    kith.started.append(process)
    screen = b""
    while last not in screen:
        screen += os.read(ours, 1000)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.wait(120) == 0
    screen += os.read(ours, 1000)
    os.close(theirs)
    os.close(ours)
    return screen.decode()


def test_a_shortcut_is_offered_once_and_starts_this_kith(ready: Kith) -> None:
    assert "(y/n)" in at_a_terminal(ready, b"y\n", b"shortcut is here")
    shortcut = Path(ready.env["HOME"]) / ".local/share/applications/kith.desktop"
    path = f"{ready.folder}/start.py".replace("%", "%%")
    assert f'Exec="{ready.python}" "{path}"' in shortcut.read_text()
    assert "(y/n)" not in at_a_terminal(ready, b"", b"kept.")

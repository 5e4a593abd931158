"""The key in `.streamlit/secrets.toml`: kept whole or not at all, and nothing else in that file is touched."""

import os
import stat
import tomllib
from pathlib import Path

import pytest

from crm.model.errors import CannotOpen
from crm.store.google import secrets

KEY = {"type": "service_account", "client_email": "kith@team.example", "private_key": "-----BEGIN\nabc\n"}
OLD = '{ type = "old" }'
AUTH = '[auth]\ncookie_secret = "x"\n'


def file_in(folder: Path, text: str) -> Path:
    path = folder / secrets.FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    "old",
    [
        '[google]\ntype = "old"\n',
        '[ google ]\ntype = "old"\n',
        '["google"]\ntype = "old"\n',
        "['google'] # a key\ntype = \"old\"\n",
        'google.type = "old"\ngoogle.client_email = "x"\n',
        f"google = {OLD}\n",
        f'"google" = {OLD}\n',
        '[google]\ntype = "old"\n[google.more]\nx = 1\n',
        '[google]\nprivate_key = """-----BEGIN\nabc\n"""\n',
        "[google.more]\nx = 1\n",
    ],
)
def test_a_key_is_replaced_however_the_old_one_was_written(tmp_path: Path, old: str) -> None:
    path = file_in(tmp_path, f'top = "stays"\n{old}\n{AUTH}')
    secrets.keep(tmp_path, KEY)
    assert secrets.key(tmp_path) == KEY
    assert tomllib.loads(path.read_text("utf-8")) == {"top": "stays", "auth": {"cookie_secret": "x"}, "google": KEY}


@pytest.mark.parametrize("text", ["[google_other]\nx = 1\n", '[a]\ngoogle.x = 1\ngoogle_b = "[google]"\n', "# note\n"])
def test_what_only_resembles_a_key_stays(tmp_path: Path, text: str) -> None:
    path = file_in(tmp_path, text)
    secrets.keep(tmp_path, KEY)
    assert path.read_text("utf-8").startswith(text)
    assert tomllib.loads(path.read_text("utf-8")) == {**tomllib.loads(text), "google": KEY}


@pytest.mark.parametrize(
    "text",
    [
        'note = """\n[google]\n"""\n[auth]\nx = 1\n',  # the words of a heading inside a text
        "google = [\n  1,\n]\n",
        "this is no TOML\n",
    ],
)
def test_a_file_that_cannot_be_added_to_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = file_in(tmp_path, text)
    with pytest.raises(CannotOpen, match="Nothing was changed"):
        secrets.keep(tmp_path, KEY)
    assert path.read_text("utf-8") == text and [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_key_that_could_not_be_kept_is_left_nowhere_and_can_be_kept_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = file_in(tmp_path, AUTH)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync" if step == "fsync" else "replace", full)
        with pytest.raises(OSError, match="No space"):
            secrets.keep(tmp_path, KEY)
    assert [each.name for each in path.parent.iterdir()] == [path.name] and path.read_text("utf-8") == AUTH
    secrets.keep(tmp_path, KEY)
    assert secrets.key(tmp_path) == KEY


def test_a_key_is_read_by_the_owner_of_the_computer_alone(tmp_path: Path) -> None:
    path = file_in(tmp_path, AUTH)
    secrets.keep(tmp_path, KEY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_repository_takes_a_key_nor_what_a_crash_leaves_of_one() -> None:
    ignored = (Path(__file__).parents[3] / ".gitignore").read_text("utf-8").splitlines()
    assert ".streamlit/secrets.toml*" in ignored and "!.streamlit/secrets.toml.example" in ignored


def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / secrets.FILE
    path.parent.mkdir()
    path.write_text("[google\n")
    with pytest.raises(CannotOpen, match="Put it right with a text editor"):
        secrets.key(tmp_path)

"""The public face of Kith is lazy: what is not asked for is not loaded."""

import subprocess
import sys

import pytest

import crm
from crm.model.errors import InvalidInput
from crm.store.store import Store as TheStore


def loaded_after(statement: str) -> set[str]:
    """The modules that a fresh Python holds after one statement."""
    program = f"{statement}; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_engine_loads_neither_pandas_nor_the_rest_of_kith() -> None:
    loaded = loaded_after("import crm.xlsx")
    assert "pandas" not in loaded
    assert {name for name in loaded if name.startswith("crm.")} == {name for name in loaded if "crm.xlsx" in name}


def test_importing_kith_loads_nothing_but_its_face() -> None:
    loaded = loaded_after("import crm")
    assert not [name for name in loaded if name.startswith("crm.")]


def test_the_face_gives_the_real_things() -> None:
    assert crm.Store is TheStore
    assert issubclass(InvalidInput, crm.KithError)


def test_every_name_of_the_face_is_there_and_listed() -> None:
    assert all(getattr(crm, name) for name in crm.__all__)
    assert set(crm.__all__) <= set(dir(crm))


def test_another_name_is_no_part_of_the_face() -> None:
    with pytest.raises(AttributeError, match="no attribute 'save'"):
        crm.save  # noqa: B018  the attribute itself is what is asked for


def test_the_three_lines_of_the_documentation_work() -> None:
    store = crm.open(":memory:")
    values = {"name": "Ada Lovelace", "phone": "+44 20 7946 0000"}
    store.save(crm.actions.contacts.add_contact(store.snapshot(), values))
    assert store.snapshot().contacts["name"].tolist() == ["Ada Lovelace"]
    store.close()


def test_actions_are_reached_without_importing_them_first() -> None:
    assert "crm.actions.contacts" in loaded_after("import crm; crm.actions.contacts.add_contact")

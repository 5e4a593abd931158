"""What is saved is found, on each kind of record: in the index that took it over, and in one read anew from there."""

from crm.actions.contacts import add_contact, edit_contact
from crm.actions.interactions import log_interaction
from crm.search.index import Index
from crm.store.store import Store
from tests.daily.conftest import ANN, SHOP, TOM, Save


def found(index: Index, words: str) -> list[str]:
    return [hit.id for hit in index.search(words, 5)]


def test_people_and_notes_are_found_as_soon_as_they_are_saved(store: Store, save: Save) -> None:
    index, before = Index.build(store.snapshot()), store.snapshot()
    assert found(index, "wojcki") == [TOM] and found(index, "kettle") == []
    save(add_contact(before, {"name": "Zoë Quistgaard", "phone": "07700 900999", "city": "Málaga"}))
    save(edit_contact(store.snapshot(), SHOP, {"name": "Hafenteile Müller GmbH"}))
    anew = Index.build(save(log_interaction(store.snapshot(), ANN, {"what": "Brought a kettle", "type": "Visit"})))
    now = store.snapshot()
    changed = now.changed_since(before.mark)
    assert changed is not None
    index.update(now, changed)
    zoe = now.contacts.index[now.contacts["name"] == "Zoë Quistgaard"][0]
    for words, ids in (
        ("quitsgaard", [zoe]), ("900999", [zoe]), ("zoe malaga", [zoe]), ("kettel", [ANN]),
        ("mueller", [SHOP, ANN]),  # and who works there
        ("harbour", []),
    ):  # fmt: skip
        assert found(index, words) == found(anew, words) == ids, words

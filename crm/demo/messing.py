"""What real lists have: the sample's planted slips. They change cells, never how many rows there are."""

from collections.abc import Mapping, Sequence

from crm.demo.dice import Row
from crm.demo.people import named

UNKNOWN = "Mrs Featherstone"


def plant(rows: Mapping[str, Sequence[Row]]) -> None:
    """Two people who are there twice, six cells that went wrong, one row without ID, one name that nobody has."""
    contacts = rows["Contacts"]
    katherine, robert, nadia, peter, ann, martin = named(
        contacts,
        "Katherine Hughes",
        "Robert Whitaker",
        "Nadia Rahman",
        "Peter van den Berg",
        "Ann Lee",
        "Martin Okafor",
    )
    katherine["phone"] = katherine.get("phone") or "07700 900417"
    _rename(rows, nadia, "Katharine Hughes")
    nadia["phone"], nadia["email"] = katherine["phone"], None
    _rename(rows, peter, "Bob Whitaker")
    peter["email"] = robert["email"]

    ann["email"] = "ann@example,com"
    martin["phone"] = "0113 496 0112 / 07700 900112"
    once = next(row for row in contacts if row["relationships"] == "Customer" and row["kind"] == "Organisation")
    once["relationships"] = "Custmer"
    unsure = next(row for row in contacts if row.get("birthday") and not str(row["birthday"])[0:4].isdigit())
    unsure["birthday"] = "31 Feb"

    calls = [row for row in rows["Interactions"] if row["type"] == "Call"]
    calls[-1]["id"] = None
    calls[-2]["contact"], calls[-2]["contact_id"] = UNKNOWN, None


def _rename(rows: Mapping[str, Sequence[Row]], contact: Row, name: str) -> None:
    contact["name"] = name
    for sheet in rows.values():
        for row in sheet:
            if row.get("contact_id") == contact["id"]:
                row["contact"] = name

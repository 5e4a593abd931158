"""The tab Where customers come from of Insights."""

import datetime as dt

import pytest

from tests.pages.conftest import TODAY, told

ANN = {"id": "C-7K3Q9F", "name": "Ann Lee", "relationships": "Customer"}
VISIT = {"id": "N-7K3Q9F", "date": TODAY - dt.timedelta(3), "contact_id": "C-7K3Q9F", "type": "Visit", "what": "came"}
TAB = "Where customers come from"


def test_an_empty_workbook_says_what_to_record(make, open_page) -> None:
    make()
    assert "No visits recorded yet" in told(open_page("insights", insight=TAB))


def test_without_sources_it_says_where_to_note_them(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Interactions": [VISIT]})
    said = told(open_page("insights", insight=TAB))
    assert "1 new customer in the last 12 months: not noted 1." in said
    assert "0 of 1 new customer came a second time so far." in said
    assert "Note on each card where people heard of you" in said


def test_a_source_is_shown_to_the_letter(make, open_page) -> None:
    source = "![x](http://a.b)"
    make(rows={"Contacts": [{**ANN, "source": source}], "Interactions": [VISIT]})
    app = open_page("insights", insight=TAB)
    assert source not in "".join(one.value for one in app.markdown)
    assert source in told(app)


@pytest.mark.capability(26)
def test_the_sample_tells_few_cases_as_counts(sample, open_page) -> None:
    app = open_page("insights", insight=TAB)
    assert not app.exception
    assert "decided deals were won." in told(app)
    counts = next(frame.value for frame in app.dataframe if "Won" in frame.value)
    assert all(" of " in one for one in counts["Won"])

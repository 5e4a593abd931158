"""What a chart remembers of its ranges may be megabytes, and is passed by when the ranges grow."""

import pytest

from crm.xlsx.charts import grow_chart
from crm.xlsx.steps import Step

STEP = [("S", Step(2, 9, 10))]


def chart(inside: str) -> bytes:
    return f'<c:chart xmlns:c="x">{inside}</c:chart>'.encode()


@pytest.mark.parametrize("remembered", [
    "<c:numCache><c:v>S!$A$2:$A$9</c:v></c:numCache>", "<c:strCache/>", "<c:strCache></c:strCache>",
    "<c:multiLvlStrCache><c:lvl><c:pt/></c:lvl></c:multiLvlStrCache>", "", "<c:v>numCache></c:v>",
])  # fmt: skip
def test_what_a_series_remembers_stays_and_its_range_grows(remembered):
    before = chart(f"<c:val><c:f>S!$A$2:$A$9</c:f>{remembered}</c:val><c:cat><c:f>S!$B$2:$B$9</c:f></c:cat>")
    after = chart(f"<c:val><c:f>S!$A$2:$A$10</c:f>{remembered}</c:val><c:cat><c:f>S!$B$2:$B$10</c:f></c:cat>")
    assert grow_chart(before, STEP) == after


def test_the_title_of_a_series_does_not_grow_though_it_remembers_its_text():
    title = "<c:tx><c:strRef><c:f>S!$A$9</c:f><c:strCache><c:pt/></c:strCache></c:strRef></c:tx>"
    assert grow_chart(chart(title), STEP) is None

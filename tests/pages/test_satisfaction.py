"""The page Satisfaction: which question, who answered, what groups say, comments, who was never asked."""

import datetime as dt

import pytest

from tests.pages.conftest import TODAY, told

NPS, STARS = "Recommend us (0-10)", "Satisfied (1-5)"


def book(n: int) -> dict[str, list[dict[str, object]]]:
    """So many people who came, answered and said a word, half of them unhappy; one more was never asked."""
    people = [{"id": f"C-{i:06}", "name": f"P{i} *x*", "owner": "Maya" if i % 2 else "Tom"} for i in range(n + 1)]
    ids = [str(one["id"]) for one in people]
    visits = [{"id": f"N-{i:06}", "contact_id": id, "date": TODAY, "what": "!", "type": "Visit"}
              for i, id in enumerate(ids)]  # fmt: skip
    answers = [{"id": f"Q-{i:06}", "contact_id": id, "date": TODAY - dt.timedelta(i), "score": 10 if i % 2 else 2,
                "question": NPS, "comment": f"![x](http://{i})", "asked_on": TODAY - dt.timedelta(i)}
               for i, id in enumerate(ids[:n])]  # fmt: skip
    return {"Contacts": people, "Interactions": visits, "Satisfaction": answers}


@pytest.mark.capability(15)
@pytest.mark.parametrize("n", [1, 5, 24])
def test_the_page_says_what_so_many_answers_carry(n: int, make, open_page) -> None:
    make(rows=book(n))
    said = told(open_page("satisfaction"))
    assert f"{n} of {n} who were asked in the last 12 months answered" in said
    assert f"1 of {n + 1} customers who came in the last two years was never asked." in said
    assert ("By who looks after them" in said) == (n == 24)
    assert ("Maya 100 and Tom -100 clearly differ." in said) == (n == 24)


def test_comments_stand_as_they_were_typed_the_unhappy_ones_alone_on_request(make, open_page) -> None:
    make(rows=book(5))
    app = open_page("satisfaction")
    assert "5 comments, 3 people unhappy." in told(app)
    words = [text.value for text in app.text if text.value.startswith("“![x]")]
    assert [word[:15] for word in words] == [f"“![x](http://{i})"[:15] for i in range(5)]
    app.toggle(key="unhappy_comments").set_value(True).run()
    assert len([text for text in app.text if text.value.startswith("“![x]")]) == 3


def test_the_question_is_chosen_where_there_are_several(make, open_page) -> None:
    rows = book(5)
    rows["Satisfaction"].append({"id": "Q-000099", "date": TODAY, "score": 5, "question": STARS})
    make(rows=rows)
    app = open_page("satisfaction")
    assert app.selectbox(key="satisfaction_question").options == [NPS, STARS]
    app.selectbox(key="satisfaction_question").set_value(STARS).run()
    said = told(app)
    assert "1 of 1 who answered is satisfied." in said
    assert "Nobody recorded who was asked. Fill in Asked on" in said
    assert "No comments yet." in said


def test_one_question_is_not_asked_for(make, open_page) -> None:
    make(rows=book(1))
    assert not [box for box in open_page("satisfaction").selectbox if box.key == "satisfaction_question"]


def test_where_nobody_answered_yet_it_says_who_could_be_asked(make, open_page) -> None:
    make(rows={**book(2), "Satisfaction": []})
    said = told(open_page("satisfaction"))
    assert "No answers yet: 0 of 10 needed for a score." in said
    assert "3 of 3 customers who came in the last two years were never asked." in said


def test_the_sample_fills_the_page(sample, open_page) -> None:
    app = open_page("satisfaction")
    said = told(app)
    assert not app.exception and "nobody foresaw" not in said
    assert "How many answer" in said and "By who looks after them" in said and "Never asked" in said


def test_what_a_figure_leaves_out_stands_below_it_as_its_caption_counts_it(make, open_page) -> None:
    rows = book(5)
    extra = {"contact_id": "C-000000", "question": NPS, "date": TODAY}
    rows["Satisfaction"] += [
        {**extra, "id": "Q-000097", "score": 11},
        {**extra, "id": "Q-000098", "score": 8, "round": "Once more"},
        {**extra, "id": "Q-000099", "date": TODAY + dt.timedelta(9), "comment": "Not yet"},
    ]
    make(rows=rows)
    app = open_page("satisfaction")
    said = told(app)
    outside = "1 row with a day still to come, 1 row with a score outside its scale"
    assert f"6 answers so far. Left out: {outside}." in said
    assert f"Left out: {outside}, 1 row with no day in Asked on." in said
    labels = {str(part.proto.id): part.proto.popover.label for part in app.get("popover")}
    parts = {name: label for id, label in labels.items() for name in ("trend", "response", "comments")
             if f"{name}_left_part" in id}  # fmt: skip
    assert parts == {"trend": "2 rows left out", "response": "3 rows left out", "comments": "1 row left out"}

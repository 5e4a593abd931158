"""Who counts, what counts, and what is left out."""

import datetime as dt

from crm.analytics.frames import Frames


def test_suppliers_leads_and_test_people_are_no_customers(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name  | Relationship | Tags |
    | C-1 | Ada   | Customer     |      |
    | C-2 | Ben   | Supplier     |      |
    | C-3 | Cleo  |              |      |
    | C-4 | Dan   | Lead; Donor  |      |
    | C-5 | Eve   | Customer     | Test |
    """
    assert list(drawn.customers.index) == ["C-1", "C-3", "C-4"]


def test_the_relationship_of_people_without_one_is_a_setting(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Relationship |
    | C-1 | Ada  |              |
    | C-2 | Ben  | Customer     |
    Settings
    | Key                   | Setting | Value |
    | relationship_if_blank |         | Lead  |
    """
    assert list(drawn.customers.index) == ["C-2"]


def test_each_visit_that_does_not_count_has_one_reason(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Relationship |
    | C-1 | Ada  | Customer     |
    | C-2 | Ben  | Supplier     |
    Interactions
    | ID  | Date       | Contact | Type  | What happened |
    | N-1 | 2026-11-02 | Ada     | Visit | came          |
    | N-2 | 31 Feb     | Ada     | Visit | came          |
    | N-3 |            | Ada     | Visit | came          |
    | N-4 | 2026-12-24 | Ada     | Visit | will come     |
    | N-5 | 2026-11-02 |         | Visit | somebody came |
    | N-6 | 2026-11-02 | Zoe     | Visit | came          |
    | N-7 | 2026-11-02 | Ben     | Visit | delivered     |
    """
    assert list(drawn.events["contact_id"]) == ["C-1"]
    assert drawn.left_out["events"] == {
        "bad_date": ("N-2",),
        "no_date": ("N-3",),
        "future": ("N-4",),
        "no_contact": ("N-5",),
        "orphan": ("N-6",),
        "excluded": ("N-7",),
    }


def test_putting_somebody_away_leaves_the_past_as_it_was(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Status   |
    | C-1 | Ada  | Archived |
    | C-2 | Ben  | Archived |
    Interactions
    | ID  | Date       | Contact | Contact ID | Type  | What happened |
    | N-1 | 2026-11-02 | ada     |            | Visit | came          |
    | N-2 | 2026-11-03 | Ben     | C-2        | Visit | came          |
    Satisfaction
    | ID  | Date       | Contact | Question            | Score |
    | Q-1 | 2026-11-02 | Ada     | Recommend us (0-10) | 9     |
    """
    assert list(drawn.events["contact_id"]) == ["C-1", "C-2"]
    assert list(drawn.answers["contact_id"]) == ["C-1"]
    assert drawn.left_out == {"events": {}, "answers": {}}


def test_a_row_whose_name_several_contacts_have_belongs_to_none_of_them(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Status   |
    | C-1 | Ada  | Archived |
    | C-2 | Ada  | Archived |
    | C-3 | Ben  |          |
    | C-4 | ben  |          |
    Interactions
    | ID  | Date       | Contact | Type  | What happened |
    | N-1 | 2026-11-02 | Ada     | Visit | came          |
    | N-2 | 2026-11-02 | Ben     | Visit | came          |
    | N-3 | 2026-11-02 | Cleo    | Visit | came          |
    Satisfaction
    | ID  | Date       | Contact | Question            | Score |
    | Q-1 | 2026-11-02 | Ben     | Recommend us (0-10) | 9     |
    """
    assert drawn.left_out["events"] == {"ambiguous": ("N-1", "N-2"), "orphan": ("N-3",)}
    assert drawn.left_out["answers"] == {"ambiguous": ("Q-1",)}


def test_calls_and_visits_without_answer_are_no_activity(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    Interactions
    | ID  | Date       | Contact | Type  | What happened | Outcome   |
    | N-1 | 2026-11-02 | Ada     | Call  | rang          | Good      |
    | N-2 | 2026-11-03 | Ada     | Visit | nobody in     | No answer |
    | N-3 | 2026-11-04 | Ada     | Visit | came          | Good      |
    """
    assert list(drawn.events["date"].dt.day) == [4]


def test_sales_of_one_day_are_one_event_and_a_net_refund_is_none(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    Sales
    | ID  | Date       | Contact | Kind     | Amount |
    | S-1 | 2026-11-02 | Ada     | Sale     | 30     |
    | S-2 | 2026-11-02 | Ada     | Sale     | -10    |
    | S-3 | 2026-11-03 | Ada     | Sale     | -5     |
    | S-4 | 2026-11-04 | Ada     | Sale     |        |
    | S-5 | 2026-11-05 | Ada     | Sale     | 0      |
    | S-6 | 2026-11-06 | Ada     | Purchase | 99     |
    Settings
    | Key           | Setting | Value |
    | activity_from |         | sales |
    """
    assert list(drawn.events["date"].dt.day) == [2, 4, 5]
    assert drawn.events["amount"].fillna(-1).tolist() == [20.0, -1.0, 0.0]


def test_currencies_are_never_added(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    Sales
    | ID  | Date       | Contact | Amount | Currency |
    | S-1 | 2026-11-02 | Ada     | 30     |          |
    | S-2 | 2026-11-02 | Ada     | 40     | usd      |
    Settings
    | Key           | Setting | Value |
    | activity_from |         | sales |
    """
    assert drawn.events["amount"].tolist() == [30.0]


def test_visits_count_until_there_are_ten_sales(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    Interactions
    | ID  | Date       | Contact | Type  | What happened |
    | N-1 | 2026-11-02 | Ada     | Visit | came          |
    Sales
    | ID  | Date       | Contact | Amount |
    | S-1 | 2026-11-05 | Ada     | 30     |
    """
    assert (drawn.rules.activity, list(drawn.events["kind"])) == ("interactions", ["visit"])


def test_a_visit_and_a_sale_of_one_day_are_one_event_when_both_count(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    Interactions
    | ID  | Date       | Contact | Type  | What happened |
    | N-1 | 2026-11-02 | Ada     | Visit | came          |
    Sales
    | ID  | Date       | Contact | Amount |
    | S-1 | 2026-11-02 | Ada     | 30     |
    Settings
    | Key           | Setting | Value |
    | activity_from |         | both  |
    """
    assert drawn.events[["contact_id", "amount"]].values.tolist() == [["C-1", 30.0]]


def test_people_of_one_organisation_count_once_when_asked_for(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name      | Kind         | Organisation | Relationship |
    | C-1 | Ada       |              | lee & sons   | Customer     |
    | C-2 | Ben       |              | Lee & Sons   | Customer     |
    | C-3 | Lee & Sons| Organisation |              |              |
    Interactions
    | ID  | Date       | Contact | Type  | What happened |
    | N-1 | 2026-11-02 | Ada     | Visit | came          |
    | N-2 | 2026-11-03 | Ben     | Visit | came          |
    Settings
    | Key                | Setting | Value        |
    | count_customers_by |         | organisation |
    """
    assert list(drawn.customers.index) == ["C-3"]
    assert list(drawn.events["contact_id"]) == ["C-3", "C-3"]


def test_only_the_last_answer_of_a_person_in_a_round_scores(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Relationship |
    | C-1 | Ada  |              |
    | C-2 | Ben  | Supplier     |
    Satisfaction
    | ID  | Date       | Contact | Question            | Score | Asked on   |
    | Q-1 | 2026-11-02 | Ada     | Recommend us (0-10) | 3     |            |
    | Q-2 | 2026-11-09 | Ada     | recommend us (0-10) | 9     |            |
    | Q-3 | 2026-09-09 | Ada     | Recommend us (0-10) | 7     |            |
    | Q-4 | 2026-11-09 |         | Recommend us (0-10) | 5     |            |
    | Q-5 |            | Ada     | Satisfied (1-5)     |       | 2026-11-09 |
    | Q-6 | 2026-11-09 | Ada     | Recommend us (0-10) | 11    |            |
    | Q-7 | 2026-11-09 | Ada     | Recommend us (0-10) | ten   |            |
    | Q-8 | 2026-11-09 | Ben     | Recommend us (0-10) | 9     |            |
    """
    assert list(drawn.answers.index[drawn.answers["latest"]]) == ["Q-2", "Q-3", "Q-4"]
    assert drawn.left_out["answers"] == {"excluded": ("Q-8",), "bad_score": ("Q-6", "Q-7")}


def test_an_empty_workbook_has_frames_with_all_columns(drawn: Frames) -> None:
    """
    Contacts
    | ID | Name |
    """
    assert list(drawn.events.columns) == ["contact_id", "date", "kind", "amount", "by"]
    assert str(drawn.events["date"].dtype) == "datetime64[us]"
    assert drawn.as_of == dt.date(2026, 11, 22)

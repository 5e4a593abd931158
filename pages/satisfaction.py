"""Would they recommend us? The score, how it moved, whom to ring back, and one more answer."""

import streamlit as st

from crm.actions.satisfaction import record_answer
from crm.analytics import satisfaction
from crm.ui import bars, card, charts, forms, session, today
from crm.ui.guard import page
from crm.ui.messages import explained, safe
from crm.ui.picking import pick, pick_person

page("viewer")


@st.fragment
def asking() -> None:
    """The form for one more answer."""
    saved = False
    with explained():
        snapshot = session.snapshot()
        contact = pick_person(snapshot, "answer_by")
        if contact:
            columns = card.rating_columns(snapshot)
            saved = forms.entry("answer", columns, snapshot, lambda entry: record_answer(snapshot, contact, entry))
    if saved:
        pick("answer_by", None)  # the next answer is somebody else's
        st.rerun()


snapshot = session.snapshot()
as_of = snapshot.rules.today
frames = session.frames(snapshot)
question = satisfaction.headline(frames.answers, frames.rules, as_of=as_of)

st.title("Would they recommend us?")
bars.figures("Satisfaction")
if question is None:
    st.text(
        "No answers yet: 0 of 10 needed for a score. Ask people how likely they are to recommend you, from 0 to 10."
    )
else:
    st.caption(f"{safe(question.name)}, the last 12 months")
    answers = satisfaction.latest_answers(frames.answers, question, as_of=as_of)
    found = satisfaction.score(answers["score"], question)
    charts.satisfaction_score(answers["score"], found, question, left_out=frames.left_out["answers"])
    st.subheader("How it moved")
    charts.satisfaction_trend(satisfaction.satisfaction_trend(frames.answers, question, as_of=as_of), question)
today.unhappy(snapshot, frames.unhappy)
st.subheader("Record an answer")
asking()

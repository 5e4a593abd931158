"""Would they recommend us? The score, how it moved, whom to ring back, and one more answer."""

import streamlit as st

from crm.actions.satisfaction import record_answer
from crm.ui import bars, card, forms, satisfaction, session, today
from crm.ui.guard import page
from crm.ui.messages import explained
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
frames = session.frames(snapshot)

st.title("Would they recommend us?")
bars.figures("Satisfaction")
question = satisfaction.question_of(frames)
if question is None:
    st.text(
        "No answers yet: 0 of 10 needed for a score. Ask people how likely they are to recommend you, from 0 to 10."
    )
else:
    satisfaction.figures(frames, question)
today.unhappy(snapshot, frames.unhappy)
if question is not None:
    satisfaction.groups(frames, question)
    satisfaction.comments(question)
if len(frames.events):
    satisfaction.never_asked(snapshot, frames)
st.subheader("Record an answer")
asking()

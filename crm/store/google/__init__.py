"""The record in a shared Google Sheet. To follow one flush, read `workbook.py`, then `draft.py`, `flush.py`, `rows.py`.

`calls.py` are the calls to Google, `transport.py` their one way there; `poll.py` is one look at everything.
"""

from crm.store.google.connecting import connect, look_on
from crm.store.google.looked import LookedAtSheet
from crm.store.google.sharing import Pace
from crm.store.google.workbook import GoogleWorkbook

__all__ = ["GoogleWorkbook", "LookedAtSheet", "Pace", "connect", "look_on"]

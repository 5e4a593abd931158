"""A local Google Sheets for tests. It is ours, not Google's: README.md says what of it is proven, and what is not.

    with SheetsEmulator(seed=1, anchors_follow_sort=False) as emulator:
        id = emulator.spreadsheet("Team")       # an empty file: one tab, Sheet1 (sheetId 0, 1000 x 26)
        emulator.url                            # "http://127.0.0.1:43127", in place of Google's two addresses
        emulator.person.put("Sheet1!A1", [["ID", "Name"], ["C-1", "Ada"]])
        emulator.person.values("Sheet1!A1:B9")  # what stands there now; no request is made

- SheetsEmulator(port=0, seed=1, quotas=False, faults=(), clock=None, **switches); a switch can be turned at any time:
  emulator.switches.nomatch_filter = "empty". All switches and their values: world.Switches.
- emulator.person (of the only spreadsheet) or emulator.person_at(id): edit(range, text), put(range, rows), clear,
  type_row(tab, texts), sort(range, by="C", descending), insert_rows(tab, before, count), delete_rows, move_rows,
  insert_columns(tab, "C"), delete_columns, move_column(tab, "C", before="A"), cut_paste(from, to), copy_paste, merge,
  protect(range, editors, warning_only), hide_rows, add_tab, rename_tab, delete_tab, duplicate_tab, set_locale,
  version() and restore(version), values(range). Rows count from 1, as people see them.
- emulator.before(n, act): right before request n is carried out (n counts from 1 over all requests; the next one is
  len(emulator.log) + 1). emulator.before_next("values.batchUpdateByDataFilter", act): once. emulator.before_each(act):
  act(call) before every request, until emulator.hooks.clear(). None of them may make a request itself.
- PasserBy(emulator.person, random.Random(7), "Contacts", rate=0.1, acts=USUAL) given to before_each: somebody who
  sorts, inserts, deletes, cuts, copies, edits by chance. passers_by.USUAL and RARE name what there is; .typed, .done.
- witness = emulator.witness("ID"): from now on witness.changes lists every changed value as Change(by, call, tab, key,
  heading, before, after), by "robot" or "person"; moving, sorting, cutting or copying whole rows is no change.
- invariants: table, twice, lost, astray: what must hold after a race, from the witness and the sheet as it is.
- discovery.problems(call): what Google would not understand in a call of emulator.log.
- emulator.log: a list of Call(number, at, verb, path, query, body, method, kinds, id, part, credential, status, fault,
  reads, and answer where emulator.keep_answers is set); log.of("values.get", ...), log.read_calls, log.write_calls,
  log.busiest(60), log.after_status(403).
- emulator.faults.add("503_after", method="values.*", kind="write", nth=2): faults.Fault says which calls are struck
  and when; faults.WHAT names them all. emulator.faults.clear() ends them.
- Clock(manual=True) as clock stands still until clock.advance(seconds), for quotas and for a lag of Drive.
- emulator.book(id): the spreadsheet itself (book.Book), for looking at metadata, merges, formats.

In another process: python -m tests.sheets_emulator --port 0 prints its URL as the first line. There, and here too, JSON
does the same by POST: /_emulator/{switches,faults,person,clock,log,state}; control.py says what each takes.
"""

from .clock import Clock
from .emulator import SheetsEmulator
from .faults import Fault
from .passers_by import PasserBy
from .witness import Change, Witness

__all__ = ["Change", "Clock", "Fault", "PasserBy", "SheetsEmulator", "Witness"]

"""Mistakes of the store: each breaks a promise that what was typed or confirmed is kept."""

from tests.mutants.mutant import Mutant

STALE = "tests/store/test_stale_copies.py"
SWAP = "tests/store/excel/test_swapping.py"

STORE = (
    Mutant(
        "the workbook is swapped in before the disk has it",
        "crm/xlsx/packing/disk.py",
        (("rest[os.write(handle, rest) :]\n    os.fsync(handle)\n", "rest[os.write(handle, rest) :]\n"),),
        "tests/store/test_crash.py::test_the_new_workbook_is_on_the_disk_before_it_takes_the_place_of_the_old",
    ),
    Mutant(
        "nobody waits for the folder after the swap",
        "crm/store/excel/swapping.py",
        (("        package.confirm_folder(target.parent)\n", "        pass\n"),),
        "tests/store/test_crash.py::test_the_new_workbook_is_on_the_disk_before_it_takes_the_place_of_the_old",
    ),
    Mutant(
        "the journal is not flushed at each commit",
        "crm/store/journal/file.py",
        (('"synchronous=FULL"', '"synchronous=NORMAL"'),),
        "tests/store/test_crash.py::test_the_journal_is_on_the_disk_before_anybody_is_told_saved",
    ),
    Mutant(
        "confirmed before the journal has it",
        "crm/store/journal/database.py",
        (
            (
                '            self._connection.execute("commit")\n        except',
                '            threading.Timer(0.2, lambda: self._connection.execute("commit")).start()\n        except',
            ),
        ),
        "tests/store/test_crash.py::test_the_journal_is_on_the_disk_before_anybody_is_told_saved",
    ),
    Mutant(
        "no lock between processes",
        "crm/store/excel/lock.py",
        (
            (
                "        fcntl.flock(handle, fcntl.LOCK_EX if is_patient else fcntl.LOCK_EX | fcntl.LOCK_NB)\n",
                "        pass\n",
            ),
        ),
        "tests/store/test_processes.py::test_who_holds_the_lock_keeps_the_others_waiting_until_he_dies",
    ),
    Mutant(
        "the lock is held round the swap alone",
        "crm/store/excel/workbook.py",
        (
            (
                "            with self._lock, self.locked():\n                return self._write_at_last",
                "            with self._lock:\n                return self._write_at_last",
            ),
            (
                "            self._file.swap(temp, self._book.is_still)\n",
                "            with self.locked():\n                self._file.swap(temp, self._book.is_still)\n",
            ),
        ),
        "tests/store/test_faults_processes.py::test_who_waits_for_the_lock_has_not_begun_to_write",
    ),
    Mutant(
        "compared in one transaction, written a moment later in another",
        "crm/store/record.py",
        (
            (
                "            entries = self.journal.add(changes.batch,",
                "        time.sleep(0.02)\n"
                "        with self.journal.transaction():\n            entries = self.journal.add(changes.batch,",
            ),
        ),
        "tests/store/test_waiting.py::test_of_two_who_change_one_cell_at_once_exactly_one_is_told",
    ),
    Mutant(
        "no stamp in the workbook",
        "crm/store/excel/workbook.py",
        (("        self._book.set_property(GENERATION, stamp[1])\n", ""),),
        STALE,
    ),
    Mutant(
        "every copy is taken to have seen our last save",
        "crm/store/following.py",
        (("        if stamp == last.name:\n", "        if last.name:\n"),),
        STALE,
    ),
    Mutant(
        "whatever stands in the sheet wins",
        "crm/store/following.py",
        (("            merged = merge(base, theirs, known, rules)\n", "            merged = Merged()\n"),),
        STALE,
    ),
    Mutant(
        "what we displaced is not looked at",
        "crm/store/excel/file.py",
        (
            (
                "        found = self.displaced.at_once(temp, expected)\n",
                "        found = None\n        temp.unlink(missing_ok=True)\n",
            ),
        ),
        STALE + " " + SWAP,
    ),
    Mutant(
        "a swap that was under way is not asked about after a crash",
        "crm/store/swaps.py",
        (("        if (noted := self._journal.intent()) is None:\n", "        if (noted := None) is None:\n"),),
        "tests/store/test_faults_crash.py",
    ),
    Mutant(
        "the new version is not checked before it is swapped in",
        "crm/xlsx/workbook.py",
        (("        self._check(packed, changes)\n", ""),),
        "tests/store/test_faults_disk.py::test_a_new_version_that_came_out_damaged_never_takes_the_place_of_the_old",
    ),
    Mutant(
        "nobody asks what a person saw before they changed a cell",
        "crm/store/view.py",
        (
            (
                "    return _WRITE if same(theirs, before) else Decision(Verdict.CONFLICT, theirs)\n",
                "    return _WRITE\n",
            ),
        ),
        "tests/store/test_saving.py",
    ),
    Mutant(
        "everybody may do everything",
        "crm/store/receipt.py",
        (("        if _RANK[self.role] < _RANK[role]:\n", "        if _RANK[self.role] < 0:\n"),),
        "tests/store/test_roles.py",
    ),
    Mutant(
        "a workbook that cannot be read is replaced by a fresh one",
        "crm/store/opening.py",
        (
            (
                "    except CannotOpen:\n        book_id = places.read(folder, BOOKS).get(str(path))\n",
                "    except CannotOpen:\n        from crm.store.excel import template\n\n"
                "        path.unlink(missing_ok=True)\n"
                "        template.write(path, book_id=secrets.token_hex(8), rows={}, today=today())\n"
                "        return ExcelWorkbook(path, today=today, locks=folder)\n"
                "        book_id = places.read(folder, BOOKS).get(str(path))\n",
            ),
        ),
        "tests/store/test_opening.py",
    ),
    Mutant(
        "the workbook is not looked at again before it is replaced",
        "crm/store/excel/swapping.py",
        (
            ("        exchanged = exchange(temp, target)\n", "        exchanged = False\n"),
            ("        if not exchanged and not is_still(target.read_bytes()):\n", "        if False:\n"),
        ),
        STALE + " " + SWAP,
    ),
    Mutant(
        "the same press of Save counts each time",
        "crm/store/journal/journal.py",
        (('        return bool(self.rows("select 1 from batch where batch = ?", batch))\n', "        return False\n"),),
        "tests/store/test_saving.py",
    ),
    Mutant(
        "a workbook that somebody has open is written all the same",
        "crm/store/excel/workbook.py",
        (("        owner = None if self.anyway else self.open_by()\n", "        owner = None\n"),),
        "tests/store/test_waiting.py",
    ),
    Mutant(
        "what waits is forgotten at the next start",
        "crm/store/opening.py",
        (("is in the journal\n        record.resume()\n", "is in the journal\n"),),
        "tests/store/test_waiting.py",
    ),
    Mutant(
        "a stale No takes back that somebody must not be contacted",
        "crm/store/merge.py",
        (('    if name == "do_not_contact" and says_stop(ours, rules):\n        return (ours,)\n', ""),),
        STALE,
    ),
    Mutant(
        "rows that went at once are removed without a question",
        "crm/store/questions.py",
        (
            (
                "    return _gone(by_them) or _emptied(by_them, known) or _shuffled(by_them, known)\n",
                "    return None\n",
            ),
        ),
        STALE,
    ),
    Mutant(
        "an undo overwrites what was typed since",
        "crm/store/undoing.py",
        (
            (
                "    back = [change.inverse() for entry in happened if (change := change_of(entry))]\n",
                "    back = [change.inverse() for entry in happened if (change := change_of(entry))]\n"
                "    back = [UpdateRow(c.sheet, c.id, c.values) if isinstance(c, UpdateRow) else c for c in back]\n",
            ),
        ),
        "tests/store/test_undo.py",
    ),
    Mutant(
        "figures go over what somebody typed while they waited",
        "crm/store/showing.py",
        (("    sentence = waiting.why_not(record.journal, base)\n", '    sentence = ""\n'),),
        "tests/store/test_showing.py::test_what_is_typed_while_they_wait_stays",
    ),
    Mutant(
        "figures that break a write go with the next one too",
        "crm/store/writer.py",
        (("showing.drop(self._record, FAULT)  # what", "pass  # what"),),
        "tests/store/test_showing.py::test_figures_that_break_a_write_are_left_out_of_the_next_one",
    ),
    Mutant(
        "at Google figures go in one call with people's changes",
        "crm/store/google/reading.py",
        (('"The Google Sheet", False, True\n', '"The Google Sheet", False, False\n'),),
        "tests/store/google/test_figures.py::test_a_sheet_that_is_too_small_refuses_them_and_saves_go_in",
    ),
)

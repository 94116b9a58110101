"""Jobs for the printers in the encrypted file: every step durable, printed once, bytes gone at the end."""

from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import BugError
from kiosk.domain.audit import Event
from kiosk.domain.print_jobs import ENDED, PRINT_MOVES, PaperSize, PrintJob, PrintKind, PrintState, Trouble
from kiosk.store.database import Store
from kiosk.store.errors import NotFound
from tests.store_factories import OFFICER, SetClock, draft, new_store, open_store

PDF = b"%PDF-1.7 invented paper of Nguyen Thi Mau" * 300
_ids = count(1)


def job(store: Store, **changes: object) -> PrintJob:
    values: dict[str, object] = {
        "job": f"{next(_ids):032x}",
        "kind": PrintKind.SLIP,
        "data": PDF,
        "size": PaperSize.A5,
        "by": OFFICER,
        "dossier": "d" * 32,
    }
    return store.print_jobs.add(**(values | changes))  # type: ignore[arg-type]


def events(store: Store, subject: str) -> list[Event]:
    return [entry.event for entry in store.audit.entries(limit=1000) if entry.subject == subject]


def test_a_job_waits_is_printed_and_its_bytes_are_gone(store: Store, clock: SetClock) -> None:
    asked = job(store, copies=2, page_count=2)
    assert (asked.state, asked.trouble, asked.held, asked.again) == (
        PrintState.WAITING,
        Trouble.NONE,
        False,
        False,
    )
    assert store.print_jobs.open() == (asked,)
    assert store.print_jobs.take(asked.id, "tcp:127.0.0.1:9100", by=OFFICER) == PDF
    clock.pass_time(5)
    done = store.print_jobs.move(asked.id, PrintState.PRINTED, by=OFFICER)
    assert (done.state, done.printed_at, done.printer) == (
        PrintState.PRINTED,
        clock.now(),
        "tcp:127.0.0.1:9100",
    )
    assert store.print_jobs.data(asked.id) is None
    assert store.print_jobs.open() == ()
    assert store.print_jobs.of(asked.dossier) == store.print_jobs.latest() == (done,)
    assert events(store, asked.dossier) == [Event.PRINT_ASKED, Event.PRINTING, Event.SLIP_PRINTED]
    assert store.audit.verify().whole


def test_a_job_taken_once_is_not_given_to_a_second(store: Store) -> None:
    asked = job(store)
    assert store.print_jobs.take(asked.id, "system:a", by=OFFICER) is not None
    assert store.print_jobs.take(asked.id, "system:b", by=OFFICER) is None
    assert store.print_jobs.get(asked.id).printer == "system:a"


def test_the_same_job_again_is_one_job(store: Store) -> None:
    first = job(store)
    assert job(store, job=first.id, data=b"other") == first
    assert store.print_jobs.data(first.id) == PDF


def test_a_job_survives_the_end_of_the_program_and_one_at_the_printer_is_asked_about(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        waits, at_the_printer = job(store), job(store)
        store.print_jobs.take(at_the_printer.id, "system:a", by=OFFICER)
    with open_store(tmp_path) as store:
        (asked,) = store.print_jobs.interrupted()
        assert (asked.id, asked.state, asked.trouble) == (
            at_the_printer.id,
            PrintState.FAILED,
            Trouble.INTERRUPTED,
        )
        assert store.print_jobs.interrupted() == ()
        assert store.print_jobs.take(asked.id, "system:a", by=OFFICER) is None  # never again by itself
        assert store.print_jobs.take(waits.id, "system:a", by=OFFICER) == PDF
        assert store.print_jobs.data(asked.id) == PDF  # until somebody has said what came out


def test_jobs_of_somebody_who_left_wait_for_an_officer(store: Store) -> None:
    mine = job(store)
    assert store.print_jobs.hold() == 1
    held = store.print_jobs.get(mine.id)
    assert (held.state, held.held, held.trouble) == (PrintState.WAITING, True, Trouble.LEFT)
    assert store.print_jobs.hold() == 0
    assert store.print_jobs.take(mine.id, "system:a", by=OFFICER) == PDF  # an officer's order
    assert not store.print_jobs.get(mine.id).held


def test_a_copy_is_logged_as_one(store: Store) -> None:
    copy = job(store, again=True, kind=PrintKind.RECEIPT)
    store.print_jobs.take(copy.id, "system:a", by=OFFICER)
    store.print_jobs.move(copy.id, PrintState.PRINTED, by=OFFICER)
    assert events(store, copy.dossier)[-2:] == [Event.RECEIPT_PRINTED, Event.PRINTED_AGAIN]


def test_a_job_that_was_cancelled_or_failed_does_not_count_as_printed(store: Store) -> None:
    for state in (PrintState.CANCELLED, PrintState.FAILED):
        one = job(store, dossier="e" * 32)
        if state is PrintState.FAILED:
            store.print_jobs.take(one.id, "system:a", by=OFFICER)
        store.print_jobs.move(
            one.id, state, by=OFFICER, trouble=Trouble.JAM if state.value == "failed" else Trouble.NONE
        )
    assert store.audit.printings(Event.SLIP_PRINTED, "e" * 32) == 0
    assert events(store, "e" * 32).count(Event.PRINT_UNSURE) == 1


def test_a_job_does_not_keep_a_draft_from_being_deleted(store: Store) -> None:
    made = draft(store)
    mine = job(store, dossier=made.id, kind=PrintKind.DECLARATION, document="to-khai")
    store.dossiers.delete_draft(made.id, by=OFFICER)
    assert store.print_jobs.get(mine.id).document == "to-khai"


def test_an_unknown_job_is_said_to_be_one(store: Store) -> None:
    with pytest.raises(NotFound):
        store.print_jobs.get("0" * 32)


def test_a_printer_is_chosen_changed_and_let_go(store: Store) -> None:
    assert store.print_jobs.printers() == {}
    store.print_jobs.choose(PaperSize.ROLL, "tcp:10.0.0.9:9100", by=OFFICER)
    store.print_jobs.choose(PaperSize.ROLL, "usb:/dev/usb/lp0", by=OFFICER)
    store.print_jobs.choose(PaperSize.A4, "system:Laser", by=OFFICER)
    store.print_jobs.choose(PaperSize.A4, None, by=OFFICER)
    assert store.print_jobs.printers() == {PaperSize.ROLL: "usb:/dev/usb/lp0"}


def test_nothing_of_a_job_lies_readable_on_the_disk(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        ended = job(store)
        store.print_jobs.move(ended.id, PrintState.CANCELLED, by=OFFICER)
        job(store)
        store.tidy()
        for path in tmp_path.iterdir():
            assert b"Nguyen Thi Mau" not in path.read_bytes()


@given(st.lists(st.sampled_from(PrintState), max_size=6))
def test_only_the_moves_of_the_table_are_made(
    tmp_path_factory: pytest.TempPathFactory, states: list[PrintState]
) -> None:
    global _shared
    if _shared is None:
        _shared = new_store(tmp_path_factory.mktemp("moves"))
    store = _shared
    here = job(store)
    for state in states:
        if state is here.state:
            assert store.print_jobs.move(here.id, state, by=OFFICER) == here
            continue
        if state not in PRINT_MOVES[here.state]:
            with pytest.raises(BugError):
                store.print_jobs.move(here.id, state, by=OFFICER)
            continue
        here = store.print_jobs.move(here.id, state, by=OFFICER)
        assert here.state is state
        assert (store.print_jobs.data(here.id) is None) == (state in ENDED)


_shared: Store | None = None

"""The chain shows every change, also one made past the program."""

from pathlib import Path

import pytest
from sqlalchemy import text

from forms.errors import BugError
from kiosk.domain.audit import AuditHead, Event
from kiosk.store import audit
from kiosk.store.database import Store
from tests.store_factories import OFFICER, SetClock, draft, open_store, paper, sealed


def tampered(store: Store, statement: str) -> None:
    """What somebody with the key and another program could do."""
    with store._doors.write() as connection:
        for trigger in ("audit_no_update", "audit_no_delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        assert connection.execute(text(statement)).rowcount > 0


def busy_store(store: Store) -> None:
    for number in range(1, 4):
        sealed(store, number)
    store.audit.append(Event.UNLOCKED, OFFICER, OFFICER)


def test_every_act_adds_a_link_in_its_own_transaction(store: Store, clock: SetClock) -> None:
    start = store.audit.head().seq
    made = draft(store)
    clock.pass_time(1)
    store.dossiers.save_answer(made.id, "subject.name", "Nguyễn Thị Mẫu", by=OFFICER)
    paper(store, made.id)
    links = store.audit.entries(after=start)
    assert [(e.event, e.subject, e.officer) for e in links] == [
        (Event.DOSSIER_CREATED, made.id, OFFICER),
        (Event.ANSWER_SAVED, made.id, OFFICER),
        (Event.PAPER_ADDED, made.id, OFFICER),
    ]
    assert links[1].detail == "subject.name"
    assert links[1].at == clock.now()


def test_the_chain_holds_across_reopening(store: Store, tmp_path: Path) -> None:
    busy_store(store)
    head = store.audit.head()
    store.close()
    with open_store(tmp_path) as again:
        verdict = again.audit.verify(head)
        assert (verdict.whole, verdict.head, verdict.entries) == (True, head, head.seq)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET event = 'unlocked' WHERE seq = 4",
        "UPDATE audit SET subject = 'x' WHERE seq = 4",
        "UPDATE audit SET officer = 'x' WHERE seq = 4",
        "UPDATE audit SET detail = 'x' WHERE seq = 4",
        "UPDATE audit SET at = at + 1 WHERE seq = 4",
        "UPDATE audit SET hash = zeroblob(32) WHERE seq = 4",
        "DELETE FROM audit WHERE seq = 4",
        "DELETE FROM audit WHERE seq < 5",
    ],
)
def test_any_change_is_found_where_it_was_made(store: Store, change: str) -> None:
    busy_store(store)
    assert store.audit.verify().whole
    tampered(store, change)
    verdict = store.audit.verify()
    assert not verdict.whole
    assert verdict.broken_at == (1 if "<" in change else 4)


def test_a_cut_end_is_found_by_a_head_somebody_else_signed(store: Store) -> None:
    busy_store(store)
    head = store.audit.head()
    tampered(store, f"DELETE FROM audit WHERE seq > {head.seq - 2}")
    assert store.audit.verify().whole
    verdict = store.audit.verify(head)
    assert (verdict.whole, verdict.anchor_missing, verdict.broken_at) == (False, True, None)


def test_a_forged_rest_of_the_chain_is_found_by_a_signed_head(store: Store) -> None:
    busy_store(store)
    head = store.audit.head()
    tampered(store, f"DELETE FROM audit WHERE seq > {head.seq - 1}")
    store.audit.append(Event.LOCKED, OFFICER, OFFICER)
    assert store.audit.head().seq == head.seq
    assert store.audit.verify().whole
    assert not store.audit.verify(head).whole
    assert store.audit.verify(audit.START).whole


def test_the_program_itself_cannot_rewrite_it(store: Store) -> None:
    busy_store(store)
    for statement in ("UPDATE audit SET officer = 'x'", "DELETE FROM audit"):
        with pytest.raises(BugError, match="append-only"), store._doors.write() as connection:
            connection.execute(text(statement))
    assert store.audit.verify().whole


def test_personal_data_cannot_enter(store: Store) -> None:
    head = store.audit.head()
    for subject in ("Nguyễn Thị Mẫu", "011190000999"):
        with pytest.raises(BugError):
            store.audit.append(Event.CALLED, subject, OFFICER)
    assert store.audit.head() == head


def test_a_new_chain_starts_from_zero() -> None:
    assert AuditHead(0, bytes(32)) == audit.START

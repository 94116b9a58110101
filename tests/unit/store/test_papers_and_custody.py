"""Papers inside the encrypted file, their envelopes, and erasure after the gateway has them."""

from datetime import timedelta

import pytest

from forms.definition import PaperHandling
from forms.errors import BugError
from forms.states import Carriage, ParcelKind
from kiosk.domain.papers import (
    CITIZEN,
    CustodyRefused,
    CustodyStep,
    DutyKind,
    Holder,
    HolderKind,
    duties,
    next_link,
)
from kiosk.store import papers
from kiosk.store.database import Store
from kiosk.store.errors import AlreadySealed, PaperTooLarge
from kiosk.store.models import table
from kiosk.store.paper_models import CustodyRow
from tests.store_factories import OFFICER, START, SetClock, draft, facts, paper, sealed

POST = Holder(HolderKind.CARRIER, "xe-thu-01")


def test_bytes_come_back_and_files_of_a_slot_keep_their_order(store: Store) -> None:
    made = draft(store)
    files = [paper(store, made.id, "divorce", bytes([n]) * 70_000) for n in range(3)]
    other = paper(store, made.id, "card", b"other")
    assert [f.page for f in files] == [0, 1, 2]
    assert other.page == 0
    assert store.papers.list(made.id) == (*files, other)
    assert store.papers.data(files[1].id) == b"\x01" * 70_000
    store.papers.remove(files[1].id, by=OFFICER)
    assert [f.page for f in store.papers.list(made.id)] == [0, 2, 0]


def test_a_file_too_large_is_refused_before_anything_is_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = draft(store)
    monkeypatch.setattr(papers, "MAX_BYTES", 1000)
    with pytest.raises(PaperTooLarge) as refusal:
        paper(store, made.id, data=bytes(1001))
    assert refusal.value.params == {"megabytes": 1}
    assert store.papers.list(made.id) == ()


def test_handing_back_is_said_once(store: Store, clock: SetClock) -> None:
    made = draft(store)
    shown = paper(store, made.id)
    assert [duty.kind for duty in duties(store.papers.list(made.id))] == [DutyKind.HAND_BACK]
    first = store.papers.mark_returned(shown.id, by=OFFICER)
    clock.pass_time(5)
    assert store.papers.mark_returned(shown.id, by="buu-chinh-1") == first
    assert first.returned
    assert duties(store.papers.list(made.id)) == ()


def test_an_envelope_passes_from_hand_to_hand_and_home(store: Store) -> None:
    made = draft(store)
    paper(store, made.id, "birth", handling=PaperHandling.HANDED_IN)
    number = f"PB-Q1-2026-{store.counters.next_envelope(2026):03d}"
    envelope = store.papers.close_envelope(made.id, number, ("birth",), by=OFFICER)
    assert envelope.holder == Holder(HolderKind.OFFICER, OFFICER)
    assert duties(store.papers.list(made.id)) == ()
    store.papers.hand_on(number, CustodyStep.GIVEN, by=OFFICER, holder=POST)
    taken = store.papers.hand_on(number, CustodyStep.TAKEN, by=OFFICER, holder=POST)
    assert taken.holder == POST
    assert store.papers.envelopes(open_only=True) == (taken,)
    home = store.papers.hand_on(number, CustodyStep.RETURNED, by=OFFICER)
    assert home.holder == CITIZEN
    assert store.papers.envelopes(made.id, open_only=True) == ()
    assert store.papers.envelopes(made.id) == (home,)
    assert store.papers.list(made.id)[0].returned


def test_a_wrong_step_is_refused_and_leaves_the_chain(store: Store) -> None:
    made = draft(store)
    before = store.papers.close_envelope(made.id, "PB-1", ("birth",), by=OFFICER)
    with pytest.raises(CustodyRefused):
        store.papers.hand_on("PB-1", CustodyStep.TAKEN, by=OFFICER, holder=POST)
    assert store.papers.envelope("PB-1") == before


def test_a_signed_link_is_kept_with_its_signature(store: Store, clock: SetClock) -> None:
    made = draft(store)
    envelope = store.papers.close_envelope(made.id, "PB-1", ("birth",), by=OFFICER)
    link = next_link("PB-1", envelope.chain, CustodyStep.GIVEN, POST, OFFICER, clock.now())
    clock.pass_time(3)
    after = store.papers.hand_on("PB-1", link.step, by=OFFICER, holder=POST, signature=b"s" * 64, at=link.at)
    assert after.chain[-1].payload() == link.payload()
    assert after.chain[-1].signature == b"s" * 64


def test_the_custody_chain_cannot_be_rewritten_through_the_store(store: Store) -> None:
    made = draft(store)
    store.papers.close_envelope(made.id, "PB-1", ("birth",), by=OFFICER)
    for statement in (table(CustodyRow).update().values(by="x"), table(CustodyRow).delete()):
        with pytest.raises(BugError, match="append-only"), store._doors.write() as connection:
            connection.execute(statement)


def test_a_paper_that_left_cannot_be_taken_away_but_a_supplement_can_be_made(store: Store) -> None:
    made = draft(store)
    first = paper(store, made.id)
    store.dossiers.seal(made.id, facts(papers=(first.id,)))
    with pytest.raises(AlreadySealed):
        store.papers.remove(first.id, by=OFFICER)
    late = paper(store, made.id, "extra")
    store.parcels.add(
        "5" * 32, made.id, ParcelKind.SUPPLEMENT, b"m", by=OFFICER, papers=(late.id,), note="Bổ sung"
    )
    assert [f.parcel for f in store.papers.list(made.id)][1] == "5" * 32
    with pytest.raises(AlreadySealed):
        store.papers.remove(late.id, by=OFFICER)
    with pytest.raises(BugError):
        store.parcels.add("6" * 32, made.id, ParcelKind.SUPPLEMENT, b"m", by=OFFICER, papers=(late.id,))
    assert [p.id for p in store.parcels.by_dossier(made.id)][1:] == ["5" * 32]


def test_bytes_are_erased_only_when_delivered_and_backed_up(store: Store) -> None:
    made = draft(store)
    picture = paper(store, made.id)
    told = facts(papers=(picture.id,))
    store.dossiers.seal(made.id, told)
    watermark = START + timedelta(hours=2)
    store.parcels.set_carriage(told.parcel, Carriage.RECORDED, b"ack", at=START)
    assert store.papers.erase_delivered(watermark, by=OFFICER) == 0
    store.parcels.set_carriage(told.parcel, Carriage.DELIVERED, b"ack", at=START + timedelta(hours=1))
    assert store.papers.erase_delivered(START, by=OFFICER) == 0
    assert store.papers.data(picture.id) == b"invented picture"
    assert store.papers.erase_delivered(watermark, by=OFFICER) == 1
    assert store.papers.data(picture.id) is None
    after = store.papers.get(picture.id)
    assert (after.sha256, after.size, after.erased_at) == (picture.sha256, picture.size, START)
    assert store.papers.erase_delivered(watermark, by=OFFICER) == 0
    assert store.audit.verify().whole


def test_papers_of_a_draft_are_never_erased(store: Store) -> None:
    picture = paper(store, draft(store).id)
    sealed(store)
    assert store.papers.erase_delivered(START + timedelta(days=900), by=OFFICER) == 0
    assert store.papers.data(picture.id) is not None

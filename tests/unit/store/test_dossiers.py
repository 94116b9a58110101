"""Drafts, answers, sealing and reopening."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.errors import BugError
from forms.states import Carriage, CaseStatus, ParcelKind
from kiosk.domain.dossier import Answer, DossierState, Origin, Value
from kiosk.domain.papers import CustodyStep
from kiosk.store.database import Store
from kiosk.store.errors import AlreadySealed, NotFound, OriginalsKept
from tests.store_factories import OFFICER, SetClock, draft, facts, open_store, paper, person, sealed

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text("abcđăô 'Ộ\u0323<>", max_size=20),
    lambda inner: st.dictionaries(st.text("abc", max_size=4), inner, max_size=3),
    max_leaves=4,
)


def composed(value: object) -> object:
    if isinstance(value, dict):
        return {key: composed(inner) for key, inner in value.items()}
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def test_a_draft_is_there_again_at_the_same_page(store: Store, tmp_path: Path) -> None:
    made = draft(store)
    store.dossiers.save_answer(made.id, "subject.name", "Giàng A Thử", by=OFFICER, page="subject")
    store.close()
    with open_store(tmp_path) as again:
        assert again.dossiers.get(made.id).page == "subject"
        assert again.dossiers.answers(made.id) == (Answer("subject.name", "Giàng A Thử"),)
        assert [line.id for line in again.dossiers.drafts()] == [made.id]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(value=JSON, origin=st.sampled_from(Origin), unsure=st.booleans())
def test_an_answer_comes_back_as_it_was_given(
    store: Store, value: Value, origin: Origin, unsure: bool
) -> None:
    made = draft(store)
    store.dossiers.save_answer(made.id, "any", value, by=OFFICER, origin=origin, unsure=unsure)
    (found,) = store.dossiers.answers(made.id)
    assert (found.origin, found.unsure) == (origin, unsure)
    assert found.value == composed(value)


def test_text_is_stored_composed(store: Store) -> None:
    made = draft(store)
    store.dossiers.save_answer(made.id, "name", "Nguye\u0302\u0303n", by=OFFICER)
    assert store.dossiers.answers(made.id)[0].value == "Nguyễn"


def test_the_last_answer_stands_and_a_removed_one_is_gone(store: Store) -> None:
    made = draft(store)
    store.dossiers.save_answers(made.id, (Answer("a", "1"), Answer("b", "2")), by=OFFICER, page="one")
    store.dossiers.save_answers(made.id, (Answer("a", "3", Origin.CARD),), by=OFFICER, removed=("b",))
    assert store.dossiers.answers(made.id) == (Answer("a", "3", Origin.CARD),)
    assert store.dossiers.get(made.id).page == "one"


def test_language_and_page_of_a_draft(store: Store) -> None:
    made = draft(store)
    store.dossiers.set_language(made.id, "km-Khmr-VN")
    store.dossiers.set_page(made.id, "papers")
    found = store.dossiers.get(made.id)
    assert (found.language, found.page) == ("km-Khmr-VN", "papers")


def test_unknown_ids_are_said_to_be_unknown(store: Store) -> None:
    for call in (
        lambda: store.dossiers.get("0" * 32),
        lambda: store.dossiers.answers("0" * 32),
        lambda: store.dossiers.save_answer("0" * 32, "a", "1", by=OFFICER),
        lambda: store.papers.data("0" * 32),
        lambda: store.parcels.get("0" * 32),
    ):
        with pytest.raises(NotFound):
            call()
    assert store.dossiers.summary("0" * 32) is None


def test_sealing_is_one_commit_with_everything_in_it(store: Store, clock: SetClock) -> None:
    made = draft(store)
    picture = paper(store, made.id)
    clock.pass_time(60)
    told = facts(papers=(picture.id,), computed=(Answer("fee", 0, Origin.COMPUTED),), urgent=True)
    done = store.dossiers.seal(made.id, told)
    assert (done.state, done.sealed_at, done.page) == (DossierState.SEALED, clock.now(), None)
    assert (done.slip_number, done.citizen_name, done.urgent) == (told.slip_number, "Nguyễn Thị Mẫu", True)
    assert store.dossiers.answers(made.id) == (Answer("fee", 0, Origin.COMPUTED),)
    assert store.papers.list(made.id)[0].parcel == told.parcel
    (part,) = store.dossiers.parts(made.id)
    assert (part.part, part.status) == ("main", CaseStatus.REGISTERED)
    (parcel,) = store.parcels.list(Carriage.SEALED)
    assert (parcel.id, parcel.dossier, parcel.kind, parcel.carriage) == (
        told.parcel, made.id, ParcelKind.FILING, Carriage.SEALED,
    )  # fmt: skip
    assert (parcel.manifest, parcel.record) == (told.manifest, told.record)


def test_sealing_again_with_the_same_parcel_changes_nothing(store: Store) -> None:
    made = draft(store)
    told = facts()
    first = store.dossiers.seal(made.id, told)
    head = store.audit.head()
    assert store.dossiers.seal(made.id, told) == first
    assert store.audit.head() == head
    with pytest.raises(AlreadySealed):
        store.dossiers.seal(made.id, facts(number=2))
    with pytest.raises(BugError):
        store.dossiers.seal(draft(store).id, told)
    assert len(store.parcels.list()) == 1


def test_a_sealing_that_fails_leaves_the_draft_as_it_was(store: Store) -> None:
    made = draft(store)
    store.dossiers.save_answer(made.id, "a", "1", by=OFFICER, page="check")
    before, head = store.dossiers.get(made.id), store.audit.head()
    with pytest.raises(BugError):
        store.dossiers.seal(made.id, facts(papers=("f" * 32,), computed=(Answer("b", 2),)))
    assert store.dossiers.get(made.id) == before
    assert store.dossiers.answers(made.id) == (Answer("a", "1"),)
    assert store.parcels.list() == ()
    assert store.people.of(made.id) == ()
    assert store.audit.head() == head


def test_a_sealed_dossier_takes_no_more_answers(store: Store) -> None:
    done = sealed(store)
    calls: tuple[Callable[[], object], ...] = (
        lambda: store.dossiers.save_answer(done.id, "a", "1", by=OFFICER),
        lambda: store.dossiers.save_answers(done.id, (Answer("a", "1"),), by=OFFICER),
        lambda: store.dossiers.set_page(done.id, "a"),
        lambda: store.dossiers.delete_draft(done.id, by=OFFICER),
        lambda: store.people.save(done.id, (person(),), OFFICER),
    )
    for call in calls:
        with pytest.raises(AlreadySealed):
            call()


def test_a_deleted_draft_leaves_nothing_but_its_audit_links(store: Store) -> None:
    made = draft(store)
    store.dossiers.save_answer(made.id, "a", "1", by=OFFICER)
    store.dossiers.save_answers(made.id, (), by=OFFICER, citizen_name="Nguyễn Thị Mẫu", people=(person(),))
    picture = paper(store, made.id)
    store.dossiers.delete_draft(made.id, by=OFFICER)
    assert store.dossiers.search("mau") == ()
    assert store.people.with_number("011190000999") == ()
    for call in (lambda: store.dossiers.get(made.id), lambda: store.papers.data(picture.id)):
        with pytest.raises(NotFound):
            call()
    assert any(entry.subject == made.id for entry in store.audit.entries())
    assert store.damaged_pages() == ()


def test_a_draft_stays_while_an_original_is_kept(store: Store) -> None:
    made = draft(store)
    store.papers.close_envelope(made.id, "PB-Q1-2026-001", ("birth",), by=OFFICER)
    with pytest.raises(OriginalsKept) as refusal:
        store.dossiers.delete_draft(made.id, by=OFFICER)
    assert refusal.value.params == {"envelope": "PB-Q1-2026-001"}
    store.papers.hand_on("PB-Q1-2026-001", CustodyStep.RETURNED, by=OFFICER)
    store.dossiers.delete_draft(made.id, by=OFFICER)
    assert store.dossiers.drafts() == ()


def test_two_people_may_have_the_same_number(store: Store) -> None:
    first = sealed(store, 1, people=(person("Nguyễn Thị Mẫu"),))
    second = sealed(store, 2, people=(person("Giàng A Thử"),))
    found = store.people.with_number("011190000999")
    assert [(key, who.name) for key, who in found] == [
        (second.id, "Giàng A Thử"),
        (first.id, "Nguyễn Thị Mẫu"),
    ]

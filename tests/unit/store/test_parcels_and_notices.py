"""The book of parcels, and what comes back from the province."""

import hashlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.states import Carriage, CaseStatus, ParcelKind
from kiosk.domain.dossier import Answer, NumberKind, Origin, PartAtFiling
from kiosk.domain.notice import Applied, Notice, NoticeKind, ResultFile
from kiosk.store.database import Store
from kiosk.store.errors import NotFound
from kiosk.store.notices import ResultDamaged
from tests.store_factories import OFFICE, OFFICER, START, draft, facts, sealed


def notice(seq: int, dossier: str, what: NoticeKind = NoticeKind.STATUS, **values: object) -> Notice:
    told: dict[str, object] = {"at": START + timedelta(minutes=seq), "by": OFFICE.authority_name}
    return Notice(f"{seq:032x}", seq, dossier=dossier, what=what, **(told | values))  # type: ignore[arg-type]


def test_acknowledgements_are_kept_as_they_came(store: Store) -> None:
    done = sealed(store)
    (parcel,) = store.parcels.by_dossier(done.id)
    assert store.parcels.set_carriage(parcel.id, Carriage.WAITING)
    assert store.parcels.list(Carriage.SEALED) == ()
    assert store.parcels.set_carriage(parcel.id, Carriage.DELIVERED, b"second")
    assert not store.parcels.set_carriage(parcel.id, Carriage.RECORDED, b"first")
    found = store.parcels.get(parcel.id)
    assert (found.carriage, found.ack_recorded, found.ack_delivered) == (
        Carriage.DELIVERED,
        b"first",
        b"second",
    )


def test_a_refusal_keeps_its_reason_and_an_officer_may_try_again(store: Store) -> None:
    done = sealed(store)
    (parcel,) = store.parcels.by_dossier(done.id)
    store.parcels.set_carriage(parcel.id, Carriage.REFUSED, b"no", reason="record-mismatch")
    found = store.parcels.get(parcel.id)
    assert (found.refusal, found.refused_reason) == (b"no", "record-mismatch")
    assert [line.id for line in store.dossiers.list() if line.refused] == [done.id]
    assert not store.parcels.set_carriage(parcel.id, Carriage.DELIVERED)
    assert store.parcels.set_carriage(parcel.id, Carriage.WAITING, by=OFFICER)
    assert [p.id for p in store.parcels.list(Carriage.WAITING)] == [parcel.id]


def test_booking_a_parcel_twice_books_it_once(store: Store) -> None:
    done = sealed(store)
    values = (Answer("phone", "0900000002", Origin.TYPED, True),)
    first = store.parcels.add(
        "7" * 32, done.id, ParcelKind.AMENDMENT, b"m", by=OFFICER, answers=values, note="Sửa", in_reply_to=3
    )
    assert first.answers == values
    head = store.audit.head()
    again = store.parcels.add("7" * 32, done.id, ParcelKind.AMENDMENT, b"other", by=OFFICER)
    assert again == first
    assert store.audit.head() == head


def test_an_audit_head_has_no_dossier(store: Store) -> None:
    made = store.parcels.add("8" * 32, "", ParcelKind.AUDIT_HEAD, b"m", by="agent")
    assert made.dossier == ""
    assert store.parcels.get("8" * 32) == made
    assert store.dossiers.tally().attention == 0


def test_a_number_comes_home_once(store: Store) -> None:
    done = sealed(store)
    told = notice(
        1, done.id, NoticeKind.NUMBER, official_number="THU-03127-261123-1", number_kind=NumberKind.TRIAL,
        received_at=START, due_at=START + timedelta(days=3), status=CaseStatus.RECEIVED,
    )  # fmt: skip
    assert store.notices.apply(told) is Applied.NEW
    assert store.notices.apply(told) is Applied.ALREADY
    found = store.dossiers.get(done.id)
    assert (found.official_number, found.number_kind) == ("THU-03127-261123-1", NumberKind.TRIAL)
    assert (found.received_at, found.due_at) == (START, START + timedelta(days=3))
    assert store.dossiers.parts(done.id)[0].status is CaseStatus.RECEIVED
    assert [line.id for line in store.dossiers.search("THU-03127-261123-1")] == [done.id]
    assert store.notices.for_dossier(done.id) == (told,)
    assert store.audit.verify().whole


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(order=st.permutations(range(1, 6)), again=st.lists(st.integers(1, 5), max_size=3))
def test_any_order_and_repetition_ends_the_same(store: Store, order: list[int], again: list[int]) -> None:
    done = sealed(store, number=store.counters.next_slip_number(START.date()))
    base = store.notices.last_seq()
    statuses = (CaseStatus.RECEIVED, CaseStatus.PROCESSING, CaseStatus.PAYMENT_ASKED, CaseStatus.DECIDED)
    told = {n: notice(base + n, done.id, status=statuses[n - 1], text=f"lần {n}") for n in range(1, 5)}
    told[5] = notice(base + 5, done.id, NoticeKind.NUMBER, official_number=f"S-{base}")
    for n in [*order, *again]:
        store.notices.apply(told[n])
    (part,) = store.dossiers.parts(done.id)
    assert (part.status, part.text, part.status_at) == (CaseStatus.DECIDED, "lần 4", told[4].at)
    assert store.dossiers.get(done.id).official_number == f"S-{base}"
    assert store.notices.last_seq() == base + 5
    assert store.notices.missing(range(base + 1, base + 6)) == ()


def test_parts_are_told_apart(store: Store) -> None:
    parts = tuple(PartAtFiling(p, "commune", OFFICE.unit, OFFICE.authority_name) for p in ("birth", "card"))
    done = store.dossiers.seal(draft(store).id, facts(parts=parts))
    store.notices.apply(notice(1, done.id, part="card", status=CaseStatus.PROCESSING))
    assert [(p.part, p.status) for p in store.dossiers.parts(done.id)] == [
        ("birth", CaseStatus.REGISTERED),
        ("card", CaseStatus.PROCESSING),
    ]


def test_another_counters_notice_fills_the_sequence_and_changes_nothing(store: Store) -> None:
    done = sealed(store)
    assert store.notices.apply(notice(1, "e" * 32, status=CaseStatus.DECIDED)) is Applied.ELSEWHERE
    assert store.notices.apply(notice(4, done.id, status=CaseStatus.PROCESSING)) is Applied.NEW
    assert store.notices.last_seq() == 4
    assert store.notices.missing(range(1, 6)) == (2, 3, 5)
    assert store.dossiers.tally().attention == 1
    store.notices.mark_seen(f"{4:032x}")
    assert store.dossiers.tally().attention == 0


def test_a_result_is_kept_only_when_it_is_the_announced_one(store: Store) -> None:
    done = sealed(store)
    data = b"%PDF invented result"
    sealed_size = len(data) + 2500  # the size is of the sealed file, the fingerprint of what is inside
    file = ResultFile(
        "b" * 64, sealed_size, hashlib.sha256(data).hexdigest(), "kết quả.pdf", "application/pdf"
    )
    told = notice(1, done.id, NoticeKind.RESULT, result=file, status=CaseStatus.DECIDED)
    store.notices.apply(told)
    assert store.notices.results_to_fetch() == (told,)
    with pytest.raises(ResultDamaged):
        store.notices.save_result(told.id, data[:-1])
    with pytest.raises(NotFound):
        store.notices.save_result("0" * 32, data)
    assert store.notices.result(told.id) is None
    store.notices.save_result(told.id, data)
    store.notices.save_result(told.id, data)
    assert store.notices.result(told.id) == data
    assert store.notices.results_to_fetch() == ()


def test_one_office_one_counter_of_numbers(store: Store) -> None:
    day = START.date()
    assert [store.counters.next_slip_number(day) for _ in range(3)] == [1, 2, 3]
    assert store.counters.next_slip_number(day + timedelta(days=1)) == 1
    assert store.counters.next_envelope(2026) == 1

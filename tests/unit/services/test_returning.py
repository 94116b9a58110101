"""What came home is believed by its signature alone, taken in once, and never takes a state back."""

from datetime import UTC, datetime, timedelta

import pytest

from forms.states import Carriage, CaseStatus
from kiosk.services import assisted, counter, printing, returning
from kiosk.services.desk import Desk
from kiosk.services.doctor import CLOCK_BEHIND, Grade, clock_findings
from kiosk.services.filing import Filed
from kiosk.services.people import REQUESTER
from sync.dispatch import Dispatch
from sync.parcel import NoticeKind, NoticePlain, SigningKey, Statement, StatementType, manifest_hash
from sync.remedies import remedy
from tests.office_factories import ANSWERS, DAY, Province, file_invented
from tests.store_factories import SetClock
from tests.unit.documents.samples import text_of


def _file(desk: Desk) -> Filed:
    return assisted.file_at_once(desk, "1.004873", ANSWERS, [], "vi-VN")


def _number(filed: Filed, status: CaseStatus = CaseStatus.RECEIVED) -> NoticePlain:
    return NoticePlain(
        id="e" * 32,
        dossier=filed.dossier,
        what=NoticeKind.NUMBER,
        by="Cổng tỉnh mẫu",
        official_number="THU-99901-261123-0001",
        number_kind="trial",
        received_at=DAY,
        due_at=DAY,
        status=status,
    )


def test_both_acknowledgements_move_the_carriage(desk: Desk, province: Province) -> None:
    filed = _file(desk)
    manifest = desk.outbox.manifest(filed.parcel) or b""
    for kind in (StatementType.RECORDED, StatementType.DELIVERED):
        desk.outbox.accept(
            province.states(kind, filed.parcel, manifest, dossier=filed.dossier), province.sign.public
        )
    assert returning.refresh(desk).moved == (filed.dossier,)
    (parcel,) = desk.store.parcels.by_dossier(filed.dossier)
    assert parcel.carriage is Carriage.DELIVERED
    assert parcel.ack_recorded is not None
    assert parcel.ack_delivered is not None
    assert not returning.refresh(desk).any


def test_a_statement_by_somebody_else_moves_nothing(desk: Desk, province: Province) -> None:
    filed = _file(desk)
    manifest = desk.outbox.manifest(filed.parcel) or b""
    stranger = Province(SigningKey.generate(), province.kem, province.ingest)
    forged = stranger.states(StatementType.DELIVERED, filed.parcel, manifest, dossier=filed.dossier)
    # An agent gone wrong puts it in the outbox all the same; the kiosk checks for itself.
    desk.outbox.accept(forged, stranger.sign.public)
    changes = returning.refresh(desk)
    assert changes.damaged == 1
    (parcel,) = desk.store.parcels.by_dossier(filed.dossier)
    assert parcel.carriage is Carriage.WAITING


def test_the_number_comes_home_once_and_the_receipt_can_be_printed(desk: Desk, province: Province) -> None:
    filed = _file(desk)
    desk.inbox.put_notice(1, province.notice(desk, _number(filed), 1))
    assert returning.refresh(desk).notices == 1
    assert returning.refresh(desk).notices == 0
    found = counter.detail(desk, filed.dossier)
    assert found.dossier.official_number == "THU-99901-261123-0001"
    assert [part.status for part in found.parts] == [CaseStatus.RECEIVED]
    assert printing.receipt_pdf(desk, filed.dossier).startswith(b"%PDF")


def test_the_receipt_of_a_birth_names_the_child_and_who_brought_the_dossier(
    desk: Desk, province: Province
) -> None:
    filed = file_invented(desk, "1.001193")
    desk.inbox.put_notice(1, province.notice(desk, _number(filed), 1))
    returning.refresh(desk)
    child = desk.store.dossiers.get(filed.dossier).citizen_name
    (brought_by,) = {one.name for one in desk.store.people.of(filed.dossier) if one.role == REQUESTER}
    assert child != brought_by
    said = text_of(printing.receipt_pdf(desk, filed.dossier))
    assert f"Tiếp nhận hồ sơ của {child}" in said
    assert f"Người nộp {brought_by}" in said


def test_a_damaged_notice_is_stepped_around(desk: Desk, province: Province) -> None:
    filed = _file(desk)
    desk.inbox.put_notice(1, b"not a notice")
    desk.inbox.put_notice(2, province.notice(desk, _number(filed), 2))
    changes = returning.refresh(desk)
    assert (changes.notices, changes.damaged) == (1, 1)
    assert counter.detail(desk, filed.dossier).dossier.official_number is not None


def _refuse(desk: Desk, province: Province, reason: str) -> Filed:
    filed = _file(desk)
    manifest = desk.outbox.manifest(filed.parcel) or b""
    refusal = province.states(StatementType.REFUSED, filed.parcel, manifest, reason=reason)
    desk.outbox.accept(refusal, province.sign.public)
    returning.refresh(desk)
    return filed


def test_a_refusal_names_its_reason_and_is_sealed_anew_under_the_same_dossier(
    desk: Desk, province: Province
) -> None:
    filed = _refuse(desk, province, "answers-invalid")
    (parcel,) = desk.store.parcels.by_dossier(filed.dossier)
    assert (parcel.carriage, parcel.refused_reason) == (Carriage.REFUSED, "answers-invalid")
    assert remedy(parcel.refused_reason) != remedy("unheard-of")
    again = counter.send_again(desk, filed.parcel)
    assert again != filed.parcel
    (follower,) = desk.store.parcels.by_dossier(filed.dossier)
    assert (follower.id, follower.carriage) == (again, Carriage.WAITING)
    assert [item.parcel for item in desk.outbox.list()] == [again]
    assert desk.store.dossiers.get(filed.dossier).slip_number == filed.slip


def test_what_a_restored_province_lost_and_refuses_now_is_no_longer_called_delivered(
    desk: Desk, province: Province
) -> None:
    filed = _file(desk)
    manifest = desk.outbox.manifest(filed.parcel) or b""

    def say(kind: StatementType, at: datetime) -> None:
        reason = "record-unopenable" if kind is StatementType.REFUSED else None
        said = Statement(kind, filed.parcel, manifest_hash(manifest), at, "gw", reason=reason)
        desk.outbox.accept(said.encode(province.sign), province.sign.public)

    say(StatementType.REFUSED, DAY - timedelta(hours=2))
    desk.outbox.requeue(filed.parcel)  # an officer had it sent again, before
    say(StatementType.DELIVERED, DAY)
    returning.refresh(desk)
    say(StatementType.REFUSED, DAY - timedelta(hours=2))  # comes late, or again
    assert not returning.refresh(desk).any
    assert Dispatch(desk.outbox).doubt() == 1
    say(StatementType.REFUSED, DAY + timedelta(hours=1))
    assert returning.refresh(desk).moved == (filed.dossier,)
    parcel = desk.store.parcels.get(filed.parcel)
    assert (parcel.carriage, parcel.refused_reason) == (Carriage.REFUSED, "record-unopenable")
    assert not returning.refresh(desk).any
    again = counter.send_again(desk, filed.parcel)
    assert [one.id for one in desk.store.parcels.by_dossier(filed.dossier)] == [again]


def test_what_a_crash_left_of_a_refused_parcel_is_swept(
    desk: Desk, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = _refuse(desk, province, "paper-mismatch")
    with monkeypatch.context() as patch:
        patch.setattr(type(desk.outbox), "drop_refused", lambda *_: False)
        again = counter.send_again(desk, filed.parcel)
    assert len(desk.outbox.list()) == 2
    returning.refresh(desk)
    assert [item.parcel for item in desk.outbox.list()] == [again]


def test_a_machine_at_1970_that_has_heard_nobody_works_and_dates_nothing(desk: Desk, clock: SetClock) -> None:
    offered = {one.code for one in desk.catalogue.offered(DAY.date())}
    clock.at = datetime(1970, 1, 1, tzinfo=UTC)
    assert {one.code for one in desk.catalogue.offered(desk.today())} == offered
    filed = _file(desk)
    assert printing.slip_facts(desk, filed.dossier).issued_at is None
    (told,) = clock_findings(desk)
    assert told.grade is Grade.ADVICE
    assert told.message is CLOCK_BEHIND


def test_the_clock_floor_keeps_a_day_off_the_paper_when_the_clock_fell_back(
    desk: Desk, province: Province
) -> None:
    from datetime import timedelta

    desk.store.clock_floor.raise_to(DAY + timedelta(days=30))
    filed = _file(desk)
    assert printing.slip_facts(desk, filed.dossier).issued_at is None
    assert "-20261223-" in filed.slip

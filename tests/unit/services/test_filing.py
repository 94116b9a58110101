"""Confirming: complete or not at all, once however often, and nothing lost between two steps."""

from datetime import date

import pytest

from forms.errors import KnownError
from forms.states import Carriage, ParcelKind
from kiosk.domain.dossier import DossierState
from kiosk.domain.papers import DigitisedHow
from kiosk.domain.trips import TripState
from kiosk.services import assisted, counter, filing, intake, papers, printing, trips
from kiosk.services.desk import Desk
from kiosk.services.filing import NotReady, requeue
from sync.parcel import KemPrivate, Manifest, open_blob, open_record, paper_slot
from sync.statement import StatementType
from tests.office_factories import ANSWERS, DAY, PNG, Province, taken


def _file(desk: Desk) -> filing.Filed:
    return assisted.file_at_once(desk, "1.004873", ANSWERS, [], "vi-VN")


def test_a_filed_dossier_waits_with_its_slip(desk: Desk) -> None:
    filed = _file(desk)
    dossier = desk.store.dossiers.get(filed.dossier)
    assert dossier.state is DossierState.SEALED
    assert dossier.citizen_name == "NGUYỄN THỊ MẪU"
    assert filed.slip == dossier.slip_number
    assert filed.slip.startswith("TAM-99901-Q1-20261123-001-")
    queued = desk.outbox.state(filed.parcel)
    assert queued is not None
    assert queued.carriage is Carriage.WAITING


def test_the_province_opens_exactly_what_was_said(desk: Desk, province: Province) -> None:
    filed = _file(desk)
    manifest = Manifest.decode_unverified(desk.outbox.manifest(filed.parcel) or b"")
    sealed = desk.outbox.blob_path(manifest.record.blob).read_bytes()
    record = open_record(open_blob(sealed, filed.parcel, "record", province.kem)).fields
    assert record["kind"] == "filing"
    assert record["channel"] == {"code": 1, "assisted": True, "place": "counter", "trip": None}
    assert record["answers"]["marital_status"] == "never"
    assert record["answers"]["person_name"] == "NGUYỄN THỊ MẪU"
    assert record["origins"]["person_name"] == "computed"
    assert record["origins"]["requester_name"] == "typed"
    assert {entry["paper"] for entry in record["waiting_lookup"]} >= {"identity_card"}
    with pytest.raises(KnownError):
        open_blob(sealed, filed.parcel, "record", KemPrivate.generate())


def test_what_is_filed_on_a_trip_says_so(desk: Desk, province: Province) -> None:
    trip = trips.plan(desk, "Bản Mẫu", ["Bản Mẫu"], ["can-bo-1"], date(2026, 11, 23), date(2026, 11, 24))
    desk.store.trips.move(trip.id, TripState.UNDER_WAY, by="can-bo-1")
    filed = _file(desk)
    manifest = Manifest.decode_unverified(desk.outbox.manifest(filed.parcel) or b"")
    sealed = desk.outbox.blob_path(manifest.record.blob).read_bytes()
    record = open_record(open_blob(sealed, filed.parcel, "record", province.kem)).fields
    assert record["channel"]["trip"] == "Bản Mẫu"


def test_confirming_again_answers_the_same(desk: Desk) -> None:
    filed = _file(desk)
    again = filing.confirm(desk, filed.dossier)
    assert (again.parcel, again.slip) == (filed.parcel, filed.slip)
    assert len(desk.store.parcels.by_dossier(filed.dossier)) == 1
    assert len(desk.outbox.list()) == 1


def test_a_wrong_answer_names_every_field_and_stores_nothing(desk: Desk) -> None:
    with pytest.raises(NotReady) as refused:
        assisted.file_at_once(
            desk, "1.004873", {**ANSWERS, "requester_number": "12", "nonsense": 1, "copies": 0}, [], "vi-VN"
        )
    assert {fault.field for fault in refused.value.faults} >= {"requester_number", "nonsense", "copies"}
    assert counter.rows(desk) == ()
    assert desk.outbox.list() == ()


def _cut_off_at(desk: Desk, monkeypatch: pytest.MonkeyPatch, owner: type, step: str) -> str:
    """A dossier that is confirmed when the power goes at ``step`` of ``owner``."""

    class PowerCut(BaseException):
        pass

    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    dossier = intake.begin(desk, "1.004873", "vi-VN")
    intake.save_answers(desk, dossier, ANSWERS, page=None)
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, cut)
        with pytest.raises(PowerCut):
            filing.confirm(desk, dossier)
    return dossier


def test_what_a_crash_left_unqueued_is_queued_at_the_next_unlock(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = _cut_off_at(desk, monkeypatch, type(desk.outbox), "enqueue")
    assert desk.outbox.list() == ()
    assert desk.store.dossiers.get(dossier).state is DossierState.SEALED
    assert requeue(desk) == 1
    assert requeue(desk) == 0
    assert len(desk.outbox.list()) == 1


def test_a_parcel_delivered_and_backed_up_before_the_counter_looks_again_is_delivered(
    desk: Desk, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = _cut_off_at(
        desk, monkeypatch, type(desk.store.parcels), "set_carriage"
    )  # queued, and that not noted
    (parcel,) = desk.store.parcels.by_dossier(dossier)
    assert parcel.carriage is Carriage.SEALED
    said = province.states(StatementType.DELIVERED, parcel.id, parcel.manifest, watermark=DAY)
    desk.outbox.accept(said, province.sign.public)
    assert desk.outbox.erase_safe() > 0, "as an agent does by itself"
    counter.refresh(desk)
    assert desk.store.parcels.get(parcel.id).carriage is Carriage.DELIVERED


def test_a_supplement_travels_as_its_own_parcel(desk: Desk, province: Province) -> None:
    filed = _file(desk)
    added = counter.supplement(desk, filed.dossier, "Bổ sung giấy ly hôn", [("divorce_ruling", taken())])
    kinds = [parcel.kind for parcel in desk.store.parcels.by_dossier(filed.dossier)]
    assert kinds == [ParcelKind.FILING, ParcelKind.SUPPLEMENT]
    manifest = Manifest.decode_unverified(desk.outbox.manifest(added.parcel) or b"")
    paper = desk.outbox.blob_path(manifest.papers[0].blob).read_bytes()
    assert open_blob(paper, added.parcel, paper_slot(0), province.kem) == PNG


def test_the_slip_is_a_marked_copy_from_the_second_printing_on(desk: Desk) -> None:
    filed = _file(desk)
    first = printing.slip_pdf(desk, filed.dossier)
    second = printing.slip_pdf(desk, filed.dossier, "80mm")
    assert first.startswith(b"%PDF")
    assert second.startswith(b"%PDF")
    assert printing.slip_facts(desk, filed.dossier, again=True).reprinted_at is not None


def test_no_receipt_before_number_and_day_are_home(desk: Desk) -> None:
    filed = _file(desk)
    with pytest.raises(KnownError) as refused:
        printing.receipt_pdf(desk, filed.dossier)
    assert refused.value.message.id == "error.print.no_number"


def test_a_paper_that_is_no_picture_is_refused(desk: Desk) -> None:
    dossier = intake.begin(desk, "1.004873", "vi-VN")
    with pytest.raises(KnownError):
        papers.attach(desk, dossier, "divorce_ruling", b"MZ not a picture", DigitisedHow.FILE)
    assert desk.store.papers.list(dossier) == ()


def test_no_dossier_is_sealed_after_the_last_lawful_day(desk: Desk, clock: object) -> None:
    dossier = intake.begin(desk, "1.004873", "vi-VN")
    intake.save_answers(desk, dossier, ANSWERS, page=None)
    from datetime import UTC, datetime

    desk.clock.at = datetime(2027, 3, 1, 1, tzinfo=UTC)  # type: ignore[attr-defined]
    with pytest.raises(KnownError) as refused:
        filing.confirm(desk, dossier)
    assert refused.value.message.id.startswith("form.1.004873")
    assert desk.store.dossiers.get(dossier).state is DossierState.DRAFT

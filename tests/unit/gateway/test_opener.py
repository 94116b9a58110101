"""From arrived to delivered: what is recorded, what is refused, what is held, and nothing twice."""

import asyncio
import hashlib
import shutil
import threading
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

import cbor2
import pytest

from forms.states import CaseStatus, ParcelKind
from sync.gateway.blobs import StoreAway
from sync.gateway.devices import Suspicion, revoke
from sync.gateway.models import DeviceRow, OfficerRow, ParcelRow, StatementRow
from sync.gateway.opener import judging, opener
from sync.gateway.opener.answers import AnswerJudge, PartDue
from sync.gateway.opener.history import HistoryMark
from sync.gateway.opener.judging import RecordFacts
from sync.gateway.opener.opener import Opener
from sync.keys import SigningKey
from sync.manifest import Manifest
from sync.notice import NoticeKind
from sync.parcel import PAPER_SIGNATURE
from sync.statement import RefusalReason, StatementType
from tests.unit.gateway import form
from tests.unit.gateway.cargo import TOLD
from tests.unit.gateway.desk import PAPERS, Desk, Pulled
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.rig import START, Machine

RECORDED, DELIVERED = StatementType.RECORDED, StatementType.DELIVERED
HELD, REFUSED = StatementType.HELD, StatementType.REFUSED


def types(desk: Desk, cargo: object) -> list[StatementType]:
    return [statement.type for statement in desk.stated(cargo)]  # type: ignore[arg-type]


@both_engines
def test_a_filing_is_recorded_numbered_and_delivered(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    recorded, delivered = desk.file(kiosk, cargo)
    assert (recorded.type, recorded.dossier) == (RECORDED, cargo.manifest.dossier)
    assert (delivered.type, delivered.dossier, delivered.watermark) == (
        DELIVERED,
        cargo.manifest.dossier,
        None,
    )
    (line,) = desk.office.dossiers()
    assert line.official_number == "THU-03127-261123-0001"
    assert (line.number_kind, line.case_status, line.carriage) == ("trial", 1, "delivered")
    assert [part.part for part in line.parts] == ["certificate", "registry"]
    assert (line.received_at, line.due_at, line.flags) == (None, None, ())
    (notice,) = desk.notices(kiosk)
    assert (notice.what, notice.status, notice.official_number) == (
        NoticeKind.NUMBER,
        1,
        line.official_number,
    )
    assert (notice.dossier, notice.parcel, notice.number_kind) == (line.dossier, cargo.parcel, "trial")
    assert notice.received_at is None


def test_the_record_is_recorded_before_its_papers_have_come(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    desk.bring(kiosk, cargo, inline=1)
    desk.opener.work()
    assert types(desk, cargo) == [RECORDED]
    assert len(desk.notices(kiosk)) == 1
    desk.bring(kiosk, cargo, inline=2)
    desk.opener.work()
    assert types(desk, cargo) == [RECORDED]
    desk.bring(kiosk, cargo)
    desk.opener.work()
    assert types(desk, cargo) == [RECORDED, DELIVERED]


def test_papers_before_their_record_wait_for_it(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    papers = {blob.name: blob.data for blob in cargo.blobs[1:]}
    desk.ask(kiosk, "/v1/parcels", {"parcels": [{"manifest": cargo.data, "blobs": papers}]})
    assert desk.opener.work() == 0
    assert [statement.type for statement in desk.file(kiosk, cargo)] == [RECORDED, DELIVERED]


@both_engines
def test_the_same_parcel_for_ever_gets_the_same_bytes(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    first = desk.bring(kiosk, cargo, inline=0)[0]
    body = cbor2.dumps({"parcels": [cargo.entry()]})
    heads = [kiosk.sign("POST", "/v1/parcels", body, desk.clock.now()) for _ in range(10)]

    async def at_once(client):  # type: ignore[no-untyped-def]
        return await asyncio.gather(
            *(client.post("/v1/parcels", content=body, headers=head) for head in heads)
        )

    desk.run(at_once)
    desk.clock.turn(86400)
    desk.start_ingest()
    desk.start_opener()
    assert desk.opener.work() == 0
    again = desk.bring(kiosk, cargo)[0]
    assert again == first
    assert first["missing"] == []
    assert desk.news(kiosk, cargo)["statements"] == {cargo.parcel: first["statements"]}
    assert len(desk.dossiers()) == 1
    assert len(desk.queued()) == 1


@both_engines
@pytest.mark.parametrize("step", ["before-recorded", "recorded", "before-delivered", "delivered"])
def test_a_crash_at_any_step_loses_and_doubles_nothing(desk: Desk, kiosk: Machine, step: str) -> None:
    def pull(reached: str) -> None:
        if reached == step:
            raise Pulled

    cargo = desk.pack(kiosk)
    desk.bring(kiosk, cargo)
    with pytest.raises(Pulled):
        desk.start_opener(pull).work()
    before = desk.statements(cargo)
    desk.start_opener().work()
    after = desk.statements(cargo)
    assert types(desk, cargo) == [RECORDED, DELIVERED]
    assert after[: len(before)] == before
    assert [row.official_number for row in desk.dossiers()] == ["THU-03127-261123-0001"]
    assert len(desk.notices(kiosk)) == 1


@both_engines
def test_a_crash_before_a_notice_is_signed_keeps_the_numbers_without_gaps(desk: Desk, kiosk: Machine) -> None:
    def pull(reached: str) -> None:
        if reached == "signed":
            raise Pulled

    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    for status in (2, 4):
        desk.office.tell_status(cargo.manifest.dossier, status)  # type: ignore[arg-type]
    with pytest.raises(Pulled):
        desk.start_opener(pull).work()
    first = desk.news(kiosk)["notices"]
    desk.start_opener().work()
    assert desk.news(kiosk)["notices"] == first
    assert [notice.status for notice in desk.notices(kiosk)] == [1, 2, 4]


HUGE = {
    "slot": 0, "paper": "id_card", "name": "a", "handling": "shown", "media": "image/jpeg", "sha256": "0" * 64,
    "size": 2**63,
}  # fmt: skip
REFUSALS = {
    "other parcel in the record": ({"record": {"parcel": "0" * 32}}, RefusalReason.RECORD_MISMATCH),
    "other dossier in the record": ({"record": {"dossier": "0" * 32}}, RefusalReason.RECORD_MISMATCH),
    "other kind in the record": ({"record": {"kind": "rating"}}, RefusalReason.RECORD_MISMATCH),
    "other device in the record": ({"record": {"device": "0" * 32}}, RefusalReason.RECORD_MISMATCH),
    "no version of the record": ({"record": {"v": 2}}, RefusalReason.RECORD_MISMATCH),
    "other officer named": (
        {"record": {"officer": {"code": "can-bo-9", "role": "leader"}}},
        RefusalReason.RECORD_MISMATCH,
    ),
    "no parts": ({"record": {"parts": []}}, RefusalReason.RECORD_MISMATCH),
    "parts of another form": ({"parts": ("certificate",)}, RefusalReason.RECORD_MISMATCH),
    "parts of a wrong shape": ({"record": {"parts": [7]}}, RefusalReason.RECORD_MISMATCH),
    "papers unlike the manifest's": ({"record": {"papers": []}}, RefusalReason.RECORD_MISMATCH),
    "a text no database keeps": (
        {"record": {"channel": {"code": 1, "assisted": True, "place": "outreach", "trip": "Bản\0Mẫu"}}},
        RefusalReason.RECORD_MISMATCH,
    ),
    "a paper larger than any can be": (
        {"papers": PAPERS[:1], "record": {"papers": [HUGE]}},
        RefusalReason.RECORD_MISMATCH,
    ),
    "more within each other than anybody follows": (
        {"record": {"consents": reduce(lambda inner, _: [inner], range(400), 0)}},
        RefusalReason.RECORD_MISMATCH,
    ),
    "sealed on a day without a date": (
        {"manifest": {"sealed_at": datetime(9999, 12, 31, 20, tzinfo=UTC)}},
        RefusalReason.MANIFEST_INVALID,
    ),
    "answers of a wrong shape": ({"record": {"answers": [1]}}, RefusalReason.RECORD_MISMATCH),
    "channel unknown": (
        {"record": {"channel": {"code": 9, "assisted": True, "place": "counter"}}},
        RefusalReason.RECORD_MISMATCH,
    ),
    "answer missing": ({"answers": {"copies": 2}}, RefusalReason.ANSWERS_INVALID),
    "answer wrong": ({"answers": form.ANSWERS | {"copies": 10}}, RefusalReason.ANSWERS_INVALID),
    "paper missing": ({"papers": PAPERS[1:]}, RefusalReason.ANSWERS_INVALID),
    "paper swapped": ({"paper_bytes": {0: b"something else"}}, RefusalReason.PAPER_MISMATCH),
    "sealed to a stranger": ({"manifest": {"kem": "0" * 16}}, RefusalReason.RECORD_UNOPENABLE),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_poison_parcel_is_refused_and_blocks_nobody(desk: Desk, kiosk: Machine, case: str) -> None:
    changed, reason = REFUSALS[case]
    poison, good = desk.pack(kiosk, **changed), desk.pack(kiosk)  # type: ignore[arg-type]
    desk.bring(kiosk, poison, good)
    desk.opener.work()
    last = desk.stated(poison)[-1]
    assert (last.type, last.reason) == (REFUSED, str(reason))
    assert types(desk, good) == [RECORDED, DELIVERED]
    assert desk.opener.work() == 0
    assert desk.bring(kiosk, poison)[0]["statements"] == desk.statements(poison)


def test_a_refusal_names_fields_and_never_answers(desk: Desk, kiosk: Machine) -> None:
    answers = {"full_name": "", "copies": "Giàng A Thử", "Giàng A Thử": "x"}
    (refused,) = desk.file(kiosk, desk.pack(kiosk, answers=answers))
    assert refused.detail is not None
    assert set(refused.detail.split()) == {"unknown-field", "full_name", "copies"}


def test_a_record_signed_by_another_key_than_it_carries_is_refused(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    forged = desk.pack(
        kiosk, parcel=cargo.parcel, dossier=cargo.manifest.dossier, forged_officer=SigningKey.generate()
    )
    (refused,) = desk.file(kiosk, forged)
    assert refused.reason == str(RefusalReason.RECORD_SIGNATURE)


def test_an_unknown_officer_is_accepted_and_flagged(desk: Desk, kiosk: Machine) -> None:
    new = Machine(unit=kiosk.unit, officer_code="luu-dong-1")
    cargo = desk.pack(kiosk, officer_as=new)
    assert [statement.type for statement in desk.file(kiosk, cargo)] == [RECORDED, DELIVERED]
    assert desk.office.dossiers()[0].flags == ("officer-key-unknown",)


def test_unknown_and_revoked_devices_and_forged_manifests_are_refused(desk: Desk, kiosk: Machine) -> None:
    stranger = Machine(device="f" * 32)
    impostor = Machine(device=kiosk.device)
    revoked = desk.enrol(Machine())
    early = desk.pack(revoked)
    with desk.database.write() as session:
        session.get_one(DeviceRow, revoked.device).revoked_at = early.manifest.sealed_at - timedelta(
            seconds=1
        )
    elsewhere = Machine(unit="99999", device=kiosk.device, signing=kiosk.signing)
    cargoes = [desk.pack(stranger), desk.pack(impostor), early, desk.pack(elsewhere)]
    desk.bring(kiosk, *cargoes)
    desk.opener.work()
    assert [desk.stated(cargo)[0].reason for cargo in cargoes] == [
        "device-unknown",
        "manifest-invalid",
        "device-revoked",
        "manifest-invalid",
    ]
    assert set(desk.news(kiosk, *cargoes)["statements"]) == {cargo.parcel for cargo in cargoes}


def test_a_forgery_neither_takes_nor_spoils_a_parcel(desk: Desk, kiosk: Machine) -> None:
    other = desk.enrol(Machine(unit="99999"))
    real = desk.pack(kiosk)
    forged = desk.pack(Machine(device=kiosk.device), parcel=real.parcel, dossier=real.manifest.dossier)
    desk.bring(other, forged)
    desk.opener.work()
    assert types(desk, forged) == [REFUSED]
    assert [statement.type for statement in desk.file(kiosk, real)] == [RECORDED, DELIVERED]
    told = desk.news(kiosk, real)["statements"][real.parcel]
    assert [desk.checked(data, real).type for data in told] == [RECORDED, DELIVERED]


@both_engines
def test_a_second_manifest_under_a_used_id_is_refused(desk: Desk, kiosk: Machine) -> None:
    first = desk.pack(kiosk)
    second = desk.pack(kiosk, parcel=first.parcel)
    desk.file(kiosk, first)
    (refused,) = desk.file(kiosk, second)
    assert (refused.reason, refused.detail) == ("manifest-invalid", "parcel-id-used")
    assert types(desk, first) == [RECORDED, DELIVERED]
    assert len(desk.dossiers()) == 1


def test_a_dossier_is_filed_once_whatever_parcels_come(desk: Desk, kiosk: Machine) -> None:
    first = desk.pack(kiosk)
    desk.file(kiosk, first)
    (refused,) = desk.file(kiosk, desk.pack(kiosk, dossier=first.manifest.dossier))
    assert (refused.reason, refused.detail) == ("record-mismatch", "dossier-filed")
    assert len(desk.dossiers()) == 1


def test_a_filing_whose_papers_were_wrong_is_sealed_anew_under_its_number(desk: Desk, kiosk: Machine) -> None:
    bad = desk.pack(kiosk, paper_bytes={1: b"wrong"})
    assert [statement.type for statement in desk.file(kiosk, bad)] == [RECORDED, REFUSED]
    (before,) = desk.office.dossiers()
    anew = desk.pack(kiosk, dossier=bad.manifest.dossier)
    assert [statement.type for statement in desk.file(kiosk, anew)] == [RECORDED, DELIVERED]
    (after,) = desk.office.dossiers()
    assert (after.official_number, after.parcel) == (before.official_number, anew.parcel)
    assert len(desk.notices(kiosk)) == 1


@both_engines
def test_a_filing_whose_papers_never_come_gives_way_to_the_one_sealed_anew(
    desk: Desk, kiosk: Machine
) -> None:
    spoilt = desk.pack(kiosk)
    desk.bring(kiosk, spoilt, inline=1)
    desk.opener.work()
    assert types(desk, spoilt) == [RECORDED]
    (before,) = desk.office.dossiers()
    anew = desk.pack(kiosk, dossier=spoilt.manifest.dossier)
    assert [statement.type for statement in desk.file(kiosk, anew)] == [RECORDED, DELIVERED]
    assert types(desk, spoilt) == [RECORDED, REFUSED]
    desk.file(kiosk, spoilt)  # its papers come after all: too late, and nothing is said twice
    assert types(desk, spoilt) == [RECORDED, REFUSED]
    (after,) = desk.office.dossiers()
    assert (after.official_number, after.parcel) == (before.official_number, anew.parcel)
    assert len(desk.notices(kiosk)) == 1


def test_what_is_sealed_anew_is_the_same_form(desk: Desk, kiosk: Machine) -> None:
    form.install(desk.layout.packs, "2")
    filing = desk.pack(kiosk)
    desk.bring(kiosk, filing, inline=1)
    desk.opener.work()
    (refused,) = desk.file(kiosk, desk.pack(kiosk, dossier=filing.manifest.dossier, version="2"))
    assert (refused.reason, refused.detail) == ("record-mismatch", "dossier-filed")
    assert types(desk, filing) == [RECORDED]


@both_engines
def test_an_unknown_version_is_held_and_released_when_it_comes(desk: Desk, kiosk: Machine) -> None:
    ahead, behind = desk.pack(kiosk, version="2"), desk.pack(kiosk)
    desk.bring(kiosk, ahead, behind)
    desk.opener.work()
    (held,) = desk.stated(ahead)
    assert (held.type, held.procedure, held.version) == (HELD, form.CODE, "2")
    assert types(desk, behind) == [RECORDED, DELIVERED]
    desk.start_opener()
    assert desk.opener.work() == 0
    assert types(desk, ahead) == [HELD]
    (desk.layout.packs / form.CODE / "2.yaml").write_text("broken: [")
    assert desk.opener.work() == 0
    form.install(desk.layout.packs, "2")
    desk.opener.work()
    assert types(desk, ahead) == [HELD, RECORDED, DELIVERED]
    assert {row.version for row in desk.dossiers()} == {"1", "2"}


def test_records_that_fill_the_memory_are_written_down_a_few_at_a_time(
    desk: Desk, kiosk: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opener, "RECORDS_BYTES", 0)
    judged: list[int] = []
    write = Opener._write

    def counted(self: Opener, *told: Any) -> list[ParcelRow]:
        judged.append(len(told[1]))
        return write(self, *told)

    monkeypatch.setattr(Opener, "_write", counted)
    ahead, behind = desk.pack(kiosk, version="2"), desk.pack(kiosk, version="2")
    desk.bring(kiosk, ahead, behind)
    desk.opener.work()
    form.install(desk.layout.packs, "2")
    large = desk.pack(kiosk), desk.pack(kiosk)
    desk.bring(kiosk, *large)
    judged.clear()
    desk.opener.work()
    for held in (ahead, behind):
        assert types(desk, held) == [HELD, RECORDED, DELIVERED]
    for one in large:
        assert types(desk, one) == [RECORDED, DELIVERED]
    assert judged.count(1) >= 4


def test_a_record_no_form_can_fill_is_not_even_read(
    desk: Desk, kiosk: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cargo = desk.pack(kiosk)
    desk.bring(kiosk, cargo)
    monkeypatch.setattr(judging, "SEALED_RECORD", cargo.manifest.record.size - 1)
    monkeypatch.setattr(desk.shelf, "read", None)
    desk.opener.work()
    (refused,) = desk.stated(cargo)
    assert (refused.reason, refused.detail) == ("record-mismatch", "size")


def test_a_held_parcel_that_proves_wrong_is_refused(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk, version="2", answers={})
    desk.file(kiosk, cargo)
    form.install(desk.layout.packs, "2")
    desk.opener.work()
    assert types(desk, cargo) == [HELD, REFUSED]


LATER = [kind for kind in ParcelKind if kind is not ParcelKind.FILING]


@pytest.mark.parametrize("kind", LATER)
@pytest.mark.parametrize("early", [True, False])
def test_what_comes_after_a_filing_is_attached_even_when_it_comes_before(
    desk: Desk, kiosk: Machine, kind: ParcelKind, early: bool
) -> None:
    filing = desk.pack(kiosk)
    dossier = filing.manifest.dossier
    answers = {"copies": 3} if kind is ParcelKind.AMENDMENT else {}
    later = desk.pack(kiosk, dossier=dossier, kind=kind, answers=answers, papers=(("other", b"late page"),))
    for cargo in (later, filing) if early else (filing, later):
        assert [statement.type for statement in desk.file(kiosk, cargo)] == [RECORDED, DELIVERED]
    (line,) = desk.office.dossiers()
    assert (line.parcel, line.attached) == (filing.parcel, (str(kind),))
    withdrawn = kind is ParcelKind.WITHDRAWAL
    assert line.case_status == (CaseStatus.WITHDRAWN if withdrawn else CaseStatus.REGISTERED)
    # The number, and a word a part of a withdrawal, or the number the counter took from the portal in the first one's place.
    more = {ParcelKind.WITHDRAWAL: 2, ParcelKind.NUMBER_TAKEN: 1}
    assert len(desk.notices(kiosk)) == 1 + more.get(kind, 0)


def test_no_other_office_takes_back_a_filing_that_is_still_to_come(desk: Desk, kiosk: Machine) -> None:
    other, filing = desk.enrol(Machine(unit="99999")), desk.pack(kiosk)
    dossier = filing.manifest.dossier
    desk.file(other, desk.pack(other, dossier=dossier, kind=ParcelKind.WITHDRAWAL, answers={}, papers=()))
    desk.file(kiosk, filing)
    (line,) = desk.office.dossiers()
    assert (line.case_status, line.attached) == (CaseStatus.REGISTERED, ())


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        (ParcelKind.FEE_TAKEN, {"fee": {**TOLD[ParcelKind.FEE_TAKEN]["fee"], "amount": 0}}),
        (ParcelKind.FEE_TAKEN, {"fee": {**TOLD[ParcelKind.FEE_TAKEN]["fee"], "receipt": ""}}),
        (ParcelKind.FEE_TAKEN, {"fee": None}),
        (ParcelKind.FEE_TAKEN, {"fee": {**TOLD[ParcelKind.FEE_TAKEN]["fee"], "amount": -15000}}),
        (
            ParcelKind.FEE_TAKEN,
            {"fee": {**TOLD[ParcelKind.FEE_TAKEN]["fee"], "corrects": "ab"}, "note": "Nhầm"},
        ),
        (
            ParcelKind.FEE_TAKEN,
            {"fee": {**TOLD[ParcelKind.FEE_TAKEN]["fee"], "amount": -15000, "corrects": "ab"}},
        ),
        (ParcelKind.RATING, {"rating": {"face": 6}}),
        (ParcelKind.RATING, {"rating": {"face": True}}),
        (ParcelKind.RESULT_HANDED_OUT, {"handed_out": {"part": "certificate"}}),
        (ParcelKind.WITHDRAWAL, {"note": None}),
        (ParcelKind.AMENDMENT, {"note": "Viết nhầm", "answers": {}}),
    ],
)
def test_a_parcel_that_lacks_what_it_is_about_is_refused(
    desk: Desk, kiosk: Machine, kind: ParcelKind, record: dict[str, object]
) -> None:
    filing = desk.pack(kiosk)
    desk.file(kiosk, filing)
    dossier = filing.manifest.dossier
    later = desk.pack(kiosk, dossier=dossier, kind=kind, answers={}, papers=(), record=record)
    (refused,) = desk.file(kiosk, later)
    assert (refused.reason, refused.detail) == ("record-mismatch", "shape")
    (line,) = desk.office.dossiers()
    assert line.case_status == CaseStatus.REGISTERED


def test_a_result_in_hand_is_state_ten_once_it_was_decided(desk: Desk, kiosk: Machine) -> None:
    filing = desk.pack(kiosk)
    desk.file(kiosk, filing)
    dossier = filing.manifest.dossier
    desk.office.tell_status(dossier, CaseStatus.DECIDED)
    desk.opener.work()
    kind = ParcelKind.RESULT_HANDED_OUT
    desk.file(kiosk, desk.pack(kiosk, dossier=dossier, kind=kind, answers={}, papers=()))
    told = desk.notices(kiosk)
    assert (told[-1].status, told[-1].part, told[-1].by) == (CaseStatus.RETURNED, "certificate", "Công dân")
    # A withdrawal that comes too late changes nothing any more.
    kind = ParcelKind.WITHDRAWAL
    desk.file(kiosk, desk.pack(kiosk, dossier=dossier, kind=kind, answers={}, papers=()))
    assert len(desk.notices(kiosk)) == len(told)
    (line,) = desk.office.dossiers()
    assert [part.case_status for part in line.parts] == [CaseStatus.RETURNED, CaseStatus.DECIDED]


def test_a_supplement_must_speak_of_the_forms_own_fields(desk: Desk, kiosk: Machine) -> None:
    kind = ParcelKind.SUPPLEMENT
    dossier = desk.pack(kiosk).manifest.dossier
    sound = desk.pack(kiosk, dossier=dossier, kind=kind, answers={"copies": 3}, papers=())
    strange = desk.pack(kiosk, dossier=dossier, kind=kind, answers={"shoe_size": 43}, papers=())
    ahead = desk.pack(kiosk, dossier=dossier, kind=kind, answers={"copies": 3}, papers=(), version="7")
    assert [statement.type for statement in desk.file(kiosk, sound)] == [RECORDED, DELIVERED]
    assert desk.file(kiosk, strange)[0].detail == "unknown-field"
    assert desk.file(kiosk, ahead)[0].type is HELD


@pytest.mark.parametrize("kind", [ParcelKind.FILING, ParcelKind.SUPPLEMENT, ParcelKind.RATING])
def test_papers_are_the_forms_own_or_the_citizens_mark(desk: Desk, kiosk: Machine, kind: ParcelKind) -> None:
    usual = PAPERS if kind is ParcelKind.FILING else ()
    signed = desk.pack(kiosk, kind=kind, papers=(*usual, (PAPER_SIGNATURE, b"a mark")))
    strange = desk.pack(kiosk, kind=kind, papers=(*usual, ("passport", b"whose may this be")))
    assert [statement.type for statement in desk.file(kiosk, signed)] == [RECORDED, DELIVERED]
    (refused,) = desk.file(kiosk, strange)
    assert (refused.reason, refused.detail) == ("answers-invalid", "unknown-field")


def test_what_would_break_whoever_shows_it_is_refused(desk: Desk, kiosk: Machine) -> None:
    office = {"unit": kiosk.unit, "counter": "Q1"}
    wrong = (
        {"office": office},
        {"note": 7},
        {"slip": []},
        {"slip": {"number": 7}},
        {"papers": [{"slot": 0}]},
        {"origins": {"full_name": ["typed"]}},
    )
    cargoes = [desk.pack(kiosk, record=record) for record in wrong]
    desk.bring(kiosk, *cargoes)
    desk.opener.work()
    assert [desk.stated(cargo)[0].detail for cargo in cargoes] == ["shape"] * len(wrong)


def test_a_machine_revoked_while_its_parcel_is_judged_is_refused(
    desk: Desk, kiosk: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cargo, judge = desk.pack(kiosk), AnswerJudge.judge
    since = cargo.manifest.sealed_at - timedelta(seconds=1)

    def revoked_meanwhile(self: AnswerJudge, manifest: Manifest, facts: RecordFacts) -> tuple[PartDue, ...]:
        with desk.database.write() as session:
            revoke(session, kiosk.device, "mất", desk.clock.now(), since)
        return judge(self, manifest, facts)

    monkeypatch.setattr(AnswerJudge, "judge", revoked_meanwhile)
    assert [statement.reason for statement in desk.file(kiosk, cargo)] == ["device-revoked"]


@both_engines
def test_a_revocation_marks_what_is_just_being_recorded(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    since = cargo.manifest.sealed_at - timedelta(seconds=1)

    def lose() -> None:
        with desk.database.write() as session:
            revoke(session, kiosk.device, "mất", desk.clock.now(), since)

    losing = threading.Thread(target=lose)

    def after(step: str) -> None:
        if step == "before-recorded":
            losing.start()
            losing.join(0.3)
            assert losing.is_alive(), "it must wait for what it has to mark"

    desk.start_opener(after)
    desk.file(kiosk, cargo)
    losing.join(30)
    with desk.database.read() as session:
        row = session.get_one(ParcelRow, hashlib.sha256(cargo.data).hexdigest())
        assert (row.state, row.flags) == ("delivered", [str(Suspicion.REVOKED)])


def test_held_parcels_a_fault_passed_over_are_looked_at_again(
    desk: Desk, kiosk: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cargo = desk.pack(kiosk, version="2")
    desk.file(kiosk, cargo)
    form.install(desk.layout.packs, "2")
    with monkeypatch.context() as away:

        def unread(name: str) -> bytes:
            raise StoreAway("away")

        away.setattr(desk.shelf, "read", unread)
        with pytest.raises(StoreAway):
            desk.opener.work()
    desk.opener.work()
    assert types(desk, cargo) == [HELD, RECORDED, DELIVERED]


def test_another_office_cannot_attach_to_a_dossier(desk: Desk, kiosk: Machine) -> None:
    other = desk.enrol(Machine(unit="99999"))
    filing = desk.pack(kiosk)
    desk.file(kiosk, filing)
    foreign = desk.pack(other, dossier=filing.manifest.dossier, kind=ParcelKind.WITHDRAWAL, papers=())
    (refused,) = desk.file(other, foreign)
    assert (refused.reason, refused.detail) == ("record-mismatch", "office")


def test_a_blob_damaged_on_our_disk_is_asked_for_again(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    desk.bring(kiosk, cargo)
    record, paper = cargo.blobs[0], cargo.blobs[2]
    desk.shelf.path(record.name).write_bytes(b"bit rot")
    desk.opener.work()
    assert types(desk, cargo) == []
    assert desk.bring(kiosk, cargo, inline=0)[0]["missing"] == [record.name]
    desk.shelf.path(paper.name).unlink()
    desk.bring(kiosk, cargo, inline=1)
    desk.opener.work()
    assert types(desk, cargo) == [RECORDED]
    assert desk.bring(kiosk, cargo, inline=0)[0]["missing"] == [paper.name]
    desk.shelf.path(record.name).write_bytes(b"bit rot")  # once recorded it is wanted whole all the same
    desk.bring(kiosk, cargo)
    desk.opener.work()
    assert types(desk, cargo) == [RECORDED]
    assert desk.bring(kiosk, cargo, inline=0)[0]["missing"] == [record.name]
    assert [statement.type for statement in desk.file(kiosk, cargo)] == [RECORDED, DELIVERED]


@both_engines
def test_a_fault_of_ours_puts_a_parcel_off_and_blocks_nobody(desk: Desk, kiosk: Machine) -> None:
    bad, good = desk.pack(kiosk), desk.pack(kiosk)
    desk.bring(kiosk, bad, good)
    path = desk.shelf.path(bad.blobs[0].name)
    content = path.read_bytes()
    path.unlink()
    path.mkdir()  # reading it is an error of the disk, not of the parcel
    desk.opener.work()
    assert types(desk, bad) == []
    assert types(desk, good) == [RECORDED, DELIVERED]
    path.rmdir()
    path.write_bytes(content)
    assert desk.opener.work() == 0
    desk.clock.turn(3)
    desk.opener.work()
    assert types(desk, bad) == [RECORDED, DELIVERED]


@both_engines
def test_what_cannot_be_written_of_one_parcel_takes_no_batch_down(desk: Desk, kiosk: Machine) -> None:
    first, bad, last = (desk.pack(kiosk) for _ in range(3))
    desk.bring(kiosk, first, bad, last)
    digest = hashlib.sha256(bad.data).hexdigest()
    in_the_way = StatementRow(
        manifest_sha256=digest, parcel=bad.parcel, type="recorded", data=b"?", at=desk.clock.now()
    )
    with desk.database.write() as session:
        session.add(in_the_way)
    desk.opener.work()
    assert types(desk, first) == types(desk, last) == [RECORDED, DELIVERED]
    with desk.database.write() as session:
        row = session.get_one(ParcelRow, digest)
        assert (row.state, row.attempts) == ("arrived", 1)
        session.delete(session.get_one(StatementRow, in_the_way.id))
    desk.clock.turn(3)
    desk.opener.work()
    assert types(desk, bad) == [RECORDED, DELIVERED]
    numbers = [row.official_number for row in desk.dossiers()]
    assert numbers == [f"THU-{kiosk.unit}-261123-000{place}" for place in (1, 2, 3)]
    assert [notice.official_number for notice in desk.notices(kiosk)] == numbers


def test_the_watermark_is_stated_when_there_is_one(desk: Desk, kiosk: Machine) -> None:
    desk.layout.watermark.write_text("2026-11-23T01:00:00Z\n")
    _, delivered = desk.file(kiosk, desk.pack(kiosk))
    assert delivered.watermark == START - timedelta(hours=1)
    desk.layout.watermark.write_text("yesterday")
    _, delivered = desk.file(kiosk, desk.pack(kiosk))
    assert delivered.watermark is None


@both_engines
def test_numbers_that_have_run_out_come_later(desk: Desk, kiosk: Machine) -> None:
    desk.delegate({"office": kiosk.unit, "prefix": "H18.34", "first": 1, "last": 1})
    first, second = desk.pack(kiosk), desk.pack(kiosk)
    desk.file(kiosk, first)
    assert [statement.type for statement in desk.file(kiosk, second)] == [RECORDED, DELIVERED]
    assert [row.official_number for row in desk.dossiers()] == [None, "H18.34-261123-0001"]
    desk.delegate({"office": kiosk.unit, "prefix": "H18.34", "first": 1, "last": 9})
    desk.clock.turn(6)
    desk.opener.work()
    assert [row.official_number for row in desk.dossiers()] == ["H18.34-261123-0001", "H18.34-261123-0002"]
    assert [notice.number_kind for notice in desk.notices(kiosk)] == ["delegated", "delegated"]


def test_an_office_without_numbers_keeps_no_other_waiting(
    desk: Desk, kiosk: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opener, "BATCH", 1)
    other = desk.enrol(Machine(unit="99999"))
    desk.layout.number_blocks.write_text("nobody gets any")
    for machine in (kiosk, other):
        desk.file(machine, desk.pack(machine))
    desk.delegate(
        {"office": kiosk.unit, "prefix": "H18.34", "first": 1, "last": 1, "valid_until": "2026-01-01"}
    )
    desk.clock.turn(6)
    desk.opener.work()
    assert [row.official_number for row in desk.dossiers()] == [None, "THU-99999-261123-0001"]


def test_nothing_personal_stands_in_the_database(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    desk.office.ask_supplement(cargo.manifest.dossier, "Xin bổ sung giấy của Nguyễn Thị Mẫu")
    desk.opener.work()
    held = b"".join(path.read_bytes() for path in desk.layout.root.rglob("*") if path.is_file())
    assert kiosk.device.encode() in held  # the search finds what is there
    for secret in ("Nguyễn Thị Mẫu".encode(), b"Xin b", PAPERS[0][1][:20]):
        assert secret not in held


def test_a_restored_copy_says_the_same(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    desk.bring(kiosk, cargo, inline=1)
    desk.opener.work()
    first = desk.statements(cargo)
    copy = desk.layout.root.parent / "copy"
    shutil.copytree(desk.layout.root, copy)
    restored = Desk(copy)
    try:
        assert restored.file(kiosk, cargo)[0] == desk.stated(cargo)[0]
        assert restored.statements(cargo)[:1] == first
    finally:
        restored.close()


def test_a_database_put_back_by_other_hands_forgets_no_number_it_gave(desk: Desk, kiosk: Machine) -> None:
    mark = HistoryMark(desk.layout.history_mark, desk.database, desk.clock)
    desk.file(kiosk, desk.pack(kiosk))
    mark.follow()
    desk.database.close()
    copy = desk.layout.database.read_bytes()
    forgotten = desk.pack(kiosk)
    desk.file(kiosk, forgotten)
    mark.follow()
    (given,) = [row.official_number for row in desk.dossiers() if row.parcel == forgotten.parcel]
    desk.database.close()
    desk.layout.database.write_bytes(copy)
    HistoryMark(desk.layout.history_mark, desk.database, desk.clock).follow()
    desk.file(kiosk, desk.pack(kiosk))
    mark.follow()
    numbers = [row.official_number for row in desk.dossiers()]
    assert numbers == ["THU-03127-261123-0001", "THU-03127-261123-0900-0001"]
    assert given not in numbers


def test_officers_are_known_by_the_roster(desk: Desk, kiosk: Machine) -> None:
    new = Machine(unit=kiosk.unit, officer_code="buu-chinh-1")
    officers = [{"code": new.officer_code, "role": "postal_clerk", "key": new.officer.public}]
    desk.ask(kiosk, "/v1/roster", {"officers": officers})
    desk.file(kiosk, desk.pack(kiosk, officer_as=new))
    assert desk.office.dossiers()[0].flags == ()
    with desk.database.read() as session:
        assert session.get(OfficerRow, (kiosk.unit, new.officer_code, new.officer.public.hex())) is not None

"""What an officer does after a filing: queue, search, corrections, withdrawal, calls, fees, results, ratings."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forms.errors import KnownError
from forms.states import Carriage, CaseStatus, ParcelKind
from kiosk.documents.slip_code import Finding
from kiosk.domain.counter_book import CallAbout, Entered, Outcome, Paid
from kiosk.domain.dossier import NumberKind, SignedHow
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.domain.papers import CustodyStep
from kiosk.domain.queueing import Section
from kiosk.domain.roles import NotAllowed
from kiosk.services import (
    amending,
    calls,
    counter,
    fees,
    finding,
    following,
    handing_out,
    queue,
    ratings,
    shifts,
    timeline,
    transferring,
    withdrawing,
)
from kiosk.services.assisted import file_at_once
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed, NotReady
from kiosk.services.signing import Signed
from sync.parcel import StatementType, open_record
from tests.office_factories import ANSWERS, DAY, PASSPHRASE, PNG, Province, file_invented, open_desk
from tests.store_factories import SetClock, fill

MARITAL = "1.004873"
FINGER = Signed(SignedHow.FINGER, PNG)


@pytest.fixture
def filed(desk: Desk) -> Filed:
    return file_at_once(desk, MARITAL, ANSWERS, [], "km-Khmr-VN")


def told(desk: Desk, dossier: str, what: NoticeKind, seq: int, **more: object) -> None:
    desk.store.notices.apply(Notice(f"{seq:032x}", seq, DAY, dossier, what, **more))  # type: ignore[arg-type]


def decide(desk: Desk, dossier: str, seq: int = 1) -> str:
    told(desk, dossier, NoticeKind.RESULT, seq, status=CaseStatus.DECIDED, text="Đã có kết quả")
    return desk.store.dossiers.parts(dossier)[0].part


def last_record(desk: Desk, parcel: str) -> dict[str, object]:
    return dict(open_record(desk.store.parcels.get(parcel).record).fields)


def kinds(desk: Desk, dossier: str) -> list[ParcelKind]:
    return [one.kind for one in desk.store.parcels.by_dossier(dossier)]


# The queue


def test_the_queue_tells_what_waits_and_how_long(desk: Desk, filed: Filed, clock: SetClock) -> None:
    assert queue.counts(desk)[Section.WAITING] == 1
    told(desk, filed.dossier, NoticeKind.SUPPLEMENT, 1, text="Xin thêm giấy", due_at=DAY + timedelta(days=4))
    clock.pass_time(3 * 86_400)
    found = queue.today(desk)
    assert [one.section for one in found.sections] == list(Section)
    asked = found.of(Section.SUPPLEMENT)
    assert (asked.count, asked.rows[0].summary.id) == (1, filed.dossier)
    near = found.of(Section.DEADLINE)
    assert (near.count, near.rows[0].over, near.rows[0].days) == (1, False, -1)
    clock.pass_time(2 * 86_400)
    assert queue.section(desk, Section.DEADLINE)[0].over
    assert found.of(Section.ELSEWHERE).count == 0


def test_the_queue_opens_fast_among_ten_thousand(desk: Desk) -> None:
    fill(desk.store, 10_000)
    queue.today(desk)
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        found = queue.today(desk)
        took.append(time.perf_counter() - begun)
    assert sorted(took)[2] <= 0.3
    assert found.of(Section.WAITING).count == 400
    assert len(found.of(Section.WAITING).rows) == 50
    assert found.of(Section.SUPPLEMENT).count == 50
    assert found.of(Section.DRAFTS).count == 100
    assert found.of(Section.RESULT).rows[0].summary.parts[0].status is CaseStatus.DECIDED


def test_news_of_another_counter_is_seen_here_too(desk: Desk) -> None:
    told(desk, "f" * 32, NoticeKind.STATUS, 1, status=CaseStatus.DECIDED, official_number="H11-261123-0007")
    (line,) = queue.today(desk).of(Section.ELSEWHERE).elsewhere
    assert (line.dossier, line.official_number, line.count) == ("f" * 32, "H11-261123-0007", 1)


# Finding, saying, telling


def test_a_slip_says_each_part_its_age_and_what_is_next(desk: Desk, filed: Filed, clock: SetClock) -> None:
    clock.pass_time(2 * 86_400)
    code = desk.store.dossiers.get(filed.dossier).slip_code
    assert code is not None
    found = finding.find(desk, f" {code.lower()} ").slip or finding.find(desk, code).slip
    assert found is not None
    assert (found.finding, found.summary.id if found.summary else "") == (Finding.GENUINE, filed.dossier)
    (part,) = found.parts
    assert (part.status, part.next) == (CaseStatus.REGISTERED, finding.NEXT[CaseStatus.REGISTERED])
    assert part.age.params == {"days": 2}
    said = [one.vi for one in found.spoken]
    assert any("Mới đăng ký" in one for one in said)
    assert any("2 ngày" in one for one in said)
    assert any("Chờ mạng" in one for one in said)


def test_a_bad_code_is_said_and_shows_nothing(desk: Desk, filed: Filed) -> None:
    code = desk.store.dossiers.get(filed.dossier).slip_code
    assert code is not None
    for bad in ("HSK1:AAAA", code[:-10], "HSK1:"):
        found = finding.find(desk, bad)
        assert found.rows == ()
        assert found.slip is not None
        assert (found.slip.claims, found.slip.parts) == (None, ())
        assert len(found.slip.spoken) == 1


def test_a_slip_of_another_counter_is_told_from_notices(desk: Desk, filed: Filed, tmp_path: Path) -> None:
    dossier = desk.store.dossiers.get(filed.dossier)
    told(
        desk,
        filed.dossier,
        NoticeKind.STATUS,
        1,
        status=CaseStatus.PROCESSING,
        official_number="H11-261123-0001",
    )
    claims = finding.scan(desk, dossier.slip_code or "").claims
    assert claims is not None
    parts, spoken = finding._from_notices(desk, claims)
    assert [part.status for part in parts] == [CaseStatus.PROCESSING]
    assert any("H11-261123-0001" in one.vi for one in spoken)


def test_a_dossier_is_found_by_what_people_remember(desk: Desk, filed: Filed) -> None:
    for typed in ("nguyen thi mau", "0912345678", "0999", filed.slip, "mau nguyen"):
        assert [row.id for row in finding.find(desk, typed).rows] == [filed.dossier], typed
    assert finding.find(desk, "  ").rows == ()


def test_the_timeline_tells_every_event_once(desk: Desk, filed: Filed, clock: SetClock) -> None:
    clock.pass_time(60)
    part = decide(desk, filed.dossier)
    calls.note_call(desk, filed.dossier, CallAbout.RESULT, Outcome.NO_ANSWER, note="gọi chiều")
    clock.pass_time(60)
    fees.take(desk, filed.dossier, 15000, "C26T-0000123")
    handing_out.hand_out(desk, filed.dossier, part, "Nguyễn Thị Mẫu", FINGER)
    ratings.rate(desk, filed.dossier, 4)
    told_ = timeline.timeline(desk, filed.dossier)
    assert [one.at for one in told_] == sorted(one.at for one in told_)
    ids = [one.what.message.id for one in told_]
    for wanted in ("created", "sealed", "notice.result", "called", "fee", "out", "rated"):
        assert ids.count(f"ui.time.{wanted}") == 1, wanted
    assert ids[0] == "ui.time.created"
    acted = {one.by_name for one in told_ if one.by == "can-bo-1"}
    assert acted == {"Cán bộ Mẫu Một"}
    assert all(one.what.vi and "{" not in one.what.vi for one in told_)


# Corrections


def test_an_amendment_tells_what_reads_differently_and_why(desk: Desk, filed: Filed) -> None:
    done = amending.amend(desk, filed.dossier, {"copies": 2, "requester_phone": "0987654321"}, "Gõ nhầm")
    record = last_record(desk, done.parcel)
    assert (record["kind"], record["note"]) == ("amendment", "Gõ nhầm")
    answers = record["answers"]
    assert isinstance(answers, dict)
    assert answers.items() >= {"copies": 2, "requester_phone": "0987654321"}.items()
    assert "requester_name" not in answers
    assert amending.in_force(desk, filed.dossier)["copies"].value == 2
    stored = {one.field: one.value for one in desk.store.dossiers.answers(filed.dossier)}
    assert stored["copies"] == 1  # what was filed stays
    again = amending.amend(desk, filed.dossier, {"copies": 2, "requester_phone": "0987654321"}, "Gõ nhầm")
    assert again.parcel == done.parcel
    assert kinds(desk, filed.dossier).count(ParcelKind.AMENDMENT) == 1
    (one,) = amending.amendments(desk, filed.dossier)
    assert (one.reason, one.by) == ("Gõ nhầm", "can-bo-1")


def test_an_answer_asked_no_more_is_told_as_gone(desk: Desk) -> None:
    place = {"province": "11", "commune": "03301", "detail": "Bản Mẫu"}
    more = {
        "period_needed": True,
        "period_place": place,
        "period_from": "2015-01-01",
        "period_to": "2018-01-01",
    }
    filed = file_at_once(desk, MARITAL, ANSWERS | more, [], "vi-VN")
    done = amending.amend(desk, filed.dossier, {"period_needed": False}, "Không cần nữa")
    assert last_record(desk, done.parcel)["answers"] == {
        "period_needed": False, "period_place": None, "period_from": None, "period_to": None,
    }  # fmt: skip


def test_wrong_corrections_are_refused_whole(desk: Desk, filed: Filed) -> None:
    with pytest.raises(NotReady) as refused:
        amending.amend(desk, filed.dossier, {"requester_phone": "12"}, "Gõ nhầm")
    assert [fault.field for fault in refused.value.faults] == ["requester_phone"]
    for changes, reason in (({"copies": 2}, " "), ({"copies": 1}, "Không đổi gì")):
        with pytest.raises(KnownError):
            amending.amend(desk, filed.dossier, changes, reason)
    assert kinds(desk, filed.dossier) == [ParcelKind.FILING]


def test_a_refused_correction_is_sealed_anew_with_its_answers(
    desk: Desk, filed: Filed, province: Province
) -> None:
    done = amending.amend(desk, filed.dossier, {"copies": 3}, "Gõ nhầm")
    parcel = desk.store.parcels.get(done.parcel)
    statement = province.states(StatementType.REFUSED, parcel.id, parcel.manifest, reason="device-unknown")
    desk.outbox.accept(statement, province.sign.public)
    counter.refresh(desk)
    fresh = following.send_again(desk, done.parcel)
    assert fresh != done.parcel
    before = open_record(parcel.record).fields["answers"]
    assert last_record(desk, fresh)["answers"] == before
    assert amending.in_force(desk, filed.dossier)["copies"].value == 3


# Withdrawal


def test_a_withdrawal_is_state_seven_and_gives_originals_back(desk: Desk) -> None:
    filed = file_invented(desk, "1.000656")
    held = handing_out.envelopes(desk, filed.dossier)
    assert held
    assert withdrawing.can_withdraw(desk, filed.dossier) is None
    done = withdrawing.withdraw(desk, filed.dossier, "Gia đình xin rút", Signed(SignedHow.THUMB_PAPER))
    assert withdrawing.withdraw(desk, filed.dossier, "Gia đình xin rút").parcel == done.parcel
    assert {part.status for part in desk.store.dossiers.parts(filed.dossier)} == {CaseStatus.WITHDRAWN}
    assert handing_out.envelopes(desk, filed.dossier) == ()
    for one in held:
        last = desk.store.papers.envelope(one.number).chain[-1]
        assert last.step is CustodyStep.RETURNED
        assert last.signature
    record = last_record(desk, done.parcel)
    assert record["citizen_signature"] == {"how": "thumb-paper", "paper_slot": None, "witness": None}
    assert withdrawing.can_withdraw(desk, filed.dossier) is withdrawing.ALL_ENDED


def test_what_is_decided_cannot_be_withdrawn(desk: Desk, filed: Filed) -> None:
    decide(desk, filed.dossier)
    with pytest.raises(KnownError):
        withdrawing.withdraw(desk, filed.dossier, "Muộn rồi")
    assert kinds(desk, filed.dossier) == [ParcelKind.FILING]


# Calls


def test_the_call_list_names_language_person_and_tries(desk: Desk, filed: Filed, clock: SetClock) -> None:
    told(desk, filed.dossier, NoticeKind.SUPPLEMENT, 1, text="Thiếu giấy ly hôn")
    (line,) = calls.call_list(desk)
    assert (line.contact, line.phone, line.language, line.about) == (
        "NGUYỄN THỊ MẪU",
        "0912345678",
        "km-Khmr-VN",
        CallAbout.SUPPLEMENT,
    )
    assert line.language_name != line.language
    assert (line.what, line.tries) == ("Thiếu giấy ly hôn", 0)
    again = clock.now() + timedelta(hours=2)
    calls.note_call(desk, filed.dossier, CallAbout.SUPPLEMENT, Outcome.CALL_LATER, again_at=again)
    (line,) = calls.call_list(desk)
    assert (line.tries, line.due) == (1, again)
    calls.note_call(desk, filed.dossier, CallAbout.SUPPLEMENT, Outcome.REACHED)
    assert calls.call_list(desk) == ()
    assert [one.outcome for one in calls.calls(desk, filed.dossier)] == [Outcome.CALL_LATER, Outcome.REACHED]


def test_whoever_is_due_is_called_first(desk: Desk, clock: SetClock) -> None:
    made = [file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN").dossier for _ in range(3)]
    for seq, dossier in enumerate(made, 1):
        told(desk, dossier, NoticeKind.SUPPLEMENT, seq)
    due = clock.now() + timedelta(minutes=5)
    calls.note_call(desk, made[2], CallAbout.SUPPLEMENT, Outcome.CALL_LATER, again_at=due)
    calls.note_call(desk, made[0], CallAbout.SUPPLEMENT, Outcome.NO_ANSWER)
    clock.pass_time(600)
    assert [line.dossier for line in calls.call_list(desk)] == [made[2], made[1], made[0]]
    calls.note_call(desk, made[0], CallAbout.SUPPLEMENT, Outcome.REACHED)
    calls.note_call(desk, made[1], CallAbout.SUPPLEMENT, Outcome.REACHED)
    (last,) = calls.call_list(desk, limit=2)  # those who were told and have not come yet take nobody's place
    assert last.dossier == made[2]


# Fees


def test_a_fee_stands_under_the_authoritys_receipt(desk: Desk, filed: Filed) -> None:
    done = fees.take(
        desk, filed.dossier, 15000, " c26t-0000123 ", entered=Entered.SCANNED, paid=Paid.TRANSFER
    )
    assert fees.take(desk, filed.dossier, 15000, "C26T-0000123").parcel == done.parcel
    assert last_record(desk, done.parcel)["fee"] == {
        "amount": 15000, "receipt": "C26T-0000123", "mode": "paper_or_electronic", "entered": "scanned",
        "paid": "transfer", "at": "2026-11-23T02:00:00Z",
    }  # fmt: skip
    (taken,) = fees.due(desk, filed.dossier).taken
    assert (taken.amount, taken.receipt, taken.parcel) == (15000, "C26T-0000123", done.parcel)
    other = file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    with pytest.raises(KnownError):
        fees.take(desk, other.dossier, 15000, "C26T-0000123")
    assert desk.store.counter_book.fees(other.dossier) == ()


@pytest.mark.parametrize("text", ["", "   ", "biên lai", "DROP;TABLE", "A" * 41 + "1", "số: ?"])
def test_what_is_no_receipt_number_is_refused(desk: Desk, filed: Filed, text: str) -> None:
    with pytest.raises(KnownError):
        fees.take(desk, filed.dossier, 1000, text)


@pytest.mark.parametrize("amount", [0, -5, fees.MOST + 1])
def test_what_nobody_takes_is_refused(desk: Desk, filed: Filed, amount: int) -> None:
    with pytest.raises(KnownError):
        fees.take(desk, filed.dossier, amount, "A1")


def test_from_2027_receipts_are_electronic(desk: Desk, filed: Filed, clock: SetClock) -> None:
    clock.at = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
    done = fees.take(desk, filed.dossier, 15000, "B1")
    fee = last_record(desk, done.parcel)["fee"]
    assert isinstance(fee, dict)
    assert fee["mode"] == "electronic"


# Results


def test_a_result_is_handed_out_once_against_a_mark(desk: Desk) -> None:
    filed = file_invented(desk, "1.000656")
    part = decide(desk, filed.dossier)
    numbers = [one.number for one in handing_out.envelopes(desk, filed.dossier)]
    (line, *_) = [one for one in handing_out.results(desk, filed.dossier) if one.part == part]
    assert line.ready
    done = handing_out.hand_out(
        desk, filed.dossier, part, "Giàng A Thử", FINGER, relation="con", envelopes=numbers
    )
    again = handing_out.hand_out(desk, filed.dossier, part, "Ai đó", FINGER)
    assert again.parcel == done.parcel
    record = last_record(desk, done.parcel)
    assert record["handed_out"] == {
        "part": part, "recipient": "Giàng A Thử", "relation": "con", "envelopes": numbers,
        "at": "2026-11-23T02:00:00Z",
    }  # fmt: skip
    assert record["citizen_signature"] == {"how": "finger", "paper_slot": "0", "witness": None}
    assert handing_out.envelopes(desk, filed.dossier) == ()
    states = {one.part: one for one in desk.store.dossiers.parts(filed.dossier)}
    assert (states[part].status, states[part].moved_by) == (CaseStatus.RETURNED, "can-bo-1")
    assert queue.counts(desk)[Section.RESULT] == 0


def test_nothing_is_handed_out_before_it_is_decided_or_without_a_mark(desk: Desk, filed: Filed) -> None:
    part = desk.store.dossiers.parts(filed.dossier)[0].part
    with pytest.raises(KnownError):
        handing_out.hand_out(desk, filed.dossier, part, "Nguyễn Thị Mẫu", FINGER)
    decide(desk, filed.dossier)
    for who, mark in (
        ("", FINGER),
        ("Nguyễn Thị Mẫu", Signed(SignedHow.FINGER)),
        ("A", Signed(SignedHow.WITNESS)),
    ):
        with pytest.raises(KnownError):
            handing_out.hand_out(desk, filed.dossier, part, who, mark)
    with pytest.raises(KnownError):
        handing_out.hand_out(desk, filed.dossier, part, "Nguyễn Thị Mẫu", FINGER, envelopes=["Q1-2026-9999"])
    assert kinds(desk, filed.dossier) == [ParcelKind.FILING]


def test_a_refused_hand_out_keeps_its_mark_when_sealed_anew(
    desk: Desk, filed: Filed, province: Province
) -> None:
    part = decide(desk, filed.dossier)
    done = handing_out.hand_out(desk, filed.dossier, part, "Nguyễn Thị Mẫu", FINGER)
    parcel = desk.store.parcels.get(done.parcel)
    desk.outbox.accept(
        province.states(StatementType.REFUSED, parcel.id, parcel.manifest, reason="device-unknown"),
        province.sign.public,
    )
    counter.refresh(desk)
    fresh = following.send_again(desk, done.parcel)
    record, before = last_record(desk, fresh), open_record(parcel.record).fields
    for key in ("handed_out", "citizen_signature", "papers", "kind"):
        assert record[key] == before[key], key
    (out,) = desk.store.counter_book.hand_outs(filed.dossier)
    assert out.parcel == fresh


# Ratings, numbers, supplements, shifts


def test_the_first_face_stands(desk: Desk, filed: Filed) -> None:
    done = ratings.rate(desk, filed.dossier, 5, language="km-Khmr-VN")
    assert ratings.rate(desk, filed.dossier, 1).parcel == done.parcel
    said = ratings.rating_of(desk, filed.dossier)
    assert said is not None
    assert (said.face, said.language) == (5, "km-Khmr-VN")


def test_the_portals_number_is_taken_back_and_no_trial_number_takes_its_place(
    desk: Desk, filed: Filed
) -> None:
    told(
        desk, filed.dossier, NoticeKind.NUMBER, 1, official_number="THU-99901-261123-0001",
        number_kind=NumberKind.TRIAL,
    )  # fmt: skip
    taken = transferring.take_number(desk, filed.dossier, "https://x.example/ho-so?ma=H56.14-260722-0001 ")
    assert (taken.official_number, taken.number_kind) == ("H56.14-260722-0001", NumberKind.PORTAL)
    told(
        desk, filed.dossier, NoticeKind.STATUS, 2, official_number="THU-99901-261123-0001",
        number_kind=NumberKind.TRIAL, status=CaseStatus.PROCESSING,
    )  # fmt: skip
    assert desk.store.dossiers.get(filed.dossier).official_number == "H56.14-260722-0001"
    assert finding.find(desk, "H56.14-260722-0001").rows[0].id == filed.dossier
    for bad in ("", "H56", filed.slip, "0912345678", "THU-99901-261123-0001", "H56.14-261399-0001"):
        with pytest.raises(KnownError):
            transferring.take_number(desk, filed.dossier, bad)


def test_a_supplement_takes_papers_that_waited(desk: Desk, filed: Filed) -> None:
    from tests.store_factories import paper

    waiting = paper(desk.store, filed.dossier, "extra", PNG)
    assert [one.id for one in following.papers_waiting(desk, filed.dossier)] == [waiting.id]
    done = following.supplement(desk, filed.dossier, "", [], waiting=[waiting.id])
    assert following.papers_waiting(desk, filed.dossier) == ()
    papers = last_record(desk, done.parcel)["papers"]
    assert isinstance(papers, list)
    assert [one["sha256"] for one in papers] == [waiting.sha256]


def test_the_next_officer_takes_over_and_signs_alone(desk: Desk, clock: SetClock) -> None:
    assert "buu-chinh-1" in {one.code for one in shifts.others(desk)}
    with pytest.raises(KnownError):
        shifts.take_over(desk, "buu-chinh-1", "mot-mat-khau-khac-han")
    desk_now = shifts.take_over(desk, "buu-chinh-1", PASSPHRASE)
    assert desk_now.store is desk.store
    filed = file_at_once(desk_now, MARITAL, ANSWERS, [], "vi-VN")
    record = open_record(desk_now.store.parcels.get(filed.parcel).record)
    assert record.officer_code == "buu-chinh-1"


def test_duties_are_enforced_where_the_work_is_done(desk: Desk, filed: Filed) -> None:
    leader = shifts.take_over(desk, "lanh-dao-1", PASSPHRASE)
    for act in (
        lambda: fees.take(leader, filed.dossier, 1000, "A1"),
        lambda: amending.amend(leader, filed.dossier, {"copies": 2}, "x"),
        lambda: withdrawing.withdraw(leader, filed.dossier, "x"),
        lambda: calls.call_list(leader),
        lambda: ratings.rate(leader, filed.dossier, 3),
    ):
        with pytest.raises(NotAllowed):
            act()
    administrator = shifts.take_over(leader, "quan-tri-1", PASSPHRASE)
    for look in (
        lambda: queue.today(administrator),
        lambda: finding.find(administrator, "mau"),
        lambda: timeline.timeline(administrator, filed.dossier),
    ):
        with pytest.raises(NotAllowed):
            look()
    assert kinds(desk, filed.dossier) == [ParcelKind.FILING]
    assert desk.store.parcels.get(filed.parcel).carriage is Carriage.WAITING


def test_acts_on_a_draft_are_refused(desk: Desk) -> None:
    from kiosk.services import intake

    made = intake.begin(desk, MARITAL, "vi-VN")
    for act in (
        lambda: fees.take(desk, made, 1000, "A1"),
        lambda: amending.start(desk, made),
        lambda: withdrawing.withdraw(desk, made, "x"),
        lambda: ratings.rate(desk, made, 3),
        lambda: transferring.take_number(desk, made, "H56-260722-0001"),
    ):
        with pytest.raises(KnownError):
            act()


def test_a_second_machine_opens_with_the_same_officers(folder: object, clock: SetClock) -> None:
    # A shift taken over on one machine leaves the slots of the other officers as they were.
    first = open_desk(folder, clock)  # type: ignore[arg-type]
    second = shifts.take_over(first, "luu-dong-1", PASSPHRASE)
    second.close()
    assert open_desk(folder, clock).officer.code == "can-bo-1"  # type: ignore[arg-type]

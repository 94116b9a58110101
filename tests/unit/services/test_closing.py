"""The end of a day adds up whatever happened before it, in whatever order; envelopes and đồng too."""

import io
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from forms.definition import PaperHandling
from forms.errors import KnownError
from forms.rules.fee_receipts import ReceiptMode
from forms.states import Carriage, CaseStatus, ParcelKind
from kiosk.domain.counter_book import Entered, FeeTaken, HandOut, Paid
from kiosk.domain.dossier import SignedHow
from kiosk.domain.papers import CITIZEN, CustodyRefused, CustodyStep, Holder, HolderKind
from kiosk.services import closing, day_sheet, fees, handing_out, post, ratings, reports, timeline
from kiosk.services.assisted import file_at_once
from kiosk.services.closing import EnvelopeCount
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed
from kiosk.services.heading import span
from kiosk.services.signing import Signed
from kiosk.store.database import Store
from sync.parcel import open_record
from tests.office_factories import ANSWERS, PNG, file_invented
from tests.store_factories import OFFICER, START, SetClock, draft, new_store, paper, sealed
from tests.unit.documents.samples import text_of

MARITAL = "1.004873"
TODAY = date(2026, 11, 23)
POSTMAN = Holder(HolderKind.CARRIER, "VNPOST")


@pytest.fixture
def filed(desk: Desk) -> Filed:
    return file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")


def test_a_day_reconciles_and_is_closed_once(desk: Desk, filed: Filed) -> None:
    file_invented(desk, "1.000656")
    fees.take(desk, filed.dossier, 15000, "C26T-0000123")
    fees.take(desk, filed.dossier, 5000, "C26T-0000124", paid=Paid.TRANSFER)
    ratings.rate(desk, filed.dossier, 5)
    book = closing.day(desk)
    assert book.adds_up
    assert (book.taken, book.filed.waiting, book.cash, book.not_cash) == (2, 2, 15000, 5000)
    assert {one.kind: one.waiting for one in book.others} == {ParcelKind.FEE_TAKEN: 2, ParcelKind.RATING: 1}
    assert (book.envelopes.closed, book.envelopes.held) == (1, 1)
    assert [(one.code, one.taken, one.cash) for one in book.officers] == [("can-bo-1", 2, 15000)]
    done = closing.close(desk, 14000, "thiếu một nghìn")
    assert (done.revision, done.expected, done.difference) == (1, 15000, -1000)
    assert closing.close(desk, 14000, "thiếu một nghìn") == done
    assert closing.close(desk, 15000).revision == 2
    assert closing.day(desk).closed is not None


def test_the_days_sheet_names_receipts_and_nobody(desk: Desk, filed: Filed) -> None:
    fees.take(desk, filed.dossier, 15000, "C26T-0000123")
    closing.close(desk, 15000)
    said = text_of(day_sheet.day_pdf(desk))
    assert "C26T-0000123" in said
    assert "15.000" in said
    assert "NGUYỄN THỊ MẪU" not in said.upper()


def test_a_wrong_fee_is_countered_never_erased_and_every_sum_is_right(desk: Desk, filed: Filed) -> None:
    other = file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    wrong = fees.take(desk, filed.dossier, 150_000, "C26T-0000123")
    with pytest.raises(KnownError):
        fees.correct(desk, filed.dossier, wrong.parcel, "  ")
    with pytest.raises(KnownError):
        fees.correct(desk, other.dossier, wrong.parcel, "Nhầm hồ sơ")
    back = fees.correct(desk, filed.dossier, wrong.parcel, "Sai số tiền. Gõ thừa số 0")
    assert fees.correct(desk, filed.dossier, wrong.parcel, "Sai số tiền").parcel == back.parcel
    with pytest.raises(KnownError):
        fees.correct(desk, filed.dossier, back.parcel, "Sửa khoản sửa")
    told = open_record(desk.store.parcels.get(back.parcel).record).fields
    assert (told["fee"]["amount"], told["fee"]["corrects"]) == (-150_000, wrong.parcel)
    assert told["note"] == "Sai số tiền. Gõ thừa số 0"
    # The receipt is free again: for the right amount, or for the dossier it belongs to.
    right = fees.take(desk, filed.dossier, 15_000, "C26T-0000123")
    book = desk.store.counter_book.fees(filed.dossier)
    assert [(one.amount, one.corrects) for one in book] == [
        (150_000, ""), (-150_000, wrong.parcel), (15_000, ""),
    ]  # fmt: skip
    assert fees.due(desk, filed.dossier).standing == (book[2],)
    with pytest.raises(KnownError):
        fees.take(desk, other.dossier, 15_000, "C26T-0000123")
    fees.correct(desk, filed.dossier, right.parcel, "Nhầm hồ sơ")
    fees.take(desk, other.dossier, 15_000, "C26T-0000123")
    day = closing.day(desk)
    assert (day.cash, day.adds_up) == (15_000, True)
    assert closing.close(desk, 15_000).figures["receipts"] == 3
    assert closing.close(desk, 15_000).figures["fee_corrections"] == 2
    assert reports.report(desk, TODAY, TODAY, reports.Grouping.DAY).total[11] == 15_000
    said = " ".join(text_of(day_sheet.day_pdf(desk)).split())
    assert "-150.000" in said
    assert "Gõ thừa số 0" in said
    moments = [one for one in timeline.timeline(desk, filed.dossier) if one.kind.value == "money"]
    assert [one.note for one in moments] == ["", "Sai số tiền. Gõ thừa số 0", "", "Nhầm hồ sơ"]
    assert desk.store.audit.verify().whole


@pytest.mark.parametrize("counted", [-1, fees.MOST * 100 + 1])
def test_impossible_counts_and_days_to_come_are_refused(desk: Desk, counted: int) -> None:
    with pytest.raises(KnownError):
        closing.close(desk, counted)
    with pytest.raises(KnownError):
        closing.close(desk, 0, on=TODAY + timedelta(days=1))


def test_a_day_belongs_to_vietnams_calendar(desk: Desk, clock: SetClock) -> None:
    clock.at = START.replace(hour=16, minute=59)  # 23:59 in Vietnam
    file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    clock.pass_time(120)  # and two minutes later it is tomorrow
    file_at_once(desk, MARITAL, ANSWERS, [], "vi-VN")
    assert [closing.day(desk, TODAY + timedelta(days=n)).taken for n in range(3)] == [1, 1, 0]


# Hand-over sheets


def test_a_hand_over_moves_every_envelope_two_signed_links(desk: Desk) -> None:
    file_invented(desk, "1.000656")
    plan = post.to_hand_over(desk)
    (envelope,) = [one.line.envelope for one in plan.envelopes]
    sheet = post.hand_over(desk, [envelope], [], POSTMAN, "Bưu tá Mẫu")
    assert re.fullmatch(r"BG-99901-Q1-2026-0001", sheet.number)
    chain = desk.store.papers.envelope(envelope).chain
    assert [link.step for link in chain] == [CustodyStep.CLOSED, CustodyStep.GIVEN, CustodyStep.TAKEN]
    assert all(link.signature for link in chain)
    assert chain[-1].holder == POSTMAN
    assert post.hand_over(desk, [envelope], [], POSTMAN, "Bưu tá Mẫu").number == sheet.number
    assert post.to_hand_over(desk).envelopes == ()
    said = text_of(post.handover_pdf(desk, sheet.number))
    for wanted in (sheet.number, envelope, "Bưu tá Mẫu", "Bưu chính"):
        assert wanted in said
    with pytest.raises(KnownError):
        post.hand_over(desk, ["Q1-2026-9999"], [], POSTMAN, "Bưu tá Mẫu")
    with pytest.raises(KnownError):
        post.hand_over(desk, [], [], POSTMAN, "Bưu tá Mẫu")
    counts = closing.day(desk).envelopes
    assert (counts.closed, counts.given, counts.held, counts.adds_up) == (1, 1, 0, True)


def test_a_crash_within_a_hand_over_is_finished_by_the_second_tap(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_invented(desk, "1.000656")
    (envelope,) = [one.line.envelope for one in post.to_hand_over(desk).envelopes]
    with monkeypatch.context() as cut:
        cut.setattr(post, "_move_envelopes", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            post.hand_over(desk, [envelope], [], POSTMAN, "Bưu tá Mẫu")
    sheet = post.hand_over(desk, [envelope], [], POSTMAN, "Bưu tá Mẫu")
    assert [one.number for one in post.handovers(desk)] == [sheet.number]
    assert desk.store.papers.envelope(envelope).holder == POSTMAN


# Reports


def test_reports_count_by_every_group_and_name_nobody(desk: Desk, filed: Filed, tmp_path: Path) -> None:
    other = file_invented(desk, "1.000656")
    fees.take(desk, filed.dossier, 15000, "C26T-0000123")
    ratings.rate(desk, filed.dossier, 5)
    names = {person.name.upper() for made in (filed, other) for person in desk.store.people.of(made.dossier)}
    for by in reports.Grouping:
        found = reports.report(desk, TODAY, TODAY, by)
        assert found.total[0] == 2
        assert [sum(row.cells[n] for row in found.rows) for n in range(len(found.columns))] == list(
            found.total
        )
        pdf, sheet = reports.report_pdf(desk, found), reports.report_xlsx(desk, found)
        with zipfile.ZipFile(io.BytesIO(sheet)) as parts:
            told = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
        for text in (text_of(pdf).upper(), told.upper()):
            assert not [name for name in names if name in text]
            assert filed.slip not in text
        assert "15.000" in text_of(pdf)
        assert "<f>" not in told
    assert len(reports.report(desk, TODAY, TODAY, reports.Grouping.PROCEDURE).rows) == 2
    assert reports.report(desk, date(2020, 1, 1), date(2020, 12, 31), reports.Grouping.DAY).rows == ()
    with pytest.raises(KnownError):
        reports.report(desk, TODAY, TODAY - timedelta(days=1), reports.Grouping.DAY)


def test_in_time_and_late_are_told_against_the_authoritys_day(
    desk: Desk, filed: Filed, clock: SetClock
) -> None:
    part = desk.store.dossiers.parts(filed.dossier)[0].part
    from kiosk.domain.notice import Notice, NoticeKind

    due = clock.now() + timedelta(days=2)
    desk.store.notices.apply(
        Notice(
            "1" * 32, 1, clock.now(), filed.dossier, NoticeKind.STATUS, due_at=due, status=CaseStatus.RECEIVED
        )
    )
    columns = [column.id.rpartition(".")[2] for column in reports.COLUMNS]

    def cell(name: str) -> int:
        found = reports.report(desk, TODAY, TODAY, reports.Grouping.DAY)
        return found.total[columns.index(name)]

    assert (cell("in_time"), cell("late"), cell("open")) == (0, 0, 1)
    clock.pass_time(3 * 86_400)
    assert (cell("in_time"), cell("late")) == (0, 1)
    desk.store.notices.apply(
        Notice(
            "2" * 32, 2, due - timedelta(hours=1), filed.dossier, NoticeKind.RESULT, status=CaseStatus.DECIDED
        )
    )
    assert (cell("in_time"), cell("late"), cell("decided")) == (1, 0, 1)
    handing_out.hand_out(desk, filed.dossier, part, "Nguyễn Thị Mẫu", Signed(SignedHow.FINGER, PNG))
    assert cell("returned") == 1


# Whatever happens, in whatever order


class Day(RuleBasedStateMachine):
    """Filings, following parcels, acknowledgements, refusals and envelopes on a real store, day after day."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.clock = SetClock()
        self.place = Day.folder / f"{Day.made:05d}"
        Day.made += 1
        self.place.mkdir()
        self.store: Store = new_store(self.place, self.clock)
        self.number = 0
        self.dossiers: list[str] = []
        self.parcels: list[str] = []
        self.envelopes: list[str] = []

    made = 0

    def teardown(self) -> None:
        self.store.close()

    @rule()
    def file(self) -> None:
        self.number += 1
        parcel = f"{self.number:032x}"
        self.dossiers.append(sealed(self.store, self.number, parcel=parcel, sealed_at=self.clock.now()).id)
        self.parcels.append(parcel)

    @rule()
    def begin(self) -> None:
        draft(self.store)

    @precondition(lambda self: self.dossiers)
    @rule(data=st.data(), amount=st.integers(1, 10**7), paid=st.sampled_from(Paid))
    def pay(self, data: st.DataObject, amount: int, paid: Paid) -> None:
        self.number += 1
        parcel, dossier = f"{self.number:032x}", data.draw(st.sampled_from(self.dossiers))
        fee = FeeTaken(
            parcel, dossier, amount, f"BL{self.number}", ReceiptMode.UNKNOWN, Entered.TYPED, paid,
            self.clock.now(), OFFICER,
        )  # fmt: skip
        self.store.parcels.add(parcel, dossier, ParcelKind.FEE_TAKEN, b"manifest", by=OFFICER, beside=fee)
        self.parcels.append(parcel)

    @precondition(lambda self: self.dossiers)
    @rule(data=st.data())
    def give_result(self, data: st.DataObject) -> None:
        self.number += 1
        parcel, dossier = f"{self.number:032x}", data.draw(st.sampled_from(self.dossiers))
        out = HandOut(
            parcel, dossier, "main", "Nguyễn Thị Mẫu", "", SignedHow.FINGER, "", (), self.clock.now(), OFFICER
        )
        if not self.store.counter_book.hand_outs(dossier):
            self.store.parcels.add(
                parcel, dossier, ParcelKind.RESULT_HANDED_OUT, b"manifest", by=OFFICER, beside=out,
                moves=(("main", CaseStatus.RETURNED),),
            )  # fmt: skip
            self.parcels.append(parcel)

    @precondition(lambda self: self.parcels)
    @rule(data=st.data(), carriage=st.sampled_from(Carriage))
    def move(self, data: st.DataObject, carriage: Carriage) -> None:
        self.store.parcels.set_carriage(data.draw(st.sampled_from(self.parcels)), carriage, reason="x")

    @precondition(lambda self: self.dossiers)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        refused = self.store.parcels.list(Carriage.REFUSED)
        if refused:
            old = data.draw(st.sampled_from(refused))
            self.number += 1
            parcel = f"{self.number:032x}"
            self.store.parcels.add(parcel, old.dossier, old.kind, b"manifest", by=OFFICER, instead_of=old.id)
            self.parcels[self.parcels.index(old.id)] = parcel

    @precondition(lambda self: self.dossiers)
    @rule(data=st.data())
    def close_envelope(self, data: st.DataObject) -> None:
        dossier = data.draw(st.sampled_from(self.dossiers))
        paper(self.store, dossier, "extra", handling=PaperHandling.HANDED_IN)
        number = f"Q1-2026-{len(self.envelopes) + 1:04d}"
        self.store.papers.close_envelope(dossier, number, ("extra",), by=OFFICER)
        self.envelopes.append(number)

    @precondition(lambda self: self.envelopes)
    @rule(
        data=st.data(),
        step=st.sampled_from(CustodyStep),
        holder=st.sampled_from(
            (POSTMAN, Holder(HolderKind.OFFICER, OFFICER), Holder(HolderKind.AUTHORITY, "03127"), CITIZEN)
        ),
    )
    def hand_on(self, data: st.DataObject, step: CustodyStep, holder: Holder) -> None:
        number = data.draw(st.sampled_from(self.envelopes))
        before = self.store.papers.envelope(number)
        try:
            after = self.store.papers.hand_on(number, step, by=OFFICER, holder=holder)
        except CustodyRefused:
            assert self.store.papers.envelope(number) == before
        else:
            assert after.chain[:-1] == before.chain
            assert before.is_open

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.clock.pass_time(hours * 3600)

    @rule()
    def crash(self) -> None:
        self.store.close()
        from tests.store_factories import open_store

        self.store = open_store(self.place, self.clock)

    @invariant()
    def every_day_adds_up(self) -> None:
        figures = self.store.figures
        first, last = START.date(), self.clock.now().date() + timedelta(days=1)
        taken = held = 0
        day = first
        while day <= last:
            since, until = span(day, day)
            found = figures.parcels(since, until)
            for kind in ParcelKind:
                one = closing._kind(kind, found)
                assert one.taken == one.delivered + one.recorded + one.waiting + one.refused
                if kind is ParcelKind.FILING:
                    assert one.taken == figures.taken(since, until)
                    taken += one.taken
            counts: EnvelopeCount = closing._envelopes(
                figures.envelopes(since), figures.envelopes(until), since
            )
            assert counts.adds_up
            assert counts.before == held
            held = counts.held
            day += timedelta(days=1)
        assert taken == len(self.dossiers)
        everything = self.store.counter_book.fees()
        assert len({fee.parcel for fee in everything}) == len(everything)
        assert {fee.parcel for fee in everything} <= set(self.parcels)

    @invariant()
    def somebody_answers_for_every_envelope(self) -> None:
        for number in self.envelopes:
            envelope = self.store.papers.envelope(number)
            assert envelope.holder.kind is HolderKind.CITIZEN or envelope.is_open


def test_any_day_adds_up(tmp_path: Path) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Day.folder = tmp_path
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Day,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

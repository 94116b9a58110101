"""The take-home list names what is needed and why, and nothing the law does not say."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from forms.kinds import PaperHandling
from forms.path import Context, FormState, evaluate
from forms.sample import sample
from forms.states import Channel
from kiosk.documents import bring_wording as words
from kiosk.documents.bring_facts import BringListData, BringPaper, Exemption
from kiosk.documents.bringing import bring_list_of
from kiosk.documents.lines import Pair, in_vietnamese
from kiosk.documents.paper import SHEETS, Paper
from kiosk.documents.press import bring_list_pdf
from kiosk.documents.raster import page_count

from .declared import definitions
from .looking import faults, said_in_reading_order, squeezed
from .samples import KHMER_NAME, KHMER_SENTENCE, OFFICE, khmer, text_of

DAY = date(2026, 11, 22)
WORLD = Context(DAY, "03127", Channel.IN_PERSON, assisted=True)
LIST = BringListData(
    office=OFFICE,
    procedure=Pair("Đăng ký kết hôn"),
    procedure_code="1.000894",
    made_on=DAY,
    people=(Pair("Cả hai bên nam, nữ"),),
    papers=(
        BringPaper(Pair("Căn cước", KHMER_NAME, True), PaperHandling.SHOWN, Pair("Để đối chiếu")),
        BringPaper(Pair("Giấy chứng tử"), PaperHandling.NUMBER_ONLY, Pair("Khi vợ hoặc chồng đã mất"), True),
    ),
    fee=Pair("Chưa có dữ liệu về lệ phí"),
    exemptions=(Exemption(Pair("Hộ nghèo"), Pair("Giấy chứng nhận hộ nghèo")),),
    time=Pair("Một ngày làm việc"),
    deadlines=(Pair("Nên đăng ký trong 60 ngày"),),
    guided_by="Nguyễn Thị Mẫu",
)
SHEET = pytest.mark.parametrize("paper", [Paper.A4, Paper.A5, Paper.ROLL_80])


def look(pdf: bytes, paper: Paper) -> list[str]:
    sheet = SHEETS[paper]
    return faults(pdf, sheet.side, sheet.top, sheet.bottom)


@SHEET
def test_it_says_everything_in_its_order(paper: Paper) -> None:
    pdf = bring_list_pdf(LIST, paper)
    assert look(pdf, paper) == []
    said = said_in_reading_order(pdf)
    position = 0
    for text in (
        "GIẤY TỜ CẦN MANG THEO",
        "Đăng ký kết hôn (1.000894)",
        "Cả hai bên nam, nữ",
        words.SHOWN.vi,
        "Căn cước",
        "Để đối chiếu",
        words.MAYBE.vi,
        "Giấy chứng tử",
        "Chưa có dữ liệu về lệ phí",
        "Hộ nghèo",
        "Giấy chứng minh: Giấy chứng nhận hộ nghèo",
        "Một ngày làm việc",
        "Nên đăng ký trong 60 ngày",
        OFFICE.name,
        "Nguyễn Thị Mẫu",
        "22/11/2026",
    ):
        found = said.find(squeezed(text), position)
        assert found >= 0, text
        position = found


@SHEET
def test_translated_and_long_it_still_fits(paper: Paper) -> None:
    long = Pair("Giấy tờ có tên rất dài " * 12, KHMER_SENTENCE * 4, True)
    data = replace(
        LIST, papers=tuple(replace(p, name=long, why=long) for p in LIST.papers * 6), people=(long,) * 3
    )
    pdf = bring_list_pdf(data, paper, khmer)
    assert look(pdf, paper) == []
    assert said_in_reading_order(pdf).count(squeezed(long.vi)) == 3 + 2 * 12
    assert "bản dịch nháp" in text_of(pdf)


def test_no_time_is_named_when_none_is_known() -> None:
    said = text_of(bring_list_pdf(replace(LIST, time=None, deadlines=())))
    assert words.TIME.vi not in said
    assert words.DEADLINES.vi not in said


def test_below_the_clock_floor_no_day_is_printed() -> None:
    said = text_of(bring_list_pdf(replace(LIST, made_on=None)))
    assert "2026" not in said
    assert words.MADE_UNDATED.vi in said


def test_without_papers_it_says_so() -> None:
    assert words.NO_PAPERS.vi in text_of(bring_list_pdf(replace(LIST, papers=())))


def made(state: FormState, **more: Any) -> BringListData:
    return bring_list_of(state, OFFICE, in_vietnamese, made_on=DAY, **more)


@pytest.mark.parametrize("definition", definitions(), ids=lambda d: d.code)
def test_every_procedure_gives_a_list_before_and_after_the_questions(definition: Any) -> None:
    before = made(evaluate(definition, {}, (), WORLD), answered=False)
    assert look(bring_list_pdf(before, Paper.A5), Paper.A5) == []
    conditional = {p.id for p in definition.papers if not isinstance(p.needed, bool)}
    assert {p.name.vi for p in before.papers} == {
        p.name.vi for p in definition.papers if p.needed is not False or p.id in conditional
    }
    if definition.pages:
        state = evaluate(definition, sample(definition, 2, papers=True), (), WORLD)
        after = made(state)
        assert [p.name.vi for p in after.papers] == [p.paper.name.vi for p in state.papers if p.needed]
        assert not any(p.maybe for p in after.papers)
        assert page_count(bring_list_pdf(after)) >= 1


def test_an_unknown_time_or_fee_is_never_made_up() -> None:
    death = next(d for d in definitions() if d.code == "2.002913")
    told = made(evaluate(death, {}, (), WORLD), answered=False)
    assert told.time is None, "the law names no time for the linked death procedure"
    married = next(d for d in definitions() if d.code == "1.004873")
    fee = made(evaluate(married, {}, (), WORLD), answered=False).fee
    assert fee.vi.startswith("Chưa có dữ liệu")


def test_both_who_marry_are_told_to_come_and_before_whom_they_sign() -> None:
    marriage = next(d for d in definitions() if d.code == "1.000894")
    told = " ".join(pair.vi for pair in made(evaluate(marriage, {}, (), WORLD), answered=False).people)
    assert "ký trước mặt" in told
    assert "{" not in told
    translated = bring_list_of(evaluate(marriage, {}, (), WORLD), OFFICE, khmer, made_on=DAY, answered=False)
    assert all(pair.other == KHMER_SENTENCE and pair.draft for pair in translated.people)

"""The leaflet tells every procedure with pictures, and hands out nothing as a promise that nobody has checked."""

from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2
import pytest

from forms.kinds import Kind
from forms.path import Context, FormState, evaluate
from forms.questions import Fact
from forms.states import Channel
from kiosk.documents import bring_wording, page
from kiosk.documents import leaflet_wording as words
from kiosk.documents.drawings import FOLDER, drawing, has_drawing, shapes
from kiosk.documents.leaflet_facts import LeafletData
from kiosk.documents.leaflets import leaflet_of
from kiosk.documents.lines import in_vietnamese, pair
from kiosk.documents.page import write_pdf
from kiosk.documents.paper import SHEETS, Paper
from kiosk.documents.press import leaflet_pdf
from kiosk.documents.rows import beside
from kiosk.documents.shaping import Shaper
from kiosk.i18n.packs import PackShelf
from kiosk.i18n.translator import Translator

from .declared import definitions
from .looking import faults, said_in_reading_order, squeezed
from .samples import OFFICE

DAY = date(2026, 11, 22)
WORLD = Context(DAY, "03127", Channel.IN_PERSON, assisted=True)
MARITAL = "1.004873"


def state_of(code: str) -> FormState:
    return evaluate(next(d for d in definitions() if d.code == code), {}, (), WORLD)


def made(state: FormState, show: Any = in_vietnamese) -> LeafletData:
    return leaflet_of(state, OFFICE, show, made_on=DAY)


def look(pdf: bytes, paper: Paper) -> list[str]:
    sheet = SHEETS[paper]
    return faults(pdf, sheet.side, sheet.top, sheet.bottom)


def says(pdf: bytes, text: str) -> bool:
    return squeezed(text) in said_in_reading_order(pdf)


@pytest.mark.parametrize("definition", definitions(), ids=lambda d: d.code)
def test_every_procedure_has_its_leaflet(definition: Any) -> None:
    data = made(evaluate(definition, {}, (), WORLD))
    pdf = leaflet_pdf(data)
    assert look(pdf, Paper.A5) == []
    assert says(pdf, definition.summary.vi)
    assert says(pdf, definition.presence.text.vi)
    assert has_drawing(data.picture)
    told = (*data.papers.told, *data.maybe.told)
    assert {one.text.vi for one in told} == {p.name.vi for p in definition.papers if p.needed is not False}
    assert all(has_drawing(one.picture) for one in (*told, *data.steps.told))
    assert len(data.steps.told) == len(definition.steps)
    assert says(pdf, words.NOT_SENT.vi) is (definition.kind is not Kind.FILING)


@pytest.mark.parametrize("tag", ["km-Khmr-VN", "blt-Tavt-VN", "cjm-Cham-VN", "hmn-Latn-VN"])
@pytest.mark.parametrize("paper", [Paper.A4, Paper.A5, Paper.ROLL_80])
def test_it_is_set_in_every_script_on_every_paper(paper: Paper, tag: str) -> None:
    show = Translator(PackShelf.shipped(), tag).show
    definition = next(d for d in definitions() if d.code == MARITAL)
    data = made(evaluate(definition, {}, (), WORLD), show)
    word = pair(show(next(o.label for f in definition.fields() for o in f.options if o.label.vi == "Nam")))
    named = replace(data, procedure=replace(data.procedure, other=word.other, draft=True), purpose=word)
    pdf = leaflet_pdf(named, paper, show)
    # Khmer signs lean over the letter before them, which looks like letters on letters: lines and margins are judged.
    assert [fault for fault in look(pdf, paper) if "crowded" not in fault] == []
    if word.other is not None:
        assert says(pdf, word.other)
        assert says(pdf, "bản dịch nháp")


@pytest.mark.parametrize("tag", ["vi-VN", "km-Khmr-VN"])
def test_no_page_ends_long_before_its_foot(tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The procedures with the most papers and the longest lists: what is left free on a page that is not the last."""
    show = Translator(PackShelf.shipped(), tag).show
    free: list[float] = []
    lay = page._pages

    def laid(rows: Any, room: float) -> list[list[Any]]:
        pages = lay(rows, room)
        free.extend(1 - sum(row.height for row in one) / room for one in pages[:-1])
        return pages

    monkeypatch.setattr(page, "_pages", laid)
    for code in ("1.004222", "1.004194", "3.000722", "1.000656"):
        leaflet_pdf(made(state_of(code), show), Paper.A5, show)
    assert len(free) > 4
    assert max(free) < 0.25


def checked(state: FormState) -> FormState:
    """The same procedure as if somebody had compared fee and time with the official text."""
    sure = Fact("", verified=True)
    fees = state.definition.fees
    entries = tuple(replace(entry, fact=sure) for entry in fees.entries)
    exemptions = tuple(replace(one, fact=sure) for one in fees.exemptions)
    definition = replace(state.definition, fees=replace(fees, entries=entries, exemptions=exemptions))
    return replace(state, definition=definition, due=replace(state.due, fact=sure))


def test_what_nobody_has_checked_is_no_promise() -> None:
    unchecked = state_of(MARITAL)
    time = unchecked.due.text.vi
    data = made(unchecked)
    assert not data.time.sure
    assert [one.text.vi for one in data.time.told] == [words.REPORTED.in_vietnamese(fact=time)]
    pdf = leaflet_pdf(data)
    assert says(pdf, f"{bring_wording.TIME.vi} (?)")
    assert says(pdf, words.UNSURE.vi)
    sure = made(checked(unchecked))
    assert sure.time.sure
    assert [one.text.vi for one in sure.time.told] == [time]
    assert not says(leaflet_pdf(sure), f"{bring_wording.TIME.vi} (?)")


def test_an_unknown_fee_or_time_is_never_made_up() -> None:
    assert made(state_of(MARITAL)).fee.told[0].text.vi.startswith("Chưa có dữ liệu")
    assert not made(state_of("2.002913")).time, "the law names no time for the linked death procedure"


def test_a_known_fee_nobody_has_checked_is_told_as_written_down() -> None:
    state = state_of(MARITAL)
    known = replace(state, fee=replace(state.fee, amount=15_000, known=True))
    assert made(known).fee.told[0].text.vi == words.REPORTED.in_vietnamese(fact="15.000 đồng")
    assert made(checked(known)).fee.told[0].text.vi == "15.000 đồng"


def test_below_the_clock_floor_no_day_is_printed() -> None:
    said = said_in_reading_order(leaflet_pdf(replace(made(state_of(MARITAL)), made_on=None)))
    assert "22/11/2026" not in said
    assert squeezed(bring_wording.MADE_UNDATED.vi) in said


def test_every_pictogram_can_be_drawn_on_paper() -> None:
    names = sorted(path.stem for path in FOLDER.glob("*.svg"))
    assert len(names) > 250
    for name in names:
        assert shapes(name), name
    assert not has_drawing("no-such-picture")
    assert drawing("no-such-picture", 20).height == 20


def test_a_drawing_is_ink_where_the_screen_has_it() -> None:
    """A clock: ink on its rim, paper in its corner."""
    row = beside([(0.0, [drawing("clock", 64.0)])])
    pdf = write_pdf([row], Paper.ROLL_80, Shaper(), title="t", language="vi-VN")
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=4, grayscale=True).to_pil().convert("L").copy()
    sheet = SHEETS[Paper.ROLL_80]
    _, *start = next(shape for shape in shapes("clock") if shape.stroke).curves[0]
    ink = [
        picture.getpixel((round((sheet.side + at) * 4), round((sheet.top + down) * 4)))
        for at, down in (start, (2, 2))
    ]
    assert ink[0] == pytest.approx(30, abs=40)
    assert ink[1] == 255

"""Pages of the whole visit on a lying and an upright screen, at the smallest and the largest text, in both scripts: nothing is
cut, nothing is wider than the screen, and whatever is to be touched is large enough.
"""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from kiosk.i18n.translator import Translator
from kiosk.services import counter, guidance, intake, known_facts, parts
from kiosk.services.desk import Desk
from kiosk.ui.counter.part_screen import PartScreen
from kiosk.ui.dossier_papers import PapersOfDossier
from kiosk.ui.gallery import settle
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.check import CheckScreen
from kiosk.ui.screens.done import DoneScreen
from kiosk.ui.screens.guide import GuideEndScreen, GuideScreen
from kiosk.ui.screens.part_list import parts_ahead
from kiosk.ui.screens.prepare import PrepareScreen
from kiosk.ui.screens.procedure import ProcedureScreen
from kiosk.ui.screens.question import QuestionScreen
from kiosk.ui.screens.rows import rows_of
from kiosk.ui.screens.rows_hub import RowsScreen
from kiosk.ui.screens.worksheet import WorksheetScreen
from kiosk.ui.theme.look import first_look
from kiosk.ui.theme.sizes import LEAST_MM, TextSize, usual_px_per_mm
from kiosk.ui.theme.style import apply
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.text_block import TextBlock
from kiosk.ui.window import KioskWindow
from tests.office_factories import file_invented, invented
from tests.unit.ui.kits import make_kit
from tests.unit.ui.screens.seat import Seat

SITTINGS = [
    ((1280, 800), "vi-VN", TextSize.NORMAL),
    ((1280, 800), "km-Khmr-VN", TextSize.LARGEST),
    ((1366, 768), "vi-VN", TextSize.LARGE),
    ((800, 1280), "vi-VN", TextSize.NORMAL),
    ((800, 1280), "km-Khmr-VN", TextSize.LARGEST),
]
LINKED, HOME = "3.000722", "1.004222"

Build = Callable[[Kit], Screen]


@pytest.fixture(autouse=True)
def _plain_application(qapp: QApplication) -> Iterator[None]:
    palette, font = qapp.palette(), qapp.font()
    yield
    qapp.setPalette(palette)
    qapp.setFont(font)


def _draft(desk: Desk, code: str) -> str:
    dossier = intake.begin(desk, code, "vi-VN")
    intake.save_answers(desk, dossier, invented(desk, code, papers=False)[0], page=None)
    return dossier


def _check(desk: Desk, dossier: str, kit: Kit) -> Screen:
    draft = intake.open_draft(desk, dossier)
    return CheckScreen(
        kit,
        rows_of(draft, partial(known_facts.where_from, desk)),
        (),
        draft.state.officer_reasons,
        parts_ahead(draft, parts.expected(desk, draft)),
        tuple(deadline.message for deadline in draft.state.deadlines),
    )


def _hub(desk: Desk, dossier: str, kit: Kit) -> Screen:
    draft = intake.open_draft(desk, dossier, "members")
    return RowsScreen(kit, draft, intake.rows_shown(draft))


def _row(desk: Desk, dossier: str, kit: Kit) -> Screen:
    state = intake.open_draft(desk, dossier).state
    page = next(p.address for p in state.pages if p.row is not None and p.asked)
    return QuestionScreen(kit, intake.open_draft(desk, dossier, page), today=desk.today(), home="11")


def _done(desk: Desk, dossier: str, kit: Kit) -> Screen:
    draft = intake.open_draft(desk, dossier)
    filed = desk.store.dossiers.get(dossier)
    papers = PapersOfDossier(desk, dossier).lines(kit)
    return DoneScreen(
        kit, filed.slip_number or "", parts_ahead(draft, desk.store.dossiers.parts(dossier)), papers
    )


def _part(desk: Desk, dossier: str, kit: Kit) -> Screen:
    found = counter.detail(desk, dossier)
    part = found.parts[-1]
    return PartScreen(kit, found.definition.part(part.part).name, part, parts.HAND_STATUSES)


def builders(desk: Desk) -> dict[str, Build]:
    """Every new page, from real definitions and real drafts."""
    offers = guidance.offers(desk)
    linked, home = _draft(desk, LINKED), _draft(desk, HOME)
    while len(intake.rows_shown(intake.open_draft(desk, home, "members"))) < 2:
        intake.add_row(desk, home, "members", page="members")
    filed = file_invented(desk, LINKED).dossier
    guide = desk.catalogue.newest("HD.vneid", desk.today())
    sheet = desk.catalogue.newest("3.000347", desk.today())
    return {
        "events": lambda kit: ProcedureScreen(kit, offers),
        "procedures": lambda kit: ProcedureScreen(kit, offers, "birth"),
        "prepare": lambda kit: PrepareScreen(kit, guidance.preparation(desk, LINKED)),
        "guide": lambda kit: GuideScreen(kit, guide.name, guide.steps, 0, "phone"),
        "guide-end": lambda kit: GuideEndScreen(kit, guide.name),
        "worksheet": lambda kit: WorksheetScreen(
            kit, sheet.name, PapersOfDossier(desk, filed).lines(kit), has_steps=True
        ),
        "hub": partial(_hub, desk, home),
        "row": partial(_row, desk, home),
        "check": partial(_check, desk, linked),
        "check-rows": partial(_check, desk, home),
        "done": partial(_done, desk, filed),
        "part": partial(_part, desk, filed),
    }


@pytest.mark.parametrize(("size", "language", "text"), SITTINGS)
def test_pages_fit_lying_and_upright(
    seat: Seat, qtbot: QtBot, qapp: QApplication, size: tuple[int, int], language: str, text: TextSize
) -> None:
    shelf = seat.conductor.shelf
    look = first_look(usual_px_per_mm(*size, 96)).with_text(text)
    kit = Kit(look, Translator(shelf, language), seat.player, make_kit().taps)
    apply(qapp, look)
    window = KioskWindow(lambda: None)
    window.resize(*size)
    window.furnish(lambda _frame: None)
    window.use(kit)
    window.may_close = True
    qtbot.addWidget(window)
    window.show()
    for name, build in builders(seat.shift.desk).items():
        window.show_screen(build(kit), say=False)
        settle(qapp)
        frame = window.frame
        assert (frame.width(), frame.height()) == size, name
        body = frame.body()
        assert body is not None
        assert frame.scroller is not None
        assert body.width() <= frame.scroller.area.viewport().width(), name
        for button in frame.findChildren(QAbstractButton):
            if button.isVisible():
                least = look.scale.px_per_mm * LEAST_MM - 1.5
                assert min(button.width(), button.height()) >= least, (name, button.objectName())
        for label in frame.findChildren(TextBlock):
            if label.isVisible() and label.text():
                assert label.height() >= label.heightForWidth(label.width()) - 2, (name, label.text())
    seat.window.activateWindow()

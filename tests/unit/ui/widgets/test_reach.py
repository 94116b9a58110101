"""Every page of the shipped procedure, at the smallest and the largest text, in both scripts: what is to
be touched is large enough, nothing is wider than the screen, and the line in hand is never under the
keyboard.
"""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk.ui.gallery import framed, settle, typing_field
from kiosk.ui.keyboard.panel import KeyButton
from kiosk.ui.theme.sizes import ANSWER_MM, KEY_MM, LEAST_MM, TextSize
from kiosk.ui.theme.style import apply
from kiosk.ui.widgets.fields.pick_grid import PickButton
from kiosk.ui.widgets.frame import PageFrame
from kiosk.ui.widgets.page import PageWidget
from kiosk.ui.widgets.tiles import ChoiceTile
from tests.unit.ui.forms_at_hand import TODAY, sample_state
from tests.unit.ui.kits import make_kit

SITTINGS = [("vi-VN", TextSize.NORMAL), ("vi-VN", TextSize.LARGEST), ("km-Khmr-VN", TextSize.LARGEST)]


@pytest.fixture(autouse=True)
def _plain_application(qapp: QApplication) -> Iterator[None]:
    sheet, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    yield
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


def pages(qapp: QApplication, language: str, size: TextSize) -> Iterator[tuple[str, PageFrame, PageWidget]]:
    kit = make_kit(language, size)
    apply(qapp, kit.look)
    state = sample_state(3)
    for page_state in state.pages:
        if not page_state.asked:
            continue
        frame, page = framed(kit, state, page_state.page.id, TODAY)
        frame.resize(1280, 800)
        frame.show()
        frame.activateWindow()
        settle(qapp)
        yield page_state.page.id, frame, page
        frame.hide()
        frame.deleteLater()
        settle(qapp)


def least(button: QAbstractButton) -> float:
    if isinstance(button, ChoiceTile | PickButton):
        return ANSWER_MM
    return KEY_MM if isinstance(button, KeyButton) else LEAST_MM


def within(inner: QWidget, outer: QWidget) -> bool:
    corner = inner.mapTo(outer.window(), QPoint(0, 0)) - outer.mapTo(outer.window(), QPoint(0, 0))
    return outer.rect().contains(QRect(corner, inner.size()))


@pytest.mark.parametrize(("language", "size"), SITTINGS)
def test_every_page_can_be_reached_and_read(
    qtbot: QtBot, qapp: QApplication, language: str, size: TextSize
) -> None:
    seen = 0
    for name, frame, page in pages(qapp, language, size):
        seen += 1
        assert frame.size().width() == 1280, name
        assert frame.size().height() == 800, name
        scroller = frame.scroller
        assert scroller is not None
        assert page.width() <= scroller.area.viewport().width(), name
        assert page.height() >= page.heightForWidth(page.width()) - 1, name
        for button in frame.findChildren(QAbstractButton):
            if button.isVisible():
                enough = frame.kit.look.scale.px_per_mm * least(button) - 1
                assert min(button.width(), button.height()) >= enough, (name, button.objectName())
                assert button.height() >= button.sizeHint().boundedTo(button.maximumSize()).height() - 1 or (
                    button.hasHeightForWidth()
                    and button.height() >= button.heightForWidth(button.width()) - 1
                ), (name, button.objectName())
        line = typing_field(page)
        if line is None:
            continue
        line.setFocus()
        settle(qapp)
        qtbot.waitUntil(
            lambda line=line, scroller=scroller: within(line, scroller.area.viewport()), timeout=2000
        )  # type: ignore[misc]
        assert frame.keyboard is not None
        assert frame.keyboard.isVisible(), name
        for key in frame.keyboard.shown_keys():
            assert min(key.width(), key.height()) >= frame.kit.look.scale.px_per_mm * KEY_MM - 2, key.text()
        assert frame.size().height() == 800, name
    assert seen > 15

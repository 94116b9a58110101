"""All communes of the country under one line: few widgets, every name in reach, found without marks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forms.rules.places import Places
from kiosk.ui.theme.sizes import ANSWER_MM, TextSize
from kiosk.ui.widgets.fields.finders import PlaceInput
from kiosk.ui.widgets.fields.pick_grid import PickButton
from kiosk.ui.widgets.fields.pick_list import PickList
from kiosk.ui.widgets.frame import PageFrame
from tests.unit.ui.kits import make_kit

ALL_COMMUNES = 3_321


def page(
    qtbot: QtBot, home: str | None, size: TextSize = TextSize.NORMAL, width: int = 1280
) -> tuple[PageFrame, PlaceInput]:
    kit = make_kit(size=size)
    frame = PageFrame(kit)
    field = PlaceInput(kit, Places.load(), home=home)
    frame.show_page(field)
    frame.resize(width, 800)
    qtbot.addWidget(frame)
    frame.show()
    frame.activateWindow()
    QApplication.processEvents()
    return frame, field


def opened(field: PlaceInput) -> PickList:
    field.commune_button.click()
    QApplication.processEvents()
    names = field.picking
    assert names is not None
    return names


def in_sight(names: PickList) -> list[PickButton]:
    return [button for button in names.results.findChildren(PickButton) if button.isVisible()]


def test_every_commune_is_on_offer_with_a_screenful_of_widgets(qtbot: QtBot) -> None:
    frame, field = page(qtbot, None)
    names = opened(field)
    assert len(names.found()) == ALL_COMMUNES
    assert 0 < len(in_sight(names)) < 60
    assert frame.scroller is not None
    bar = frame.scroller.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    last = names.found()[-1]
    assert last.id in {button.pick.id for button in in_sight(names)}
    assert len(names.results.findChildren(PickButton)) < 90
    with qtbot.waitSignal(names.picked) as heard:
        next(button for button in in_sight(names) if button.pick.id == last.id).click()
    assert heard.args == [last.id]


@pytest.mark.parametrize("size", list(TextSize))
@pytest.mark.parametrize("width", [1280, 800])
def test_no_name_is_cut_or_small(qtbot: QtBot, size: TextSize, width: int) -> None:
    _, field = page(qtbot, None, size, width)
    names = opened(field)
    names.line.setText("phuong")
    QApplication.processEvents()
    seen = in_sight(names)
    assert seen
    for button in seen:
        assert button.height() >= button.look.mm(ANSWER_MM)
        assert button.height() >= button.height_at(button.width())
        assert names.results.rect().contains(button.geometry())


def test_each_name_in_sight_stands_at_its_own_place(qtbot: QtBot) -> None:
    _, field = page(qtbot, "11")
    names = opened(field)
    by_place = sorted(in_sight(names), key=lambda button: (button.y(), button.x()))
    assert [button.pick for button in by_place] == list(names.found()[: len(by_place)])
    names.line.setText("t")
    QApplication.processEvents()
    again = sorted(in_sight(names), key=lambda button: (button.y(), button.x()))
    assert [button.pick for button in again] == list(names.found()[: len(again)])


def test_the_chosen_province_comes_first_and_the_country_when_it_has_no_such_name(qtbot: QtBot) -> None:
    _, field = page(qtbot, "11")
    names = opened(field)
    places = Places.load()
    assert len(names.found()) == len(places.communes("11"))
    names.line.setText("đak o")
    found = {pick.id: pick.note for pick in names.found()}
    elsewhere = places.find("dak o")
    assert elsewhere
    assert set(found) == {unit.code for unit in places.find("dak o", None, 1000)}
    assert all(found.values()), "a commune of another province names its province"
    with qtbot.waitSignal(field.answered):
        names.picked.emit(elsewhere[0].code)
    assert field.value() == {"province": elsewhere[0].province, "commune": elsewhere[0].code}


def test_the_whole_country_can_be_asked_for(qtbot: QtBot) -> None:
    _, field = page(qtbot, "11")
    names = opened(field)
    names.line.setText("muong")
    own = len(names.found())
    field._picking.everywhere.click()
    assert len(names.found()) > own
    assert not field._picking.everywhere.isVisible()
    names.line.clear()
    assert len(names.found()) == ALL_COMMUNES


def test_names_are_walked_by_keyboard(qtbot: QtBot) -> None:
    _, field = page(qtbot, "11")
    names = opened(field)
    first = min(in_sight(names), key=lambda button: (button.y(), button.x()))
    first.setFocus()
    for expected in names.found()[1:4]:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert isinstance(focused, PickButton)
        assert focused.pick == expected
    with qtbot.waitSignal(field.answered):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    value = field.value()
    assert isinstance(value, dict)
    assert value["commune"] == names.found()[3].id

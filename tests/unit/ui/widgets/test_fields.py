"""Every kind of answer is shown, changed and given back in the shape forms expect."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from forms.answers import Value
from forms.definition import Precision
from forms.rules import ethnic
from forms.rules.places import Places
from kiosk.ui.widgets.fields.base import FieldInput
from kiosk.ui.widgets.fields.choices import ChoiceInput, YesNoInput
from kiosk.ui.widgets.fields.finders import EthnicInput, PlaceInput
from kiosk.ui.widgets.fields.lines import LineInput, NumberInput
from kiosk.ui.widgets.fields.steppers import DateInput, IntegerInput
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.tiles import Choice, ChoiceTile
from tests.unit.ui.kits import make_kit, on_stage

ALL = tuple(Precision)


def make(kind: str, kit: Kit) -> FieldInput:
    match kind:
        case "text":
            return LineInput(kit)
        case "name":
            return LineInput(kit, capitals=True)
        case "identity":
            return NumberInput(kit, most=12)
        case "date":
            return DateInput(kit, ALL, year_now=2026)
        case "integer":
            return IntegerInput(kit, least=1, most=20)
        case "yes_no":
            return YesNoInput(kit)
        case "choice":
            return ChoiceInput(kit, [Choice("a", plain("một")), Choice("b", plain("hai"))])
        case "place":
            return PlaceInput(kit, Places.load(), home="11")
        case _:
            return EthnicInput(kit)


VALUES: list[tuple[str, Value]] = [
    ("text", "Số 12, ngõ Mẫu"),
    ("name", "Giàng A Thử"),
    ("identity", "011190000001"),
    ("date", "1984-05-03"),
    ("date", "1984-05"),
    ("date", "1984"),
    ("integer", 3),
    ("yes_no", True),
    ("yes_no", False),
    ("choice", "b"),
    ("place", {"province": "11", "commune": "03127", "detail": "Bản Mẫu"}),
    ("ethnic", {"name": "HMông", "code": "08", "list": "QD121"}),
    ("ethnic", {"name": "Cil", "code": None, "list": "QD121"}),
]


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_a_value_shown_is_the_value_given_back(qtbot: QtBot, kind: str, value: Value) -> None:
    field = make(kind, make_kit())
    on_stage(qtbot, field)
    assert field.value() is None
    with qtbot.assertNotEmitted(field.answered):
        field.set_value(value)
    assert field.value() == value
    field.set_value(None)
    assert field.value() is None


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_what_a_driver_answers_is_reported(qtbot: QtBot, kind: str, value: Value) -> None:
    field = make(kind, make_kit())
    on_stage(qtbot, field)
    with qtbot.waitSignals([field.edited, field.answered]):
        field.answer(value)
    assert field.value() == value


def test_tapping_a_tile_answers_and_only_one_is_chosen(qtbot: QtBot) -> None:
    field = make("choice", make_kit())
    assert isinstance(field, ChoiceInput)
    on_stage(qtbot, field)
    for id in ("a", "b", "b"):
        field.tiles.tap(id)
        assert field.value() == id
    assert sum(tile.isChecked() for tile in field.findChildren(ChoiceTile)) == 1


def test_dates_are_typed_part_after_part(qtbot: QtBot) -> None:
    field = DateInput(make_kit(), (Precision.DAY,), year_now=2026)
    on_stage(qtbot, field)
    field.take_focus()
    qtbot.waitUntil(field.day.line.hasFocus)
    QTest.keyClicks(field.day.line, "03")
    qtbot.waitUntil(field.month.line.hasFocus)
    QTest.keyClicks(field.month.line, "05")
    qtbot.waitUntil(field.year.line.hasFocus)
    with qtbot.waitSignal(field.answered):
        QTest.keyClicks(field.year.line, "1984")
    assert field.value() == "1984-05-03"


def test_a_date_in_the_making_is_no_date_and_not_blank(qtbot: QtBot) -> None:
    field = DateInput(make_kit(), (Precision.DAY,), year_now=2026)
    on_stage(qtbot, field)
    field.month.line.setText("5")
    assert field.value() == "-05-"


def test_steppers_count_and_stop_at_their_ends(qtbot: QtBot) -> None:
    field = IntegerInput(make_kit(), least=1, most=3)
    on_stage(qtbot, field)
    less, more = field.stepper._buttons
    for expected in (1, 2, 3, 3):
        more.click()
        assert field.value() == expected
    for expected in (2, 1, 1):
        less.click()
        assert field.value() == expected


def test_how_much_of_a_date_is_remembered_decides_its_shape(qtbot: QtBot) -> None:
    field = DateInput(make_kit(), ALL, year_now=date(2026, 1, 1).year)
    on_stage(qtbot, field)
    field.set_value("1984-05-03")
    assert field._known is not None
    field._known.tap("year")
    assert field.value() == "1984"
    field._known.tap("month")
    assert field.value() == "1984-05"


def test_a_commune_is_found_without_marks(qtbot: QtBot) -> None:
    field = PlaceInput(make_kit(), Places.load(), home="11")
    on_stage(qtbot, field)
    field.commune_button.click()
    names = field.picking
    assert names is not None
    names.line.setText("muong ang")
    assert [pick.name for pick in names.found()] == ["Xã Mường Ảng"]
    with qtbot.waitSignal(field.answered):
        names.line.done.emit()
    value = field.value()
    assert isinstance(value, dict)
    unit = Places.load().unit(value["commune"])
    assert unit is not None
    assert unit.full_name == "Xã Mường Ảng"
    assert value["province"] == "11"
    assert field.picking is None


def test_another_province_takes_the_commune_away_and_asks_for_one_of_its_own(qtbot: QtBot) -> None:
    field = PlaceInput(make_kit(), Places.load(), home="11")
    on_stage(qtbot, field)
    field.set_value({"province": "11", "commune": "03127"})
    field.province_button.click()
    assert field.picking is not None
    field.picking.picked.emit("56")
    assert field.value() is None
    names = field.picking
    assert names is not None
    assert all(Places.load().unit(pick.id).province == "56" for pick in names.found())  # type: ignore[union-attr]


def test_a_list_can_be_closed_without_choosing(qtbot: QtBot) -> None:
    field = PlaceInput(make_kit(), Places.load(), home="11")
    on_stage(qtbot, field)
    field.set_value({"province": "11", "commune": "03127"})
    field.commune_button.click()
    field._picking.closed.click()
    assert field.picking is None
    assert field.value() == {"province": "11", "commune": "03127"}


def test_an_ethnic_group_is_found_by_another_spelling_and_a_foreign_name_is_kept(qtbot: QtBot) -> None:
    field = EthnicInput(make_kit())
    on_stage(qtbot, field)
    field.chosen_button.click()
    names = field.picking
    assert names is not None
    names.line.setText("stieng")
    assert names.found()[0].name == "Xtiêng"
    names.picked.emit(names.found()[0].id)
    assert field.value() == ethnic.group("22").value()  # type: ignore[union-attr]
    field.chosen_button.click()
    names.line.setText("Cil")
    names.picked.emit("other")
    assert field.value() == ethnic.other("Cil")


def test_a_locked_answer_cannot_be_typed_over(qtbot: QtBot) -> None:
    field = LineInput(make_kit())
    on_stage(qtbot, field)
    field.set_value("Mẫu")
    field.set_locked(True)
    field.line.press("x")
    QTest.keyClick(field.line, Qt.Key.Key_X)
    assert field.value() == "Mẫu"

"""Pages that show every widget in each of its states, and every pictogram: for those who draw, not for the kiosk."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from forms.definition import Precision
from forms.faults import Fault
from kiosk.gallery import steps
from kiosk.gallery.stage import Stage, Stop
from kiosk.services.wording import NO, YES
from kiosk.ui.counter.figure_chip import FigureChip
from kiosk.ui.keyboard.layouts import KeyKind
from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.screens.base import Screen
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import GO_ON
from kiosk.ui.widgets.buttons import LISTEN, BigButton, IconButton
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.fields.steppers import DateInput, IntegerInput
from kiosk.ui.widgets.header import HELP
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.notices import PROBLEM, ErrorSummary, NoticeBox
from kiosk.ui.widgets.pictogram import FOLDER, PictogramLabel
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.text_block import TextBlock
from kiosk.ui.widgets.tiles import Choice, ChoiceTile

_ON_A_PAGE = 60
#: What an Ê-đê pack would add to the keyboard.
PACK_LETTERS = ("ƀ", "č", "ĕ", "ê\u0306", "ĭ", "ñ", "ŏ", "ô\u0306", "ơ\u0306", "ŭ", "ư\u0306", "w", "j", "z")
_ROLES = (
    Role.QUESTION,
    Role.ANSWER,
    Role.BODY,
    Role.NOTE,
    Role.OFFICER_TITLE,
    Role.OFFICER,
    Role.OFFICER_SMALL,
)


class _Sample(Screen):
    """A page of widgets."""

    name = "sample"
    protects = False

    def __init__(self, kit: Kit, *members: QWidget, columns: int = 1) -> None:
        super().__init__(kit)
        if columns == 1:
            for member in members:
                self.column.addWidget(member)
        else:
            grid = EvenGrid(columns=columns, gap=kit.look.mm(3))
            for member in members:
                grid.add(member)
            self.column.addWidget(grid)
        self.column.addStretch(1)


def buttons(kit: Kit) -> Screen:
    """Every kind of button, alone, with a sign, chosen, and switched off."""
    members: list[QWidget] = []
    for kind in Kind:
        members.append(BigButton(kit, kit.show(GO_ON.message), kind=kind))
        members.append(BigButton(kit, kit.show(HELP), kind=kind, icon="help"))
        members.append(IconButton(kit, "ear", kit.show(LISTEN), kind=kind))
    chosen = BigButton(kit, kit.show(YES), kind=Kind.CHOICE, icon="yes")
    chosen.setCheckable(True)
    chosen.setChecked(True)
    off = BigButton(kit, kit.show(NO), kind=Kind.PLAIN, icon="no")
    off.setEnabled(False)
    return _Sample(kit, *members, chosen, off, columns=3)


def notices(kit: Kit) -> Screen:
    """Every tone of a notice, and the list of faults."""
    boxes = [NoticeBox(kit, tone, kit.show(PROBLEM)) for tone in ("danger", "warn", "good", "info")]
    fault = Fault("sample", YES, PROBLEM)
    return _Sample(kit, *boxes, ErrorSummary(kit, (fault, fault)))


def answers(kit: Kit) -> Screen:
    """Tiles, a line empty, filled, faulty and locked, and figures that lead into lists."""
    tiles = [
        ChoiceTile(kit, Choice("a", kit.show(YES), "yes")),
        ChoiceTile(kit, Choice("b", kit.show(NO), "no", note=kit.show(HELP))),
    ]
    tiles[1].setChecked(True)
    lines = [TypedLine(kit, pad=Pad.NUMBER if at == 2 else Pad.TEXT) for at in range(4)]
    for at, line in enumerate(lines):
        line.setObjectName(f"sample-{at}")
        line.setAccessibleName(line.objectName())
    lines[0].setPlaceholderText(kit.show(HELP).text)
    lines[1].setText("Giàng A Thử")
    lines[2].setText("12")
    lines[2].mark_faulty(True)
    lines[3].setText("Việt Nam")
    lines[3].setReadOnly(True)
    chips = [
        FigureChip(kit, f"chip-{alarm}", kit.show(YES).vi, "folder", alarm)
        for alarm in (None, "warn", "danger")
    ]
    for chip in chips:
        chip.show_count(7)
    return _Sample(kit, *tiles, *lines, *chips, columns=2)


def steppers(kit: Kit) -> Screen:
    """A number and a date, filled."""
    number = IntegerInput(kit, least=1, most=9)
    number.set_value(3)
    day = DateInput(kit, tuple(Precision), year_now=2026)
    day.set_value("1990-05-03")
    number.stepper.line.setAccessibleName("sample")
    return _Sample(kit, number, day)


def letters(kit: Kit) -> Screen:
    """Every size of letters, in words with stacked marks."""
    text = "Đường Nguyễn Thị Mẫu, Ế Ỗ Ữ"
    return _Sample(kit, *(TextBlock(kit.look, f"{role.name.lower()}: {text}", role) for role in _ROLES))


def pictures(kit: Kit, names: Sequence[str]) -> Screen:
    """Pictograms at twelve millimetres with their names."""
    cells = []
    for name in names:
        cell = EvenGrid(columns=1, gap=kit.look.mm(1))
        cell.add(PictogramLabel(kit.look, name, 12))
        cell.add(TextBlock(kit.look, name.replace("-", " "), Role.MARK))
        cells.append(cell)
    return _Sample(kit, *cells, columns=8)


def _in_the_look(stage: Stage, build: Callable[..., Screen], *given: object) -> Screen:
    """A page in the look that is worn when it is built, not when it was named."""
    return build(stage.conductor.kit, *given)


def samples(stage: Stage) -> Iterator[Stop]:
    """All of them, and the layers of the keyboard."""
    c = stage.conductor
    for name, build in (
        ("buttons", buttons),
        ("notices", notices),
        ("answers", answers),
        ("steppers", steppers),
        ("letters", letters),
    ):
        steps.show(stage, partial(_in_the_look, stage, build))
        yield Stop(f"widgets-{name}")
    steps.show(stage, lambda: answers(c.kit))
    for layer in ("letters", "digits", "telex", "vni", "extra", "number"):
        yield Stop(f"keyboard-{layer}", over=partial(_keyboard, stage, layer))
    names = sorted(path.stem for path in FOLDER.glob("*.svg"))
    for at in range(0, len(names), _ON_A_PAGE):
        steps.show(stage, partial(_in_the_look, stage, pictures, names[at : at + _ON_A_PAGE]))
        yield Stop(f"pictograms-{at // _ON_A_PAGE + 1}", citizens=False)


def _keyboard(stage: Stage, layer: str) -> None:
    """The keyboard with that layer, in front of the line it is for."""
    steps.type_into(stage, "sample-2" if layer == "number" else "sample-0")
    stage.settle()
    panel = stage.conductor.window.frame.keyboard
    assert panel is not None
    if layer == "extra":
        panel._letters = PACK_LETTERS
    if layer in ("telex", "vni"):
        for _ in range(1 if layer == "telex" else 2):
            next(key for key in panel.shown_keys() if key.key.kind is KeyKind.METHOD).click()
    elif layer != "number":
        panel._show_layer(layer)

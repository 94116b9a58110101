"""Small things done on a stage between two pictures: a tap, a line taken in hand, a page shown."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from kiosk.demo.hands import Hands
from kiosk.gallery.stage import Stage
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.screens.base import Screen


def show(stage: Stage, build: Callable[[], Screen]) -> None:
    """A page that the flow would show at another time."""
    stage.conductor.present(build, say=False)
    stage.settle()


def tap(stage: Stage, name: str) -> None:
    """One touch on a widget."""
    Hands(stage.conductor.window).tap(name)


def search(stage: Stage, text: str) -> None:
    """Letters in the search line of the procedures."""
    line = stage.conductor.window.findChild(TypedLine, "procedure-search")
    assert isinstance(line, TypedLine)
    line.setText(text)


def type_into(stage: Stage, name: str) -> None:
    """The cursor in a line, as before typing: the keyboard comes."""
    window = stage.conductor.window
    window.activateWindow()
    found = next(one for one in window.findChildren(QWidget, name) if one.isVisible())
    line = found if isinstance(found, TypedLine) else typing_line(found)
    assert line is not None
    line.setFocus()


def first_line(stage: Stage) -> None:
    """The cursor in the first line of the page."""
    window = stage.conductor.window
    window.activateWindow()
    line = typing_line(window.screen_shown) if window.screen_shown is not None else None
    if line is not None:
        line.setFocus()


def typing_line(page: QWidget) -> TypedLine | None:
    """The first line on a page that can be typed in, if there is one."""
    return next(
        (
            line
            for line in page.findChildren(TypedLine)
            if line.isVisibleTo(page) and not line.isReadOnly() and line.isEnabled()
        ),
        None,
    )

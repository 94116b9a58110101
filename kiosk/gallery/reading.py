"""Whether a page can be used without eyes and without a finger: whatever does something has a name and a role, and the Tab
key goes from one to the next as one reads.
"""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QWidget

from kiosk.gallery.inspection import Fault, name_of, on_top
from kiosk.ui.focus_order import is_reached, reading_order
from kiosk.ui.keyboard.key_button import KeyButton

#: What a screen reader can say nothing about; a part of the page that is scrolled has no other role in Qt.
_SAYS_NOTHING = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane)


def read(window: QWidget) -> tuple[Fault, ...]:
    """What a person who hears the page, or walks it by keyboard, would stumble over."""
    top = on_top(window)
    return tuple(dict.fromkeys((*_unnamed(top), *_out_of_order(top))))


def _unnamed(top: QWidget) -> Iterator[Fault]:
    for widget in top.findChildren(QWidget):
        does = isinstance(widget, QAbstractButton) or is_reached(widget)
        if not does or not widget.isVisible():
            continue
        told = QAccessible.queryAccessibleInterface(widget)
        what = f"{type(widget).__name__} {name_of(widget)}"
        scrolled = isinstance(widget, QAbstractScrollArea)
        if told is None or (told.role() in _SAYS_NOTHING and not scrolled):
            yield Fault("role", what)
        elif not told.text(QAccessible.Text.Name).strip():
            yield Fault("name", what)
        # Keys of the screen's keyboard are for fingers: whoever has a keyboard does not need them.
        pressed = isinstance(widget, QAbstractButton) and not isinstance(widget, KeyButton)
        if pressed and widget.isEnabled() and not is_reached(widget) and widget.focusProxy() is None:
            yield Fault("keyboard", f"{what} is not reached")


def _out_of_order(top: QWidget) -> Iterator[Fault]:
    for one, following in pairwise(reading_order(top)):
        if one.isAncestorOf(following) or following.isAncestorOf(one):
            continue
        here, there = _places(one, following)
        shared = min(here.bottom(), there.bottom()) - max(here.top(), there.top())
        beside = shared > min(here.height(), there.height()) / 2
        back = beside and there.right() <= here.left() + 1
        up = not beside and there.bottom() <= here.top() + 1 and there.left() < here.right()
        if back or up:
            yield Fault("order", f"{name_of(one)}, then {name_of(following)}")


def _places(one: QWidget, two: QWidget) -> tuple[QRect, QRect]:
    """Where they stand to each other: what is scrolled stands where its window onto it does, seen from outside."""
    mine, others = _views(one), _views(two)
    return (
        _rect(next((view for view in mine if view not in others), one)),
        _rect(next((view for view in others if view not in mine), two)),
    )


def _views(widget: QWidget) -> list[QWidget]:
    """The viewports it is scrolled in, the outermost first."""
    found: list[QWidget] = []
    node = widget.parentWidget()
    while node is not None:
        area = node.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is node:
            found.insert(0, node)
        node = area
    return found


def _rect(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())

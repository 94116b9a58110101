"""The Tab key goes from one thing to the next as one reads: from above to below, from left to right, and what stands in a
frame of its own is read to its end first.

Worked out from where things stand when the key is pressed. Qt's own order is that of their making, and a page makes much
of itself later: a fault above a field, a button of the lower bar, an offer of a card.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def reading_order(top: QWidget) -> list[QWidget]:
    """What the Tab key reaches within ``top``, in its order; ``top`` itself not."""
    found: list[QWidget] = []
    for member in _as_read(top):
        if is_reached(member):
            found.append(member)
        found += reading_order(member)
    return found


def is_reached(widget: QWidget) -> bool:
    """Whether the Tab key stops there."""
    tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tab) and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def following(top: QWidget, now: QWidget | None, *, back: bool) -> QWidget | None:
    """Where the Tab key goes from ``now``: round at either end; into ``top`` from outside."""
    order = reading_order(top)
    if not order:
        return None
    if now not in order:
        return order[-1 if back else 0]
    return order[(order.index(now) + (-1 if back else 1)) % len(order)]


def _as_read(parent: QWidget) -> list[QWidget]:
    """Its members, row by row: one whose middle stands beside another is in the same row."""
    there = [one for one in parent.children() if isinstance(one, QWidget) and one.isVisible()]
    there.sort(key=lambda one: (one.y(), one.x()))
    rows: list[list[QWidget]] = []
    for one in there:
        if rows and any(_beside(one, other) for other in rows[-1]):
            rows[-1].append(one)
        else:
            rows.append([one])
    return [one for row in rows for one in sorted(row, key=lambda one: one.x())]


def _beside(one: QWidget, other: QWidget) -> bool:
    shared = min(one.geometry().bottom(), other.geometry().bottom()) - max(one.y(), other.y())
    return shared > min(one.height(), other.height()) / 2

"""Paints a row of the list: two lines a cell, sign and word for every state, nothing told by colour alone.

One painter for ten thousand rows: no widget stands in a row. Nothing is cut: a long name takes both lines, or smaller
letters; what has no room at all (a slip's number beside an official one) is left to the detail. On an upright screen
the state stands under the name.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from forms.clock import Clock
from forms.states import Carriage, CaseStatus
from forms.text import Message
from kiosk.domain.dossier import OFFICIAL_NUMBERS, DossierState, DossierSummary, PartState
from kiosk.i18n.values import VIETNAM
from kiosk.ui.counter.ages import age
from kiosk.ui.counter.marks import CARRIAGE_MARKS, STATUS_MARKS, Mark, Tone, neediest
from kiosk.ui.counter.rows_model import (
    NO_NAME,
    ROW_ROLE,
    UNDELIVERED,
    UNSENT,
    Column,
    RowsModel,
    waiting_of,
)
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import pictogram

TRIAL = Message(
    "ui.counter.trial", "số thử nghiệm", "Said with an official number that is a trial only. Never left out."
)
NO_OFFICIAL = Message(
    "ui.counter.no_official", "chưa có mã hồ sơ", "The province has not given a number yet."
)
DUE = Message("ui.counter.due", "Hẹn {day}", "The day the authority promised the result for.")
FURTHER = Message(
    "ui.counter.further_parts", "+{n} phần", "How many further parts a dossier has, each decided elsewhere."
)

#: What the columns must hold whole: an official number of the longest shape, ages and days.
_LONGEST_NUMBER = "H11.01.03127-261103-0005"
_LONGEST_AGES = ("59 phút trước", "Hẹn 30/12", "Chưa gửi 12")

_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Face(NamedTuple):
    """A font and its measures, which are dear to ask for in every cell."""

    font: QFont
    metrics: QFontMetrics

    @classmethod
    def of(cls, font: QFont) -> "_Face":
        return cls(font, QFontMetrics(font))


class RowPainter(QStyledItemDelegate):
    """Draws every cell. ``now`` for ages is asked of the clock while painting."""

    def __init__(self, kit: Kit, model: RowsModel, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._look = kit.look
        self._model = model
        self._clock = clock
        look = kit.look
        self._strong = _Face.of(look.font(Role.OFFICER_STRONG))
        self._plain = _Face.of(look.font(Role.OFFICER))
        self._small = _Face.of(look.font(Role.OFFICER_SMALL))
        self.pad = look.mm(1.6)
        self._sign = look.mm(4.6)
        self._upper = self._strong.metrics.height()
        self._lower = self._small.metrics.height()
        #: Whether the state stands under the name, in one column with it.
        self.stacked = False
        self._words = {mark.word.id: kit.show(mark.short or mark.word).text for mark in self._all_marks()}
        self._trial = kit.show(TRIAL).text
        self._no_official = kit.show(NO_OFFICIAL).text
        self._no_name = kit.show(NO_NAME).text
        self._undelivered = kit.show(UNDELIVERED).text
        #: Where a list counts from another moment: upper line, lower line and the upper one's ink, by dossier.
        self.ages: Callable[[str], tuple[str, str, str] | None] = lambda _id: None

    @property
    def row_height(self) -> int:
        """Two lines, and as high as a finger needs; stacked, two lines more."""
        lines = 2 * self._upper + (2 * self._lower if self.stacked else 0)
        return max(self._look.mm(LEAST_MM), lines + self._look.mm(1))

    def least_widths(self) -> dict[Column, int]:
        """Pixels each column needs for its longest words to stand whole; a name may take two lines."""
        gap = 2 * self.pad
        sign = self._sign + self._look.mm(1.1)
        state = sign + max(self._small.metrics.horizontalAdvance(word) for word in self._words.values())
        ages = [self._plain.metrics.horizontalAdvance(text) for text in _LONGEST_AGES]
        return {
            Column.NUMBER: self._strong.metrics.horizontalAdvance(_LONGEST_NUMBER) + gap,
            Column.STATE: state + self._small.metrics.horizontalAdvance(" +3") + gap,
            Column.AGE: max(ages) + gap,
        }

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Every row is as high as every other."""
        return QSize(self._look.mm(20), self.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One cell."""
        cell: QRect = option.rect
        if cell.width() <= 2 * self.pad:
            return  # a column that had to go
        row: DossierSummary = index.data(ROW_ROLE)
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        look = self._look
        painter.save()
        if chosen:
            painter.fillRect(cell, look.colour("accent_wash"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        if chosen:
            thick = look.mm(0.6)
            for top in (cell.top(), cell.bottom() + 1 - thick):
                painter.fillRect(QRect(cell.left(), top, cell.width(), thick), look.colour("accent"))
        column = Column(index.column())
        inner = cell.adjusted(self.pad, 0, -self.pad, 0)
        if column is Column.CITIZEN:
            self._edge(painter, cell, row, chosen)
            room = inner.adjusted(look.mm(0.8), 0, 0, 0)
            if self.stacked:
                half = 2 * self._lower + look.mm(0.5)
                self._state(painter, room.adjusted(0, room.height() - half, 0, 0), row)
                room.setBottom(room.bottom() - half)
            self._citizen(painter, room, row)
        elif column is Column.NUMBER:
            self._number(painter, inner, row)
        elif column is Column.STATE:
            self._state(painter, inner, row)
        elif column is Column.AGE:
            self._age(painter, inner, row)
        else:
            self._bin(painter, cell)
        painter.restore()

    # -- cells

    def _edge(self, painter: QPainter, cell: QRect, row: DossierSummary, chosen: bool) -> None:
        """A bar at the left for what needs a deed (its sign and word stand in the state) or is chosen (framed as well)."""
        tone = _needs(row)
        token = tone.edge or ("accent" if chosen else None)
        if token:
            painter.fillRect(
                QRect(cell.left(), cell.top(), self._look.mm(1.1), cell.height()), self._look.colour(token)
            )

    def _citizen(self, painter: QPainter, cell: QRect, row: DossierSummary) -> None:
        upper, lower = self._lines(cell)
        if row.unread_notices:
            upper.setRight(self._news(painter, upper, row.unread_notices))
        named = bool(row.citizen_name)
        late = self._model.undelivered(row)
        name = row.citizen_name or self._no_name
        face, ink = (self._strong, "ink") if named else (self._plain, "muted")
        if face.metrics.horizontalAdvance(name) > upper.width():
            if not late:
                self._long_name(painter, QRect(upper.left(), cell.top(), upper.width(), cell.height()), name)
                return
            face = self._small
        self._text(painter, upper, name, face, ink)
        procedure = self._model.procedure_of(row)
        if late:
            self._text(painter, lower, self._undelivered, self._small, "warn_ink")
            lower.setLeft(lower.left() + self._small.metrics.horizontalAdvance(self._undelivered) + self.pad)
        if not late or self._fits(procedure, lower):
            self._text(painter, lower, procedure, self._small, "muted")

    def _long_name(self, painter: QPainter, room: QRect, name: str) -> None:
        """A name that needs both lines takes them, in small letters if it must; what was filed is the same on nearly
        every row anyway.
        """
        flags = int(_LEFT | Qt.TextFlag.TextWordWrap)
        for face in (self._strong, self._plain, self._small):
            needed = face.metrics.boundingRect(room, flags, name)
            if needed.height() <= room.height() and needed.width() <= room.width():
                break
        painter.setFont(face.font)
        painter.setPen(self._look.colour("ink"))
        painter.drawText(room, flags, name)

    def _number(self, painter: QPainter, cell: QRect, row: DossierSummary) -> None:
        upper, lower = self._lines(cell)
        if row.arrival is not None and row.state is DossierState.DRAFT:
            self._waiting(painter, upper, lower, row)
            return
        slip = row.slip_number or ""
        if row.official_number is None:
            if slip:
                self._text(painter, upper, self._fitting(slip, upper), self._small, "ink")
                self._text(painter, lower, self._no_official, self._small, "muted")
            return
        fits = self._strong.metrics.horizontalAdvance(row.official_number) <= upper.width()
        self._text(painter, upper, row.official_number, self._strong if fits else self._small, "ink")
        if row.number_kind not in OFFICIAL_NUMBERS:
            used = self._small.metrics.horizontalAdvance(self._trial)
            self._text(painter, lower, self._trial, self._small, "warn_ink")
            lower.setLeft(lower.left() + used + self.pad)
        self._text(painter, lower, self._fitting(slip, lower), self._small, "muted")

    def _waiting(self, painter: QPainter, upper: QRect, lower: QRect, row: DossierSummary) -> None:
        number, alone = waiting_of(self._kit, row)
        self._text(painter, upper, number, self._strong, "ink")
        self._text(painter, lower, alone, self._small, "muted")

    def _fits(self, text: str, room: QRect) -> bool:
        return self._small.metrics.horizontalAdvance(text) <= room.width()

    def _fitting(self, slip: str, room: QRect) -> str:
        """A slip's number, or its end that people read out, or nothing: never a piece."""
        tail = "-".join(slip.split("-")[-2:])
        return next((text for text in (slip, tail) if self._fits(text, room)), "")

    def _state(self, painter: QPainter, cell: QRect, row: DossierSummary) -> None:
        upper, lower = self._lines(cell, self._lower)
        if self.stacked and row.arrival is not None and row.state is DossierState.DRAFT:
            self._waiting(painter, upper, lower, row)  # the column of numbers is not there
            return
        if row.state is DossierState.DRAFT:
            self._mark(painter, cell, STATUS_MARKS[CaseStatus.DRAFT], self._plain)
            return
        if row.carriage is not None:
            self._mark(painter, upper, CARRIAGE_MARKS[row.carriage], self._small)
        first = neediest(row.parts)
        if first is None:
            return
        mark = STATUS_MARKS[first.status]
        if len(row.parts) > 1:
            lower = self._further(painter, lower, mark, row, first)
        self._mark(painter, lower, mark, self._small)

    def _further(
        self, painter: QPainter, lower: QRect, mark: Mark, row: DossierSummary, first: PartState
    ) -> QRect:
        """How many parts there are besides, with their signs where there is room; returns what is left of the line."""
        own = (
            self._sign + self._look.mm(1.1) + self._small.metrics.horizontalAdvance(self._words[mark.word.id])
        )
        others = [part for part in row.parts if part is not first]
        spare = lower.width() - own - self.pad
        told = self._kit.show(FURTHER, n=len(others)).text
        told = told if self._small.metrics.horizontalAdvance(told) <= spare else f"+{len(others)}"
        width = self._small.metrics.horizontalAdvance(told)
        self._text(painter, lower, told, self._small, "muted", align=_RIGHT)
        spare -= width + self.pad
        lower = lower.adjusted(0, 0, -width - self.pad, 0)
        side = self._sign + self._look.mm(0.8)
        if len(others) * side <= spare:
            for part in others:
                self._picture(painter, lower, STATUS_MARKS[part.status].icon)
                lower.setLeft(lower.left() + side)
        return lower

    def _age(self, painter: QPainter, cell: QRect, row: DossierSummary) -> None:
        upper, lower = self._lines(cell)
        own = self.ages(row.id)
        if own is not None:
            self._text(painter, upper, own[0], self._plain, own[2])
            self._text(painter, lower, own[1], self._small, "warn_ink")
            return
        at = row.updated_at if row.state is DossierState.DRAFT else row.created_at
        told = age(self._kit, at, self._now())
        if row.state is DossierState.DRAFT:
            self._text(painter, cell, told, self._plain, "ink")
            return
        self._text(painter, upper, told, self._plain, "ink")
        if row.unsent and row.carriage is not Carriage.REFUSED:
            self._text(painter, lower, self._kit.show(UNSENT, n=row.unsent).text, self._small, "warn_ink")
        elif row.due_at is not None:
            day = self._kit.show(DUE, day=f"{row.due_at.astimezone(VIETNAM):%d/%m}").text
            self._text(painter, lower, day, self._small, "muted")

    def _bin(self, painter: QPainter, cell: QRect) -> None:
        side = self._look.mm(6.5)
        at = QRect(0, 0, side, side)
        at.moveCenter(cell.center())
        self._draw(painter, at, "trash", side)

    # -- strokes

    def _now(self) -> datetime:
        return self._clock.now()

    def _lines(self, cell: QRect, high: int | None = None) -> tuple[QRect, QRect]:
        upper = self._upper if high is None else high
        top = cell.top() + (cell.height() - upper - self._lower) // 2
        return (
            QRect(cell.left(), top, cell.width(), upper),
            QRect(cell.left(), top + upper, cell.width(), self._lower),
        )

    def _text(
        self,
        painter: QPainter,
        room: QRect,
        text: str,
        face: _Face,
        ink: str,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        if room.width() <= 0 or not text:
            return
        if face.metrics.horizontalAdvance(text) > room.width():
            # A name of a form nobody has given a short one: the last resort of a list.
            face = self._small
            text = face.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(face.font)
        painter.setPen(self._look.colour(ink))
        painter.drawText(room, align, text)

    def _mark(self, painter: QPainter, room: QRect, mark: Mark, face: _Face) -> None:
        self._picture(painter, room, mark.icon)
        words = room.adjusted(self._sign + self._look.mm(1.1), 0, 0, 0)
        self._text(painter, words, self._words[mark.word.id], face, mark.tone.ink)

    def _picture(self, painter: QPainter, room: QRect, icon: str) -> None:
        at = QRect(room.left(), room.top() + (room.height() - self._sign) // 2, self._sign, self._sign)
        self._draw(painter, at, icon, self._sign)

    def _draw(self, painter: QPainter, at: QRect, icon: str, side: int) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(at.topLeft(), pictogram(icon, side, self._look.contrast, ratio))

    def _news(self, painter: QPainter, room: QRect, count: int) -> int:
        """A filled round with the number of unread notices; returns what is left of the line."""
        side = room.height() - 2
        width = max(side, self._small.metrics.horizontalAdvance(str(count)) + side // 2)
        pill = QRectF(room.right() - width, room.top() + 1, width, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._look.colour("accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(pill, side / 2, side / 2)
        painter.setPen(self._look.colour("accent_ink"))
        painter.setFont(self._small.font)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, str(count))
        left = round(pill.left()) - self._look.mm(1)
        self._draw(
            painter, QRect(left - self._sign, room.top(), self._sign, self._sign), "sealed", self._sign
        )
        return left - self._sign - self._look.mm(1)

    @staticmethod
    def _all_marks() -> tuple[Mark, ...]:
        return (*CARRIAGE_MARKS.values(), *STATUS_MARKS.values())


def _needs(row: DossierSummary) -> Tone:
    """Whether the row asks for a deed: refused above everything, then what an authority asks for."""
    if row.refused:
        return Tone.BAD
    first = neediest(row.parts)
    return STATUS_MARKS[first.status].tone if first is not None else Tone.PLAIN

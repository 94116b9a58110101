"""Places and ethnic groups: long lists in which a person finds one name by its first letters, marks left
out.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from forms.answers import Value
from forms.rules import ethnic
from forms.rules.names import fold
from forms.rules.places import Places
from forms.text import Message
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.fields.base import FieldInput
from kiosk.ui.widgets.fields.pick_grid import Pick
from kiosk.ui.widgets.fields.pick_list import PickList
from kiosk.ui.widgets.kit import Kit, plain

_PROVINCE = Message("ui.field.province", "Tỉnh, thành phố", "Over the chosen province.")
_COMMUNE = Message("ui.field.commune", "Xã, phường, đặc khu", "Over the chosen commune.")
_DETAIL = Message(
    "ui.field.place_detail", "Thôn, bản, tổ dân phố, số nhà", "Over the line for the rest of an address."
)
_CHOOSE = Message("ui.field.choose", "Chạm để chọn", "On a button that opens a list to choose from.")
_KEEP = Message("ui.field.keep", "Đóng danh sách", "Closes a list without choosing anything new.")
_EVERYWHERE = Message(
    "ui.field.everywhere", "Tìm cả nước", "Button: looks for a commune in every province of the country."
)
_OTHER = Message(
    "ui.field.ethnic_other",
    "Dùng tên vừa gõ: {name}",
    "Takes a name of an ethnic group that is not in the list.",
)


#: As many as there are.
_ALL = 10_000


def _caption(kit: Kit, message: Message) -> BilingualLabel:
    return BilingualLabel(kit.look, kit.show(message), Role.NOTE, Role.OFFICER_SMALL, ink="muted")


class _Chosen(BigButton):
    """Shows what is chosen, or asks to choose."""

    def __init__(self, kit: Kit, icon: str) -> None:
        super().__init__(kit, kit.show(_CHOOSE), icon=icon, step=False)
        self._kit = kit

    def show_name(self, name: str | None) -> None:
        shown = plain(name) if name else self._kit.show(_CHOOSE)
        self.label.change(shown)
        self.setAccessibleName(shown.text)


class PlaceInput(FieldInput):
    """Province, commune, and the rest of the address in words. ``home`` is the province shown at first."""

    def __init__(
        self,
        kit: Kit,
        places: Places,
        *,
        home: str | None = None,
        detail: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._places = places
        self._province = home
        self._commune: str | None = None
        look = kit.look
        self._everywhere = False
        self.province_button = _Chosen(kit, "place")
        self.province_button.setObjectName("province")
        self.commune_button = _Chosen(kit, "village")
        self.commune_button.setObjectName("commune")
        self.detail = TypedLine(kit, capitals=False, most=200)
        self.detail.setAccessibleName(kit.show(_DETAIL).text)
        self._summary = QWidget()
        grid = QGridLayout(self._summary)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.mm(3))
        grid.setVerticalSpacing(look.mm(0.8))
        grid.addWidget(_caption(kit, _PROVINCE), 0, 0)
        grid.addWidget(_caption(kit, _COMMUNE), 0, 1)
        grid.addWidget(self.province_button, 1, 0)
        grid.addWidget(self.commune_button, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        if detail:
            grid.setRowMinimumHeight(2, look.mm(1.5))
            grid.addWidget(_caption(kit, _DETAIL), 3, 0, 1, 2)
            grid.addWidget(self.detail, 4, 0, 1, 2)
        self._picking = _Picking(kit)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._summary)
        box.addWidget(self._picking)
        self._picking.hide()
        self.province_button.tapped.connect(self._pick_province)
        self.commune_button.tapped.connect(self._pick_commune)
        self._picking.closed.tapped.connect(self._close)
        self._picking.everywhere.tapped.connect(self._look_everywhere)
        self.detail.textChanged.connect(self.edited)
        self.detail.left.connect(self.answered)
        self.detail.done.connect(self.answered)
        self._show()

    def value(self) -> Value | None:
        detail = self.detail.text().strip()
        if self._commune is None and not detail:
            return None
        parts = {"province": self._province, "commune": self._commune, "detail": detail}
        return {key: part for key, part in parts.items() if part}

    def set_value(self, value: Value | None) -> None:
        given = value if isinstance(value, Mapping) else {}
        self._commune = given.get("commune")
        self._province = given.get("province") or self._province
        self.detail.blockSignals(True)
        self.detail.setText(given.get("detail") or "")
        self.detail.blockSignals(False)
        self._show()

    def set_locked(self, locked: bool) -> None:
        self.detail.setReadOnly(locked)
        self.province_button.setEnabled(not locked)
        self.commune_button.setEnabled(not locked)

    def mark_faulty(self, faulty: bool) -> None:
        self.detail.mark_faulty(faulty and self._commune is not None)

    def take_focus(self) -> None:
        if self._commune is not None:
            self.detail.setFocus()

    @property
    def picking(self) -> PickList | None:
        """The open list, for drivers; None while nothing is being picked."""
        return self._picking.list if self._picking.isVisibleTo(self) else None

    def _pick_province(self) -> None:
        """All provinces are few enough to be looked through; typing is only for who wants to."""
        self._picking.open(self._find_province, self._took_province)
        self._summary.hide()
        self._picking.show()

    def _pick_commune(self) -> None:
        """A province has up to 170 communes, the country 3,321: all of them lie under the line, typing shortens the list."""
        self._everywhere = self._province is None
        names = self._picking.open(self._find_commune, self._took_commune, wider=not self._everywhere)
        self._summary.hide()
        self._picking.show()
        names.line.setFocus()

    def _look_everywhere(self) -> None:
        self._everywhere = True
        self._picking.everywhere.hide()
        if self._picking.list is not None:
            self._picking.list.look_again()
            self._picking.list.line.setFocus()

    def _close(self) -> None:
        self._picking.hide()
        self._summary.show()

    def _find_province(self, text: str) -> Sequence[Pick]:
        wanted = fold(text)
        return [
            Pick(unit.code, unit.full_name)
            for unit in self._places.provinces()
            if all(any(have.startswith(word) for have in unit.folded.split()) for word in wanted.split())
        ]

    def _find_commune(self, text: str) -> Sequence[Pick]:
        """Of the chosen province; of the whole country, each with its province, where that was asked for or nothing fits."""
        if not self._everywhere:
            own = self._places.find(text, self._province, _ALL)
            if own or not text.strip():
                return [Pick(unit.code, unit.full_name) for unit in own]
        names = {unit.code: unit.full_name for unit in self._places.provinces()}
        return [
            Pick(unit.code, unit.full_name, names[unit.province])
            for unit in self._places.find(text, None, _ALL)
        ]

    def _took_province(self, code: str) -> None:
        if code != self._province:
            self._commune = None
        self._province = code
        self._close()
        self._show()
        self.edited.emit()
        if self._commune is None:
            self._pick_commune()

    def _took_commune(self, code: str) -> None:
        unit = self._places.unit(code)
        self._commune = code
        self._province = unit.province if unit is not None else self._province
        self._close()
        self._show()
        self.edited.emit()
        self.answered.emit()

    def _show(self) -> None:
        for button, code in ((self.province_button, self._province), (self.commune_button, self._commune)):
            unit = self._places.unit(code) if code else None
            button.show_name(unit.full_name if unit is not None else None)


class _Picking(QWidget):
    """The open list with a way to close it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.list: PickList | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(kit.look.mm(1.5))
        self.closed = BigButton(
            kit, kit.show(_KEEP), icon="cross", step=False, least=LEAST_MM, role=Role.NOTE
        )
        self.closed.setObjectName("picking-close")
        self.everywhere = BigButton(
            kit, kit.show(_EVERYWHERE), icon="search", step=False, least=LEAST_MM, role=Role.NOTE
        )
        self.everywhere.setObjectName("picking-everywhere")
        row = QHBoxLayout()
        row.addWidget(self.closed)
        row.addWidget(self.everywhere)
        row.addStretch(1)
        self._box.addLayout(row)

    def open(
        self, find: Callable[[str], Sequence[Pick]], took: Callable[[str], None], *, wider: bool = False
    ) -> PickList:
        """Shows a new list; ``took`` is told the id of what was tapped. ``wider``: there is more to be looked through."""
        if self.list is not None:
            self._box.removeWidget(self.list)
            self.list.hide()
            self.list.deleteLater()
        names = PickList(self._kit, find)
        names.picked.connect(took)
        self._box.insertWidget(1, names)
        names.start()
        self.list = names
        self.everywhere.setVisible(wider)
        return names


class EthnicInput(FieldInput):
    """A group of the list, or the name a person gives. Asked, never inferred."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._value: dict[str, str | None] | None = None
        self.chosen_button = _Chosen(kit, "people")
        self._list = PickList(kit, self._find)
        self._list.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(1.5))
        box.addWidget(self.chosen_button)
        box.addWidget(self._list)
        self.chosen_button.tapped.connect(self._open)
        self._list.picked.connect(self._took)

    def value(self) -> Value | None:
        return dict(self._value) if self._value is not None else None

    def set_value(self, value: Value | None) -> None:
        given = value if isinstance(value, Mapping) else None
        self._value = dict(given) if given else None
        self.chosen_button.show_name(self._value["name"] if self._value else None)

    def take_focus(self) -> None:
        """Nothing is typed until the list is opened."""

    @property
    def picking(self) -> PickList | None:
        """The open list, for drivers; None while it is closed."""
        return self._list if self._list.isVisibleTo(self) else None

    def _open(self) -> None:
        self._list.start()
        self._list.show()
        self.chosen_button.hide()

    def _find(self, text: str) -> Sequence[Pick]:
        found = [Pick(group.code, group.name, ", ".join(group.aliases[:1])) for group in ethnic.find(text)]
        name = text.strip()
        if name and not any(fold(pick.name) == fold(name) for pick in found):
            found = [*found, Pick("other", self._kit.show(_OTHER, name=name).in_one_line)]
        return found

    def _took(self, id: str) -> None:
        group = ethnic.group(id)
        name = self._list.line.text().strip()
        self.set_value(group.value() if group is not None else ethnic.other(name))
        self._list.hide()
        self.chosen_button.show()
        self.edited.emit()
        self.answered.emit()

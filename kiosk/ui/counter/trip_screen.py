"""One trip: what must be seen to before leaving, whom to meet, what goes along, the copy of the evening, the way back."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forms.text import Message
from kiosk.domain.trips import ItemKind, Trip, TripItem, TripState
from kiosk.i18n.values import VIETNAM, KnownDate
from kiosk.services.sealed_copy import CopyDue
from kiosk.services.trips import KIND_WORDS, STATE_WORDS, CheckLine
from kiosk.ui.counter.call_list_screen import spaced
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.entries import entry_line, labelled
from kiosk.ui.counter.fact_row import FactRow
from kiosk.ui.counter.section import Section, signed, small, stacked
from kiosk.ui.counter.trips_screen import DAYS, STATE_SIGNS
from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

READY = Message("ui.trip.ready", "Kiểm tra trước khi đi", "Title over the checks before leaving.")
OK = Message("ui.trip.ok", "Xong", "A check is fine.")
MUST = Message("ui.trip.must", "Phải xong mới đi", "A check that keeps the trip at home.")
SHOULD = Message("ui.trip.should", "Nên xem", "A check that is worth a look.")
PEOPLE = Message("ui.trip.people", "Người hẹn gặp", "Title over the people expected.")
PERSON = Message("ui.trip.person_name", "Họ tên", "Over the line for somebody expected.")
PHONE = Message("ui.trip.person_phone", "Số điện thoại", "Over the line for a telephone.")
PLACE = Message("ui.trip.person_place", "Nơi gặp", "Over the line for where somebody is met.")
ADD = Message("ui.trip.add", "Thêm người", "Button: somebody more is expected.")
NO_NAME = Message("ui.trip.no_name", "Xin ghi họ tên người hẹn gặp.", "Nobody's name was written.")
ALONG = Message("ui.trip.along", "Mang theo và việc cần làm", "Title over what goes along.")
NOTHING = Message("ui.trip.nothing", "Chưa có gì.", "An empty list.")
DONE = Message("ui.trip.done", "Xong", "Button: a line of the list is done.")
DROP = Message("ui.trip.drop", "Bỏ", "Button: takes a line off the list.")
WAS_DONE = Message("ui.trip.was_done", "đã xong", "Beside a line that is done.")
COULD = Message("ui.trip.could", "Có thể mang theo", "Title over what lies here and could go along.")
TAKE = Message("ui.trip.take", "Mang theo", "Button: puts something on the list.")
TAKE_ALL = Message("ui.trip.take_all", "Mang theo hết", "Button: puts everything on the list.")
COPY = Message("ui.trip.copy", "Bản sao niêm phong", "Title over the copy of the evening.")
LAST = Message("ui.trip.last_copy", "Bản gần nhất: {at}", "When the last copy was made.")
SAME_DISK = Message(
    "ui.trip.same_disk",
    "Bản sao đang nằm trên chính ổ đĩa của máy: mất máy là mất cả. Xin làm lại ra USB.",
    "The copy was written to the machine's own disk.",
)
MAKE = Message("ui.trip.make_copy", "Làm bản sao ra USB", "Button: writes the copy of the evening.")
APART = Message(
    "ui.trip.apart", "Đã rút USB, giao người khác giữ", "Button: an officer says that the stick lies apart."
)
LEAVE = Message("ui.trip.leave", "Lên đường", "Button: the trip sets out.")
BACK = Message("ui.trip.come_back", "Đã về", "Button: the trip is over.")
CANCEL = Message("ui.trip.cancel", "Hủy chuyến", "Button: a planned trip does not take place.")
CHANGE = Message("ui.trip.change", "Sửa chuyến", "Button: other days, places or people.")
REPORT = Message("ui.trip.report", "In báo cáo", "Button: prints the trip's report.")
SAVE = Message("ui.trip.save", "Lưu báo cáo", "Button: saves the trip's report.")
HELP_TRIP = Message(
    "ui.trip.help",
    "Danh sách kiểm tra phải xong mới đi được. Mỗi chiều làm bản sao ra USB và giao người khác giữ. Về thì bấm Đã về.",
    "Help on one trip.",
)

_SIGNS = {
    ItemKind.PERSON: "other-person",
    ItemKind.ENVELOPE: "paper-hand-in",
    ItemKind.RESULT: "certificate",
    ItemKind.CALL: "phone",
}


class TripScreen(DeskPage):
    """Past tense for everything an officer did; ``taken`` carries the suggestions that go along."""

    name = "trip"
    expected = Signal(str, str, str)
    taken = Signal(object)
    item_done = Signal(int)
    item_dropped = Signal(int)
    left = Signal()
    came_back = Signal()
    cancelled = Signal()
    change_asked = Signal()
    report_asked = Signal()
    save_asked = Signal()
    copy_asked = Signal()
    apart_said = Signal(str)

    def __init__(
        self,
        kit: Kit,
        trip: Trip,
        checks: Sequence[CheckLine],
        could: Sequence[TripItem],
        copy: CopyDue,
        *,
        may_plan: bool,
        may_go: bool,
    ) -> None:
        """``checks`` and ``could`` are empty once the trip is over."""
        super().__init__(kit, trip.name, STATE_SIGNS[trip.state])
        self._trip = trip
        self._may_plan = may_plan
        self._may_go = may_go
        show = kit.show
        days = show(
            DAYS,
            first=KnownDate.of(trip.starts),
            last=KnownDate.of(trip.ends),
            places=", ".join(trip.places),
        ).text
        state = show(STATE_WORDS[trip.state]).text
        self.rows.addWidget(small(kit, f"{state} · {days}", "ink"))
        if trip.state is TripState.UNDER_WAY:
            self.rows.addWidget(self._copy(copy))
        if checks and trip.state is TripState.PLANNED:
            section = Section(kit, "ready", show(READY).text, "check")
            for line in checks:
                section.add(self._check(line))
            self.rows.addWidget(section)
        self._fields()
        self.rows.addWidget(self._people())
        self.rows.addWidget(self._along())
        if could:
            self.rows.addWidget(self._could(could))
        self._deeds()

    def typed(self) -> Mapping[str, object]:
        """What is being written about somebody expected."""
        return {"name": self.person.text(), "phone": self.phone.text(), "place": self.where.text()}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.person.setText(str(typed.get("name", "")))
        self.phone.setText(str(typed.get("phone", "")))
        self.where.setText(str(typed.get("place", "")))

    def help_text(self) -> tuple[Message, ...]:
        """What is to be done when."""
        return (HELP_TRIP,)

    # -- building

    @property
    def _open(self) -> bool:
        return self._trip.state in (TripState.PLANNED, TripState.UNDER_WAY)

    def _fields(self) -> None:
        kit = self.kit
        self.person = entry_line(kit, "person-name", PERSON, capitals=True, most=120)
        self.phone = entry_line(kit, "person-phone", PHONE, pad=Pad.NUMBER, most=15)
        self.where = entry_line(kit, "person-place", PLACE, most=120)

    def _copy(self, copy: CopyDue) -> Section:
        kit, show = self.kit, self.kit.show
        section = Section(kit, "copy", show(COPY).text, "shield")
        asks = copy.due or copy.to_confirm
        said = show(copy.said.message, **copy.said.params).text
        section.add(
            signed(kit, "warning" if asks else "info", said, "warn_ink" if asks else "ink", Role.OFFICER)
        )
        if copy.last is not None:
            at = f"{copy.last.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
            section.add(small(kit, show(LAST, at=at).text))
            if copy.last.same_disk:
                section.add(signed(kit, "warning", show(SAME_DISK).text, "danger_ink"))
        if self._may_go:
            make = deed_button(kit, "copy-make", MAKE, "save", kind=Kind.PRIMARY if copy.due else Kind.PLAIN)
            make.tapped.connect(self.copy_asked)
            section.add(make)
            if copy.to_confirm and copy.last is not None:
                apart = deed_button(kit, "copy-apart", APART, "check", kind=Kind.PRIMARY)
                apart.tapped.connect(lambda id=copy.last.id: self.apart_said.emit(id))
                section.add(apart)
        return section

    def _check(self, line: CheckLine) -> QWidget:
        show = self.kit.show
        icon, word, ink = (
            ("yes", OK, "good")
            if line.ok
            else ("no", MUST, "danger_ink")
            if line.blocks
            else ("warning", SHOULD, "warn_ink")
        )
        said = f"{show(word).text}: {show(line.said.message, **line.said.params).text}"
        row = signed(self.kit, icon, said, ink, Role.OFFICER)
        row.setObjectName(f"check-{line.id}")
        return row

    def _people(self) -> Section:
        kit, show = self.kit, self.kit.show
        section = Section(kit, "people", show(PEOPLE).text, "people")
        for item in self._trip.items:
            if item.kind is ItemKind.PERSON:
                section.add(self._item(item))
        if self._may_plan and self._open:
            line = FoldingRow(kit.look.mm(1.6), kit.look.mm(150))
            line.add(labelled(kit, PERSON, self.person), 3)
            line.add(labelled(kit, PHONE, self.phone), 2)
            line.add(labelled(kit, PLACE, self.where), 2)
            add = deed_button(kit, "person-add", ADD, "person-add")
            add.tapped.connect(self._expect)
            line.add(stacked(kit, small(kit, " "), add))
            section.add(line)
        else:
            for field in (self.person, self.phone, self.where):
                field.setParent(self)
                field.hide()
        return section

    def _along(self) -> Section:
        section = Section(self.kit, "along", self.kit.show(ALONG).text, "bag")
        items = [item for item in self._trip.items if item.kind is not ItemKind.PERSON]
        for item in items:
            section.add(self._item(item))
        if not items:
            section.add(small(self.kit, self.kit.show(NOTHING).text))
        return section

    def _could(self, could: Sequence[TripItem]) -> Section:
        kit = self.kit
        section = Section(kit, "could", kit.show(COULD).text, "plus")
        for place, item in enumerate(could):
            take = deed_button(kit, f"take-{place}", TAKE, "plus")
            take.tapped.connect(lambda item=item: self.taken.emit((item,)))
            section.add(FactRow(kit, _SIGNS[item.kind], item.text, (self._kind(item),), take))
        everything = deed_button(kit, "take-all", TAKE_ALL, "bag")
        everything.tapped.connect(lambda: self.taken.emit(tuple(could)))
        section.add(everything)
        return section

    def _item(self, item: TripItem) -> FactRow:
        kit = self.kit
        deeds = []
        if item.done_at is None and self._may_go and self._trip.state is TripState.UNDER_WAY:
            done = deed_button(kit, f"done-{item.id}", DONE, "check", kind=Kind.PRIMARY)
            done.tapped.connect(lambda: self.item_done.emit(item.id))
            deeds.append(done)
        if item.done_at is None and self._may_plan and self._open:
            drop = deed_button(kit, f"drop-{item.id}", DROP, "trash")
            drop.tapped.connect(lambda: self.item_dropped.emit(item.id))
            deeds.append(drop)
        notes = [self._kind(item)]
        if item.done_at is not None:
            notes.append((kit.show(WAS_DONE).text, "good"))
        sign = "check" if item.done_at is not None else _SIGNS[item.kind]
        return FactRow(kit, sign, item.text, tuple(notes), *deeds)

    def _kind(self, item: TripItem) -> tuple[str, str]:
        number = item.reference if item.kind is ItemKind.ENVELOPE else ""
        word = self.kit.show(KIND_WORDS[item.kind]).text
        told = (word, number, spaced(item.phone) if item.phone else "", item.place)
        return " · ".join(part for part in told if part), "muted"

    def _deeds(self) -> None:
        trip = self._trip
        self.deed("trip-report", REPORT, "print", keys="Ctrl+P").tapped.connect(self.report_asked)
        self.deed("trip-save", SAVE, "save").tapped.connect(self.save_asked)
        if trip.state is TripState.PLANNED and self._may_plan:
            self.deed("trip-change", CHANGE, "edit").tapped.connect(self.change_asked)
            self.deed("trip-cancel", CANCEL, "no").tapped.connect(self.cancelled)
        if trip.state is TripState.PLANNED and self._may_go:
            self.deed("trip-leave", LEAVE, "travel", kind=Kind.PRIMARY).tapped.connect(self.left)
        if trip.state is TripState.UNDER_WAY and self._may_go:
            self.deed("trip-back", BACK, "back", kind=Kind.PRIMARY).tapped.connect(self.came_back)

    def _expect(self) -> None:
        name = self.person.text().strip()
        if not name:
            self.tell("warn", NO_NAME)
            self.person.setFocus()
            return
        self.expected.emit(name, self.phone.text().strip(), self.where.text().strip())

"""Correcting a filed dossier: which answers, to what, and why. Changes live here until they are sent or taken back."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from forms.definition import FieldType
from forms.errors import KnownError
from forms.faults import Fault
from forms.path import FieldState, FormState, PageState
from forms.text import Message
from kiosk.domain.dossier import Answer, Value
from kiosk.services import amending
from kiosk.services.amending import AmendDraft
from kiosk.services.desk import Desk
from kiosk.services.filing import NotReady
from kiosk.services.standing import state_of
from kiosk.services.wording import say_value
from kiosk.ui.counter.amend_page_screen import AmendPageScreen
from kiosk.ui.counter.amend_screen import AmendLine, AmendScreen
from kiosk.ui.screens.base import Screen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

AMENDED = Message(
    "ui.dossier.amended", "Đã niêm phong phần sửa, máy tự gửi khi có mạng.", "A correction was sealed."
)
NUMBERED = Message("ui.amend.numbered", "{label} (người thứ {n})", "An answer about one of several people.")


class AmendDesk:
    """One correction at a time; ``back(dossier, said)`` leads to the page of the dossier."""

    def __init__(
        self, conductor: "Conductor", desk: Desk, back: Callable[[str, Message | None], None]
    ) -> None:
        self._c = conductor
        self._desk = desk
        self._back = back
        self._draft: AmendDraft | None = None
        self._changes: dict[str, Value] = {}
        self._reason = ""

    def open(self, dossier: str) -> None:
        """The answers of a dossier as they are in force."""
        self._draft = amending.start(self._desk, dossier)
        self._changes = {}
        self._reason = ""
        self._show()

    def _show(self, faults: tuple[Fault, ...] = ()) -> None:
        draft = self._open()

        def build() -> Screen:
            screen = AmendScreen(self._c.kit, draft.dossier.citizen_name, self._lines(), faults, self._reason)
            guarded = self._c.guarded
            screen.change_asked.connect(guarded(partial(self._change, screen)))
            screen.undone.connect(guarded(partial(self.open, draft.dossier.id)))
            screen.sent.connect(guarded(partial(self._send, screen)))
            screen.went_back.connect(guarded(lambda: self._back(draft.dossier.id, None)))
            return screen

        self._c.present(build, say=False, languages=False)

    def _lines(self) -> list[AmendLine]:
        draft = self._open()
        return [
            AmendLine(
                field.address,
                self._label(field),
                self._said(field, field.value),
                self._was(field) if field.address in self._changes else None,
            )
            for page in self._state(self._changes).pages
            for field in page.fields
            if not field.locked
            and field.field.type not in (FieldType.PAPER, FieldType.ROWS)
            and (field.value is not None or field.required or field.address in draft.answers)
        ]

    def _label(self, field: FieldState) -> str:
        label = self._c.kit.show(field.field.label).text
        if field.row is None:
            return label
        return self._c.kit.show(NUMBERED, label=label, n=field.row.number).text

    def _was(self, field: FieldState) -> str:
        before = self._open().answers.get(field.address)
        return self._said(field, before.value if before is not None else None)

    def _said(self, field: FieldState, value: Value | None) -> str:
        if value is None or value == "":
            return ""
        said = say_value(field.field, value)
        return said.text if said.message is None else self._c.kit.show(said.message).text

    # -- one page

    def _change(self, screen: AmendScreen, address: str) -> None:
        self._reason = screen.reason.text()
        found = self._page(self._state(self._changes), address)
        if found is None:
            return

        def again(values: Mapping[str, Value]) -> PageState | None:
            return self._page(self._state(self._changes | dict(values)), address)

        def build() -> Screen:
            page = AmendPageScreen(self._c.kit, found, self._desk.today(), again, self._desk.office.province)
            page.changed.connect(self._c.guarded(self._take))
            page.went_back.connect(self._c.guarded(lambda: self._show()))
            return page

        self._c.present(build, say=False, languages=False)

    def _take(self, values: Mapping[str, Value]) -> None:
        """What differs from what is in force is a change; what was changed back is none."""
        answers = self._open().answers
        for address, value in values.items():
            before = answers[address].value if address in answers else None
            if value != before:
                self._changes[address] = value
            else:
                self._changes.pop(address, None)
        dossier = self._open().dossier.id
        self._show(amending.check(self._desk, dossier, self._changes) if self._changes else ())

    # -- sending

    def _send(self, screen: AmendScreen, reason: str) -> None:
        dossier = self._open().dossier.id
        changes = dict(self._changes)

        def failed(error: BaseException) -> None:
            self._reason = reason
            if isinstance(error, NotReady):
                self._show(error.faults)
            elif isinstance(error, KnownError) and screen is self._c.window.screen_shown:
                screen.tell_error(error)
            else:
                self._c.tell(error)

        def done(_filed: object) -> None:
            self._draft = None
            self._changes = {}
            self._back(dossier, AMENDED)

        self._c.work(lambda: amending.amend(self._desk, dossier, changes, reason), done, failed)

    # -- what the form says

    def _open(self) -> AmendDraft:
        assert self._draft is not None
        return self._draft

    def _state(self, changes: Mapping[str, Value]) -> FormState:
        draft = self._open()
        after = {**draft.answers, **{name: Answer(name, value) for name, value in changes.items()}}
        kept = [one for one in after.values() if one.value is not None or one.unsure]
        return state_of(self._desk, draft.dossier, kept)

    @staticmethod
    def _page(state: FormState, address: str) -> PageState | None:
        return next(
            (page for page in state.pages if any(field.address == address for field in page.fields)), None
        )

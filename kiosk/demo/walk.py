"""A citizen and an officer at the real screens: a whole visit by touches, a scanned card and a hardware keyboard.

``seen`` is called with the name of every page when it is drawn and still, before it is touched.
"""

import time
from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from forms.answers import Value
from forms.definition import FieldType
from forms.errors import BugError
from kiosk.demo.giving import Giving
from kiosk.demo.hands import Hands, MovableClock
from kiosk.services import guidance
from kiosk.ui.conductor import Conductor
from kiosk.ui.screens.rows_hub import RowsScreen
from kiosk.ui.widgets.fields.finders import EthnicInput
from kiosk.ui.widgets.fields.view import FieldView

CARD = "011190000999|123456789|NGUYỄN THỊ MẪU|03051990|Nữ|Bản Mẫu, Xã Búng Lao, Điện Biên|15042021"
"""An invented card; the number's province, sex and year agree with the rest."""

CHOICES: Mapping[str, str] = {
    "purpose": "other",
    "purpose_kind": "loan",
    "relation": "self",
    "requester_id_kind": "cccd",
    "requester_residence_kind": "permanent",
    "person_sex": "female",
    "person_nationality": "vietnamese",
    "marital_status": "never",
    "period_needed": "no",
    "previous_certificate": "never",
    "fee_exemption": "none",
    "authority_here": "yes",
    "result_return": "counter",
}
"""What is touched, by field; fields that are not named are typed (``TYPED``) or filled by the card."""

TYPED: Mapping[str, str] = {"requester_phone": "0912345678", "copies": "1"}
ETHNIC = ("person_ethnic", "thai", "03")
MOST_PAGES = 80


class Walk:
    """Drives one conductor. ``screens`` are the names of the pages that were seen, in order; ``turns`` the seconds from
    each touch on Continue to the next question painted. ``hands`` touch in another way than usual.
    """

    def __init__(self, conductor: Conductor, seen: Callable[[str], None], hands: Hands | None = None) -> None:
        self._conductor = conductor
        self._hands = hands if hands is not None else Hands(conductor.window, clock=movable(conductor))
        self._seen = seen
        self.screens: list[str] = []
        self.turns: list[float] = []

    def unlock(self, officer: str, passphrase: str) -> None:
        """Opens the office with a passphrase, without a PIN."""
        self._arrive("welcome")
        self._hands.tap("start")
        self._arrive("unlock")
        self._hands.tap(f"officer-{officer}")
        self._still()
        self._hands.type(passphrase + "\n", self._line("passphrase"))
        self._arrive("pin")
        self._hands.tap("pin-skip")

    def file(self, language: str, procedure: str, answers: Mapping[str, Value], passphrase: str) -> None:
        """A whole visit with invented answers (flat, by address): greeting, questions, papers, mark, confirmation, slip."""
        self.choose(language, procedure)
        self.answer_with(answers)
        self.papers()
        self.finish(passphrase)

    def choose(self, language: str, procedure: str) -> None:
        """Greeting, life event, what is needed, use of data."""
        self._arrive("language")
        self._hands.tap(f"language-{language}")
        self._arrive("procedure")
        self._hands.tap(f"event-{self._life_event(procedure)}")
        self._until_page("procedure:")
        self._note("procedures")
        self._hands.tap(f"procedure-{procedure}")
        self._arrive("prepare")
        self._hands.tap("continue")
        self._arrive("data-notice")
        self._hands.tap("continue")

    def _life_event(self, procedure: str) -> str:
        shift = self._conductor.shift
        assert shift is not None
        return next(one.life_event for one in guidance.offers(shift.desk) if one.code == procedure)

    def answer_everything(self) -> None:
        """Question after question, until the form asks no more."""
        self._until_page("question")
        for _ in range(MOST_PAGES):
            page = self._conductor.state_name()
            if not page.startswith("question:"):
                return
            self._note(page)
            self._answer_page()
            self._go_on(page)
            self._still()
        raise BugError("demo: the questions do not end")

    def answer_with(self, answers: Mapping[str, Value]) -> None:
        """Question after question with the answers given by address (flat), people added one after another."""
        self._until_page("question")
        giving = Giving(self._hands, self._still)
        for _ in range(MOST_PAGES * 2):
            page = self._conductor.state_name()
            if not page.startswith("question:"):
                return
            self._note(page)
            screen = self._conductor.window.screen_shown
            if isinstance(screen, RowsScreen):
                self._one_more(screen, answers)
            else:
                self._give_all(giving, answers)
                self._go_on(page)
            self._still()
        raise BugError("demo: the questions do not end")

    def _give_all(self, giving: Giving, answers: Mapping[str, Value]) -> None:
        said: set[str] = set()
        while (view := self._open(said)) is not None:
            said.add(view.address)
            if view.address in answers:
                giving.give(view, answers[view.address])

    def _one_more(self, screen: RowsScreen, answers: Mapping[str, Value]) -> None:
        """On the list of people: one more while there are answers about one, then on."""
        wanted = answers.get(screen.rows, ())
        assert not isinstance(wanted, str | bool | int | Mapping)
        if len(screen.lines) < len(wanted):
            self._hands.tap(f"{screen.rows}-add")
        else:
            self._hands.tap("continue")

    def papers(self) -> None:
        """Hands in a picture for every paper that may be photographed; shown ones go back, originals into an envelope."""
        self._arrive("papers")
        window = self._conductor.window
        names = [one.objectName() for one in window.findChildren(QWidget) if one.isVisible()]
        for name in names:
            if not (name.startswith("paper-") and name.endswith("-add")):
                continue
            slot = name.removeprefix("paper-").removesuffix("-add")
            self._hands.tap(name)
            self._still()
            for act in ("returned", "envelope"):
                if self._hands.sees(f"paper-{slot}-{act}"):
                    self._hands.tap(f"paper-{slot}-{act}")
                    self._still()
        self._note("papers-taken")
        self._hands.tap("continue")

    def finish(self, passphrase: str) -> None:
        """Check, read-back, mark, confirmation, slip."""
        self._arrive("check")
        self._hands.tap("continue")
        self._arrive("read-back")
        self._hands.tap("continue")
        self._arrive("signature")
        self._hands.stroke("signature-pad")
        self._note("signed")
        self._hands.tap("continue")
        self._arrive("officer")
        self._hands.type(passphrase + "\n", self._line("secret"))
        self._arrive("done")

    def to_counter(self) -> None:
        """The officer leaves the citizen's pages for the list."""
        self._hands.tap("next-citizen")
        self._arrive("language")
        self._conductor.open_counter()
        self._arrive("counter")

    def open_dossier(self, dossier: str) -> None:
        """The page of one dossier."""
        self._conductor.open_detail(dossier)
        self._arrive("detail")

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Lets the application live until something has come home."""
        self._hands.until(condition, what)

    def text_of(self, name: str) -> str:
        """What a widget tells a screen reader: the text it shows."""
        widget = self._hands.find(name)
        return widget.accessibleName() or str(widget.property("text") or "")

    # -- one page

    def _answer_page(self) -> None:
        page = self._conductor.state_name().removeprefix("question:")
        if page.endswith("_card"):
            self._scan()
            return
        said: set[str] = set()
        while (view := self._blank(said)) is not None:
            field = view.field
            said.add(field.id)
            if field.id in CHOICES:
                self._hands.tap(f"{field.id}-{CHOICES[field.id]}")
            elif field.id == ETHNIC[0]:
                assert isinstance(view.input, EthnicInput)
                self._hands.touch(view.input.chosen_button)
                self._still()
                self._hands.type(ETHNIC[1], self._line_in(view))
                self._hands.tap(f"pick-{ETHNIC[2]}")
            elif field.id in TYPED:
                self._hands.type(TYPED[field.id], self._line_in(view))
            elif field.type not in (FieldType.DATE, FieldType.TEXT):
                raise BugError(f"demo: nothing to say to {field.id}")
            self._still()

    def _open(self, said: set[str]) -> FieldView | None:
        """The next question on the page that can be answered and was not yet, on this page."""
        for view in self._conductor.window.findChildren(FieldView):
            if isValid(view) and view.isVisible() and view.address not in said and not view.locked:
                return view
        return None

    def _blank(self, said: set[str]) -> FieldView | None:
        """The next question on the page without an answer. Looked up anew each time: a touch may rebuild the page."""
        for view in self._conductor.window.findChildren(FieldView):
            if (
                isValid(view)
                and view.isVisible()
                and view.field.id not in said
                and view.input.value() is None
            ):
                return view
        return None

    def _go_on(self, page: str) -> None:
        """Continue, or Enter while the keyboard lies over the lower bar; how long the next picture took is kept."""
        self._still()
        if not self._hands.sees("continue"):
            self._hands.type("\n")
            self._still()
        if self._name() != page:
            return
        button = self._hands.find("continue")
        start = time.perf_counter()
        self._hands.touch(button)
        self._hands.until(lambda: self._name() not in (page, ""), f"the page after {page}")
        QApplication.processEvents()
        self.turns.append(time.perf_counter() - start)

    def _scan(self) -> None:
        """The scanner types into whatever has the focus; the screen tells it from a person by its speed."""
        self._hands.scan(CARD)
        self._hands.tap("card-accept")
        self._still()

    # -- finding and waiting

    def _line(self, name: str) -> QLineEdit:
        found = self._hands.find(name)
        if not isinstance(found, QLineEdit):
            return self._line_in(found)
        found.setFocus()
        QApplication.processEvents()
        return found

    def _line_in(self, widget: QWidget) -> QLineEdit:
        for line in widget.findChildren(QLineEdit):
            if line.isVisible():
                line.setFocus()
                QApplication.processEvents()
                return line
        raise BugError("demo: no line to type in")

    def _name(self) -> str:
        return self._conductor.state_name()

    def _arrive(self, page: str) -> None:
        self._until_page(page)
        self._note(page)

    def _until_page(self, page: str) -> None:
        self._hands.until(
            lambda: self._name() == page or self._name().startswith(f"{page.rstrip(':')}:"), f"page {page}"
        )
        self._still()

    def _still(self) -> None:
        self._hands.until(lambda: self._conductor.settled, "the machine to come to rest")

    def _note(self, name: str) -> None:
        self.screens.append(name)
        self._seen(name)


def movable(conductor: Conductor) -> MovableClock | None:
    """The clock of this screen, if it is one that hands may move."""
    return conductor.clock if isinstance(conductor.clock, MovableClock) else None

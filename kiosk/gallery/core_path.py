"""The core path: what a citizen reads and hears from the greeting to the receipt of the marital-status procedure.

Walks the real screens by touch and writes down every sentence that was shown or could be heard, page by page, into
``translations/core.json``. Languages are recorded in this order, and a pack is offered by how much of it there is.
Build time: ``python -m kiosk.gallery.core_path``.
"""

import argparse
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from forms.text import Message
from kiosk.demo.hands import MovableClock
from kiosk.demo.processes import OFFICER, PROCEDURE
from kiosk.demo.walk import Walk
from kiosk.devices.attached import Attached
from kiosk.devices.sound import SilentPlayer
from kiosk.gallery.office import PASSPHRASE, invented_office, sheet_of_paper
from kiosk.i18n.audience import is_for_citizens
from kiosk.i18n.core_path import CORE, CorePage, CorePath
from kiosk.i18n.packs import VIETNAMESE, PackShelf, shipped_folder
from kiosk.i18n.spoken import DAY, DIGITS, MONTH, WORDS, YEAR
from kiosk.i18n.stats import all_messages
from kiosk.i18n.translator import Shown, Translator, Utterance
from kiosk.i18n.values import Value
from kiosk.journal import Journal
from kiosk.services.languages import remember_standing
from kiosk.ui.conductor import Conductor

#: Met on the way and not needed to go on: explanations, titles above questions, tools, keys, the officer's own acts.
#: What they say has a picture, or is said again by the question under it; they are recorded after the path.
_MORE = (
    "ui.card.hint",
    "ui.check.computed",
    "ui.check.from_card",
    "ui.data_use.basis",
    "ui.done.coming",
    "ui.done.next_citizen",
    "ui.done.number",
    "ui.done.papers_to_print",
    "ui.done.preview",
    "ui.done.print",
    "ui.done.save",
    "ui.field.",
    "ui.frame.",
    "ui.guide.print_leaflet",
    "ui.guide.print_leaflet",
    "ui.keyboard.",
    "ui.kind.",
    "ui.language.others",
    "ui.listen",
    "ui.papers.add",
    "ui.papers_out.",
    "ui.parts.",
    "ui.prepare.print_bring",
    "ui.procedure.bring",
    "ui.procedure.not_found",
    "ui.procedure.search",
    "ui.read_back.interpreter",
    "ui.read_back.language",
    "ui.read_back.listen",
    "ui.read_back.officer_reads",
    "ui.read_back.reader",
    "ui.scroll.",
    "ui.signature.undo",
    "ui.signature.witness_name",
)
#: What an invented paper or a slow machine brings up by chance.
_BY_CHANCE = ("error.", "ui.sheet.", "ui.working")
#: Of these, what a citizen must tell apart all the same.
_NEEDED = (
    "ui.done.number_aloud",
    "ui.field.known_",
    "ui.field.unsure",
    "ui.frame.back",
    "ui.frame.continue",
    "ui.frame.help",
)
_WORDS = frozenset(word.id for word in WORDS)
#: Without a grammar a number is read digit by digit: so much says every number and every date.
_LEAST_WORDS = (*DIGITS, DAY, MONTH, YEAR)


class _Listening(Translator):
    """Vietnamese that remembers which sentences were asked for, values that are sentences included."""

    def __init__(self, shelf: PackShelf) -> None:
        super().__init__(shelf, VIETNAMESE)
        self.asked: dict[str, None] = {}

    def show(self, message: Message, **params: Value) -> Shown:
        self._note(message, params.values())
        return super().show(message, **params)

    def speak(self, message: Message, **params: Value) -> Utterance:
        self._note(message, params.values())
        return super().speak(message, **params)

    def _note(self, message: Message, values: Iterable[Value]) -> None:
        self.asked[message.id] = None
        for value in values:
            if isinstance(value, Message):
                self.asked[value.id] = None


def walk() -> CorePath:
    """Files one invented dossier of the procedure and returns what was met on the way."""
    with opened() as conductor:
        return _walk(conductor)


@contextmanager
def opened(wanted: str = "") -> Iterator[Conductor]:
    """The real screens of an invented office, for a walk by touch. ``wanted``: a language the office has switched on."""
    app = QApplication.instance() or QApplication(["kiosk"])
    assert app is not None
    with tempfile.TemporaryDirectory(prefix="hoso-core-") as spare:
        root, clock = Path(spare), MovableClock()
        paper = root / "paper.png"
        paper.write_bytes(sheet_of_paper())
        with invented_office(root, clock) as folder:
            if wanted:
                remember_standing(folder, wanted={wanted: True})
            conductor = Conductor(
                folder,
                clock,
                Journal(None, "gallery"),
                player=SilentPlayer(),
                print_pdf=lambda _pdf: None,
                devices=Attached(),
                pick_file=lambda: paper,
            )
            conductor.start(full_screen=False, size=(1280, 800))
            try:
                yield conductor
            finally:
                conductor.dispose()


def _walk(conductor: Conductor) -> CorePath:
    listening = conductor._translators[VIETNAMESE] = _Listening(conductor.shelf)
    met: dict[str, str] = {}  # id → page
    pages: list[str] = []

    def seen(page: str) -> None:
        pages.append(page.removeprefix("question:"))
        for one in listening.asked:
            if is_for_citizens(one) and one not in _WORDS and not one.startswith(_BY_CHANCE):
                met.setdefault(one, pages[-1])
        listening.asked.clear()

    hands = Walk(conductor, seen)
    hands.unlock(OFFICER, PASSPHRASE)
    conductor.kit = conductor.kit.with_translator(listening)
    listening.asked.clear()
    met.clear()
    pages.clear()
    conductor.open_citizen()
    hands.choose(VIETNAMESE, PROCEDURE)
    hands.answer_everything()
    hands.papers()
    hands.finish(PASSPHRASE)
    return _sorted(pages, met)


def _sorted(pages: Sequence[str], met: Mapping[str, str]) -> CorePath:
    vi = {message.id: message.vi for message in all_messages()}
    texts: set[str] = set()
    found = []
    for page in dict.fromkeys(pages):
        here = [one for one in met if met[one] == page]
        needed = [one for one in here if _is_needed(one, met) and vi.get(one) not in texts]
        needed = list({vi.get(one, one): one for one in reversed(needed)}.values())[
            ::-1
        ]  # one of equal texts
        texts.update(vi.get(one, one) for one in needed)
        found.append(CorePage(page, tuple(needed), tuple(one for one in here if one not in needed)))
    least = tuple(word.id for word in _LEAST_WORDS)
    rest = tuple(word.id for word in WORDS if word.id not in least)
    return CorePath(PROCEDURE, (*found, CorePage("numbers", least, rest)))


def _is_needed(one: str, met: Mapping[str, str]) -> bool:
    if one.endswith((".help", ".lookup")) or ".page." in one or ".part." in one:
        return False
    if one.startswith("form.") and not one.startswith((f"form.{PROCEDURE}.", "form.set.")):
        return False  # the other procedures of the list
    if one.endswith(".label") and one.removesuffix("label") + "ask" in met:
        return False  # said by its question
    return one.startswith(_NEEDED) or not one.startswith(_MORE)


def main(arguments: Sequence[str] | None = None) -> int:
    """0; with ``--check`` 1 when the file is not what a walk gives."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.gallery.core_path", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the file is in step")
    options = parser.parse_args(arguments)
    text, path = walk().encode(), shipped_folder() / CORE
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    if not options.check:
        path.write_text(text, encoding="utf-8", newline="\n")
    return 1 if options.check else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The page about language packs: counts them, takes one from a stick, removes one, keeps the office's wish."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from forms.errors import KnownError
from forms.text import Message
from kiosk.services import language_packs, packs
from kiosk.services.desk import Desk
from kiosk.services.language_packs import Taken
from kiosk.ui.counter.packs_screen import REMOVE, REMOVED, PacksScreen
from kiosk.ui.picking import pick
from kiosk.ui.screens.base import Screen
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.pressable import Kind

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

#: What a pack on a stick is called.
ENDINGS = frozenset({".zip"})
PICK = Message("ui.packs.pick", "Chọn tệp gói ngôn ngữ trên USB", "Over the list of files of a stick.")
FORMS_TAKEN = Message(
    "ui.packs.forms_taken",
    "Đã cài gói biểu mẫu {name}.",
    "The file held forms, not a language; they were installed.",
)
SURE = Message(
    "ui.packs.sure",
    "Gỡ {name} khỏi máy này? Chữ và tiếng thu của gói sẽ mất; muốn dùng lại phải có tệp gói.",
    "Before an installed pack is removed.",
)
KEEP = Action("keep", Message("ui.packs.keep", "Để nguyên", "Button: the pack stays."), Kind.PLAIN, "back")
DROP = Action("drop", REMOVE, Kind.GRAVE, "trash")


class PacksPage:
    """One shift's page; ``back`` is where it leads back to."""

    def __init__(self, conductor: "Conductor", desk: Desk, back: Callable[[], None]) -> None:
        self._c = conductor
        self._desk = desk
        self._back = back

    def open(self, then: Callable[[PacksScreen], None] | None = None) -> None:
        """The page at once, the figures when they were counted; ``then`` is said once they stand."""

        def build() -> Screen:
            screen = PacksScreen(self._c.kit)
            guarded = self._c.guarded
            screen.install_asked.connect(guarded(lambda: self._install(screen)))
            screen.removed.connect(guarded(self._ask_removal))
            screen.wished.connect(guarded(self._wish))
            screen.went_back.connect(guarded(self._back))
            self._count(screen, then)
            return screen

        self._c.present(build, say=False, languages=False)

    def _count(self, screen: PacksScreen, then: Callable[[PacksScreen], None] | None) -> None:
        def counted(rows: "tuple[language_packs.LanguageRow, ...]") -> None:
            if screen is self._c.window.screen_shown:
                screen.show_rows(rows)
                if then is not None:
                    then(screen)

        self._c.work(lambda: language_packs.languages(self._desk.folder), counted, self._c.tell)

    def _install(self, screen: PacksScreen) -> None:
        file = pick(self._c, folders=False, wanted=ENDINGS, title=PICK, also=self._desk.inbox.packs)
        if file is None:
            return

        def done(taken: "Taken | packs.Installed") -> None:
            self._c.packs_changed()
            self.open(lambda page: self._tell(page, taken))

        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError) and screen is self._c.window.screen_shown:
                screen.tell_error(error)
            else:
                self._c.tell(error)

        self._c.work(lambda: packs.install(self._desk, file), done, failed)

    def _tell(self, page: PacksScreen, taken: "Taken | packs.Installed") -> None:
        if isinstance(taken, Taken):
            page.show_taken(taken, self._c.shelf.get(taken.tag).name_vi)
        else:
            page.tell("good", FORMS_TAKEN, name=taken.name)

    def _ask_removal(self, tag: str) -> None:
        name = self._c.shelf.get(tag).name_vi
        sheet = self._c.sheet(
            (self._c.kit.show(SURE, name=name),), icon="warning", actions=(KEEP, DROP), name="packs-sheet"
        )

        def chosen(action: str) -> None:
            if action == DROP.id:
                language_packs.remove(self._desk, tag)
                self._c.packs_changed()
                self.open(lambda page: page.tell("good", REMOVED, name=name))

        sheet.chosen.connect(self._c.guarded(chosen))

    def _wish(self, tag: str, wanted: bool) -> None:
        language_packs.offer(self._desk, tag, wanted)
        self._c.packs_changed()
        self.open()

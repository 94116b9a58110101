"""Taking one paper in: the camera while its page stands, pictures judged in the background, pages kept, mended, dropped.

The camera is closed as soon as another page is shown, whoever showed it. Judging and storing go through the
conductor's background door; looking for edges in the live picture and at the scan folder through a door of their own,
so that no answer ever waits for a camera.
"""

import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from forms.errors import KnownError
from forms.text import Message
from kiosk.devices.camera import STATE_WORDS, Camera, CameraState, Picture
from kiosk.devices.scan_folder import ASIDE_WORDS, AsideReason, Scanned, SetAside
from kiosk.domain.papers import DigitisedHow
from kiosk.services import digitising, papers
from kiosk.services.digitising import PageRefused
from kiosk.ui.background import Background
from kiosk.ui.capture_bench import Kept, PageBench, Pending
from kiosk.ui.capture_pictures import Sight, image_of, image_of_pixels, sight_of
from kiosk.ui.capture_scans import ScanWatch
from kiosk.ui.screens import capture_words as say
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.capture import CaptureScreen, Refusal
from kiosk.ui.screens.page_strip import Thumb
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.pressable import Kind

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.shift import Shift

LEAVE_OLD = Action("leave-old", say.LEAVE_OLD, Kind.PLAIN, "cross")
TAKE_OLD = Action("take-old", say.TAKE_OLD, Kind.PRIMARY, "check")
LEAVE_PDF = Action("leave", say.LEAVE, Kind.PRIMARY, "back")
DROP_PDF = Action("drop", say.DROP, Kind.PLAIN, "trash")

_BEAT_MS = 700


class CaptureDesk(QObject):
    """One shift's camera work. ``open`` a paper; ``ended`` is called when its pages are all there."""

    def __init__(self, conductor: "Conductor", shift: "Shift", ended: Callable[[], None]) -> None:
        super().__init__(conductor)
        self._c = conductor
        self._shift = shift
        self._ended = ended
        self._name: Message | None = None
        self._built = 0
        self._screen: CaptureScreen | None = None
        self._camera: Camera | None = None
        self._state = CameraState.OFF
        self._bench: PageBench | None = None
        self._pending: Pending | None = None
        self._mending = False
        self._door: Background | None = None
        self._scans: ScanWatch | None = None
        self._looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def open(self, slot: str, name: Message, filed: str | None = None) -> None:
        """The page on which this paper is taken in: of the visit's draft, or of a dossier that was ``filed``."""
        dossier = filed or self._shift.visit.dossier
        assert dossier is not None
        self.close()
        devices = self._c.attached
        self._name = name
        self._bench = PageBench(self._shift.desk, dossier, slot, devices.scan_folder, filed=filed is not None)
        self._door = Background(self)
        if devices.scan_folder is not None:
            self._scans = ScanWatch(devices.scan_folder, self._door, self._c.tell, self)
            self._scans.arrived.connect(self._c.guarded(self._scanned))
            self._scans.old.connect(self._c.guarded(self._ask_old))
            self._scans.aside.connect(self._c.guarded(self._tell_aside))
            self._scans.gone.connect(self._c.guarded(self._folder_gone))
        self._camera = devices.camera() if devices.camera is not None else None
        self._c.present(self._build)
        self._timer.start()
        if self._camera is not None:
            self._camera.start(self)
        self._c.background.run(self._bench.load, lambda _kept: self._show_thumbs(), self._c.tell)

    def close(self) -> None:
        """The camera goes off, and no picture stays in memory."""
        self._timer.stop()
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()
        scans, self._scans = self._scans, None
        door, self._door = self._door, None
        if door is not None:
            door.close()
            door.deleteLater()
        if scans is not None:
            scans.deleteLater()
        self._screen = None
        self._bench = self._pending = None
        self._looking = self._mending = False
        self._state = CameraState.OFF

    # -- the page

    def _build(self) -> Screen:
        assert self._name is not None
        devices = self._c.attached
        screen = CaptureScreen(
            self._c.kit,
            self._name,
            camera=devices.camera is not None,
            scanner=devices.scan_folder is not None,
        )
        self._built += 1
        guarded = self._c.guarded
        screen.shot.connect(guarded(self._shoot))
        screen.file_asked.connect(guarded(lambda: self._c.choose_file(self._take_file)))
        screen.page_opened.connect(guarded(self._open_page))
        screen.retaken.connect(guarded(self._again))
        screen.kept_anyway.connect(guarded(self._keep_anyway))
        screen.mend_asked.connect(guarded(self._mend))
        screen.mended.connect(guarded(self._use))
        screen.left.connect(guarded(self._again))
        screen.dropped.connect(guarded(self._drop))
        screen.went_on.connect(guarded(self._end))
        screen.went_back.connect(guarded(self._back))
        screen.destroyed.connect(partial(self._gone, self._built))
        self._screen = screen
        self._show_thumbs()
        if devices.camera is not None:
            screen.camera_told(STATE_WORDS.get(self._state))
        self._show_pending()
        return screen

    @property
    def _standing(self) -> CaptureScreen | None:
        """The capture page, while it is the page on show."""
        screen = self._screen
        return screen if screen is not None and screen is self._c.window.screen_shown else None

    def _gone(self, number: int) -> None:
        """A page was taken down; the newest one, unless it was built anew in another look."""
        if number == self._built:
            self.close()

    def _beat(self) -> None:
        """Whether the page still stands, and what the scanner brought."""
        screen = self._standing
        if screen is None:
            self.close()
            return
        window = self._c.window
        if self._scans is not None and screen.mode == "live" and not window.held and window.sheet is None:
            self._scans.look()

    def _end(self) -> None:
        self.close()
        self._ended()

    def _back(self) -> None:
        if self._pending is not None:
            self._again()
        else:
            self._end()

    def _show_thumbs(self) -> None:
        if self._screen is not None and self._bench is not None:
            kept = self._bench.kept or ()
            self._screen.show_thumbs([Thumb(one.file.id, one.thumb, one.file.pages) for one in kept])

    def _tell_aside(self, aside: SetAside) -> None:
        if self._standing is not None:
            self._standing.tell("warn", ASIDE_WORDS[aside.reason], icon="scanner", name=aside.name)

    # -- the camera (every call on the screen's thread)

    def camera_is(self, state: CameraState) -> None:
        """A missing or lying camera is said in its place, once; what else can be done stays where it is."""
        self._state = state
        if self._standing is not None:
            self._standing.camera_told(STATE_WORDS.get(state))

    def camera_shows(self, picture: Picture) -> None:
        """Live picture on the screen; its edges are looked for beside it, one picture at a time."""
        screen = self._standing
        if screen is None or screen.mode != "live":
            return
        screen.live.show_image(image_of(picture))
        if not self._looking and self._door is not None:
            self._looking = True
            self._door.run(partial(sight_of, picture), self._saw, self._not_seen)

    def camera_took(self, picture: Picture | None) -> None:
        """The large picture is here."""
        screen, bench = self._standing, self._bench
        if screen is None or bench is None:
            return
        if picture is None:
            self._c.window.release()
            screen.tell("warn", say.NO_PICTURE, icon="camera")
        else:
            self._c.work(partial(bench.take_picture, picture), self._judged)

    def _shoot(self) -> None:
        if self._camera is not None and self._state is CameraState.LIVE:
            self._c.window.hold("")  # a second touch takes no second picture
            self._camera.take()

    def _saw(self, sight: Sight) -> None:
        self._looking = False
        screen = self._standing
        if screen is not None and screen.mode == "live":
            screen.live.show_outline(sight.outline)
            screen.guide(sight.icon, sight.words)

    def _not_seen(self, error: BaseException) -> None:
        """An outline that cannot be found costs nobody a picture; written down once a page, not at every frame."""
        self._c.journal.exception("live-edges", error)

    # -- judged pictures

    def _judged(self, outcome: Kept | Pending) -> None:
        if isinstance(outcome, Kept):
            self._has_kept((outcome,), outcome.origin.instead if outcome.origin is not None else None)
        else:
            self._pending, self._mending = outcome, False
            self._show_pending()

    def _has_kept(self, fresh: Sequence[Kept], instead: str | None = None) -> None:
        self._pending, self._mending = None, False
        self._shift.visit.answered()
        if self._bench is None:
            return
        place = self._bench.place(fresh, instead)
        screen = self._standing
        if screen is None:
            return
        screen.show_live()
        self._show_thumbs()
        pages = sum(one.file.pages for one in fresh)
        if pages == 1:
            count = sum(one.file.pages for one in self._bench.kept or ())
            screen.tell("good", say.KEPT, n=count if place is None else place + 1)
        else:
            screen.tell("good", say.KEPT_MANY, n=pages)

    def _show_pending(self) -> None:
        pending, screen, bench = self._pending, self._screen, self._bench
        if pending is None or screen is None or bench is None:
            return
        if self._mending:
            image = image_of_pixels(pending.shot.pixels)
            screen.show_corners(
                image, pending.corners, may_drop=pending.instead is not None, turns=pending.turns
            )
            return
        from kiosk.scans.judging import REASONS

        faults = tuple((str(fault), REASONS[fault]) for fault in pending.page.faults)
        acceptable = {fault for fault, _ in faults} <= digitising.KEPT_KNOWINGLY
        screen.show_refusal(
            Refusal(QImage.fromData(pending.page.jpeg), faults, may_keep=acceptable and bench.assisted)
        )

    def _again(self) -> None:
        """The picture is let go. One that the scanner brought is put aside, so that it does not come again."""
        pending, self._pending, self._mending = self._pending, None, False
        if self._screen is not None:
            self._screen.show_live()
        if pending is not None and pending.source is not None:
            self._put_aside(pending.source)

    def _keep_anyway(self) -> None:
        if self._pending is not None and self._bench is not None:
            self._work_on_scan(partial(self._bench.keep_anyway, self._pending))

    def _mend(self) -> None:
        if self._pending is not None:
            self._mending = True
            self._show_pending()

    def _use(self) -> None:
        """As cut and turned by the finger."""
        screen, bench, pending = self._screen, self._bench, self._pending
        if screen is not None and screen.corners is not None and bench is not None and pending is not None:
            view = screen.corners
            self._work_on_scan(partial(bench.use, pending, view.corners, view.turns))

    def _work_on_scan(self, work: Callable[[], Kept | Pending]) -> None:
        def done(outcome: Kept | Pending) -> None:
            if self._scans is not None and isinstance(outcome, Kept):
                self._scans.ready()
            self._judged(outcome)

        self._c.work(work, done)

    # -- pages taken before

    def _open_page(self, paper: str) -> None:
        """A page to be turned, cut anew or dropped; of a PDF there is only dropping."""
        bench = self._bench
        one = next((kept for kept in (bench.kept if bench else None) or () if kept.file.id == paper), None)
        if bench is None or one is None:
            return
        if one.file.media != digitising.JPEG:
            self._ask_drop(one)
            return

        def loaded(pending: Pending) -> None:
            self._pending, self._mending = pending, True
            self._show_pending()

        self._c.work(partial(bench.open_page, one), loaded)

    def _ask_drop(self, one: Kept) -> None:
        shown = self._c.kit.show(say.PAGES, n=one.file.pages)
        sheet = self._c.sheet((shown,), icon="paper", actions=(DROP_PDF, LEAVE_PDF), name="drop-sheet")

        def chosen(action: str) -> None:
            if action == DROP_PDF.id:
                self._remove(one.file.id)

        sheet.chosen.connect(self._c.guarded(chosen))

    def _drop(self) -> None:
        if self._pending is not None and self._pending.instead is not None:
            self._remove(self._pending.instead)

    def _remove(self, paper: str) -> None:
        if self._bench is not None:
            self._bench.remove(paper)
        self._pending, self._mending = None, False
        self._shift.visit.answered()
        if self._screen is not None:
            self._screen.show_live()
            self._show_thumbs()

    # -- files, picked or scanned

    def _take_file(self, path: Path) -> None:
        self._take_in(partial(papers.read_file, path), DigitisedHow.FILE)

    def _scanned(self, file: Scanned) -> None:
        folder = self._c.attached.scan_folder
        if folder is not None and self._standing is not None:
            self._take_in(partial(folder.read, file), DigitisedHow.SCANNER, file)

    def _take_in(self, read: Callable[[], bytes], how: DigitisedHow, source: Scanned | None = None) -> None:
        bench = self._bench
        if bench is None:
            return

        def done(outcome: list[Kept] | Pending) -> None:
            if isinstance(outcome, Pending):
                self._judged(outcome)
                return
            if source is not None and self._scans is not None:
                self._scans.ready()
            self._has_kept(outcome)

        def failed(error: BaseException) -> None:
            if isinstance(error, PageRefused) and error.pages > 1:
                shown = self._c.kit.show(say.BAD_PAGE, page=error.page, pages=error.pages)
                self._c.sheet((shown, self._c.words_of(error)[0]), icon="warning")
            elif source is None or not isinstance(error, KnownError):
                self._c.tell(error)
            if source is not None:
                self._put_aside(source)

        self._c.work(partial(bench.take_file, read, how, source), done, failed)

    def _put_aside(self, source: Scanned) -> None:
        """Out of the next one's way; a folder that does not take it is said when it is looked at again."""
        folder = self._c.attached.scan_folder
        if folder is not None:
            with contextlib.suppress(KnownError):
                self._tell_aside(folder.set_aside(source.path, AsideReason.REFUSED))
        if self._scans is not None:
            self._scans.ready()

    def _ask_old(self, count: int) -> None:
        shown = self._c.kit.show(say.OLD_FILES, n=count)
        sheet = self._c.sheet((shown,), icon="scanner", actions=(LEAVE_OLD, TAKE_OLD), name="old-files")

        def chosen(action: str) -> None:
            if action == TAKE_OLD.id and self._scans is not None:
                self._scans.take_old()

        sheet.chosen.connect(self._c.guarded(chosen))

    def _folder_gone(self, error: KnownError) -> None:
        if self._standing is not None:
            self._standing.tell("warn", error.message, icon="scanner")

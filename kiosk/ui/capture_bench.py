"""The pages of one paper on their way into the store: judged, kept, mended, replaced. No widget is known here.

Every method that opens, judges or stores is called through the conductor's background door, one at a time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from kiosk.devices.camera import Picture
from kiosk.devices.scan_folder import ScanFolder, Scanned
from kiosk.domain.papers import DigitisedHow, PaperFile
from kiosk.services import digitising, following, papers
from kiosk.services.desk import Desk
from kiosk.services.digitising import JPEG, Shot
from kiosk.ui.capture_pictures import pixels_of, thumb_of
from kiosk.ui.screens.capture_view import WHOLE, Corner

if TYPE_CHECKING:
    from kiosk.scans.page import Found
    from kiosk.scans.sameness import InkMap
    from kiosk.scans.taking import TakenPage


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """A picture nobody has decided on: refused, or being mended. ``instead`` is the page it was made from, ``source`` the
    scanner's file it came in."""

    shot: Shot
    page: "TakenPage"
    turns: int = 0
    instead: str | None = None
    source: Scanned | None = None
    mended: bool = False

    @property
    def corners(self) -> tuple[Corner, ...]:
        """The sheet's corners in the picture, each way from 0 to 1; all of it where no edges were found."""
        if not self.page.found.sure and not self.mended:
            return WHOLE
        height, width = self.shot.pixels.shape[:2]
        return tuple((x / max(1, width - 1), y / max(1, height - 1)) for x, y in self.page.found.corners)


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A page in the store with what the screen and the next check need of it. ``origin`` is kept for the newest alone:
    what it was made from, so that mending it loses nothing."""

    file: PaperFile
    thumb: QImage
    inks: "tuple[InkMap, ...]"
    origin: Pending | None = None


class PageBench:
    """One paper slot of one draft. ``kept`` are its pages in order, ``None`` until they were looked up. ``filed``: of a
    dossier that was filed already, whose pages wait for a supplement.
    """

    def __init__(
        self, desk: Desk, dossier: str, slot: str, folder: ScanFolder | None, *, filed: bool = False
    ) -> None:
        self._desk = desk
        self._filed = filed
        self._dossier = dossier
        self._slot = slot
        self._folder = folder
        self.kept: list[Kept] | None = None

    @property
    def assisted(self) -> bool:
        """Whether an officer sits beside the citizen."""
        return self._desk.context(self._desk.store.dossiers.get(self._dossier)).assisted

    def load(self) -> list[Kept]:
        """The pages taken before."""
        if self.kept is None:
            self.kept = [
                Kept(
                    file,
                    thumb_of(self._desk.store.papers.data(file.id) if file.media == JPEG else None),
                    digitising.inks_of(self._desk, (file,)),
                )
                for file in papers.files_of(self._desk, self._dossier, self._slot)
                if not self._filed or file.parcel is None
            ]
        return self.kept

    def take_picture(self, picture: Picture) -> Kept | Pending:
        """A photograph: kept when it is good."""
        return self._judge(Shot(pixels_of(picture), scanned=False, how=DigitisedHow.CAMERA))

    def take_file(
        self, read: Callable[[], bytes], how: DigitisedHow, source: Scanned | None = None
    ) -> list[Kept] | Pending:
        """A whole file: one picture is judged like a photograph; several pages, and PDFs, come in together or not at all
        (``PageRefused``)."""
        data = read()
        shots = () if data.startswith(b"%PDF-") else digitising.shots_of(data, how)
        if len(shots) == 1:
            outcome = self._judge(shots[0], source)
            if isinstance(outcome, Pending):
                return outcome
            kept = [outcome]
        else:
            ready = digitising.digitise(data, how, before=self._before())
            files = self._store(ready)
            kept = [
                Kept(file, thumb_of(page.data if page.media == JPEG else None), page.inks)
                for file, page in zip(files, ready, strict=True)
            ]
        self._done_with(source)
        return kept

    def keep_anyway(self, pending: Pending) -> Kept:
        """An officer has looked at it: cut or repeated pages are kept, with a word of it."""
        kept = self._keep(pending, tuple(digitising.KEPT_KNOWINGLY))
        self._done_with(pending.source)
        return kept

    def use(self, pending: Pending, corners: tuple[Corner, ...], turns: int) -> Kept | Pending:
        """Judged anew as cut and turned by the finger; kept when it is good."""
        found = _found(pending, corners)
        before = self._before(pending.instead)
        page = digitising.take(pending.shot, found=found, quarter_turns=turns, before=before)
        mended = replace(pending, page=page, turns=turns, mended=found is not None)
        if page.faults:
            return mended
        kept = self._keep(mended)
        self._done_with(pending.source)
        return kept

    def open_page(self, one: Kept) -> Pending:
        """A page taken before, to be mended: from its own photograph while that is in hand, else from what was kept."""
        from kiosk.scans.pixels import decoded
        from kiosk.scans.taking import take_scanned

        if one.origin is not None:
            return replace(one.origin, instead=one.file.id, source=None)
        data = self._desk.store.papers.data(one.file.id)
        assert data is not None
        shot = Shot(decoded(data), scanned=True, how=one.file.how)
        return Pending(shot, take_scanned(shot.pixels), instead=one.file.id)

    def remove(self, paper: str) -> None:
        """A page is dropped."""
        papers.remove(self._desk, paper)
        self.kept = [one for one in self.kept or () if one.file.id != paper]

    def place(self, fresh: Sequence[Kept], instead: str | None) -> int | None:
        """Notes pages that were kept, in the place of an old one or after the others; the place of the old one."""
        kept = [replace(one, origin=None) for one in self.kept or ()]
        place = next((n for n, one in enumerate(kept) if one.file.id == instead), None)
        if place is None:
            kept += fresh
        else:
            kept[place : place + 1] = fresh
        self.kept = kept
        return place

    def _before(self, instead: str | None = None) -> "list[InkMap]":
        return [ink for one in self.load() if one.file.id != instead for ink in one.inks]

    def _judge(self, shot: Shot, source: Scanned | None = None) -> Kept | Pending:
        pending = Pending(shot, digitising.take(shot, before=self._before()), source=source)
        return pending if pending.page.faults else self._keep(pending)

    def _keep(self, pending: Pending, knowingly: Sequence[str] = ()) -> Kept:
        ready = digitising.as_kept(pending.page, pending.shot.how, knowingly)
        if pending.instead is not None:
            file = papers.keep_instead(self._desk, pending.instead, ready)
        else:
            (file,) = self._store((ready,))
        return Kept(file, thumb_of(ready.data), ready.inks, pending)

    def _store(self, pages: Sequence[digitising.Digitised]) -> tuple[PaperFile, ...]:
        keep = following.keep_waiting if self._filed else papers.keep
        return keep(self._desk, self._dossier, self._slot, pages)

    def _done_with(self, source: Scanned | None) -> None:
        """The pages are durable: the scanner's file goes."""
        if source is not None and self._folder is not None:
            self._folder.remove(source)


def _found(pending: Pending, corners: tuple[Corner, ...]) -> "Found | None":
    """The corners as the finger left them; the machine's own, or none, while nobody moved any."""
    from kiosk.scans.page import Found

    if pending.corners == corners and not pending.mended:
        return pending.page.found if pending.page.found.sure else None
    height, width = pending.shot.pixels.shape[:2]
    return Found(tuple((x * (width - 1), y * (height - 1)) for x, y in corners), sure=True, cut=False)

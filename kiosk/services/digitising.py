"""From a photograph, a scanner's picture or a file to the pages that are kept: opened, laid flat, judged, made small.

Nothing is stored here and nothing written to any disk. The picture library takes a while to load, so it is imported
where it is used; call from the background door, never from the screen's thread.

A PDF is kept as it is when every page of it is sound, it is no larger than ``PDF_MOST``, and nothing hides in it: an
electronic original may carry its issuer's signature, which a picture of its pages would lose. Anything else in a PDF
(scripts, attachments, streams that cannot be looked into) would travel on to the authority's desk, so such a PDF is
kept as pictures of its pages, as are large ones, which waste a thin link.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forms.errors import KnownError
from kiosk.domain.papers import DigitisedHow, PaperFile
from kiosk.services.desk import Desk

if TYPE_CHECKING:
    from kiosk.scans.judging import ScanFault
    from kiosk.scans.page import Found
    from kiosk.scans.pixels import Pixels
    from kiosk.scans.sameness import InkMap
    from kiosk.scans.taking import TakenPage

JPEG, PDF = "image/jpeg", "application/pdf"
PDF_MOST = 2_000_000
"""Bytes up to which a sound PDF is kept as it is."""

KEPT_KNOWINGLY = frozenset({"cut", "same"})
"""Faults an officer may look at and accept: a torn sheet, a page that is there twice. Nobody can read the others."""

# Names that stand for something that acts or hides, also with letters written as #xx. What lies in packed object streams
# cannot be seen by its name, so those count as hidden too; scanners do not write them. Short names are looked for with
# what must follow them; that they turn up in a picture's bytes by chance costs nothing but the PDF's form.
_HIDDEN = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia|XFA|OpenAction|ObjStm|Encrypt|SubmitForm|ImportData|GoTo[RE])"
    rb"|/(?:JS|AA)[\s(<\[/]"
    rb"|/[A-Za-z]{0,12}#[0-9A-Fa-f]{2}[A-Za-z]"
)


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One picture before anything is done to it. ``scanned``: the sheet fills it, so no edges are looked for."""

    pixels: "Pixels" = field(repr=False)
    scanned: bool
    how: DigitisedHow


@dataclass(frozen=True, slots=True, eq=False)
class Digitised:
    """What is kept as one file. ``despite`` names the faults an officer accepted."""

    data: bytes = field(repr=False)
    media: str
    pages: int
    how: DigitisedHow
    despite: tuple[str, ...] = ()
    inks: "tuple[InkMap, ...]" = field(default=(), repr=False)


class PageRefused(KnownError):
    """A page that may not be kept as it is. ``fault`` is the most telling one, ``page`` counts from 1."""

    def __init__(self, fault: "ScanFault", page: int = 1, pages: int = 1) -> None:
        from kiosk.scans.judging import REASONS

        super().__init__(REASONS[fault])
        self.fault, self.page, self.pages = fault, page, pages


def shots_of(data: bytes, how: DigitisedHow) -> tuple[Shot, ...]:
    """The pages of a file that came from outside. ``KnownError`` when it is too large, damaged or a trap."""
    from kiosk.scans import framing, opening

    pages = opening.pages_of(data)
    whole = how is DigitisedHow.SCANNER or opening.kind_of(data) == PDF
    return tuple(Shot(pixels, whole or framing.fills(pixels), how) for pixels in pages)


def take(
    shot: Shot, *, found: "Found | None" = None, quarter_turns: int = 0, before: "Sequence[InkMap]" = ()
) -> "TakenPage":
    """The page of a shot, with what is wrong with it. ``found`` are corners a person moved."""
    from kiosk.scans import taking

    if shot.scanned and found is None:
        return taking.take_scanned(shot.pixels, quarter_turns=quarter_turns, before=before)
    return taking.take(shot.pixels, found=found, quarter_turns=quarter_turns, before=before)


def accepted(page: "TakenPage", knowingly: Collection[str] = ()) -> tuple[str, ...]:
    """The faults this page is kept despite. ``PageRefused`` for one that may not be, or was not, accepted."""
    for fault in page.faults:
        if fault not in KEPT_KNOWINGLY or fault not in knowingly:
            raise PageRefused(fault)
    return tuple(str(fault) for fault in page.faults)


def as_kept(page: "TakenPage", how: DigitisedHow, knowingly: Collection[str] = ()) -> Digitised:
    """A taken page as a file. ``PageRefused`` when it may not be kept."""
    return Digitised(page.jpeg, JPEG, 1, how, accepted(page, knowingly), (page.ink,))


def digitise(
    data: bytes, how: DigitisedHow, *, before: "Iterable[InkMap]" = (), knowingly: Collection[str] = ()
) -> tuple[Digitised, ...]:
    """A whole file, all of its pages or none. ``PageRefused`` names the page that is not good."""
    earlier = list(before)
    kept: list[Digitised] = []
    shots = shots_of(data, how)
    for number, shot in enumerate(shots, start=1):
        try:
            kept.append(as_kept(take(shot, before=earlier), how, knowingly))
        except PageRefused as error:
            raise PageRefused(error.fault, number, len(shots)) from error
        earlier += kept[-1].inks
    despite = tuple(dict.fromkeys(fault for page in kept for fault in page.despite))
    if data.startswith(b"%PDF-") and stays_a_pdf(data):
        inks = tuple(ink for page in kept for ink in page.inks)
        return (Digitised(data, PDF, len(kept), how, despite, inks),)
    return tuple(kept)


def ready(files: Sequence[tuple[str, "bytes | Digitised"]], how: DigitisedHow) -> dict[str, list[Digitised]]:
    """The pages of each paper slot in the order given: one bad page refuses them all. What was checked is taken as is."""
    found: dict[str, list[Digitised]] = {}
    for slot, file in files:
        pages = found.setdefault(slot, [])
        before = [ink for page in pages for ink in page.inks]
        pages += (file,) if isinstance(file, Digitised) else digitise(file, how, before=before)
    return found


def stays_a_pdf(data: bytes) -> bool:
    """Whether a PDF whose pages are sound is kept as it is: small, and nothing in it acts or hides."""
    return len(data) <= PDF_MOST and _HIDDEN.search(data) is None


def inks_of(desk: Desk, files: Sequence[PaperFile]) -> "tuple[InkMap, ...]":
    """What tells the pages kept so far from a new one; pages whose bytes were erased are left out."""
    from kiosk.scans import opening
    from kiosk.scans.pixels import decoded
    from kiosk.scans.sameness import ink_map

    found: list[InkMap] = []
    for file in files:
        data = desk.store.papers.data(file.id)
        if data is None:
            continue
        pages = (decoded(data),) if file.media == JPEG else opening.pages_of(data)
        found += [ink_map(pixels) for pixels in pages]
    return tuple(found)

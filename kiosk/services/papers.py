"""Taking papers in: what is needed, what is here, what goes back to its owner and what is kept in an envelope."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.definition import Definition, Paper, PaperHandling
from forms.errors import KnownError
from forms.path import PaperState
from forms.text import Message
from kiosk.domain.papers import (
    CustodyStep,
    DigitisedHow,
    Holder,
    HolderKind,
    PaperFile,
    duties,
    next_link,
)
from kiosk.services.desk import Desk
from kiosk.services.digitising import Digitised, digitise, inks_of
from kiosk.services.intake import Draft, draft_of, open_draft
from kiosk.store.errors import NotFound

_UNREADABLE_FILE = Message(
    "error.paper.file_gone",
    "Không đọc được tệp này nữa: có thể USB đã rút ra. Xin cắm lại rồi chọn tệp, hoặc chụp giấy.",
    "A picked file cannot be read, for example because the stick was pulled out",
)
_NO_SLOT = Message(
    "error.paper.no_slot",
    "Thủ tục này không có loại giấy tờ “{slot}”.",
    "--paper names a slot the procedure does not have",
)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper of the list on screen: what the form says of it and the files taken so far."""

    state: PaperState
    files: tuple[PaperFile, ...]

    @property
    def done(self) -> bool:
        """Whether nothing more is to be done: taken, and back with its owner or in its envelope, or only looked up."""
        if not self.files:
            return not self.state.needed or self.state.handling is PaperHandling.NUMBER_ONLY
        return not duties(self.files)


def lines(desk: Desk, draft: Draft) -> tuple[PaperLine, ...]:
    """The papers of a draft in the form's order."""
    files = desk.store.papers.list(draft.dossier.id)
    return tuple(
        PaperLine(state, tuple(f for f in files if f.paper == state.paper.id)) for state in draft.state.papers
    )


def read_file(path: Path) -> bytes:
    """The bytes of a picked file. ``KnownError`` when it is gone, too large, or no JPEG, PNG or PDF by what it begins
    with; the name it came under is not believed."""
    from kiosk.scans import opening

    try:
        size = path.stat().st_size
        if size > opening.LARGEST:
            raise KnownError(opening.TOO_LARGE, size=size // 1_000_000)
        data = path.read_bytes()
    except OSError as error:
        raise KnownError(_UNREADABLE_FILE) from error
    opening.kind_of(data)
    return data


def slot_of(definition: Definition, slot: str) -> Paper:
    """The paper a slot stands for. Raises ``KnownError`` for a slot this procedure does not have."""
    paper = next((p for p in definition.papers if p.id == slot), None)
    if paper is None:
        raise KnownError(_NO_SLOT, slot=slot[:40])
    return paper


def attach(
    desk: Desk,
    dossier_id: str,
    slot: str,
    data: bytes,
    how: DigitisedHow,
    *,
    knowingly: Collection[str] = (),
) -> tuple[PaperFile, ...]:
    """Takes one file in for a paper slot: all its pages, checked, inside the encrypted store when this returns; or none.

    ``PageRefused`` names the page that cannot be read; ``knowingly`` are faults the officer accepts.
    """
    draft = open_draft(desk, dossier_id)
    slot_of(draft.definition, slot)
    here = inks_of(desk, files_of(desk, dossier_id, slot))
    return keep(desk, dossier_id, slot, digitise(data, how, before=here, knowingly=knowingly))


def keep(desk: Desk, dossier_id: str, slot: str, pages: Sequence[Digitised]) -> tuple[PaperFile, ...]:
    """Stores checked pages for a paper slot of a draft, in their order."""
    dossier = draft_of(desk, dossier_id)
    paper = slot_of(desk.catalogue.get(dossier.procedure, dossier.version), slot)
    return tuple(
        desk.store.papers.add(
            dossier_id,
            slot,
            page.data,
            handling=paper.handling,
            name=paper.name.vi,
            media=page.media,
            pages=page.pages,
            how=page.how,
            despite=page.despite,
            by=desk.officer.code,
        )
        for page in pages
    )


def keep_instead(desk: Desk, paper_id: str, page: Digitised) -> PaperFile:
    """A page turned or cut out anew takes the place of the one it was made from; only while it has not left."""
    return desk.store.papers.replace(
        paper_id,
        page.data,
        media=page.media,
        pages=page.pages,
        how=page.how,
        despite=page.despite,
        by=desk.officer.code,
    )


def files_of(desk: Desk, dossier_id: str, slot: str) -> tuple[PaperFile, ...]:
    """The files of one paper slot, in the order of its pages."""
    files = (file for file in desk.store.papers.list(dossier_id) if file.paper == slot)
    return tuple(sorted(files, key=lambda file: file.page))


def remove(desk: Desk, paper_id: str) -> None:
    """Takes a file away again; only while the dossier is a draft."""
    desk.store.papers.remove(paper_id, by=desk.officer.code)


def handed_back(desk: Desk, papers: Sequence[PaperFile]) -> None:
    """The originals are back in their owner's hands."""
    for paper in papers:
        if not paper.returned:
            desk.store.papers.mark_returned(paper.id, by=desk.officer.code)


def keep_in_envelope(desk: Desk, dossier_id: str, slots: Sequence[str]) -> str:
    """Puts originals that the law makes one hand in into the dossier's numbered envelope; returns its number."""
    year, now, officer = desk.today().year, desk.now(), desk.officer.code
    number = _free_number(desk, year)
    link = next_link(number, (), CustodyStep.CLOSED, Holder(HolderKind.OFFICER, officer), officer, now)
    return desk.store.papers.close_envelope(
        dossier_id, number, tuple(slots), by=officer, signature=desk.signing.sign(link.payload()), at=now
    ).number


def _free_number(desk: Desk, year: int) -> str:
    """The next number; those that came here with drafts of a lost machine of this counter are left out."""
    while True:
        number = f"{desk.office.counter}-{year}-{desk.store.counters.next_envelope(year):04d}"
        try:
            desk.store.papers.envelope(number)
        except NotFound:
            return number

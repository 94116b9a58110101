"""Taking papers in: what is needed, what is here, what goes back to its owner and what is kept in an envelope."""

from collections.abc import Sequence
from dataclasses import dataclass

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
from kiosk.services.intake import Draft, open_draft

LARGEST = 20_000_000
_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}

_NOT_A_PICTURE = Message(
    "error.paper.not_a_picture",
    "Tệp này không phải ảnh JPEG, PNG hay tệp PDF nên máy không nhận. Xin chọn tệp khác hoặc chụp lại.",
    "An imported file of another kind",
)
TOO_LARGE = Message(
    "error.paper.too_large",
    "Tệp này lớn quá ({size} MB). Xin chụp lại hoặc quét ở mức thường.",
    "An imported file over the limit",
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


def kind_of(data: bytes) -> str:
    """The media type by what the file begins with; the name it came under is not believed."""
    for start, media in _KINDS.items():
        if data.startswith(start):
            return media
    raise KnownError(_NOT_A_PICTURE)


def slot_of(definition: Definition, slot: str) -> Paper:
    """The paper a slot stands for. Raises ``KnownError`` for a slot this procedure does not have."""
    paper = next((p for p in definition.papers if p.id == slot), None)
    if paper is None:
        raise KnownError(_NO_SLOT, slot=slot[:40])
    return paper


def attach(desk: Desk, dossier_id: str, slot: str, data: bytes, how: DigitisedHow) -> PaperFile:
    """Takes one file in for a paper slot; it is inside the encrypted store when this returns."""
    draft = open_draft(desk, dossier_id)
    paper = slot_of(draft.definition, slot)
    if len(data) > LARGEST:
        raise KnownError(TOO_LARGE, size=len(data) // 1_000_000)
    return desk.store.papers.add(
        dossier_id,
        slot,
        data,
        handling=paper.handling,
        name=paper.name.vi,
        media=kind_of(data),
        pages=1,
        how=how,
        by=desk.officer.code,
    )


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
    number = f"{desk.office.counter}-{year}-{desk.store.counters.next_envelope(year):04d}"
    link = next_link(number, (), CustodyStep.CLOSED, Holder(HolderKind.OFFICER, officer), officer, now)
    return desk.store.papers.close_envelope(
        dossier_id, number, tuple(slots), by=officer, signature=desk.signing.sign(link.payload()), at=now
    ).number

"""A dossier in the order of the portal's form, for an officer who types it over until an interface is granted.

``forms.transferring`` lays out; here is only what this kiosk knows of the dossier. Looking at it is in the audit chain. The
number that comes back is told to the province as a parcel of its own.
"""

import re

from forms.errors import KnownError
from forms.export_facts import DossierFacts, PaperFact, file_name_of
from forms.export_shelf import Exports
from forms.rules.official_number import parse_official_number
from forms.states import ParcelKind
from forms.text import Message
from forms.transferring import TransferBlock, transfer_view
from kiosk.domain.audit import Event
from kiosk.domain.dossier import Dossier, NumberKind
from kiosk.domain.roles import Act, demand
from kiosk.services.after_filing import Following, filed_dossier, follow
from kiosk.services.confirmation import SIGNATURE_SLOT
from kiosk.services.desk import VIETNAM, Desk
from kiosk.services.standing import state_of
from sync.parcel import write_time

_NUMBER = re.compile(r"(?<![A-Z0-9.-])[A-Z0-9]+(?:\.[A-Z0-9]+)*-\d{6,8}-\d{4,}")
_NO_NUMBER = Message(
    "error.transfer.no_number",
    "Đây không phải mã hồ sơ. Xin chép lại mã trên cổng, ví dụ H56.14-260722-0001.",
    "A pasted or scanned text holds no official number",
)
_OTHERS = Message(
    "error.transfer.others",
    "Mã {number} đã ghi cho một hồ sơ khác trên máy này. Xin chép lại mã của đúng hồ sơ.",
    "A pasted number belongs to another dossier of this machine: an old clipboard, most likely",
)
_HAS_NUMBER = Message(
    "error.transfer.has_number",
    "Hồ sơ này tỉnh đã cấp mã {number}. Xin xem lại có chép nhầm hồ sơ không.",
    "Another official number stands in the dossier already",
)


def transfer(desk: Desk, dossier_id: str) -> tuple[TransferBlock, ...]:
    """The blocks of a dossier to type over, in the portal's order where a table knows it."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    dossier = desk.store.dossiers.get(dossier_id)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    state = state_of(desk, dossier)
    parts = desk.store.dossiers.parts(dossier_id)
    components = {paper.id: paper.component for paper in definition.papers}
    facts = DossierFacts(
        desk.office.unit,
        desk.office.name,
        int(dossier.channel),
        dossier.assisted,
        dossier=dossier.id,
        slip_number=dossier.slip_number,
        province=desk.office.province,
        submitted_at=dossier.sealed_at,
        official_number=dossier.official_number,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        status=int(parts[0].status) if parts else None,
        authority_unit=dossier.authority_unit,
        authority_name=dossier.authority_name,
        officer=desk.store.office.officer(dossier.filed_by).name,
    )
    papers = tuple(
        PaperFact(
            file.paper,
            file.name,
            file_name_of(file.paper, file.page + 1, file.media),
            file.media,
            file.size,
            file.sha256,
            str(file.handling),
            components.get(file.paper),
        )
        for file in desk.store.papers.list(dossier_id)
        if file.paper != SIGNATURE_SLOT
    )
    day = (dossier.sealed_at or desk.now()).astimezone(VIETNAM).date()
    found = transfer_view(
        definition,
        state.payload(),
        unsure=frozenset(state.unsure()),
        dossier=facts,
        papers=papers,
        table=Exports.shipped().transfer(dossier.procedure, day),
    )
    desk.store.audit.append(Event.EXPORTED, dossier_id, desk.officer.code, "transfer")
    return found


def read_number(text: str) -> str:
    """A mã hồ sơ as it is kept, from what was pasted or scanned; one in a web address is found too.

    Raises ``KnownError`` when it cannot be one, or is one this product made itself.
    """
    plain = text.upper()
    # Spaces within a number are taken out only where it is none with them: what stands beside it is no part of it.
    found = _NUMBER.search(plain) or _NUMBER.search("".join(plain.split()))
    number = None if found is None else parse_official_number(found.group(0))
    if number is None:
        raise KnownError(_NO_NUMBER)
    return number.text


def take_number(desk: Desk, dossier_id: str, text: str) -> Dossier:
    """Takes the mã hồ sơ back that the portal gave for a dossier typed into it, and tells the province: what stands in
    the authority's system already is not handed on to it a second time.

    The same again changes nothing; another one corrects what was typed here before. Raises ``KnownError`` for a text that
    is no number, a draft, a number another dossier bears, and a dossier to which the province has given another.
    """
    demand(desk.officer.role, Act.FILE)
    dossier = filed_dossier(desk, dossier_id)
    number = read_number(text)
    before, known = _told_before(desk, dossier_id), dossier.official_number
    if known == number and (before == number or dossier.number_kind is NumberKind.DELEGATED):
        return dossier
    if _is_the_provinces(dossier, before):
        raise KnownError(_HAS_NUMBER, number=known)
    if desk.store.dossiers.bearing(number) not in (None, dossier_id):
        raise KnownError(_OTHERS, number=number)
    at = desk.now()
    told = {"number": number, "at": write_time(at), **({"instead_of": before} if before else {})}
    what = Following(ParcelKind.NUMBER_TAKEN, note=number, told={"number_taken": told}, number=number)
    follow(desk, dossier, what, at)
    return desk.store.dossiers.get(dossier_id)


def can_take_number(desk: Desk, dossier: Dossier) -> bool:
    """Whether a number from the portal may still be typed: there is none, one for trying out, or one typed here."""
    return not _is_the_provinces(dossier, _told_before(desk, dossier.id))


def _told_before(desk: Desk, dossier_id: str) -> str | None:
    """The number this counter told last."""
    said = [one for one in desk.store.parcels.by_dossier(dossier_id) if one.kind is ParcelKind.NUMBER_TAKEN]
    return said[-1].note if said else None


def _is_the_provinces(dossier: Dossier, told: str | None) -> bool:
    return dossier.number_kind is NumberKind.DELEGATED and dossier.official_number != told


def transfer_as_json(blocks: tuple[TransferBlock, ...]) -> list[dict[str, object]]:
    """For ``--json``."""
    return [
        {
            "title": block.title,
            "lines": [
                {
                    "label": line.label,
                    "key": line.key or None,
                    "value": line.value_text,
                    "copy": line.copy_text,
                    "missing": None if line.missing is None else line.missing.reason.vi,
                }
                for line in block.lines
            ],
        }
        for block in blocks
    ]


def transfer_lines(blocks: tuple[TransferBlock, ...]) -> list[str]:
    """For a person."""
    lines = []
    for block in blocks:
        lines.append(block.title)
        for line in block.lines:
            said = line.value_text if line.value_text is not None else "–"
            why = f"  ({line.missing.reason.vi})" if line.missing is not None else ""
            lines.append(f"  {line.label}: {said}{why}")
    return lines

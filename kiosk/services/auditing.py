"""Whether the book of what was done at this counter is whole: a leader's or an administrator's question."""

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.audit import AuditHead, AuditVerdict
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import Desk

_BAD_NOTE = Message(
    "error.audit.bad_note",
    "Dòng đã ghi lại phải có dạng SỐ:MÃ, như lệnh này in ra.",
    "kiosk audit --noted; SỐ:MÃ is a number, a colon and 64 letters",
)


def verify(desk: Desk, noted: str | None = None) -> AuditVerdict:
    """Walks the whole chain. ``noted`` is a last line that was written down before and must still be in it."""
    demand(desk.officer.role, Act.VERIFY_AUDIT)
    return desk.store.audit.verify(None if noted is None else _read(noted))


def note_of(head: AuditHead) -> str:
    """The last line as it is written down: who keeps it elsewhere can tell later whether the book was cut."""
    return f"{head.seq}:{head.hash.hex()}"


def _read(noted: str) -> AuditHead:
    number, _, code = noted.strip().partition(":")
    try:
        return AuditHead(int(number), bytes.fromhex(code))
    except ValueError as error:
        raise KnownError(_BAD_NOTE) from error

"""Putting damaged files out of the way, on an administrator's order. Nothing is ever deleted or written over."""

from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import Desk
from kiosk.services.filing import requeue
from sync.files import only_one
from sync.ledger import LedgerDamaged
from sync.outbox import AGENT_LOCK, Outbox, open_set_aside

_SOUND = Message(
    "error.mend.outbox_sound",
    "Sổ gửi hồ sơ không bị hỏng nên máy để nguyên, không lập sổ mới.",
    "kiosk mend: the outbox can be read",
)


def renew_outbox(desk: Desk) -> Path:
    """Sets a damaged outbox book aside, begins a new one and queues again what is not delivered yet.

    Returns where the damaged book went. Raises ``KnownError`` when the book is sound, ``FolderBusy`` while the agent
    runs.
    """
    demand(desk.officer.role, Act.MANAGE_MACHINE)
    with only_one(desk.folder.outbox / AGENT_LOCK):
        if _is_sound(desk):
            raise KnownError(_SOUND)
        desk.drop_outbox()
        aside = open_set_aside(desk.folder.outbox, desk.clock)
        requeue(desk)
    return aside


def _is_sound(desk: Desk) -> bool:
    try:
        outbox = Outbox(desk.folder.outbox, desk.clock)
    except LedgerDamaged:
        return False
    try:
        return outbox.ledger.is_sound()
    except LedgerDamaged:
        return False
    finally:
        outbox.close()

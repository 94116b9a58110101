"""The road to the province as an officer sees and steers it: the link, what may be spent on it, and the stick instead.

Sticks are read and written by the agent's own command, which holds no key of the office. May not carry anything itself.
"""

import json
import subprocess
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from forms.errors import KnownError
from forms.states import Carriage
from forms.text import Message
from kiosk.domain.roles import Act, Role, demand, may
from kiosk.folder import module_command
from kiosk.services.desk import VIETNAM, Desk
from kiosk.services.returning import refresh
from sync.courtesy import COURTESY_FACT, Courtesy, spent_on_record
from sync.outbox import DENIED_FACT

_TIMEOUT_SECONDS = 1800
"""A slow stick writes a few megabytes a second."""

_FAILED = Message(
    "error.desk.stick", "USB: {why}", "Carrying by stick failed; {why} is the agent's own sentence"
)
_TOO_LONG = Message(
    "error.desk.stick_slow",
    "USB quá chậm nên đã dừng lại. Những gì đã ghi vẫn dùng được; cắm lại hoặc dùng USB khác rồi làm tiếp.",
    "Writing to a stick took more than half an hour",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the road stands. Sizes in bytes; ``link`` and ``held_back`` are the agent's own words for a state."""

    link: str | None
    next_attempt: datetime | None
    waiting: int
    sent: int
    total: int
    held_back: str | None
    courtesy: Courtesy
    spent_today: int
    denied: str | None = None
    """The province's own word for why it does not let this machine in."""


@dataclass(frozen=True, slots=True)
class OnStick:
    """Parcels that lie on a stick whole and in part, those that need another one, and those that cannot be read here."""

    parcels: int
    partial: int
    left: int
    skipped: int


@dataclass(frozen=True, slots=True)
class OffStick:
    """What the province sent by stick."""

    statements: int
    notices: int
    results: int
    packs: int


def may_steer(role: Role) -> bool:
    """Whether an officer of this role may say what is spent on the link."""
    return may(role, Act.FILE) or may(role, Act.MANAGE_MACHINE)


def standing(desk: Desk) -> Standing:
    """How the road stands now."""
    outbox = desk.outbox
    link, planned = outbox.link()
    waiting = [one for one in outbox.list() if one.carriage not in (Carriage.DELIVERED, Carriage.REFUSED)]
    day, spent = spent_on_record(outbox)
    return Standing(
        link=link,
        next_attempt=planned,
        waiting=len({one.dossier for one in waiting}),
        sent=sum(one.sent for one in waiting),
        total=sum(one.total for one in waiting),
        held_back=outbox.restraint(),
        courtesy=Courtesy.read(outbox.recall(COURTESY_FACT)),
        spent_today=spent if day == outbox.clock.now().astimezone(VIETNAM).date() else 0,
        denied=outbox.recall(DENIED_FACT),
    )


def send_records_only(desk: Desk, *, on: bool) -> None:
    """For now nothing but records travels, or papers again as well."""
    _wish(desk, replace(standing(desk).courtesy, records_only=on))


def set_daily_budget(desk: Desk, count: int | None) -> None:
    """So many bytes a day for papers and result files; None for any number."""
    _wish(desk, replace(standing(desk).courtesy, daily_bytes=count))


def write_stick(desk: Desk, stick: Path) -> OnStick:
    """Copies what waits to a stick, as far as there is room. Raises ``KnownError``."""
    demand(desk.officer.role, Act.FILE)
    told = carry(desk, "export", stick)
    refresh(desk)  # what could not be read here is to be sealed anew, and its dossier says so
    return OnStick(*(told[name] for name in ("parcels", "partial", "left", "skipped")))


def read_stick(desk: Desk, stick: Path) -> OffStick:
    """Takes in what the province wrote to a stick, and opens it. Raises ``KnownError``."""
    demand(desk.officer.role, Act.FILE)
    told = carry(desk, "import", stick)
    refresh(desk)
    return OffStick(*(int(told[name]) for name in ("statements", "notices", "results", "packs")))


def _wish(desk: Desk, wish: Courtesy) -> None:
    if not may(desk.officer.role, Act.MANAGE_MACHINE):
        demand(desk.officer.role, Act.FILE)
    desk.outbox.remember(COURTESY_FACT, wish.write())


def carry(desk: Desk, command: str, stick: Path) -> dict[str, int]:
    """Has the agent ``export`` to a stick or ``import`` from it; what it counted. Asks for no duty: its callers do."""
    desk.demand_road()
    line = module_command("sync", command, str(stick), "--data-dir", str(desk.folder.root), "--json")
    try:
        done = subprocess.run(line, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise KnownError(_TOO_LONG) from error
    try:
        told = json.loads(done.stdout)
    except ValueError as error:
        raise KnownError(_FAILED, why="?") from error
    if done.returncode != 0:
        raise KnownError(_FAILED, why=str(told.get("message", "?")))
    return {name: int(value) for name, value in told.items()}

"""Making this machine known to the province. The network part is the agent's own command; here are only the keys."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from forms.errors import KnownError
from forms.rules.places import Places
from forms.text import Message
from kiosk.domain.roles import Act, demand
from kiosk.folder import module_command
from kiosk.services.desk import Desk
from kiosk.services.recovering import keep_recovery_slot
from kiosk.services.returning import refresh
from kiosk.services.road import carry
from kiosk.services.secrets import (
    DEVICE_ID,
    DEVICE_SIGNING,
    GATEWAY_CARD,
    device_key,
    is_enrolled,
    office_notice_key,
)
from kiosk.store import public_keys
from kiosk.store.public_keys import DeviceKey, OfficerKey, PublicKeys, PublicKeysMissing
from sync.identity import pending
from sync.outbox import CARD_FACT
from sync.parcel import (
    CardRefused,
    EnrolmentCode,
    GatewayCard,
    ParcelDamaged,
    SigningKey,
    read_code_text,
    read_out,
)
from sync.stick import Stick, plainly
from sync.ticket import half_used, tickets

_FAILED = Message(
    "error.enrol.failed", "Chưa ghi danh được: {why}", "Enrolment failed; {why} is the agent's own sentence"
)
_NOT_REPORTED = Message(
    "error.enrol.not_reported",
    "Chưa báo được tỉnh danh sách cán bộ: {why}",
    "The officers' public keys could not be told; {why} is the agent's own sentence",
)
_NO_ADDRESS = Message(
    "error.enrol.no_address",
    "Chưa biết địa chỉ máy chủ của tỉnh. Ghi địa chỉ (--gateway) hoặc dùng mã QR của tỉnh.",
    "Enrolment with a typed code and no address",
)
_TIMEOUT_SECONDS = 120
_REVOKED = b'"error.enrol.keys_revoked"'


class Known(StrEnum):
    """How far machine and province know of each other."""

    NOT_YET = "not-yet"
    HERE = "here"  # enrolled by stick: files already, its answer is still on the way
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A province's invitation on a stick. ``office`` is the only unit it is for, if any; ``gateway`` a host, ``key`` the
    fingerprint of the province's key as it is read out over the telephone."""

    device: str
    office: str | None
    office_name: str
    gateway: str
    key: str
    expires: datetime
    other_office: bool
    expired: bool

    @property
    def usable(self) -> bool:
        """Whether this machine can enrol with it now."""
        return not (self.other_office or self.expired)


def enrol(desk: Desk, code: str, gateway: str | None = None) -> str:
    """Enrols with a one-time code and returns the device id. Repeating after a cut gives the same device.

    ``code`` may be the text of the code's QR, which names the gateway too. The card it shows is believed only if its
    key has the fingerprint inside the code. Raises ``KnownError`` in practice: what is invented never meets a province.
    """
    desk.demand_road()
    code, told = read_code_text(code)
    where = gateway or told
    if where is None:
        raise KnownError(_NO_ADDRESS)
    return _believe(desk, code, lambda: _ask(desk, "enrol", code, "--gateway", where))


def enrol_from_stick(desk: Desk, stick: Path, checked: Invitation | None = None) -> str:
    """Enrols without a link by the ticket a province has put on a stick, and returns the device id.

    ``checked`` is the invitation somebody has looked at: no other is used, whatever lies on the stick by now. The machine
    may file at once; the province hears of it when the stick comes back, or at the first contact.
    """
    chosen = () if checked is None else ("--ticket", checked.device, checked.key)
    return _believe(desk, None, lambda: _ask(desk, "enrol-stick", str(stick), *chosen))


def report_officers(desk: Desk) -> None:
    """Tells the province the public keys of everybody who works here or did: so that it knows who signs."""
    demand(desk.officer.role, Act.MANAGE_OFFICERS)
    desk.demand_road()
    _ask(desk, "roster", failed=_NOT_REPORTED)


def enrolment_of(desk: Desk) -> Known:
    """How far this machine and the province know of each other."""
    if not is_enrolled(desk):
        return Known.NOT_YET
    return Known.HERE if pending(desk.folder.outbox) is not None else Known.BOTH


def invitations(desk: Desk, stick: Path) -> tuple[Invitation, ...]:
    """The province's invitations on a stick, those this machine can use first. Raises ``KnownError`` for an unusable stick.

    One this machine had begun to use when it was cut off is among them, though it stands for an answer there.
    """
    demand(desk.officer.role, Act.MANAGE_MACHINE)
    desk.demand_road()
    with plainly():
        begun = half_used(desk.folder.outbox, Stick(stick))
        if begun is not None and begun.device.encode() == desk.store.secrets.get(DEVICE_ID):
            begun = None  # used to the end
        found = (*((begun,) if begun is not None else ()), *tickets(Stick(stick)))
    now = desk.clock.now()
    told = []
    for one in found:
        try:
            card = GatewayCard.decode_trusted(one.card, EnrolmentCode.parse(one.code))
        except (CardRefused, ParcelDamaged):
            continue  # card and code do not belong together: whoever wrote that is nobody to be believed
        told.append(
            Invitation(
                one.device,
                one.office,
                _office_name(desk, one.office),
                urlsplit(one.url).netloc,
                read_out(card.sign),
                one.expires,
                other_office=one.office not in (None, desk.office.unit),
                expired=one.expires <= now and one is not begun,
            )
        )
    return tuple(sorted(told, key=lambda one: not one.usable))


def write_answer(desk: Desk, stick: Path) -> None:
    """Writes the answer the province has not heard of onto a stick once more, beside the parcels that wait."""
    demand(desk.officer.role, Act.MANAGE_MACHINE)
    carry(desk, "export", stick)


def take_confirmation(desk: Desk, stick: Path) -> Known:
    """Takes in what the province wrote back; how far the two know of each other then."""
    demand(desk.officer.role, Act.MANAGE_MACHINE)
    carry(desk, "import", stick)
    refresh(desk)
    return enrolment_of(desk)


def _office_name(desk: Desk, unit: str | None) -> str:
    if unit == desk.office.unit:
        return desk.office.name
    known = Places.load().unit(unit) if unit is not None else None
    return known.full_name if known is not None else unit or ""


def _believe(desk: Desk, code: str | None, ask: Callable[[], dict[str, Any]]) -> str:
    desk.demand_road()
    try:
        answer = ask()
    except _KeysRevoked:
        # Whoever has had this machine has its keys: it comes back under new ones, as another machine.
        desk.store.secrets.put(DEVICE_SIGNING, SigningKey.generate().seed)
        answer = ask()
    card = bytes.fromhex(answer["card"])
    GatewayCard.decode_trusted(card, EnrolmentCode.parse(code or str(answer["code"])))
    desk.store.secrets.put(DEVICE_ID, str(answer["device"]).encode())
    # One that was followed before may follow this one too: of keys a restored province no longer has.
    desk.outbox.remember(CARD_FACT, None)
    desk.store.secrets.put(GATEWAY_CARD, card)
    publish_keys(desk, str(answer["device"]), device_key(desk).public)
    keep_recovery_slot(desk, GatewayCard.decode(card))
    return str(answer["device"])


class _KeysRevoked(KnownError):
    """The province has revoked the keys this machine has had."""


def _ask(desk: Desk, *words: str, failed: Message = _FAILED) -> dict[str, Any]:
    """What the province answered to this machine's public keys, through the agent's own command."""
    request = {
        "office": {"unit": desk.office.unit, "name": desk.office.name, "counter": desk.office.counter},
        "device_key": device_key(desk).public.hex(),
        "notice_key": office_notice_key(desk).public.data.hex(),
        "officers": [
            {"code": one.code, "role": str(one.role), "key": one.public_key.hex()}
            for one in desk.store.office.officers()
        ],
    }
    command = module_command("sync", *words, "--data-dir", str(desk.folder.root), "--json")
    try:
        done = subprocess.run(
            command,
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise KnownError(failed, why="hết thời gian chờ") from error
    if done.returncode != 0:
        fault = _KeysRevoked if _REVOKED in done.stdout else KnownError
        raise fault(failed, why=_last_line(done.stderr))
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def publish_keys(desk: Desk, device: str, key: bytes) -> None:
    """Writes the public keys that check this office's slips; keys of earlier devices stay for older slips."""
    try:
        earlier = tuple(
            one for one in public_keys.load(desk.folder.keys).devices if one.device not in ("", device)
        )
    except PublicKeysMissing:
        earlier = ()
    public_keys.save(
        desk.folder.keys,
        PublicKeys(
            desk.office.unit,
            desk.office.name,
            (*earlier, DeviceKey(device, desk.office.counter, key)),
            tuple(OfficerKey(one.code, one.public_key) for one in desk.store.office.officers()),
        ),
    )


def _last_line(text: bytes) -> str:
    lines = text.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "?"

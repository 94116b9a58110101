"""What an administrator carries on a stick to a machine without a link, to make it known.

A ticket carries the gateway's card and the id the machine will have, so that a place without a link can file
from the first day; its answer, public keys alone, travels back with the parcels, and the gateway's welcome says that
it knows exactly these keys. May not touch the network.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sync import cbor, cose
from sync.blob import is_id
from sync.card import EnrolmentCode
from sync.errors import CodeMalformed, Damage, ParcelDamaged
from sync.files import write_durably
from sync.keys import SigningKey
from sync.stick import Stick, read
from sync.times import read_time, write_time

FOLDER, TICKET, ANSWER, WELCOME = "enrol", ".ticket", ".answer", ".welcome"
KEPT = "enrolment.ticket"
"""In the agent's folder: the ticket this machine uses, once it has begun to."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A one-time code with all a machine needs to begin without a link. ``office`` is the only unit it is for, if any."""

    code: str
    url: str
    device: str
    card: bytes
    expires: datetime
    office: str | None = None

    def write(self, stick: Stick) -> Path:
        """Put it on a stick."""
        path = stick.root / FOLDER / f"{self.device}{TICKET}"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, self.encode())
        return path

    def encode(self) -> bytes:
        """Its bytes."""
        fields = {
            "v": 1,
            "code": self.code,
            "url": self.url,
            "device": self.device,
            "card": self.card.hex(),
            "expires": write_time(self.expires),
            "office": self.office,
        }
        return json.dumps(fields, indent=1).encode()

    @classmethod
    def decode(cls, data: bytes) -> "Ticket":
        """Read one; ``ParcelDamaged`` when it is none."""
        try:
            fields: dict[str, Any] = json.loads(data)
            office = fields["office"]
            ticket = cls(
                str(EnrolmentCode.parse(fields["code"])),
                str(fields["url"]),
                str(fields["device"]),
                bytes.fromhex(fields["card"]),
                read_time(fields["expires"]),
                None if office is None else str(office),
            )
        except (ValueError, KeyError, TypeError, AttributeError, CodeMalformed) as error:
            raise ParcelDamaged(Damage.WRONG_SHAPE) from error
        if fields.get("v") != 1 or not is_id(ticket.device):
            raise ParcelDamaged(Damage.WRONG_SHAPE)
        return ticket


def tickets(stick: Stick) -> Iterator[Ticket]:
    """The unused tickets on a stick; what cannot be read is passed over."""
    for path in _files(stick, TICKET):
        try:
            yield Ticket.decode(read(path))
        except ParcelDamaged:
            continue


def half_used(folder: Path, stick: Stick) -> Ticket | None:
    """The ticket this machine has answered on this very stick: the same again, after a cut between stick and memory."""
    try:
        kept = Ticket.decode((folder / KEPT).read_bytes())
    except (OSError, ParcelDamaged):
        return None
    return kept if kept.device in {path.stem for path, _ in answers(stick)} else None


def put_answer(stick: Stick, device: str, body: bytes) -> None:
    """The machine's public keys in place of the ticket it has used."""
    (stick.root / FOLDER).mkdir(parents=True, exist_ok=True)
    write_durably(stick.root / FOLDER / f"{device}{ANSWER}", body)
    (stick.root / FOLDER / f"{device}{TICKET}").unlink(missing_ok=True)


def answers(stick: Stick) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The answers on a stick: the bodies of `/v1/enrol` of machines that have enrolled from it."""
    for path in _files(stick, ANSWER):
        try:
            yield path, cbor.loads_map(read(path))
        except ParcelDamaged:
            continue


def put_welcome(
    stick: Stick, device: str, transport: bytes, gateway: str, at: datetime, ingest_key: SigningKey
) -> None:
    """The gateway's word that it knows ``device`` under this public transport key since ``at``."""
    fields = {
        "v": 1,
        "type": "enrolled",
        "device": device,
        "transport": hashlib.sha256(transport).digest(),
        "at": write_time(at),
    }
    data = cose.sign1(cbor.dumps(fields), ingest_key, gateway)
    write_durably(stick.root / FOLDER / f"{device}{WELCOME}", data)


def welcomed(stick: Stick, device: str, transport: bytes, ingest_public: bytes) -> datetime | None:
    """Since when the gateway knows this machine under its own key; None where no word lies there that says so."""
    path = stick.root / FOLDER / f"{device}{WELCOME}"
    if not path.is_file():
        return None
    try:
        fields = cbor.loads_map(cose.verify1(read(path), ingest_public).payload)
        cbor.take_version(fields)
        at = read_time(cbor.take(fields, "at", str))
    except ParcelDamaged:
        return None
    mine = ("enrolled", device, hashlib.sha256(transport).digest())
    return at if (fields.get("type"), fields.get("device"), fields.get("transport")) == mine else None


def _files(stick: Stick, ending: str) -> list[Path]:
    folder = stick.root / FOLDER
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix == ending and is_id(path.stem))

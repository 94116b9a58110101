"""An open, enrolled office without a network: the gateway's keys are made here, so statements and notices can be too."""

import contextlib
import struct
import zlib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from forms.answers import Value
from forms.sample import sample, sample_papers
from kiosk.domain.papers import DigitisedHow
from kiosk.folder import Folder
from kiosk.services.assisted import file_at_once
from kiosk.services.desk import Desk
from kiosk.services.digitising import Digitised
from kiosk.services.enrolment import publish_keys
from kiosk.services.filing import Filed
from kiosk.services.office import SAMPLE, OfficePlan, set_up
from kiosk.services.secrets import DEVICE_ID, GATEWAY_CARD, device_key, office_notice_key
from kiosk.services.unlocking import unlock
from kiosk.store import keyslots
from sync.parcel import (
    GatewayCard,
    KemPrivate,
    NoticePlain,
    SigningKey,
    Statement,
    StatementType,
    manifest_hash,
    seal_notice,
)
from tests.store_factories import SetClock

PASSPHRASE = "mot-mat-khau-bia-dat"
DEVICE = "d" * 32
DAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

ANSWERS: dict[str, Value] = {
    "purpose": "other",
    "purpose_kind": "loan",
    "relation": "self",
    "requester_number": "011190000999",
    "requester_name": "NGUYỄN THỊ MẪU",
    "requester_birth": "1990-05-03",
    "requester_id_kind": "can_cuoc",
    "requester_residence_kind": "permanent",
    "requester_residence": {"province": "11", "commune": "03301", "detail": "Bản Mẫu"},
    "requester_phone": "0912345678",
    "person_sex": "female",
    "person_ethnic": {"name": "Thái", "code": "03", "list": "QD121"},
    "person_nationality": "vietnamese",
    "marital_status": "never",
    "period_needed": False,
    "previous_certificate": "never",
    "copies": 1,
    "fee_exemption": "none",
    "authority_here": True,
    "result_return": "counter",
}

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


def legible(width: int = 1033, height: int = 1462) -> bytes:
    """An empty sheet as a scanner would give it at 125 dots an inch: the least that passes every check, and no more
    work for the checks than that."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + b"\xff" * (-(-width // 8))) * height
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


SHEET = legible()


def taken(data: bytes = PNG) -> Digitised:
    """A page that was judged before, for tests that are not about judging: its bytes are kept as they are."""
    return Digitised(data, "image/png", 1, DigitisedHow.FILE)


@dataclass
class Province:
    """The gateway's keys and what it says."""

    sign: SigningKey
    kem: KemPrivate
    ingest: SigningKey

    @classmethod
    def new(cls) -> "Province":
        return cls(SigningKey.generate(), KemPrivate.generate(), SigningKey.generate())

    def card(self, number_kind: str = "trial", connected: tuple[str, ...] = ()) -> bytes:
        return GatewayCard(
            "gw",
            self.sign.public,
            self.ingest.public,
            self.kem.public,
            "http://127.0.0.1:1",
            number_kind,
            DAY,
            connected=connected,
        ).encode(self.sign)

    def states(self, kind: StatementType, parcel: str, manifest: bytes, **more: object) -> bytes:
        return Statement(kind, parcel, manifest_hash(manifest), DAY, "gw", **more).encode(self.sign)  # type: ignore[arg-type]

    def notice(self, desk: Desk, plain: NoticePlain, seq: int) -> bytes:
        key = office_notice_key(desk).public
        return seal_notice(plain, desk.office.unit, seq, DAY, key).encode(self.sign, "gw")


@contextlib.contextmanager
def little_stretching() -> Iterator[None]:
    """Passphrases are stretched little in here: that a slot made today is stretched as it must be, and that a weaker one is
    refused, is tried where slots are; paying for it in a thousand other tests would buy nothing.
    """
    today = keyslots.MEMORY_KIB, keyslots.TIME, keyslots.LANES
    keyslots.MEMORY_KIB, keyslots.TIME, keyslots.LANES = 64, 1, 1
    try:
        yield
    finally:
        keyslots.MEMORY_KIB, keyslots.TIME, keyslots.LANES = today


def set_up_office(root: Path, clock: SetClock, plan: OfficePlan = SAMPLE) -> Folder:
    """An office under ``root``, to be opened within ``little_stretching``."""
    folder = Folder(root / "office")
    with little_stretching():
        set_up(folder, plan, PASSPHRASE, clock)
    return folder


def open_desk(folder: Folder, clock: SetClock, officer: str = "can-bo-1") -> Desk:
    return unlock(folder, officer, PASSPHRASE, clock)


def make_known(desk: Desk, province: Province) -> None:
    """What an enrolment leaves behind in the kiosk's own database."""
    desk.store.secrets.put(DEVICE_ID, DEVICE.encode())
    desk.store.secrets.put(GATEWAY_CARD, province.card())
    publish_keys(desk, DEVICE, device_key(desk).public)


_MADE_UP: dict[tuple[object, ...], dict[str, Value]] = {}


def invented(
    desk: Desk, code: str, *, papers: bool = True, **wanted: object
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Invented answers to a procedure of today, flat, with the paper slots they need; ``wanted`` are answers to look for."""
    definition = desk.catalogue.newest(code, desk.today())
    context = desk.context_of_new()
    for seed in range(80):
        key = definition.code, definition.version, seed, papers, context
        if key not in _MADE_UP:
            _MADE_UP[key] = sample(definition, seed, papers=papers, context=context)
        answers = deepcopy(_MADE_UP[key])
        if all(answers.get(key) == value for key, value in wanted.items()):
            return answers, sample_papers(definition, answers, context)
    raise LookupError(wanted)


def without_rows(answers: Mapping[str, Value]) -> dict[str, Value]:
    """The same answers without those of repeated groups."""
    inside = {key for key in answers if "/" in key}
    groups = {key.partition("/")[0] for key in inside}
    return {key: value for key, value in answers.items() if key not in inside | groups}


def file_invented(desk: Desk, code: str, **wanted: object) -> Filed:
    """A dossier of that procedure, filed with every paper it needs."""
    answers, slots = invented(desk, code, papers=True, **wanted)
    return file_at_once(desk, code, answers, [(slot, taken()) for slot in slots], "vi-VN")

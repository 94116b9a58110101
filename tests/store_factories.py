"""Stores with valid, plainly invented contents, for tests and benches.

``fill`` writes many dossiers by bulk insert, past the repositories but into the same tables, index and audit
chain.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, text

from forms.clock import Clock
from forms.definition import PaperHandling
from forms.rules.names import fold
from forms.states import Carriage, CaseStatus, Channel, ParcelKind
from kiosk.domain.audit import Event
from kiosk.domain.dossier import (
    Dossier,
    DossierState,
    IdentityEntry,
    NumberForm,
    NumberKind,
    NumberStatus,
    Origin,
    PartAtFiling,
    Person,
    SealedFacts,
)
from kiosk.domain.office import Office, Place
from kiosk.domain.papers import DigitisedHow, PaperFile
from kiosk.store import audit, search
from kiosk.store.database import Store
from kiosk.store.models import (
    AnswerRow,
    DossierRow,
    IdentityRow,
    ParcelRow,
    PartRow,
    PersonRow,
    table,
)

KEY = bytes(range(32))
OFFICER = "can-bo-1"
START = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)

OFFICE = Office(
    unit="03127",
    name="Bộ phận Một cửa xã Mẫu",
    province="11",
    counter="Q1",
    authority_name="UBND xã Mẫu",
)


@dataclass
class SetClock:
    """A clock that stands still until it is moved."""

    at: datetime = START
    ticks: float = 1000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.ticks

    def pass_time(self, seconds: float) -> None:
        """Both hands move on."""
        self.at += timedelta(seconds=seconds)
        self.ticks += seconds

    def set_back(self, seconds: float) -> None:
        """Somebody changed the date; the machine's own ticking goes on."""
        self.at -= timedelta(seconds=seconds)


def new_store(folder: Path, clock: Clock | None = None) -> Store:
    """A new store with an office in ``folder/kiosk.db`` under ``KEY``."""
    store = Store.create(folder / "kiosk.db", KEY, clock or SetClock())
    store.office.save(OFFICE)
    return store


def open_store(folder: Path, clock: Clock | None = None) -> Store:
    return Store.open(folder / "kiosk.db", KEY, clock or SetClock())


def draft(store: Store, **changes: object) -> Dossier:
    """A draft of the marital-status procedure."""
    values: dict[str, object] = {
        "procedure": "1.004873",
        "version": "2026-01-01",
        "channel": Channel.IN_PERSON,
        "assisted": True,
        "place": Place.COUNTER,
        "authority_unit": OFFICE.unit,
        "authority_name": OFFICE.authority_name,
        "language": "vi-VN",
        "by": OFFICER,
        "page": "purpose",
    }
    return store.dossiers.create(**(values | changes))  # type: ignore[arg-type]


def paper(
    store: Store,
    dossier: str,
    slot: str = "divorce",
    data: bytes = b"invented picture",
    handling: PaperHandling = PaperHandling.SHOWN,
) -> PaperFile:
    return store.papers.add(
        dossier,
        slot,
        data,
        handling=handling,
        media="image/jpeg",
        how=DigitisedHow.SCANNER,
        by=OFFICER,
        name="Bản án ly hôn",
    )


def person(name: str = "Nguyễn Thị Mẫu", number: str = "011190000999", phone: str = "0900000001") -> Person:
    entry = IdentityEntry(number, NumberForm.PERSONAL, NumberStatus.CURRENT, Origin.CARD)
    return Person("subject", name, phone, (entry,))


def facts(number: int = 1, parcel: str | None = None, **changes: object) -> SealedFacts:
    """What becomes true at sealing, with one part decided by the commune."""
    values: dict[str, object] = {
        "parcel": parcel or uuid4().hex,
        "manifest": b"signed manifest",
        "record": b"signed record",
        "slip_number": f"TAM-{OFFICE.unit}-{OFFICE.counter}-20261123-{number:03d}-K",
        "slip_code": "HSK1:AAAA",
        "officer": OFFICER,
        "authority_unit": OFFICE.unit,
        "authority_name": OFFICE.authority_name,
        "parts": (PartAtFiling("main", "commune", OFFICE.unit, OFFICE.authority_name),),
        "citizen_name": "Nguyễn Thị Mẫu",
        "people": (person(),),
    }
    return SealedFacts(**(values | changes))  # type: ignore[arg-type]


def sealed(store: Store, number: int = 1, **changes: Any) -> Dossier:
    """A sealed dossier with a sealed parcel."""
    return store.dossiers.seal(draft(store).id, facts(number, **changes))


_FAMILY = (
    ("Nguyễn", 38), ("Trần", 11), ("Lê", 10), ("Phạm", 7), ("Hoàng", 5), ("Vũ", 4), ("Đặng", 2), ("Bùi", 2),
    ("Lò", 5), ("Giàng", 4), ("Vàng", 4), ("Sùng", 3), ("Quàng", 2), ("Điểu", 1), ("Kđăm", 1), ("Hồ", 1),
)  # fmt: skip
_MIDDLE = ("Thị", "Văn", "A", "Thị", "Văn", "Đức", "Thanh", "Ngọc", "Minh", "")
_GIVEN = (
    "Mẫu", "Thử", "An", "Bình", "Chi", "Dung", "Đào", "Giang", "Hạnh", "Hùng", "Khánh", "Lan", "Linh", "Mai",
    "Nam", "Nga", "Oanh", "Phương", "Quý", "Sơn", "Thảo", "Thủy", "Tuấn", "Uyên", "Vân", "Xuân", "Yến", "Păo",
)  # fmt: skip


def invented_name(source: random.Random) -> str:
    """A name put together by chance, with common families as common as they are."""
    family = source.choices([f for f, _ in _FAMILY], [w for _, w in _FAMILY])[0]
    given = source.choice(_GIVEN)
    words = (family, source.choice(_MIDDLE), source.choice(("", "", source.choice(_GIVEN))), given)
    return " ".join(word for word in words if word)


def fill(store: Store, count: int, *, answers: int = 0, seed: int = 1, batch: int = 5000) -> None:
    """Add ``count`` sealed dossiers (one in a hundred a draft), each with ``answers`` answers."""
    source = random.Random(seed)
    doors = store._doors
    with doors.read() as connection:
        base = connection.execute(text('SELECT coalesce(max("row"), 0) FROM dossiers')).scalar_one()
    for first in range(0, count, batch):
        size = min(batch, count - first)
        rows: dict[str, list[dict[str, object]]] = {}
        ids: list[str] = []
        for offset in range(size):
            row = base + first + offset + 1
            ids.append(_one(rows, row, answers, source))
        with doors.write() as connection:
            for model in (DossierRow, PersonRow, IdentityRow, PartRow, ParcelRow, AnswerRow):
                if batch_rows := rows.get(model.__tablename__):
                    connection.execute(insert(table(model)), batch_rows)
            connection.execute(
                text("INSERT INTO dossier_search(rowid, names, numbers) VALUES (:row, :names, :numbers)"),
                rows["search"],
            )
            audit.append(connection, START, Event.DOSSIER_SEALED, "bulk", OFFICER, *ids)
    store.tidy()


def _one(rows: dict[str, list[dict[str, object]]], row: int, answers: int, source: random.Random) -> str:
    def add(kind: str, /, **values: object) -> None:
        rows.setdefault(kind, []).append(values)

    key = UUID(int=source.getrandbits(128), version=4).hex
    name = invented_name(source)
    number = f"0{source.randrange(10, 97)}{source.randrange(4)}{source.randrange(100):02d}{source.randrange(10**6):06d}"
    phone = f"09{source.randrange(10**8):08d}"
    day = date(2026, 1, 1) + timedelta(days=row % 300)
    at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC) + timedelta(seconds=row % 20000)
    is_draft = row % 100 == 0
    slip = None if is_draft else f"TAM-{OFFICE.unit}-{OFFICE.counter}-{day:%Y%m%d}-{row:03d}-K"
    official = f"H11.01.{OFFICE.unit}-{day:%y%m%d}-{row:04d}" if not is_draft and row % 3 else None
    add(
        "dossiers",
        row=row, id=key, procedure="1.004873", version="2026-01-01",
        state=DossierState.DRAFT if is_draft else DossierState.SEALED,
        channel=Channel.IN_PERSON, assisted=True, place=Place.COUNTER,
        authority_unit=OFFICE.unit, authority_name=OFFICE.authority_name, language="vi-VN",
        citizen_name=name, citizen_folded=fold(name), page="purpose" if is_draft else None,
        created_at=at, updated_at=at, sealed_at=None if is_draft else at, filed_by=OFFICER,
        slip_number=slip, slip_code=None if is_draft else "HSK1:AAAA", official_number=official,
        number_kind=NumberKind.TRIAL if official else None, number_seq=0, received_at=None, due_at=None,
        urgent=row % 50 == 0,
    )  # fmt: skip
    add("people", row=row, dossier=row, role="subject", name=name, folded=fold(name), phone=phone)
    add(
        "identity_numbers",
        row=row, person=row, number=number, form=NumberForm.PERSONAL, status=NumberStatus.CURRENT,
        origin=Origin.CARD, recorded_at=at,
    )  # fmt: skip
    numbers = [n for n in (slip, official, phone, number) if n]
    add("search", row=row, names=search.name_words([name]), numbers=search.number_words(numbers))
    for place in range(answers):
        add(
            "answers",
            dossier=row, field=f"field.{place:02d}", value=f"Trả lời {place}", origin=Origin.TYPED, unsure=False,
            saved_at=at, saved_by=OFFICER,
        )  # fmt: skip
    if not is_draft:
        status = source.choice(
            (CaseStatus.REGISTERED, CaseStatus.RECEIVED, CaseStatus.PROCESSING, CaseStatus.DECIDED)
        )
        add(
            "parts",
            dossier=row, part="main", authority_kind="commune", authority_unit=OFFICE.unit,
            authority_name=OFFICE.authority_name, status=CaseStatus.SUPPLEMENT_ASKED if row % 200 == 1 else status,
            status_at=at, status_seq=0, text="",
        )  # fmt: skip
        add(
            "parcels",
            row=row, id=UUID(int=source.getrandbits(128), version=4).hex, dossier=row, kind=ParcelKind.FILING,
            manifest=bytes(600), record=bytes(3000),
            carriage=Carriage.DELIVERED if row % 20 else Carriage.WAITING,
            created_at=at, created_by=OFFICER, urgent=False, deadline=None, answers=[], note="", in_reply_to=None,
            ack_recorded=None, ack_delivered=None, refusal=None, refused_reason=None, moved_at=at,
            delivered_at=at if row % 20 else None,
        )  # fmt: skip
    return key

"""A province's worth of invented faces: what the back office lists and searches, without the dossiers behind them.

Names are drawn from common families, middle and given names by rough weights, so that common ones are as common as at a
counter: a search that is quick only for rare names would not do.
"""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, text

from forms.rules.names import fold
from sync.gateway.database import Database
from sync.gateway.models import Base
from sync.gateway.office.faces import day_of, rotations
from sync.gateway.office.following import rank_of
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.tables import SCOPE_ALL, FaceRow, NameRow, PersonRow, TaskRow
from sync.gateway.parts import ENDED
from tests.store_factories import invented_name

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
COMMUNES = tuple(f"{3100 + n:05d}" for n in range(100))
PROCEDURES = (
    "1.001193", "3.000722", "2.000815", "1.000656", "2.002913", "1.004873", "1.000894", "1.004222", "1.004194",
    "2.001159", "1.003197", "1.002755", "1.014137", "3.000333", "3.000347", "3.000348", "1.003583", "1.000419",
    "1.000593", "1.001731",
)  # fmt: skip
_OPEN = (1, 2, 4, 5, 6)
_ENDS = (3, 7, 8, 9, 10)
_CHUNK = 20_000

_waiting = MetaData()
_STAGING = Table(
    "bench_name",
    _waiting,
    Column("scope", String(100)),
    Column("rotation", String(210)),
    Column("face", Integer),
)


def fill(database: Database, keys: OfficeKeys, dossiers: int) -> None:
    """Put ``dossiers`` invented faces into an empty database, its indexes made at the end."""
    source = random.Random(1_000_003)
    indexes = [index for table in _tables() for index in table.indexes]
    with database.write() as session:
        connection = session.connection()
        for index in indexes:
            index.drop(connection)
        _waiting.create_all(connection)
    for begin in range(0, dossiers, _CHUNK):
        faces: list[dict[str, Any]] = []
        people: list[dict[str, Any]] = []
        tasks: list[dict[str, Any]] = []
        names: list[dict[str, Any]] = []
        for number in range(begin + 1, min(begin + _CHUNK, dossiers) + 1):
            face, own = _face(source, number)
            faces.append(face)
            tasks += own
            told = list(_people(source, keys, face))
            people += told
            scopes = (SCOPE_ALL, *dict.fromkeys(task["scope"] for task in own))
            turned = dict.fromkeys(turn for one in told for turn in rotations(one["name"]))
            names += [
                {"scope": scope, "rotation": turn, "face": number} for scope in scopes for turn in turned
            ]
        with database.write() as session:
            connection = session.connection()
            for table, rows in ((FaceRow, faces), (PersonRow, people), (TaskRow, tasks), (_STAGING, names)):
                put(connection, table, rows)
    with database.write() as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        # In the order of the key: a table that is its own index is written once, front to back.
        connection.execute(
            text(
                "INSERT INTO office_name (scope, rotation, face) "
                "SELECT scope, rotation, face FROM bench_name ORDER BY scope, rotation, face"
            )
        )
        _STAGING.drop(connection)
        for index in indexes:
            index.create(connection)
        connection.execute(text("ANALYZE"))


def put(connection: Connection, table: "type[Base] | Table", rows: list[dict[str, Any]]) -> None:
    """Insert many rows the quickest way an engine has."""
    target = table if isinstance(table, Table) else cast("Table", table.__table__)
    if connection.dialect.name != "postgresql" or not rows:
        connection.execute(insert(target), rows)
        return
    names = list(rows[0])
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {target.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _tables() -> Iterator[Table]:
    for row in (FaceRow, PersonRow, NameRow, TaskRow):
        table = row.__table__
        assert isinstance(table, Table)
        yield table


def _face(source: random.Random, number: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    recorded = NOW - timedelta(seconds=source.randrange(3 * 365 * 86400))
    office, procedure = (
        source.choice(COMMUNES),
        source.choices(PROCEDURES, range(len(PROCEDURES), 0, -1))[0],
    )
    is_open = source.random() < 0.06
    status = source.choice(_OPEN) if is_open else source.choices(_ENDS, (4, 2, 1, 10, 83))[0]
    due = (
        None
        if is_open and source.random() < 0.1
        else (NOW + timedelta(hours=source.randrange(-100, 200)) if is_open else recorded + timedelta(days=5))
    )
    channel = source.choices((1, 2, 3), (80, 12, 8))[0]
    trip = f"Chuyến {source.randrange(200)}" if source.random() < 0.15 else ""
    ended = recorded + timedelta(days=source.randrange(1, 9))
    face = {
        "id": number,
        "dossier": uuid.UUID(int=source.getrandbits(128), version=4).hex,
        "office": office,
        "procedure": procedure,
        "channel": channel,
        "assisted": True,
        "place": "outreach" if trip else "counter",
        "trip": trip,
        "subject": invented_name(source),
        "applicant": invented_name(source),
        "slip": f"TAM-{office}-Q1-{recorded:%Y%m%d}-{number % 1000:03d}-{number % 10}",
        "official_number": f"H18.{int(office) % 100}-{recorded:%y%m%d}-{number:07d}",
        "day": day_of(recorded),
        "recorded_at": recorded,
        "status": status,
        "due_at": due,
        "ended_at": None if is_open else ended,
    }
    kinds = (
        ("ubnd_xa", "cong_an_xa", "bhxh") if procedure in ("3.000722", "2.002913") else (_kind(procedure),)
    )
    return face, [_task(face, place, kind, ended) for place, kind in enumerate(kinds)]


def _kind(procedure: str) -> str:
    return "cong_an_xa" if procedure in ("1.004222", "1.004194", "2.001159", "1.003197") else "ubnd_xa"


def _task(face: dict[str, Any], place: int, kind: str, ended: datetime) -> dict[str, Any]:
    unit = "11" if kind == "bhxh" else face["office"]
    rank = rank_of(face["status"], face["due_at"], face["recorded_at"], ended)
    assert (rank <= 0) == (face["status"] in ENDED)
    return {
        "face": face["id"],
        "position": place,
        "part": f"part-{place}",
        "scope": f"{kind}:{unit}",
        "authority": "UBND xã Thử Nghiệm",
        "office": face["office"],
        "procedure": face["procedure"],
        "channel": face["channel"],
        "trip": face["trip"],
        "status": face["status"],
        "due_at": face["due_at"],
        "rank": rank,
    }


def _people(source: random.Random, keys: OfficeKeys, face: dict[str, Any]) -> Iterator[dict[str, Any]]:
    names = dict.fromkeys(
        (face["applicant"], face["subject"]) if source.random() < 0.6 else (face["applicant"],)
    )
    for place, told in enumerate(names):
        born = (NOW - timedelta(days=source.randrange(30, 30_000))).date()
        yield {
            "face": face["id"],
            "position": place,
            "role": "requester" if place == 0 else "person",
            "name": told,
            "folded": fold(told),
            "birth": born.isoformat(),
            "number_hash": keys.hashed("number", f"{source.randrange(10**12):012d}"),
            "number_tail": "0000",
            "phone_hash": keys.hashed("phone", f"09{source.randrange(10**8):08d}"),
        }

"""A gateway with an opener beside it, as the tests drive the two."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from sync.gateway.backoffice import BackOffice
from sync.gateway.models import DossierRow, NoticeRow, StatementRow
from sync.gateway.office.faces import FaceWriter
from sync.gateway.opener.answers import AnswerJudge
from sync.gateway.opener.numbers import DelegatedNumbers
from sync.gateway.opener.opener import Opener, OpenerPorts
from sync.gateway.opener.service import read_watermark
from sync.notice import NoticePlain, open_notice
from sync.statement import Statement
from tests.unit.gateway import form
from tests.unit.gateway.cargo import Cargo, pack
from tests.unit.gateway.rig import Gateway, Machine

VERSION = "1"
PAPERS = (("id_card", b"front side" * 200), ("other", b"a page" * 300))


class Pulled(BaseException):
    """The plug was pulled. No handler of the product may catch it."""


class Desk(Gateway):
    """Both processes and the back office on one folder."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        super().__init__(folder, url)
        form.install(self.layout.packs, VERSION)
        self.start_opener()
        self.office = BackOffice(self.database, self.shelf, self.layout.packs, self.clock)
        self.questions: list[str] = []
        self.listened = 0
        event.listen(self.database._engine, "before_cursor_execute", self._note_question)
        monitored = self.database.listen

        def listen(channel: str) -> object:
            self.listened += 1
            return monitored(channel)

        self.database.listen = listen  # type: ignore[method-assign, assignment]

    faces: FaceWriter | None = None

    def start_opener(self, after: Callable[[str], None] = lambda _step: None) -> Opener:
        """A fresh opener process."""
        self.opener = Opener(
            OpenerPorts(
                database=self.database,
                shelf=self.shelf,
                keys=self.keys,
                clock=self.clock,
                answers=AnswerJudge(self.layout.packs),
                numbers=DelegatedNumbers(self.layout.number_blocks),
                watermark=lambda: read_watermark(self.layout.watermark),
                faces=self.faces,
                after=after,
            )
        )
        return self.opener

    def pack(self, machine: Machine, **changed: Any) -> Cargo:
        """A sound filing of the invented procedure, unless changed."""
        usual: dict[str, Any] = {
            "answers": form.ANSWERS,
            "papers": PAPERS,
            "version": VERSION,
            "parts": ("certificate", "registry"),
            "procedure": form.CODE,
        }
        return pack(machine, self.keys.kem.public, **(usual | changed))

    def bring(self, machine: Machine, *cargoes: Cargo, inline: int | None = None) -> list[dict[str, Any]]:
        """Send parcels with their first ``inline`` blobs; the gateway's results."""
        entries = [cargo.entry(inline) for cargo in cargoes]
        results: list[dict[str, Any]] = self.ask(machine, "/v1/parcels", {"parcels": entries})["results"]
        return results

    def file(self, machine: Machine, cargo: Cargo) -> list[Statement]:
        """Send all of a parcel, let the opener work, and read what it stated."""
        self.bring(machine, cargo)
        self.opener.work()
        return self.stated(cargo)

    def stated(self, cargo: Cargo) -> list[Statement]:
        """Every statement about these manifest bytes, checked."""
        return [self.checked(data, cargo) for data in self.statements(cargo)]

    def checked(self, data: bytes, cargo: Cargo) -> Statement:
        statement = Statement.decode_verified(data, self.keys.sign.public)
        assert statement.is_about(cargo.data)
        assert statement.parcel == cargo.parcel
        return statement

    def statements(self, cargo: Cargo) -> list[bytes]:
        with self.database.read() as session:
            rows = session.scalars(
                select(StatementRow).where(StatementRow.parcel == cargo.parcel).order_by(StatementRow.id)
            )
            return [
                row.data
                for row in rows
                if Statement.decode_verified(row.data, self.keys.sign.public).is_about(cargo.data)
            ]

    def dossiers(self) -> list[DossierRow]:
        with self.database.read() as session:
            return list(
                session.scalars(select(DossierRow).order_by(DossierRow.official_number.nulls_first()))
            )

    def news(self, machine: Machine, *cargoes: Cargo, after: int = 0) -> dict[str, Any]:
        """What `/v1/news` says now."""
        fields = {"parcels": [cargo.parcel for cargo in cargoes], "after": after, "wait": 0}
        answer: dict[str, Any] = self.ask(machine, "/v1/news", fields)
        return answer

    def notices(self, machine: Machine, after: int = 0) -> list[NoticePlain]:
        """The notices to ``machine``'s office, opened, their numbers checked to be without gaps."""
        opened = []
        for place, data in enumerate(self.news(machine, after=after)["notices"]):
            envelope, plain = open_notice(data, self.keys.sign.public, machine.notice)
            assert envelope.seq == after + place + 1
            assert envelope.office == machine.unit
            opened.append(plain)
        return opened

    def queued(self) -> list[NoticeRow]:
        with self.database.read() as session:
            return list(session.scalars(select(NoticeRow).order_by(NoticeRow.position)))

    @property
    def looks(self) -> int:
        """How often ingest has looked whether there is news for those who wait, or begun to listen for it."""
        return self.listened + sum("max(statement.id)" in question for question in self.questions)

    def _note_question(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.questions.append(statement)

    def delegate(self, *blocks: dict[str, object]) -> None:
        """Put blocks of delegated numbers in place."""
        self.layout.number_blocks.write_text(json.dumps({"blocks": blocks}))

"""What the gateway has to say to a device: statements about its parcels and notices to its office.

Who waits is woken by the bell and costs nothing meanwhile. May not sign or open anything.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from starlette.concurrency import run_in_threadpool

from sync.blob import is_id
from sync.card import card_hint
from sync.gateway.database import Database
from sync.gateway.ingest.bell import Bell
from sync.gateway.ingest.bodies import Denied, listing, whole
from sync.gateway.ingest.signed import Caller
from sync.gateway.journal import note
from sync.gateway.models import NoticeRow, OfficeRow, ParcelRow, StatementRow
from sync.gateway.settings import Setting, published

PARCELS_LIMIT = 1000
NOTICES_LIMIT = 100
NOTICES_BYTES = 2 * 1024 * 1024
WAIT_LIMIT = 20.0
TOLD_LIMIT = 10_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """What there is to say: statements by parcel in the order they were made, notices in the order of ``seq``."""

    statements: dict[str, list[bytes]]
    notices: list[bytes]
    latest: int
    unknown: bool = False
    """The caller has heard another notice under the number it named: this gateway was put back as it was."""
    card: str | None = None
    """What the present card is called, so that an agent with an earlier one asks for it."""


class NewsDesk:
    """Answers `/v1/news`."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell
        self._told: OrderedDict[tuple[str, str], int] = OrderedDict()

    async def ask(self, caller: Caller, fields: dict[str, Any], gone: Callable[[], Any]) -> News:
        """The news for ``caller``, at once when there is some, else after up to ``wait`` seconds.

        ``gone`` completes when the caller has hung up. A caller may name the notice it ``have``s as number ``after``; one
        whose notice is unknown here is told so at once. New is a notice beyond ``after``, or a parcel with more
        statements than the last answer to this device held: a lost answer costs a wait, never a statement.
        """
        parcels = [name for name in listing(fields, "parcels", PARCELS_LIMIT) if is_id(name)]
        after = whole(fields, "after")
        have = fields.get("have")
        if have is not None and not is_id(have):
            raise Denied(400, "body", field="have")
        wait = fields.get("wait", 0)
        if not isinstance(wait, int | float) or isinstance(wait, bool):
            raise Denied(400, "body", field="wait")
        ends = asyncio.get_running_loop().time() + float(min(max(wait, 0), WAIT_LIMIT))
        while True:
            rung = self._bell.listen(
                caller.office
            )  # before looking: what comes while we look is not slept through
            news = await run_in_threadpool(self._look, caller, parcels, after, have)
            left = ends - asyncio.get_running_loop().time()
            if (
                news.unknown
                or self._is_new(caller, news)
                or left <= 0
                or not await self._bell.wait(rung, left, gone)
            ):
                self._tell(caller, news)
                return news

    def _look(self, caller: Caller, parcels: list[str], after: int, have: object) -> News:
        with self._database.read() as session:
            rows = session.execute(
                select(StatementRow.parcel, StatementRow.data)
                .join(ParcelRow, ParcelRow.manifest_sha256 == StatementRow.manifest_sha256)
                .where(
                    StatementRow.parcel.in_(parcels),
                    # A stranger's forgery under the same id is answered to the stranger alone.
                    or_(
                        ParcelRow.carrier == caller.device,
                        (ParcelRow.office == caller.office) & ParcelRow.claim.is_not(None),
                    ),
                )
                .order_by(StatementRow.id)
            ).all()
            statements: dict[str, list[bytes]] = {}
            for parcel, data in rows:
                statements.setdefault(parcel, []).append(data)
            present = published(session, Setting.CARD)
            card = None if present is None else card_hint(present)
            office = session.get(OfficeRow, caller.office)
            latest = office.last_seq if office else 0
            if have is not None and after > 0:
                told = select(NoticeRow.id).where(NoticeRow.office == caller.office, NoticeRow.seq == after)
                if session.scalar(told) != have:
                    note(_log, "a counter has heard what this gateway has not said", device=caller.device)
                    return News(statements, [], latest, True, card)
            notices: list[bytes] = []
            size = 0
            signed = (
                select(NoticeRow.data)
                .where(NoticeRow.office == caller.office, NoticeRow.seq > after)
                .order_by(NoticeRow.seq)
                .limit(NOTICES_LIMIT)
            )
            for notice in session.scalars(signed):
                if notice is None or (notices and size + len(notice) > NOTICES_BYTES):
                    break
                notices.append(notice)
                size += len(notice)
            return News(statements, notices, latest, card=card)

    def _is_new(self, caller: Caller, news: News) -> bool:
        return bool(news.notices) or any(
            len(held) > self._told.get((caller.device, parcel), 0) for parcel, held in news.statements.items()
        )

    def _tell(self, caller: Caller, news: News) -> None:
        for parcel, held in news.statements.items():
            self._told[(caller.device, parcel)] = len(held)
            self._told.move_to_end((caller.device, parcel))
        while len(self._told) > TOLD_LIMIT:
            self._told.popitem(last=False)

"""How the gateway is: one word for a load balancer, figures for Prometheus (its text format, version 0.0.4).

Every label has a handful of values; nothing says who sent what. The figures come from the database, so whichever worker is
asked says the same. Given to this machine alone: a proxy in front must not pass ``/metrics`` on, and is refused when it
does. May not change anything.
"""

import time
from collections.abc import Iterator, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from forms.clock import Clock
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.ingest.bodies import Denied
from sync.gateway.jobs import JobRow, open_jobs
from sync.gateway.models import DeviceRow, DossierRow, NoticeRow, ParcelRow, ParcelState, UploadRow
from sync.gateway.settings import Setting, published
from sync.gateway.store_faults import faults

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
FRESH_SECONDS = 10.0
"""Figures are counted at most this often: counting a province's dossiers is not free."""
_HERE = frozenset({"127.0.0.1", "::1"})
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
_WAITING = (ParcelState.ARRIVED, ParcelState.RECORDED)


class Measures:
    """Answers `/health` and `/metrics`. Its methods block: they run in worker threads."""

    def __init__(self, database: Database, shelf: BlobShelf, clock: Clock) -> None:
        self._database = database
        self._shelf = shelf
        self._clock = clock
        self._counted = float("-inf")
        self._text = ""

    def health(self) -> Response:
        """200 when the database and the place of the blobs answer and the opener has published the card, else 503.

        Other faults are the caller's.
        """
        with self._database.read() as session:
            ready = published(session, Setting.CARD) is not None
        status = "no-card" if not ready else "ok" if self._shelf.answers() else "store-away"
        return JSONResponse({"status": status}, 200 if status == "ok" else 503)

    def metrics(self, request: Request) -> Response:
        """The figures; ``Denied`` 404 for anybody but this machine."""
        host = request.client.host if request.client else ""
        if host not in _HERE or any(name in request.headers for name in _FORWARDED):
            raise Denied(404, "metrics")
        now = time.monotonic()
        if now - self._counted >= FRESH_SECONDS:
            with self._database.read() as session:
                self._text = "".join(self._figures(session))
            self._counted = now
        return PlainTextResponse(self._text, media_type=MEDIA)

    def _figures(self, session: Session) -> Iterator[str]:
        states = dict.fromkeys((str(state) for state in ParcelState), 0)
        for state, many in session.execute(select(ParcelRow.state, func.count()).group_by(ParcelRow.state)):
            states[state] = many
        yield from _figure("hoso_parcels", "Parcels by how far they have come.", "state", states)
        oldest = session.scalar(select(func.min(ParcelRow.arrived_at)).where(ParcelRow.state == _WAITING[0]))
        age = 0.0 if oldest is None else (self._clock.now() - oldest).total_seconds()
        yield from _figure(
            "hoso_oldest_arrived_seconds", "Age of the oldest parcel without a verdict.", "", {"": age}
        )
        put_off = session.scalar(
            select(func.count()).where(ParcelRow.state.in_(_WAITING), ParcelRow.attempts > 0)
        )
        yield from _figure(
            "hoso_parcels_put_off", "Parcels a fault of ours has put off.", "", {"": put_off or 0}
        )
        for name, about, question in (
            ("hoso_dossiers", "Dossiers recorded.", select(func.count()).select_from(DossierRow)),
            (
                "hoso_dossiers_without_number",
                "Dossiers that wait for an official number.",
                select(func.count()).where(DossierRow.official_number.is_(None)),
            ),
            (
                "hoso_uploads_unfinished",
                "Uploads begun and not finished.",
                select(func.count()).where(UploadRow.offset < UploadRow.size),
            ),
            (
                "hoso_notices_unsigned",
                "Notices that wait for the opener.",
                select(func.count()).where(NoticeRow.seq.is_(None)),
            ),
            (
                "hoso_devices",
                "Machines that are trusted.",
                select(func.count()).where(DeviceRow.revoked_at.is_(None)),
            ),
        ):
            yield from _figure(name, about, "", {"": session.scalar(question) or 0})
        yield from _figure("hoso_jobs_open", "Jobs that wait or run.", "kind", open_jobs(session))
        given_up = session.execute(
            select(JobRow.kind, func.count()).where(JobRow.given_up_at.is_not(None)).group_by(JobRow.kind)
        )
        yield from _figure(
            "hoso_blob_store_up", "Whether the place of the blobs answers.", "", {"": self._shelf.answers()}
        )
        yield from _figure(
            "hoso_blob_store_faults", "Times the object store was met in trouble.", "reason", faults(session)
        )
        ended = {kind: many for kind, many in given_up}  # noqa: C416 - rows are no pairs to the type checker
        yield from _figure("hoso_jobs_given_up", "Jobs given up.", "kind", ended)


def _figure(name: str, about: str, label: str, values: Mapping[str, float]) -> Iterator[str]:
    """One gauge; ``label`` is the name of its label, blank for none. Values of labels are codes of ours."""
    yield f"# HELP {name} {about}\n# TYPE {name} gauge\n"
    for value, figure in values.items():
        yield f'{name}{{{label}="{value}"}} {figure:g}\n' if label else f"{name} {figure:g}\n"

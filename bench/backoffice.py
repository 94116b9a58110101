"""The back office over 1,000,000 invented dossiers: whole pages, as a browser asks for them, in SQLite and in PostgreSQL.

A page is measured from request to last byte, with everything it takes: session, guard, query, template, the line in the
log. ``--keep DIR`` fills a database once and measures it again; ``--dossiers N`` makes it smaller.
"""

import argparse
import asyncio
import contextlib
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pyotp
from sqlalchemy import select

from bench.faces import COMMUNES, NOW, PROCEDURES, fill
from bench.figures import Figure, Result, median, p95
from bench.postgres import server
from forms.rules.names import fold
from sync.gateway.database import Database
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.keyring import OpenerKeys
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.pages import PAGES
from sync.gateway.office.ports import Office
from sync.gateway.office.roles import Role
from sync.gateway.office.staff import NewStaff, add_staff
from sync.gateway.office.tables import FaceRow, StaffRow
from sync.gateway.office.web import build_app
from tests.store_factories import invented_name

DOSSIERS = 1_000_000
PAGES_ASKED = 300
BAR_MS = 150.0
BAR_KB = 100.0
PASSWORD = "mat khau do thu"
URL = "http://127.0.0.1:8"
_DEPTH = 20


class _Clock:
    """Stands at the day the faces were made for."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def now(self) -> object:
        return NOW

    def monotonic(self) -> float:
        return time.monotonic() - self._begun


class _Browser:
    """One signed-in browser, and how long each of its pages took (seconds)."""

    def __init__(self, office: Office, login: str, role: Role, scope: str) -> None:
        self._app = build_app(office, PAGES)
        self._cookies = httpx.Cookies()
        self._runner = asyncio.Runner()
        self.transferred = 0
        with office.database.write() as session:
            new = NewStaff(login, login, role, PASSWORD, scope, "UBND xã Thử Nghiệm")
            again = session.get(StaffRow, login) is not None
            address = add_staff(session, office.keys, new, NOW, again=again)
        gate = re.search(r'name="cua" value="([^"]+)"', self.ask("GET", "/dang-nhap")[0])
        assert gate is not None
        code = pyotp.parse_uri(address).at(int(NOW.timestamp()))
        told = {"ten": login, "mat_khau": PASSWORD, "ma": code, "cua": gate.group(1)}
        self.ask("POST", "/dang-nhap", told)
        found = re.search(r'name="the" value="([^"]+)"', self.ask("GET", "/tim")[0])
        assert found is not None, "not signed in"
        self.token = found.group(1)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[str, float]:
        async def go() -> tuple[str, float]:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url=URL, cookies=self._cookies) as client:
                begun = time.perf_counter()
                answer = await client.request(method, path, data=form)
                took = time.perf_counter() - begun
                self._cookies = client.cookies
                self.transferred = answer.num_bytes_downloaded
                assert answer.status_code < 400, (path, answer.status_code)
                return answer.text, took

        return self._runner.run(go())

    def close(self) -> None:
        self._runner.close()


def measure(kept: Path, dossiers: int, url: str | None, engine: str) -> list[Figure]:
    """Fill (unless filled) and measure one engine."""
    keys = OfficeKeys.ensure(kept / "keys" / "office")
    database = Database.open(url, kept / "gateway.db")
    try:
        with database.read() as session:
            filled = session.scalar(select(FaceRow.id).limit(1)) is not None
        if not filled:
            fill(database, keys, dossiers)
        shelf, opener = FolderShelf(kept / "blobs"), OpenerKeys.ensure(kept / "keys" / "opener")
        office = Office(database, shelf, opener, keys, kept / "packs", _Clock(), secure=False)
        queues: list[float] = []
        searches: list[float] = []
        for login, role, scope in (
            ("giam-sat", Role.SUPERVISOR, ""),
            ("can-bo", Role.OFFICER, f"ubnd_xa:{COMMUNES[7]}"),
        ):
            browser = _Browser(office, login, role, scope)
            _, _ = browser.ask("GET", "/")
            first = browser.transferred
            queues += _queues(browser)
            searches += _searches(browser, database)
            browser.close()
    finally:
        database.close()
    for told, times in (("queue", queues), ("search", searches)):
        print(
            f"{engine} {told}: n={len(times)} median={median(times) * 1000:.1f} p95={p95(times) * 1000:.1f} "
            f"max={max(times) * 1000:.1f} ms",
            file=sys.stderr,
        )
    return [
        Figure(f"{engine}_queue_p95_ms", p95(queues) * 1000, BAR_MS, "ms"),
        Figure(f"{engine}_search_p95_ms", p95(searches) * 1000, BAR_MS, "ms"),
        Figure(f"{engine}_first_page_kb", first / 1000, BAR_KB, "kB"),
    ]


def _queues(browser: _Browser) -> list[float]:
    """Filters by chance, half of them gone into deep."""
    source = random.Random(11)
    times: list[float] = []
    while len(times) < PAGES_ASKED:
        query: dict[str, str] = {"xem": source.choice(("open", "overdue", "near", "ended"))}
        choices: tuple[tuple[str, Callable[[], str]], ...] = (
            ("xa", lambda: source.choice(COMMUNES)),
            ("thu_tuc", lambda: source.choice(PROCEDURES)),
            ("trang_thai", lambda: str(source.randrange(1, 11))),
            ("kenh", lambda: str(source.randrange(1, 4))),
            ("chuyen", lambda: f"Chuyến {source.randrange(200)}"),
        )
        query |= {key: one() for key, one in choices if source.random() < 0.3}
        path = f"/?{urlencode(query)}"
        for _ in range(source.choice((1, _DEPTH))):
            text, took = browser.ask("GET", path)
            times.append(took)
            further = re.search(r'href="(/\?[^"]*sau=[^"]*)" rel="next"', text)
            if further is None:
                break
            path = further.group(1).replace("&amp;", "&")
    return times


def _searches(browser: _Browser, database: Database) -> list[float]:
    """Whole names, beginnings, single words, words out of order, numbers there and not there."""
    source = random.Random(13)
    with database.read() as session:
        some = session.execute(
            select(FaceRow.official_number, FaceRow.slip, FaceRow.subject).where(
                FaceRow.id.in_([source.randrange(1, 10_000) for _ in range(40)])
            )
        ).all()
    times = []
    for _ in range(PAGES_ASKED):
        words = fold(invented_name(source)).split()
        known = source.choice(some)
        typed = source.choice(
            (
                " ".join(words),
                words[-1],
                words[0],
                " ".join(reversed(words)),
                f"{words[0]} {words[-1]}",
                " ".join(words)[: source.randint(2, 8)],
                known.subject,
                known.official_number,
                known.slip[:-3],
                f"{source.randrange(10**12):012d}",
                f"09{source.randrange(10**8):08d}",
                "thi van xyz",
            )
        )
        times.append(browser.ask("POST", "/tim", {"tim": typed, "the": browser.token})[1])
    return times


@contextlib.contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def main() -> None:
    """Both engines; exits 1 when a bar is missed."""
    import json

    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--dossiers", type=int, default=DOSSIERS)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    options = parser.parse_args()
    figures: list[Figure] = []
    with _folder(options.keep) as folder:
        if options.only != "postgresql":
            figures += measure(folder, options.dossiers, None, "sqlite")
        if options.only != "sqlite":
            with server(folder / "postgresql") as url:
                if url is None:
                    print("no PostgreSQL here: measured on SQLite alone", file=sys.stderr)
                else:
                    figures += measure(folder, options.dossiers, url, "postgresql")
    result = Result("backoffice", tuple(figures), {"dossiers": options.dossiers})
    if options.json:
        print(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        for one in figures:
            print(
                f"{one.name:28} {one.value:9.1f} {one.unit:3} bar {one.bar:g} {'met' if one.met else 'MISSED'}"
            )
    sys.exit(not all(one.met for one in figures))


if __name__ == "__main__":
    main()

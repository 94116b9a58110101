"""Who may open what: every route, every duty, the own commune and a foreign one. A route without a rule fails here."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select
from starlette.routing import Route

from sync.gateway.models import NoticeRow, PartRow
from sync.gateway.office.headers import SafeHeaders
from sync.gateway.office.pages import PAGES
from sync.gateway.office.roles import Act, Role, Staff
from sync.gateway.office.tables import AuditRow
from sync.gateway.office.web import Page
from tests.unit.gateway import form
from tests.unit.gateway.office.bureau import COMMUNE, Browser, Bureau, cheap_passwords
from tests.unit.gateway.rig import Machine

FOREIGN = "03128"
_GIVEN = {
    "own officer": {Act.STAY, Act.SEE, Act.MOVE, Act.COUNT},
    "foreign officer": {Act.STAY, Act.SEE, Act.MOVE, Act.COUNT},
    "police officer": {Act.STAY, Act.SEE, Act.MOVE, Act.COUNT},
    "supervisor": {Act.STAY, Act.SEE, Act.COUNT},
    "auditor": {Act.STAY, Act.AUDIT},
    "administrator": {Act.STAY, Act.STAFF},
}
"""Written down once more, apart from the code: a change there has to be meant."""
_SEES = {"own officer", "supervisor"}
_VALUES = {
    "name": "none.css",
    "kind": "csv",
    "form": "02",
    "login": "nobody",
    "parcel": "0" * 32,
    "slot": "0",
    "page": "1",
}


@dataclass
class World:
    """A dossier of one commune, and a browser for each kind of account."""

    bureau: Bureau
    dossier: str
    browsers: dict[str, Browser]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with cheap_passwords():
        bureau = Bureau(Path(tmp_path_factory.mktemp("access")))
        machine = bureau.enrol(Machine())
        cargo = bureau.pack(machine)
        bureau.file(machine, cargo)
        browsers = {
            "own officer": bureau.staff("own", Role.OFFICER, COMMUNE),
            "foreign officer": bureau.staff("foreign", Role.OFFICER, f"commune:{FOREIGN}"),
            "police officer": bureau.staff("police", Role.OFFICER, "cong_an_xa:03127"),
            "supervisor": bureau.staff("super", Role.SUPERVISOR),
            "auditor": bureau.staff("audit", Role.AUDITOR),
            "administrator": bureau.staff("admin", Role.ADMINISTRATOR),
        }
        yield World(bureau, cargo.manifest.dossier, browsers)
        bureau.close()


def _path(page: Page, dossier: str) -> str:
    path = page.path.replace("{dossier}", dossier).replace("{part}", "certificate")
    for name, value in _VALUES.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, f"say what to put into {page.path}"
    return path


def _expected(who: str, page: Page) -> set[int]:
    """What may come of asking: a page given answers, or says what else is wrong with so empty a form."""
    if page.act not in _GIVEN[who]:
        return {403}
    if page.dossier and who not in _SEES:
        return {404}
    return {200, 303, 400, 404, 409} if page.name in ("paper", "paper-page") else {200, 303, 400, 409}


def test_every_route_is_a_page_with_a_rule(world: World) -> None:
    app = world.bureau.bureau_app
    assert isinstance(app, SafeHeaders)
    routes = {
        (route.path, method)
        for route in app.app.routes  # type: ignore[attr-defined]  # a Starlette
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }
    assert len(routes) == len(app.app.routes)  # type: ignore[attr-defined]
    assert routes == {(page.path, page.method) for page in PAGES}
    assert all(page.dossier == ("{dossier}" in page.path) for page in PAGES)
    assert all(page.part == ("{part}" in page.path) for page in PAGES)
    assert all(page.part == (page.act is Act.MOVE) for page in PAGES)
    assert {page.act for page in PAGES if not page.path.startswith(("/dang-nhap", "/tinh"))} == set(Act) - {
        Act.ENTER
    }


@pytest.mark.parametrize("who", [*_GIVEN, "nobody"])
def test_every_page_is_given_to_its_duty_and_no_other(world: World, who: str) -> None:
    with world.bureau.database.read() as session:
        before = session.scalar(select(func.count()).select_from(NoticeRow))
        states = session.scalars(select(PartRow.status).order_by(PartRow.part)).all()
    for page in PAGES:
        if page.act is Act.ENTER or page.name == "sign-out":
            continue
        path = _path(page, world.dossier)
        if who == "nobody":
            answer = Browser(world.bureau).send(page.method, path)
            assert answer.status_code == (303 if page.method == "GET" else 401), path
            assert answer.headers.get("location", "/dang-nhap") == "/dang-nhap"
            continue
        browser = world.browsers[who]
        answer = browser.get(path) if page.method == "GET" else browser.post(path)
        assert answer.status_code in _expected(who, page), (who, path, answer.status_code)
        if answer.status_code in (403, 404):
            assert world.dossier not in answer.text
    with world.bureau.database.read() as session:
        after = session.scalar(select(func.count()).select_from(NoticeRow))
        assert session.scalars(select(PartRow.status).order_by(PartRow.part)).all() == states
    assert after == before  # empty forms move nothing, whoever sends them


@pytest.mark.parametrize("who", [name for name in _GIVEN if name != "own officer"])
def test_a_sound_move_is_taken_from_the_parts_own_authority_alone(world: World, who: str) -> None:
    browser = world.browsers[who]
    form = {"sang": "2", "dang_la": "1", "ly_do": "Thử", "hen_moi": "2027-01-05"}
    for page in PAGES:
        if page.act is Act.MOVE:
            path = _path(page, world.dossier)
            answer = browser.get(path) if page.method == "GET" else browser.post(path, form)
            assert answer.status_code in (403, 404), (who, page.path)
    with world.bureau.database.read() as session:
        assert set(session.scalars(select(PartRow.status))) == {1}
        denied = session.scalars(select(AuditRow.detail).where(AuditRow.act == "denied")).all()
    assert {"move", "refuse", "result", "transfer"} <= set(
        denied
    )  # and it is written down that somebody tried


def test_a_foreign_dossier_and_none_look_alike(world: World) -> None:
    foreign = world.browsers["foreign officer"]
    there = foreign.get(f"/ho-so/{world.dossier}")
    nowhere = foreign.get(f"/ho-so/{'f' * 32}")
    assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)
    assert world.dossier not in foreign.get("/").text
    assert world.dossier in world.browsers["own officer"].get("/").text


def test_where_nobody_has_said_what_a_part_needs_its_authority_sees_all(world: World) -> None:
    for path in ("", "/phan/certificate/chep"):
        page = world.browsers["own officer"].get(f"/ho-so/{world.dossier}{path}").text
        assert form.ANSWERS["full_name"] in page


def test_nobody_moves_without_an_authority() -> None:
    for role in Role:
        assert not Staff("a", "A", role, "", "").moves("")
        assert not Staff("a", "A", role, "", "").moves(COMMUNE)
        assert Staff("a", "A", role, COMMUNE, "").moves(COMMUNE) == (role is Role.OFFICER)

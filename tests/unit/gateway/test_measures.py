"""Health and figures: what a load balancer and Prometheus are told, and nobody else."""

import json
import logging
import re

import httpx

from sync.gateway.journal import ALLOWED, JsonFormatter, note
from sync.gateway.models import SettingRow
from sync.gateway.settings import Setting
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.rig import Machine


def get(desk: Desk, path: str, **headers: str) -> httpx.Response:
    async def story(client: httpx.AsyncClient) -> httpx.Response:
        return await client.get(path, headers=headers)

    return desk.run(story)


@both_engines
def test_figures_count_codes_and_name_nobody(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    desk.bring(kiosk, desk.pack(kiosk))
    answer = get(desk, "/metrics")
    assert answer.status_code == 200
    lines = answer.text.splitlines()
    assert 'hoso_parcels{state="delivered"} 1' in lines
    assert 'hoso_parcels{state="arrived"} 1' in lines
    assert "hoso_dossiers 1" in lines
    assert "hoso_devices 1" in lines
    told = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r'hoso_[a-z_]+(\{[a-z]+="[a-z-]+"\})? -?[0-9.e+]+', line) for line in told)
    assert not any(
        name in answer.text for name in (kiosk.device, kiosk.unit, cargo.parcel, cargo.manifest.dossier)
    )


def test_who_comes_through_a_proxy_is_told_nothing(desk: Desk) -> None:
    assert get(desk, "/metrics", **{"X-Forwarded-For": "203.0.113.7"}).status_code == 404


def test_health_is_bad_until_there_is_a_card(desk: Desk) -> None:
    assert get(desk, "/health").json() == {"status": "ok"}
    with desk.database.write() as session:
        session.delete(session.get_one(SettingRow, Setting.CARD))
    answer = get(desk, "/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "no-card"})


def test_health_is_bad_while_the_database_is_away(desk: Desk) -> None:
    desk.database.close()
    desk.layout.database.rename(desk.layout.database.with_suffix(".gone"))
    desk.layout.database.mkdir()
    answer = get(desk, "/health")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


def test_a_json_line_holds_only_what_is_allowed() -> None:
    logger = logging.getLogger("sync.gateway.test")
    seen: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = seen.append  # type: ignore[method-assign]
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        note(logger, "parcel arrived", parcel="abc", count=3, citizen="Nguyễn Thị Mẫu")
    finally:
        logger.removeHandler(handler)
    told = json.loads(JsonFormatter().format(seen[0]))
    assert (told["event"], told["parcel"], told["count"]) == ("parcel arrived", "abc", 3)
    assert set(told) - {"time", "level", "logger", "event", "error"} <= ALLOWED

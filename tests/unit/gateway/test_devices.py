"""Machines that are lost, copied or have a false clock: what is taken from them, what is marked, what is refused."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest

from sync.gateway.__main__ import main
from sync.gateway.devices import DeviceUnknown, RevokedLater, devices, revoke
from sync.gateway.models import ParcelRow
from sync.gateway.settings import Setting, publish
from sync.keys import SigningKey
from sync.times import write_time
from tests.unit.gateway.cargo import Cargo
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.rig import START, Machine

NEWS = {"parcels": [], "after": 0, "wait": 0}


def lose(desk: Desk, machine: Machine, ago: timedelta = timedelta()) -> tuple[str, ...]:
    now = desk.clock.now()
    with desk.database.write() as session:
        return revoke(session, machine.device, "mất trên đường", now, now - ago).doubtful


def flags(desk: Desk, cargo: Cargo) -> list[str]:
    with desk.database.read() as session:
        (row,) = session.query(ParcelRow).filter_by(claim=cargo.parcel)
        return list(row.flags)


def suspected(desk: Desk, machine: Machine) -> tuple[str, ...]:
    with desk.database.read() as session:
        (line,) = (one for one in devices(session) if one.device == machine.device)
    return line.suspicions


def refusal(desk: Desk, machine: Machine) -> str:
    response = desk.post(machine, "/v1/news", NEWS)
    assert response.status_code == 401
    return str(cbor2.loads(response.content)["error"])


def test_a_lost_machine_is_shut_out_and_what_it_had_sealed_still_arrives_marked(
    desk: Desk, kiosk: Machine
) -> None:
    neighbour = desk.enrol(Machine())
    before, on_stick, after = desk.pack(kiosk), desk.pack(kiosk), None
    assert desk.file(kiosk, before)[-1].type == "delivered"
    desk.clock.turn(3600)
    after = desk.pack(kiosk, manifest={"sealed_at": desk.clock.now() + timedelta(seconds=1)})
    lose(desk, kiosk)
    assert refusal(desk, kiosk) == "revoked"
    desk.bring(neighbour, on_stick, after)
    desk.opener.work()
    assert desk.stated(on_stick)[-1].type == "delivered"
    (refused,) = desk.stated(after)
    assert (refused.type, refused.reason) == ("refused", "device-revoked")
    assert flags(desk, before) == []
    assert flags(desk, on_stick) == ["device-revoked"]
    assert len(desk.dossiers()) == 2
    with desk.database.read() as session:
        reasons = {one.device: one.reason for one in devices(session)}
    assert reasons == {kiosk.device: "mất trên đường", neighbour.device: None}


def test_what_the_only_machine_of_an_office_had_sealed_is_recorded_although_nobody_is_left_to_be_told(
    desk: Desk, kiosk: Machine
) -> None:
    elsewhere = desk.enrol(Machine(unit="03128"))
    cargo = desk.pack(kiosk)
    lose(desk, kiosk)
    desk.bring(elsewhere, cargo)
    desk.opener.work()
    assert [one.type for one in desk.stated(cargo)] == ["recorded", "delivered"]
    (dossier,) = desk.dossiers()
    assert dossier.official_number == "THU-03127-261123-0001"
    assert desk.queued() == []


def test_a_revocation_that_reaches_back_names_and_marks_what_was_taken_meanwhile(
    desk: Desk, kiosk: Machine
) -> None:
    desk.clock.turn(3600)
    early, late = desk.pack(kiosk), desk.pack(kiosk, manifest={"sealed_at": START + timedelta(minutes=50)})
    desk.file(kiosk, early)
    desk.file(kiosk, late)
    assert lose(desk, kiosk, timedelta(minutes=30)) == (late.manifest.dossier,)
    assert (flags(desk, early), flags(desk, late)) == ([], ["device-revoked"])
    with pytest.raises(RevokedLater):
        lose(desk, kiosk)  # never forward again
    assert lose(desk, kiosk, timedelta(minutes=90)) == (early.manifest.dossier, late.manifest.dossier)
    with pytest.raises(DeviceUnknown):
        lose(desk, Machine(device="f" * 32))


def test_a_revoked_machine_comes_back_only_as_a_new_one(desk: Desk, kiosk: Machine) -> None:
    lose(desk, kiosk)
    code, old = desk.code(), kiosk.device
    for keeps in ({"transport": kiosk.transport}, {"signing": kiosk.signing}):
        response = desk.send("POST", "/v1/enrol", cbor2.dumps(Machine(**keeps).request(code)))
        assert (response.status_code, cbor2.loads(response.content)["error"]) == (409, "keys-revoked")
    kiosk.transport, kiosk.signing = SigningKey.generate(), SigningKey.generate()
    response = desk.send("POST", "/v1/enrol", cbor2.dumps(kiosk.request(code)))
    assert response.status_code == 200, "a refused attempt spends no code"
    assert cbor2.loads(response.content)["device"] != old


def test_two_machines_with_one_key_are_told_from_one_that_restarts(desk: Desk, kiosk: Machine) -> None:
    def ask(run: str) -> None:
        body = cbor2.dumps(NEWS)
        nonce = f"{run}.{desk.clock.now().timestamp():.0f}"
        signed = kiosk.sign("POST", "/v1/news", body, desk.clock.now(), nonce)
        assert desk.send("POST", "/v1/news", body, signed).status_code == 200

    first, command, second, copy = ("a" * 16, "b" * 16, "c" * 16, "d" * 16)
    for run in (first, command, first, command):  # a command beside the agent, done within a minute
        ask(run)
        desk.clock.turn(30)
    for run in (first, second, second):  # the agent is started again
        ask(run)
        desk.clock.turn(3600)
    assert suspected(desk, kiosk) == ()
    for run in (copy, second, copy):
        ask(run)
        desk.clock.turn(3600)
    assert suspected(desk, kiosk) == ("device-cloned",)
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    assert "device-cloned" in flags(desk, cargo)


@pytest.mark.parametrize(
    ("clock", "sealed", "floor", "told"),
    [
        (0, 0, -3600, []),
        (None, 0, None, []),  # an agent that does not say what time it has
        (240, 240, 0, []),
        (3600, 0, 0, ["clock-ahead"]),
        (-3600, 0, 0, ["clock-behind"]),
        (0, 3600, 0, ["clock-ahead"]),  # the agent's word is smooth, but the parcel is from the future
        (0, -86400, 0, ["clock-behind"]),  # sealed by a machine that was not enrolled yet
        (0, 0, 3600, ["clock-behind"]),  # the kiosk had been told a later time already
    ],
)
def test_a_false_clock_is_written_beside_the_dossier(
    desk: Desk, kiosk: Machine, clock: int | None, sealed: int, floor: int | None, told: list[str]
) -> None:
    now = desk.clock.now()
    times = {"device": write_time(now + timedelta(seconds=sealed)), "monotonic_ms": 1}
    times["clock_floor"] = None if floor is None else write_time(now + timedelta(seconds=sealed + floor))
    cargo = desk.pack(kiosk, record={"times": times}, manifest={"sealed_at": now + timedelta(seconds=sealed)})
    fields: dict[str, object] = {"parcels": [cargo.entry()]}
    if clock is not None:
        fields["clock"] = write_time(now + timedelta(seconds=clock))
    desk.ask(kiosk, "/v1/parcels", fields)
    desk.opener.work()
    assert desk.stated(cargo)[-1].type == "delivered"
    assert flags(desk, cargo) == told


def test_a_clock_that_is_ahead_leads_no_filing_past_a_restoration(
    desk: Desk, kiosk: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hour, restored = timedelta(hours=1), START + timedelta(hours=3)
    with desk.database.write() as session:
        publish(session, Setting.RESTORED, write_time(restored).encode())
    desk.clock.turn(5 * 3600)
    now = desk.clock.now()
    for ahead, sealed, told in (
        (0 * hour, restored - hour / 2, ["before-restore"]),
        (0 * hour, restored + hour / 2, []),
        (hour, restored - hour / 2 + hour, ["clock-ahead", "before-restore"]),
        (hour, restored + hour / 2 + hour, ["clock-ahead"]),
        (0 * hour, now + hour, ["clock-ahead", "before-restore"]),  # put right since, nobody knows from what
        (-hour, restored - hour / 2, ["clock-behind", "before-restore"]),
        (hour, datetime.min.replace(tzinfo=UTC), ["clock-ahead", "before-restore"]),
    ):
        cargo = desk.pack(kiosk, manifest={"sealed_at": sealed})
        desk.ask(kiosk, "/v1/parcels", {"parcels": [cargo.entry()], "clock": write_time(now + ahead)})
        desk.opener.work()
        assert flags(desk, cargo) == told, (ahead, sealed)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)  # as an administrator sees it
    assert main(["list", "--data", str(desk.layout.root)]) == 0
    assert capsys.readouterr().out.count("before-restore") == 5


def test_the_list_of_machines_says_how_far_a_clock_is_off_and_why_a_machine_is_trusted_no_more(
    desk: Desk, kiosk: Machine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = write_time(desk.clock.now() + timedelta(hours=1))
    desk.ask(kiosk, "/v1/parcels", {"parcels": [desk.pack(kiosk).entry()], "clock": ahead})
    lose(desk, kiosk)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)  # as an administrator sees it
    assert main(["devices", "--data", str(desk.layout.root)]) == 0
    (line,) = (line for line in capsys.readouterr().out.splitlines() if kiosk.device in line)
    assert line.endswith("  +3600 s  device-revoked clock-ahead  mất trên đường")


def test_the_roster_and_a_revocation_on_the_command_line(
    desk: Desk, kiosk: Machine, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def run(*words: str) -> Any:
        assert main([*words, "--data", str(desk.layout.root), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    (line,) = run("devices", "--office", kiosk.unit)
    assert (line["device"], line["counter"], line["revoked_at"]) == (kiosk.device, "Q1", None)
    assert run("devices", "--office", "99999") == []
    (officer,) = run("officers")
    assert (officer["code"], officer["key"]) == ("can-bo-1", kiosk.officer.public.hex())
    assert run("revoke", kiosk.device, "--reason", "mất")["office"] == kiosk.unit
    earlier = run("revoke", kiosk.device, "--reason", "mất", "--since", "2026-11-22T08:00:00+07:00")
    assert earlier["since"] == "2026-11-22T01:00:00Z"
    for unclear in ("2026-11-21T08:00:00", "hôm qua", "0001-01-01T00:00:00+07:00"):
        with pytest.raises(SystemExit):
            main(["revoke", kiosk.device, "--reason", "mất", "--since", unclear, "--data", "x"])
        assert "luôn kèm múi giờ" in capsys.readouterr().err
    assert refusal(desk, kiosk) == "revoked"
    assert main(["revoke", "0" * 32, "--reason", "mất", "--data", str(desk.layout.root)]) == 1
    assert "0" * 32 in capsys.readouterr().err

"""On PostgreSQL, by the commands an administrator types: a rehearsal, a citizen's rights, an end of keeping, a loss."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from forms.states import CaseStatus
from sync.gateway.__main__ import main
from sync.gateway.models import PartRow
from sync.gateway.office.audit import first_broken
from sync.gateway.office.tables import AuditRow, PersonRow
from tests.postgres import Postgres
from tests.unit.gateway.cargo import Cargo
from tests.unit.gateway.office.bureau import Bureau
from tests.unit.gateway.rig import Machine


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_province_on_a_server_rehearses_tells_erases_and_lists_what_was_lost(
    tmp_path: Path, database_url: str, postgres: Postgres, capsys: pytest.CaptureFixture[str]
) -> None:
    bureau = Bureau(tmp_path / "gateway", database_url)

    def run(*arguments: str, code: int = 0) -> Any:
        told = ["--data", str(bureau.layout.root), "--json"]
        url = [] if arguments[0] == "rehearse" else ["--database-url", database_url]
        got, said = main([*arguments, *told, *url]), capsys.readouterr().out
        assert got == code, said
        return json.loads(said) if said.startswith(("{", "[")) else said

    try:
        machine = bureau.enrol(Machine())
        gone, kept, old = (_filed(bureau, machine, ended) for ended in (True, False, True))
        target = tmp_path / "backup"
        target.mkdir()
        assert run("backup", str(target))["database"] == "postgresql"
        _rehearsals(run, target, postgres)
        with bureau.database.read() as session:
            name = session.scalars(select(PersonRow.name)).first()
        assert name
        held = run("subject", "find", "--name", name.upper(), "--by", "qt")
        assert {one["dossier"] for one in held} == {one.manifest.dossier for one in (gone, kept, old)}
        asked = ["--name", name, "--by", "qt", "--reason", "yêu cầu", "--dossier"]
        run("subject", "export", *asked, gone.manifest.dossier, "--out", str(tmp_path / "out.zip"))
        assert (tmp_path / "out.zip").stat().st_size > 1000
        run("subject", "erase", *asked, gone.manifest.dossier, "--backup", str(target))
        run("subject", "erase", *asked, kept.manifest.dossier, code=1)  # not decided yet
        with bureau.database.write() as session:  # decided long ago
            for change in ("part SET status_at = status_at", "dossier SET recorded_at = recorded_at"):
                session.execute(text(f"UPDATE {change} - interval '3 years'"))
        ended = ["erase-ended", "--days", "365", "--by", "qt", "--reason", "hết hạn"]
        assert run(*ended) == [old.manifest.dossier]
        run(*ended, "--erase", "--backup", str(target))
        assert not any(bureau.shelf.has(blob.name) for cargo in (gone, old) for blob in cargo.blobs)
        assert all(bureau.shelf.has(blob.name) for blob in kept.blobs)
        lost = run("lost", machine.device, "--by", "qt")
        assert lost
        with bureau.database.read() as session:
            assert first_broken(session) is None
            acts = set(session.scalars(select(AuditRow.act)))
        assert {"subject-found", "subject-exported", "erased", "lost-listed"} <= acts
        assert run("backup", str(target))["missing"] == 0
        scratch = postgres.url(postgres.create())
        again = run("rehearse", str(target), "--scratch-url", scratch)
        assert (again["sound"], again["opened"], again["blobs"]) == (True, 1, len(kept.blobs))
    finally:
        bureau.close()


def _filed(bureau: Bureau, machine: Machine, ended: bool) -> Cargo:
    cargo = bureau.pack(machine)
    assert bureau.file(machine, cargo)[-1].type == "delivered"
    if ended:
        with bureau.database.write() as session:
            for part in session.scalars(select(PartRow).where(PartRow.dossier == cargo.manifest.dossier)):
                part.status = int(CaseStatus.RETURNED)
    return cargo


def _rehearsals(run: Callable[..., Any], target: Path, postgres: Postgres) -> None:
    """The same backup is sound on an empty server, refused without one, and refused where there is something already."""
    scratch = postgres.url(postgres.create())
    told = run("rehearse", str(target), "--scratch-url", scratch)
    assert told["sound"], told
    assert (told["served"], told["opened"], told["sampled"], told["wrong_counts"]) == (True, 3, 3, [])
    run("rehearse", str(target), code=1)
    run("rehearse", str(target), "--scratch-url", scratch, code=1)

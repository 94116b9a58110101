"""A wrong `--data`, or a `--database-url` left out: nobody is told "done" of a gateway that is not there."""

from pathlib import Path

import pytest

from sync.gateway.__main__ import main
from sync.gateway.database import Database
from sync.gateway.layout import Layout

BESIDE_A_GATEWAY = [
    ["list"],
    ["devices"],
    ["staff", "list"],
    ["passing", "status"],
    ["subject", "find", "--name", "NGUYEN THU", "--by", "qt"],
]


@pytest.mark.parametrize("command", BESIDE_A_GATEWAY, ids=lambda command: command[0])
def test_a_command_makes_no_gateway_where_there_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    folder = tmp_path / "nhầm"
    assert main([*command, "--data", str(folder)]) == 1
    assert str(folder) in capsys.readouterr().err
    assert not folder.exists()


def test_a_backup_without_the_servers_address_copies_no_empty_file_and_moves_no_watermark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = Layout.of(tmp_path / "gateway")
    layout.opener_keys.mkdir(parents=True)
    target = tmp_path / "backup"
    assert main(["backup", str(target), "--data", str(layout.root), "--count-same-disk"]) == 1
    assert "--database-url" in capsys.readouterr().err
    assert not target.exists()
    assert not layout.watermark.exists()
    assert not layout.database.exists()


@pytest.mark.parametrize("command", [["serve"], ["enrol"], ["keys", "show"]], ids=" ".join)
def test_nobody_works_on_an_empty_file_beside_a_database_that_is_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    layout = Layout.of(tmp_path / "gateway")
    layout.ingest_keys.mkdir(parents=True)  # ingest has run here, and made no file of its own
    assert main([*command, "--data", str(layout.root)]) == 1
    assert "--database-url" in capsys.readouterr().err
    assert not layout.database.exists()


def test_a_gateway_that_is_there_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layout = Layout.of(tmp_path / "gateway")
    Database.open(None, layout.database).close()
    assert main(["list", "--data", str(layout.root), "--json"]) == 0
    assert capsys.readouterr().out == "[]\n"

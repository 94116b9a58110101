"""Until an interface is granted: a dossier to type over, and its number coming back. And numbers out of blocks."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.gateway.__main__ import main
from sync.gateway.database import Database
from sync.gateway.exporting import Exporter
from sync.gateway.faults import NoSuchDossier, NoSuchPart
from sync.gateway.keywatch import KeyWatch
from sync.gateway.opener.numbers import DelegatedNumbers, is_given
from sync.gateway.passing.mahoso import NoMaHoSo
from sync.gateway.passing.numbering import HasNumber, NumberTaken, numbers_of
from sync.gateway.passing.tables import GivenNumberRow
from sync.gateway.passing.transfer import TransferPart, TransferRow, Transfers, TransferView
from sync.gateway.passing.transfer_page import transfer_page
from sync.notice import NoticeKind
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.passing.conftest import LINKED, Passed
from tests.unit.gateway.rig import Machine

NUMBER, OTHER = "H18.34-261123-0001", "H18.34-261123-0002"
TODAY = {"valid_from": "2026-11-23", "valid_until": "2026-11-23"}
BLOCK = {"office": "03127", "prefix": "H18.34", "first": 5001, "last": 5003} | TODAY


def transfers(passed: Passed) -> Transfers:
    desk = passed.desk
    exporter = Exporter(
        desk.database, desk.shelf, KeyWatch(desk.layout.opener_keys), desk.layout.packs, desk.clock
    )
    return Transfers(desk.database, exporter, desk.clock)


def test_a_dossier_is_shown_in_the_order_of_the_portal(
    passed: Passed, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    dossier = passed.file_real(LINKED, {"identity": "paper"})
    view = transfers(passed).transfer_view(dossier)
    assert view.rows[0].block.startswith("Bước 1")
    assert [(part.part, part.route) for part in view.parts] == [
        ("birth", "system"),
        ("residence", "system"),
        ("identity", "paper"),
        ("health", "system"),
    ]
    assert [part.official for part in view.parts] == [False] * 4
    child = next(row for row in view.rows if row.key == "Ten")
    assert child.copy == str(passed.answers["child_given_name"]).upper()
    page = transfer_page(view)
    assert f'data-copy="{child.copy}"' in page
    assert "số thử nghiệm" in page
    own = transfers(passed).transfer_view(dossier, "health")
    assert own.rows
    assert "Chỉ phần việc: <strong>Cấp thẻ bảo hiểm y tế</strong>" in transfer_page(own)
    assert not any("chủ hộ" in row.label.lower() for row in own.rows)
    where = ["--data", str(passed.desk.layout.root)]
    assert main(["transfer", dossier, *where, "--html", str(tmp_path / "ho-so.html")]) == 0
    assert (tmp_path / "ho-so.html").read_text() == page
    assert (tmp_path / "ho-so.html").stat().st_mode & 0o077 == 0
    assert main(["transfer", dossier, *where, "--json", "--part", "health"]) == 0
    assert json.loads(capsys.readouterr().out)["part"] == "health"
    assert main(["transfer", dossier, *where, "--number", NUMBER.lower(), "--by", "Cán bộ 1"]) == 0
    assert json.loads(capsys.readouterr().out)["number"] == NUMBER
    assert main(["passing", "status", *where, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["configured"] is False
    assert [one["part"] for one in told["paper"]] == ["identity"]
    assert [one["part"] for one in told["hand"]] == ["birth", "residence", "health"]
    assert main(["transfer", dossier, *where, "--number", OTHER]) == 1


def test_what_a_citizen_wrote_cannot_break_the_page() -> None:
    odd = '"><script>x</script>'
    row = TransferRow(odd, odd, odd, odd, odd, None)
    part = TransferPart(odd, odd, odd, odd, "system", 1, odd, True)
    view = TransferView(odd, odd, odd, None, datetime(2026, 11, 23, tzinfo=UTC), (part,), (row,))
    assert odd not in transfer_page(view)


def test_a_number_typed_back_replaces_the_trial_number_and_both_are_kept(passed: Passed) -> None:
    dossier, second = passed.file(), passed.file()
    desk = transfers(passed)
    assert desk.take_number(dossier, None, " h18.34-261123-0001 ", "Cán bộ 1").number == NUMBER
    assert desk.take_number(dossier, "certificate", NUMBER, "Cán bộ 2").number == NUMBER  # again: nothing new
    assert desk.take_number(dossier, "registry", OTHER, "Cán bộ 1").number == OTHER
    with passed.desk.database.read() as session:
        kept = [
            (one.part, one.number, one.source, one.replaced_at is None)
            for one in numbers_of(session, dossier)
        ]
    assert kept == [
        ("certificate", "THU-03127-261123-0001", "trial", False),
        ("certificate", NUMBER, "hand", True),
        ("registry", OTHER, "hand", True),
    ]
    passed.desk.opener.work()
    told = passed.desk.notices(passed.kiosk, after=2)
    assert [(one.what, one.part, one.official_number, one.number_kind, one.status) for one in told] == [
        (NoticeKind.NUMBER, None, NUMBER, "delegated", None),
        (NoticeKind.STATUS, "registry", NUMBER, "delegated", 1),
    ]
    for wrong, why in ((OTHER, NumberTaken), (NUMBER, NumberTaken), ("THU-1", NoMaHoSo)):
        with pytest.raises(why):
            desk.take_number(second, None, wrong, "Cán bộ 1")
    with pytest.raises(HasNumber, match=NUMBER):
        desk.take_number(dossier, None, "H18.34-261123-0009", "Cán bộ 1")
    with pytest.raises(NoSuchDossier):
        desk.take_number("0" * 32, None, OTHER, "x")
    with pytest.raises(NoSuchPart):
        desk.take_number(dossier, "nobody", OTHER, "x")
    with pytest.raises(NoSuchDossier):
        desk.transfer_view("0" * 32)


def test_a_held_part_goes_on_when_its_number_was_typed_back(passed: Passed) -> None:
    passed.use(numbers="given")
    dossier = passed.file()
    passed.work()
    assert "MaHoSo" in str(passed.rows(dossier)["certificate"].words)
    transfers(passed).take_number(dossier, None, NUMBER, "Cán bộ 1")
    passed.work()
    assert list(passed.simulator.stored) == [NUMBER]


def test_parts_take_numbers_out_of_the_delegated_block_until_it_is_empty(passed: Passed) -> None:
    passed.desk.delegate(BLOCK)
    passed.use(numbers="block")
    first, second = passed.file(), passed.file()  # the opener numbers both: 5001 and 5002
    passed.work()
    assert sorted(passed.simulator.stored) == [f"H18.34-261123-{running}" for running in (5001, 5002, 5003)]
    rows = {**passed.rows(first), **{f"2-{part}": row for part, row in passed.rows(second).items()}}
    assert sorted(row.standing for row in rows.values()) == ["held", "passed", "passed", "passed"]
    with passed.desk.database.read() as session:
        assert is_given(session, "H18.34-261123-5003")
        leading = session.scalars(select(GivenNumberRow.number).where(GivenNumberRow.part == "certificate"))
        assert "H18.34-261123-5001" in set(leading)
    passed.simulator.say("H18.34-261123-5001", "2", "20261123100000")
    assert passed.passing.hearing.ask(passed.passing.roads["tinh"]) == 1
    with passed.desk.database.read() as session:
        assert not is_given(session, "H18.34-261123-5004")


@both_engines
def test_two_workers_never_give_one_number_twice(desk: Desk, database_url: str | None) -> None:
    """Each with an engine of its own, as two processes have."""
    desk.delegate(BLOCK | {"last": 5040})

    def issue(_: int) -> list[str]:
        database = Database.open(database_url, desk.layout.database)
        numbers = DelegatedNumbers(desk.layout.number_blocks)
        found = []
        for _turn in range(8):
            with database.write() as session:
                issued = numbers.issue(session, "03127", date(2026, 11, 23))
                assert issued is not None
                session.add(
                    GivenNumberRow(
                        dossier=dossier,
                        part="p",
                        number=issued.number,
                        source="block",
                        by="",
                        at=desk.clock.now(),
                    )
                )
                found.append(issued.number)
        database.close()
        return found

    kiosk = desk.enrol(Machine())
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    dossier = cargo.manifest.dossier
    with ThreadPoolExecutor(4) as pool:
        given = [number for found in pool.map(issue, range(4)) for number in found]
    assert len(set(given)) == 32
    with desk.database.read() as session:
        assert len(session.scalars(select(GivenNumberRow.number)).all()) == 32

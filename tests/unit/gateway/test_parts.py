"""Parts with authorities and roads of their own: chosen by the answers, moved by themselves, kept through an upgrade."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from forms.states import CaseStatus, ParcelKind
from sync.gateway.backoffice import BackOffice
from sync.gateway.database import Database
from sync.gateway.dossier_lines import DossierLine
from sync.gateway.models import SCHEMA_VERSION
from sync.statement import RefusalReason, StatementType
from tests.unit.gateway import form
from tests.unit.gateway.cargo import Cargo
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.rig import START, Machine

ALL = ("certificate", "residence", "insurance")


def parts(*roads: tuple[str, str | None]) -> list[dict[str, Any]]:
    """``parts`` of a record; a road of None is a record from before parts had one."""
    made = []
    for part, road in roads:
        authority = {"kind": "k-" + part, "unit": "U1", "name": "Cơ quan " + part}
        made.append({"part": part, "authority": authority} | ({"route": road} if road else {}))
    return made


@pytest.fixture
def linked(desk: Desk) -> Desk:
    form.install_linked(desk.layout.packs)
    desk.start_opener()
    return desk


def pack(desk: Desk, kiosk: Machine, **changed: Any) -> Cargo:
    usual: dict[str, Any] = {
        "procedure": form.LINKED, "version": "1", "papers": (), "answers": form.LINKED_ANSWERS, "parts": ALL
    }  # fmt: skip
    return desk.pack(kiosk, **(usual | changed))


def filed(desk: Desk, kiosk: Machine, *roads: tuple[str, str | None]) -> DossierLine:
    cargo = pack(desk, kiosk, record={"parts": parts(*roads)})
    assert [one.type for one in desk.file(kiosk, cargo)] == [StatementType.RECORDED, StatementType.DELIVERED]
    return line_of(desk, cargo.manifest.dossier)


def line_of(desk: Desk, dossier: str) -> DossierLine:
    return next(line for line in desk.office.dossiers() if line.dossier == dossier)


def refusal(desk: Desk, kiosk: Machine, cargo: Cargo) -> tuple[RefusalReason | str | None, str | None]:
    (told,) = desk.file(kiosk, cargo)
    return told.reason, told.detail


def test_rows_are_judged_as_the_record_nests_them(linked: Desk, kiosk: Machine) -> None:
    assert filed(linked, kiosk, *((part, "system") for part in ALL)).carriage == "delivered"
    nameless = form.LINKED_ANSWERS | {"members": [{"member_name": "Giàng A Thử"}, {}]}
    assert refusal(linked, kiosk, pack(linked, kiosk, answers=nameless)) == (
        RefusalReason.ANSWERS_INVALID,
        "members/r2/member_name",
    )


def test_what_a_stranger_wrote_into_a_row_is_not_repeated(linked: Desk, kiosk: Machine) -> None:
    odd = form.LINKED_ANSWERS | {"members": [{"member_name": "Giàng A Thử", "so_dien_thoai_rieng": "1"}]}
    assert refusal(linked, kiosk, pack(linked, kiosk, answers=odd)) == (
        RefusalReason.ANSWERS_INVALID,
        "unknown-field",
    )
    address = form.LINKED_ANSWERS | {"loi nhan/r1/member_name": "x"}
    assert refusal(linked, kiosk, pack(linked, kiosk, answers=address))[1] == "unknown-field"


def test_the_answers_choose_the_parts(linked: Desk, kiosk: Machine) -> None:
    two = form.LINKED_ANSWERS | {"wanted": "some"}
    assert refusal(linked, kiosk, pack(linked, kiosk, answers=two)) == (
        RefusalReason.RECORD_MISMATCH,
        "parts",
    )
    assert refusal(linked, kiosk, pack(linked, kiosk, parts=ALL[:2]))[1] == "parts"
    cargo = pack(linked, kiosk, answers=two, parts=ALL[:2])
    linked.file(kiosk, cargo)
    assert [part.part for part in line_of(linked, cargo.manifest.dossier).parts] == list(ALL[:2])


def test_a_record_without_roads_is_one_of_connected_parts(linked: Desk, kiosk: Machine) -> None:
    line = filed(linked, kiosk, *((part, None) for part in ALL))
    assert {part.route for part in line.parts} == {"system"}
    first = line.parts[0]
    assert (first.authority_kind, first.authority_unit, first.authority_name) == (
        "k-certificate",
        "U1",
        "Cơ quan certificate",
    )
    odd = pack(linked, kiosk, record={"parts": parts(*((part, "pigeon") for part in ALL))})
    assert refusal(linked, kiosk, odd) == (RefusalReason.RECORD_MISMATCH, "shape")


def test_a_word_about_no_part_leaves_those_that_go_by_paper(linked: Desk, kiosk: Machine) -> None:
    roads = (("certificate", "system"), ("residence", "paper"), ("insurance", "system"))
    dossier = filed(linked, kiosk, *roads).dossier
    linked.office.tell_status(dossier, CaseStatus.PROCESSING)
    line = line_of(linked, dossier)
    assert [(part.part, part.case_status) for part in line.parts] == [
        ("certificate", 4),
        ("residence", 1),
        ("insurance", 4),
    ]
    assert line.case_status == 4
    linked.office.tell_status(dossier, CaseStatus.DECIDED, part="residence")
    assert [part.case_status for part in line_of(linked, dossier).parts] == [4, 9, 4]
    linked.opener.work()
    told = [(notice.part, notice.status) for notice in linked.notices(kiosk, after=1)]
    assert told == [(None, CaseStatus.PROCESSING), ("residence", CaseStatus.DECIDED)]


def test_where_every_part_goes_by_paper_the_word_is_about_all(linked: Desk, kiosk: Machine) -> None:
    dossier = filed(linked, kiosk, *((part, "paper") for part in ALL)).dossier
    linked.office.tell_status(dossier, CaseStatus.PROCESSING)
    assert [part.case_status for part in line_of(linked, dossier).parts] == [4, 4, 4]


def test_each_part_is_received_and_due_by_its_own_rule(linked: Desk, kiosk: Machine) -> None:
    dossier = filed(linked, kiosk, *((part, "system") for part in ALL)).dossier
    linked.office.tell_status(dossier, CaseStatus.RECEIVED, part="residence")
    certificate, residence, insurance = line_of(linked, dossier).parts
    # Two members: five working days after Monday the 23rd; Tuesday the 24th is a holiday.
    assert (residence.received_at, residence.due_at) == (START, datetime(2026, 12, 1, 10, 0, tzinfo=UTC))
    assert (certificate.received_at, insurance.received_at) == (None, None)
    linked.clock.turn(3600)
    linked.office.tell_status(dossier, CaseStatus.RECEIVED)
    line = line_of(linked, dossier)
    certificate, residence, insurance = line.parts
    assert residence.received_at == START
    assert certificate.due_at == datetime(2026, 11, 27, 10, 0, tzinfo=UTC)  # the procedure's own three days
    assert insurance.received_at is not None
    assert insurance.due_at is None  # no time is known, so none is promised
    assert (line.received_at, line.due_at) == (START, datetime(2026, 11, 27, 10, 0, tzinfo=UTC))


def test_one_member_is_another_case(linked: Desk, kiosk: Machine) -> None:
    one = form.LINKED_ANSWERS | {"members": [{"member_name": "Giàng A Thử"}]}
    cargo = pack(linked, kiosk, answers=one)
    linked.file(kiosk, cargo)
    linked.office.tell_status(cargo.manifest.dossier, CaseStatus.RECEIVED, part="residence")
    residence = line_of(linked, cargo.manifest.dossier).parts[1]
    assert residence.due_at == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def test_a_supplement_may_bring_another_row_and_nothing_strange(linked: Desk, kiosk: Machine) -> None:
    dossier = filed(linked, kiosk, *((part, "system") for part in ALL)).dossier
    fields = {"kind": ParcelKind.SUPPLEMENT, "dossier": dossier, "parts": ()}
    good = pack(linked, kiosk, answers={"members": [{"member_name": "Điểu Mẫu"}]}, **fields)
    assert [one.type for one in linked.file(kiosk, good)] == [StatementType.RECORDED, StatementType.DELIVERED]
    bad = pack(linked, kiosk, answers={"members": [{"colour": "red"}]}, **fields)
    assert refusal(linked, kiosk, bad) == (RefusalReason.ANSWERS_INVALID, "unknown-field")


def _as_the_first_release_left_it(desk: Desk) -> None:
    with desk.database.write() as session:
        for column in ("route", "received_at", "due_at", "due_case"):
            session.execute(text(f"ALTER TABLE part DROP COLUMN {column}"))
        for table in ("office_session", "office_staff"):
            session.execute(text(f"DROP TABLE {table}"))
        session.execute(text("UPDATE setting SET value = :one WHERE name = 'schema'"), {"one": b"1"})
    desk.database.close()


def test_an_earlier_database_is_brought_along_and_keeps_its_dossiers(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    _as_the_first_release_left_it(desk)
    with ThreadPoolExecutor(4) as pool:  # ingest, opener and a command may all start at once
        opened = list(pool.map(lambda _: Database.open(None, desk.layout.database), range(4)))
    for database in opened[1:]:
        database.close()
    with opened[0].read() as session:
        kept = session.execute(text("SELECT value FROM setting WHERE name = 'schema'")).scalar_one()
    assert bytes(kept) == str(SCHEMA_VERSION).encode()
    office = BackOffice(opened[0], desk.shelf, desk.layout.packs, desk.clock)
    (line,) = office.dossiers()
    assert [(part.part, part.route, part.due_at) for part in line.parts] == [
        ("certificate", "system", None),
        ("registry", "system", None),
    ]
    office.tell_status(line.dossier, CaseStatus.RECEIVED, part="registry")
    assert [part.received_at for part in office.dossiers()[0].parts] == [None, START]
    opened[0].close()

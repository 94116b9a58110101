"""Parts on their roads: split, minimal, in order, refused in words, held when something is unknown, moved from there."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from forms.states import CaseStatus, ParcelKind
from sync.gateway.backoffice import BackOffice
from sync.gateway.erasing import erase
from sync.gateway.faults import PartIsTheirs
from sync.gateway.models import DossierRow, NoticeRow
from sync.gateway.passing.ledger import RESTORED_WORDS
from sync.gateway.passing.overview import overview
from sync.gateway.passing.passer import UNCLEAR_LIMIT
from sync.gateway.passing.releasing import NotRefused, release
from sync.gateway.passing.tables import GivenNumberRow, NumberSource, PassingRow, Standing
from sync.gateway.settings import Setting, publish
from sync.notice import NoticeKind
from sync.times import write_time
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.passing.conftest import LINKED, SINGLE, Passed
from tests.unit.gateway.passing.simulator import Fault
from tests.unit.gateway.passing.test_by_hand import BLOCK, transfers


def texts(value: Any) -> set[str]:
    """Every text in a message."""
    if isinstance(value, dict):
        return {text for inner in value.values() for text in texts(inner)}
    if isinstance(value, list):
        return {text for inner in value for text in texts(inner)}
    return {value} if isinstance(value, str) else set()


@both_engines
def test_a_linked_declaration_goes_to_each_authority_by_its_own_road(passed: Passed) -> None:
    dossier = passed.file_real(LINKED, {"identity": "paper"})
    passed.work()
    rows = passed.rows(dossier)
    assert {part: (row.road, row.standing) for part, row in rows.items()} == {
        "birth": ("tinh", Standing.PASSED),
        "residence": ("bo", Standing.PASSED),
        "health": ("tep", Standing.PASSED),
    }
    with passed.desk.database.read() as session:
        found = overview(session, passed.plan, passed.desk.clock.now())
        given = {(one.part, one.source): one.number for one in session.scalars(select(GivenNumberRow))}
        row = session.get_one(DossierRow, dossier)
    assert [(one.part, one.authority_kind) for one in found.paper] == [("identity", "cong_an_xa")]
    assert (found.hand, found.look) == ((), ())
    # Each part under a number of its own; the trial number is kept beside the dossier's real one.
    birth, residence = given["birth", NumberSource.INTERFACE], given["residence", NumberSource.INTERFACE]
    assert birth != residence
    assert given["birth", NumberSource.TRIAL].startswith("THU-")
    assert (row.official_number, row.number_kind) == (birth, "delegated")
    assert set(passed.simulator.stored) == {birth, residence}
    notices = passed.desk.notices
    passed.desk.opener.work()
    told = [(one.what, one.part, one.official_number, one.text) for one in notices(passed.kiosk, after=1)]
    assert told[0] == (NoticeKind.NUMBER, None, birth, None)
    assert told[1][:2] == (NoticeKind.STATUS, "residence")
    assert residence in str(told[1][3])


def test_an_authority_is_told_no_more_than_it_needs(passed: Passed) -> None:
    dossier = passed.file_real(LINKED)
    passed.work()
    answers = passed.answers
    mother, child = answers.get("mother_name"), answers["child_given_name"]
    everything = {str(value) for value in answers.values() if isinstance(value, str) and len(value) > 5}
    asking = {
        str(answers[key])
        for key in ("requester_name", "requester_number", "requester_phone")
        if answers.get(key)
    }
    for message in passed.simulator.stored.values():
        said = {text.upper() for text in texts(message)}
        foreign = {value.upper() for value in everything - asking}
        assert not said & foreign, "the synchronisation message speaks of who asks and of nobody else"
    (bundle,) = (passed.folder / "drop" / "out").iterdir()
    lines = {one["field"]: one["value"] for one in json.loads((bundle / "to-khai.json").read_text())["lines"]}
    assert lines["child_given_name"] == child
    assert lines.get("mother_name") == mother
    assert not {key for key in lines if key.startswith(("parents_", "owner_", "head_", "father_r"))}
    assert not {"mother_number", "residence_case", "request_content"} & set(lines)
    assert [file.name for file in bundle.rglob("*.jpg")] == []  # its papers are the other authorities'
    assert dossier in bundle.name


def test_the_two_vendors_get_their_own_codes(passed: Passed) -> None:
    passed.file_real(LINKED)
    passed.work()
    kinds = {
        message.get("LoaiDoiTuong"): "ThongTinNguoiNop" in message
        for message in passed.simulator.stored.values()
    }
    assert kinds == {"1": False, "0": True}


def test_papers_are_stored_there_before_the_dossier_names_them(passed: Passed) -> None:
    passed.file_real(SINGLE)
    passed.work()
    (message,) = passed.simulator.stored.values()
    assert [file["TepDinhKemId"] for file in message["TaiLieuNop"]] == list(passed.simulator.files)
    assert all(data.startswith(b"paper ") for data in passed.simulator.files.values())
    assert message["TaiLieuNop"]


def test_what_is_refused_is_put_aside_in_words_and_blocks_nobody(passed: Passed) -> None:
    dossier = passed.file_real(SINGLE)
    name = str(passed.answers["requester_name"])
    passed.simulator.refused = {SINGLE: "Công dân {ChuHoSo} không thuộc địa bàn"}
    other = passed.file()
    passed.work()
    (row,) = passed.rows(dossier).values()
    assert (row.standing, row.reason) == (Standing.QUARANTINED, "code--1")
    assert row.words == "Công dân … không thuộc địa bàn"
    assert name.upper() not in row.words.upper()
    assert {one.standing for one in passed.rows(other).values()} == {Standing.PASSED}
    passed.work(3600)
    assert passed.simulator.calls["/DongBoHoSo"] == 3  # nobody asks again what was refused
    with passed.desk.database.read() as session:
        (look,) = overview(session, passed.plan, passed.desk.clock.now()).look
    assert (look.dossier, look.words) == (dossier, row.words)
    passed.simulator.refused = {}
    release(passed.desk.database, dossier, row.part, passed.desk.clock)
    passed.work()
    assert passed.rows(dossier)[row.part].standing == Standing.PASSED
    with pytest.raises(NotRefused):
        release(passed.desk.database, dossier, row.part, passed.desk.clock)


def test_a_dossier_nobody_understands_is_shown_to_a_person_at_last(passed: Passed) -> None:
    passed.simulator.faults = iter([Fault.NONE] * 2 + [Fault.ZERO_ERROR] * 40)
    dossier = passed.file()
    for _ in range(UNCLEAR_LIMIT + 1):
        passed.work(700)
    rows = passed.rows(dossier)
    assert {row.standing for row in rows.values()} == {Standing.QUARANTINED}
    assert {row.words for row in rows.values()} == {"Có lỗi xảy ra"}


def test_of_an_erased_dossier_nothing_is_told_and_nobody_is_asked_to_look(passed: Passed) -> None:
    passed.use(known=False)
    held, refused = passed.file(), passed.file()
    passed.work()
    never = passed.file()
    desk = passed.desk
    with desk.database.write() as session:
        session.execute(
            update(PassingRow)
            .where(PassingRow.dossier == refused)
            .values(standing=str(Standing.QUARANTINED), words="Sai mã")
        )
        assert {one.dossier for one in overview(session, passed.plan, desk.clock.now()).look} == {
            held,
            refused,
        }
    for dossier in (held, refused, never):
        for status in (CaseStatus.RECEIVED, CaseStatus.DECIDED):
            desk.office.tell_status(dossier, status)
        desk.opener.work()
        erase(desk.database, desk.shelf, dossier, "theo yêu cầu", "qt", desk.clock.now())
    called = passed.simulator.calls.copy()
    with desk.database.read() as session:
        told = overview(session, passed.plan, desk.clock.now())
    assert (told.look, {(one.held, one.quarantined) for one in told.roads}) == ((), {(0, 0)})
    passed.use()
    passed.passing.sweeper.catch_up()
    passed.work()
    assert (passed.work(3600), passed.simulator.calls) == (0, called)
    for dossier in (held, refused):
        rows = passed.rows(dossier).values()
        assert {(row.standing, row.reason) for row in rows} == {(Standing.PASSED, "erased")}
    assert passed.rows(never) == {}


def test_what_they_insist_on_and_nobody_knows_is_held_and_named(passed: Passed) -> None:
    passed.use(known=False)
    dossier = passed.file()
    passed.work()
    (row, _) = passed.rows(dossier).values()
    assert row.standing == Standing.HELD
    assert "SoGiayToChuHoSo" in str(row.words)
    assert passed.simulator.stored == {}
    passed.use()
    assert passed.passing.sweeper.catch_up() == 1  # the plan knows it now
    passed.work()
    assert {one.standing for one in passed.rows(dossier).values()} == {Standing.PASSED}


def test_papers_on_their_way_are_waited_for(passed: Passed) -> None:
    cargo = passed.desk.pack(passed.kiosk)
    passed.desk.bring(passed.kiosk, cargo, inline=1)
    passed.desk.opener.work()
    passed.work()
    assert passed.rows(cargo.manifest.dossier) == {}
    passed.desk.file(passed.kiosk, cargo)
    passed.work()  # its last paper woke it: no need to wait for the pause to end
    assert {one.standing for one in passed.rows(cargo.manifest.dossier).values()} == {Standing.PASSED}


def test_progress_goes_ten_rows_at_a_time(passed: Passed) -> None:
    passed.use(hears=False)
    dossier = passed.file()
    for turn in range(24):
        passed.desk.clock.turn(60)
        passed.desk.office.tell_status(dossier, CaseStatus.PROCESSING if turn % 2 else CaseStatus.RECEIVED)
    passed.work()
    assert [len(rows) for rows in passed.simulator.rows.values()] == [25, 25]
    assert passed.simulator.calls["/DongBoTienDo"] == 6
    assert passed.simulator.complaints == []


def test_what_the_citizen_brings_later_becomes_a_change(passed: Passed) -> None:
    dossier = passed.file_real(SINGLE)
    passed.work()
    mended = passed.desk.pack(
        passed.kiosk,
        procedure=SINGLE,
        version="2026.1",
        kind=ParcelKind.AMENDMENT,
        dossier=dossier,
        answers={"requester_name": "Lò Thị Sửa"},
        papers=(),
        parts=(),
    )
    passed.desk.clock.turn(60)
    passed.desk.file(passed.kiosk, mended)
    passed.work()
    (message,) = passed.simulator.stored.values()
    assert message["ChuHoSo"] == "LÒ THỊ SỬA"
    assert (passed.simulator.calls["/DongBoHoSo"], passed.simulator.calls["/CapNhatHoSo"]) == (1, 1)


@both_engines
def test_their_word_moves_the_part_and_is_not_repeated_to_them(passed: Passed) -> None:
    dossier = passed.file()
    passed.work()
    number = passed.rows(dossier)
    assert all(row.theirs for row in number.values())
    with pytest.raises(PartIsTheirs, match="certificate"):
        passed.desk.office.tell_status(dossier, CaseStatus.DECIDED, "certificate")
    with pytest.raises(PartIsTheirs):
        passed.desk.office.ask_supplement(dossier, "Xin bổ sung.")
    with passed.desk.database.read() as session:
        present = select(GivenNumberRow).where(GivenNumberRow.replaced_at.is_(None))
        own = {one.part: one.number for one in session.scalars(present)}
    road, hearing = passed.passing.roads["tinh"], passed.passing.hearing
    passed.simulator.say(own["certificate"], "2", "20261123091500")
    passed.simulator.say(own["certificate"], "waiting", "20261123101500", "Xin bổ sung trang sau.")
    passed.simulator.say(own["certificate"], "99", "20261123111500")
    passed.simulator.say(own["registry"], "3", "20261123091500")
    passed.desk.clock.turn(7200)
    assert hearing.ask(road) == 3
    assert hearing.unknown == 1
    assert hearing.ask(road) == 0  # the same again is nothing new
    (line,) = passed.desk.office.dossiers()
    assert {part.part: part.case_status for part in line.parts} == {"certificate": 5, "registry": 3}
    received = next(part.received_at for part in line.parts if part.part == "certificate")
    assert received is not None
    assert received.isoformat() == "2026-11-23T02:15:00+00:00"
    calls = passed.simulator.calls.copy()
    passed.work(60)
    assert passed.simulator.calls == calls  # nothing of theirs is told to them
    passed.desk.opener.work()
    told = [
        (one.what, one.part, one.status, one.text, one.by)
        for one in passed.desk.notices(passed.kiosk)
        if one.status in (2, 3, 5)
    ]
    by = "Hệ thống một cửa tỉnh"
    assert set(told) == {
        (NoticeKind.STATUS, "certificate", CaseStatus.RECEIVED, None, by),
        (NoticeKind.SUPPLEMENT, "certificate", CaseStatus.SUPPLEMENT_ASKED, "Xin bổ sung trang sau.", by),
        (NoticeKind.STATUS, "registry", CaseStatus.NOT_RECEIVED, None, by),
    }


def test_what_the_office_asks_for_is_told_as_a_step_though_its_words_are_sealed(passed: Passed) -> None:
    passed.use(hears=False)
    dossier = passed.file()
    passed.work()
    passed.desk.clock.turn(60)
    passed.desk.office.ask_supplement(dossier, "Xin bổ sung trang sau.", "certificate")
    passed.work()
    row = passed.rows(dossier)["certificate"]
    assert (row.standing, "NoiDungBoSung" in str(row.words)) == (Standing.HELD, True)
    assert sorted(rows[-1]["TrangThai"] for rows in passed.simulator.rows.values()) == ["1", "5"]
    assert passed.simulator.calls["/CapNhatHoSo"] == 0


def test_a_result_goes_to_the_office_where_their_system_has_decided(passed: Passed, tmp_path: Path) -> None:
    dossier = passed.file()
    passed.work()
    with passed.desk.database.read() as session:
        present = select(GivenNumberRow.number).where(GivenNumberRow.part == "certificate")
        number = session.scalars(present.where(GivenNumberRow.replaced_at.is_(None))).one()
    file = tmp_path / "giay.pdf"
    file.write_bytes(b"%PDF ket qua")
    with pytest.raises(PartIsTheirs):
        passed.desk.office.give_result(dossier, file, "certificate")
    passed.simulator.say(number, "9", "20261123100000")
    passed.desk.clock.turn(7200)
    assert passed.passing.hearing.ask(passed.passing.roads["tinh"]) == 1
    passed.desk.office.give_result(dossier, file, "certificate")
    calls = passed.simulator.calls["/DongBoTienDo"]
    passed.work(60)
    assert passed.simulator.calls["/DongBoTienDo"] == calls  # they know it: they said so
    assert passed.rows(dossier)["certificate"].standing == Standing.PASSED


def test_a_citizens_own_act_is_told_and_stands(passed: Passed) -> None:
    dossier = passed.file()
    passed.work()
    withdrawn = passed.desk.pack(
        passed.kiosk, kind=ParcelKind.WITHDRAWAL, dossier=dossier, papers=(), answers={}
    )
    passed.desk.clock.turn(60)
    passed.desk.file(passed.kiosk, withdrawn)
    passed.work(60)
    assert {rows[-1]["TrangThai"] for rows in passed.simulator.rows.values()} == {"7"}
    number = next(iter(passed.simulator.stored))
    passed.simulator.say(number, "4", "20261123235959")
    passed.desk.clock.turn(86400)
    assert passed.passing.hearing.ask(passed.passing.roads["tinh"]) == 0
    assert {part.case_status for part in passed.desk.office.dossiers()[0].parts} == {7}


def test_a_silent_system_rests_and_is_not_asked_by_everybody(passed: Passed) -> None:
    passed.simulator.faults = iter([Fault.SILENT] * 3)
    dossiers = [passed.file() for _ in range(3)]
    passed.work()
    assert sum(passed.simulator.calls.values()) == 2  # a token, and one call into silence
    for _ in range(6):
        passed.work(700)
    assert {row.standing for one in dossiers for row in passed.rows(one).values()} == {Standing.PASSED}


def test_the_books_hold_nothing_of_the_citizen(passed: Passed) -> None:
    passed.file_real(LINKED)
    passed.simulator.refused = {LINKED: "Sai {ChuHoSo} {SoGiayToChuHoSo}"}
    passed.work()
    passed.desk.database.close()
    kept = b"".join(path.read_bytes() for path in passed.desk.layout.root.glob("gateway.db*"))
    for key in ("requester_number", "requester_name"):
        assert str(passed.answers[key]).encode() not in kept
        assert str(passed.answers[key]).upper().encode() not in kept


def test_no_notice_is_lost_while_a_part_is_told(passed: Passed) -> None:
    """A word that comes between the letter and its last step is told by the next pass."""
    passed.use(hears=False)
    dossier = passed.file()
    moved: list[str] = []

    def after(step: str) -> None:
        if step == "noted" and not moved:
            moved.append(step)
            passed.desk.clock.turn(1)
            passed.desk.office.tell_status(dossier, CaseStatus.RECEIVED, "certificate")

    passed.use(hears=False, after=after)
    passed.work()
    assert moved
    assert sorted(rows[-1]["TrangThai"] for rows in passed.simulator.rows.values()) == ["1", "2"]
    with passed.desk.database.read() as session:
        assert session.scalars(select(NoticeRow).where(NoticeRow.status == 2)).all()


@pytest.mark.parametrize("numbers", ["interface", "block"])
def test_what_may_have_been_filed_before_a_restoration_waits_for_a_person(
    passed: Passed, numbers: str
) -> None:
    desk = passed.desk
    if numbers == "block":
        desk.delegate(BLOCK | {"last": 5040})
    passed.use(numbers=numbers)
    before = passed.file()
    passed.work()
    desk.clock.turn(3600)
    with desk.database.write() as session:
        publish(session, Setting.RESTORED, write_time(desk.clock.now()).encode())
        publish(session, Setting.BLOCKS_SET, write_time(desk.clock.now() + timedelta(seconds=1)).encode())
    desk.clock.turn(3600)
    now = desk.clock.now()
    again = passed.file()
    passed.file(desk.pack(passed.kiosk, manifest={"sealed_at": now}))  # later than all that was forgotten
    passed.work()
    there = dict(passed.simulator.stored)
    passed.work(3600)
    assert (len(there), there) == (4, passed.simulator.stored)
    assert {row.standing for row in passed.rows(before).values()} == {Standing.PASSED}
    stands = {part: (row.standing, row.reason) for part, row in passed.rows(again).items()}
    assert stands == dict.fromkeys(("certificate", "registry"), (Standing.QUARANTINED, "restored"))
    with desk.database.read() as session:
        found = overview(session, passed.plan, now)
    assert {one.words for one in found.look} == {RESTORED_WORDS.vi}
    lines = {
        line.dossier: line.flags
        for line in BackOffice(desk.database, desk.shelf, desk.layout.packs, desk.clock).dossiers()
    }
    assert [dossier for dossier, flags in lines.items() if "before-restore" in flags] == [again]
    # One part stands there under a number the counter knows, the other has never been sent.
    remembered = "H18.34-261122-0007"
    passed.simulator.stored[remembered] = {}
    assert transfers(passed).take_number(again, "certificate", remembered, "Cán bộ 2").number == remembered
    for part in ("certificate", "registry"):
        release(desk.database, again, part, desk.clock)
    passed.work(3600)
    assert {row.standing for row in passed.rows(again).values()} == {Standing.PASSED}
    assert len(passed.simulator.stored) == len(there) + 2
    assert passed.simulator.stored[remembered]  # told as a change of what they have

"""Recorded dossiers turned into the words of other systems, by the opener's keys and from the records themselves."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from forms.catalogue import Catalogue
from forms.errors import KnownError
from forms.path import Context, evaluate
from forms.sample import sample, sample_papers
from forms.states import CaseStatus, Channel, ParcelKind
from sync.gateway.__main__ import main
from sync.gateway.exporting import Answer, Exporter, Into
from sync.gateway.faults import NoSuchDossier, NoSuchPart, RecordUnreadable
from sync.gateway.keyring import OpenerKeys
from sync.gateway.keywatch import KeyWatch
from sync.gateway.opener.answers import sealed_day
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.rig import START, Machine

LINKED, SINGLE = "3.000722", "1.001193"


def context(unit: str) -> Context:
    return Context(sealed_day(START), unit, Channel.IN_PERSON, assisted=True)


def filing(desk: Desk, kiosk: Machine, code: str, seed: int = 0) -> tuple[str, dict[str, Any]]:
    """An ordinary invented dossier of a real procedure, recorded; its id and its answers."""
    definition = Catalogue.shipped().newest(code, sealed_day(START))
    world = context(kiosk.unit)
    said = sample(definition, seed, papers=True, context=world)
    state = evaluate(definition, said, (), world)
    answers = dict(state.record())
    cargo = desk.pack(
        kiosk,
        procedure=code,
        version=definition.version,
        answers=answers,
        parts=tuple(one.part.id for one in state.parts if one.chosen),
        papers=tuple((slot, b"paper " + slot.encode()) for slot in sample_papers(definition, said, world)),
    )
    reasons = [one.reason for one in desk.file(kiosk, cargo)]
    assert reasons == [None, None]
    return cargo.manifest.dossier, answers


def exporter(desk: Desk) -> Exporter:
    return Exporter(
        desk.database, desk.shelf, KeyWatch(desk.layout.opener_keys), desk.layout.packs, desk.clock
    )


def keys_missing(answer: Answer) -> set[str]:
    return {missing.key for one in answer.exports for missing in one.missing if missing.required}


def test_a_birth_becomes_a_civil_status_record(desk: Desk, kiosk: Machine) -> None:
    dossier, said = filing(desk, kiosk, SINGLE)
    (told,) = exporter(desk).export(dossier, Into.HOTICH).exports
    assert told.table == "hotich-birth"
    assert told.values["module"] == "KS"
    assert told.values["nksHoTen"] == said["child_name"].upper()
    assert told.values["nksNgaySinhBangChu"] == said["child_birth_in_words"]
    assert told.values["noiDangKy"] == "UBND xã Thử Nghiệm"
    assert any(missing.key.endswith("duLieuTepDinhKem") for missing in told.missing) == bool(
        told.values["fileDinhKem"]
    )


def test_papers_are_opened_only_when_asked_for(desk: Desk, kiosk: Machine) -> None:
    for seed in range(20):
        dossier, _ = filing(desk, kiosk, SINGLE, seed)
        (told,) = exporter(desk).export(dossier, Into.HOTICH, with_papers=True).exports
        if told.values["fileDinhKem"]:
            break
    first = told.values["fileDinhKem"][0]
    assert b64decode(first["duLieuTepDinhKem"]) == b"paper " + first["id"].encode()
    assert first["tenTepDinhKem"] == f"{first['id']}-1.jpg"


def test_the_synchronisation_message_follows_what_the_authority_says(desk: Desk, kiosk: Machine) -> None:
    dossier, _ = filing(desk, kiosk, SINGLE)
    before = exporter(desk).export(dossier, Into.DONGBO)
    assert "NgayTiepNhan" in keys_missing(before)
    assert before.exports[0].values["MaHoSo"] == "THU-03127-261123-0001"
    assert before.exports[0].values["NgayNopHoSo"] == "20261123090000"
    desk.office.tell_status(dossier, CaseStatus.RECEIVED)
    desk.clock.turn(3600)
    desk.office.ask_supplement(dossier, "Xin bổ sung.")
    desk.office.tell_status(dossier, CaseStatus.NOT_RECEIVED)
    (told,) = exporter(desk).export(dossier, Into.DONGBO, dialect="ds").exports
    assert told.values["NgayTiepNhan"] == "20261123090000"
    assert (told.values["TrangThaiHoSo"], told.values["NgayTuChoi"]) == ("3", "20261123100000")
    assert told.values["LoaiDoiTuong"] == "0"
    (asked,) = told.values["DanhSachHoSoBoSung"]
    assert isinstance(asked["HoSoBoSungId"], int)
    # What was asked is sealed to the office; the gateway says that it does not know it.
    assert "DanhSachHoSoBoSung[0].NoiDungBoSung" in {missing.key for missing in told.missing}
    steps = exporter(desk).export(dossier, Into.PROGRESS).exports
    assert [one.values["TrangThai"] for one in steps] == ["1", "2", "5", "3"]


def test_one_part_speaks_for_itself(desk: Desk, kiosk: Machine) -> None:
    dossier, _ = filing(desk, kiosk, LINKED)
    desk.office.tell_status(dossier, CaseStatus.RECEIVED, part="health")
    desk.office.tell_status(dossier, CaseStatus.DECIDED, part="birth")
    desk.clock.turn(3600)
    desk.office.give_result_data(dossier, b"%PDF", "ket-qua.pdf", part="birth")  # its file follows later
    told = {
        part: exporter(desk).export(dossier, Into.DONGBO, part=part).exports[0].values
        for part in ("birth", "residence", "health")
    }
    assert [told[part]["TrangThaiHoSo"] for part in told] == ["9", "1", "2"]
    assert ("NgayTiepNhan" in told["birth"], "NgayTiepNhan" in told["health"]) == (False, True)
    assert (told["birth"]["NgayKetThucXuLy"], told["health"]["NgayKetThucXuLy"]) == ("20261123090000", "")
    everything = exporter(desk).export(dossier, Into.DONGBO).exports[0]
    assert len(everything.values["TaiLieuNop"]) >= len(told["health"]["TaiLieuNop"])
    with pytest.raises(NoSuchPart, match="birth"):
        exporter(desk).export(dossier, Into.DONGBO, part="nobody")


def test_a_linked_declaration_and_its_transfer_view(desk: Desk, kiosk: Machine) -> None:
    dossier, said = filing(desk, kiosk, LINKED)
    (told,) = exporter(desk).export(dossier, Into.LINKED).exports
    assert (told.values["Ho"], told.values["Ten"]) == (
        said["child_family_name"].upper(),
        said["child_given_name"].upper(),
    )
    answer = exporter(desk).export(dossier, Into.TRANSFER)
    assert answer.exports == ()
    assert answer.blocks[0].title.startswith("Bước 1")


def test_what_was_amended_later_is_what_is_told(desk: Desk, kiosk: Machine) -> None:
    dossier, said = filing(desk, kiosk, SINGLE)
    mended = desk.pack(
        kiosk,
        procedure=SINGLE,
        version=Catalogue.shipped().newest(SINGLE, sealed_day(START)).version,
        kind=ParcelKind.AMENDMENT,
        dossier=dossier,
        answers={"requester_name": "Lò Thị Sửa"},
        papers=(),
        parts=(),
    )
    desk.clock.turn(60)
    assert [one.reason for one in desk.file(kiosk, mended)] == [None, None]
    (told,) = exporter(desk).export(dossier, Into.HOTICH).exports
    assert told.values["nycHoTen"] == "LÒ THỊ SỬA"
    assert told.values["nksHoTen"] == said["child_name"].upper()


def test_what_cannot_be_exported_is_said(desk: Desk, kiosk: Machine) -> None:
    with pytest.raises(NoSuchDossier):
        exporter(desk).export("0" * 32, Into.DONGBO)
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    with pytest.raises(KnownError, match="hotich"):
        exporter(desk).export(cargo.manifest.dossier, Into.HOTICH)
    assert exporter(desk).export(cargo.manifest.dossier, Into.TRANSFER).blocks
    desk.shelf.path(cargo.blobs[0].name).unlink()
    with pytest.raises(RecordUnreadable):
        exporter(desk).export(cargo.manifest.dossier, Into.TRANSFER)


def test_another_gateways_keys_open_nothing(desk: Desk, kiosk: Machine, tmp_path: Path) -> None:
    dossier, _ = filing(desk, kiosk, SINGLE)
    stranger = Exporter(desk.database, desk.shelf, KeyWatch(tmp_path / "keys"), desk.layout.packs, desk.clock)
    with pytest.raises(RecordUnreadable):
        stranger.export(dossier, Into.HOTICH)
    assert not (tmp_path / "keys").exists()
    OpenerKeys.ensure(tmp_path / "keys")
    with pytest.raises(RecordUnreadable):
        stranger.export(dossier, Into.HOTICH)


def test_the_command_prints_one_object_or_says_why_not(
    desk: Desk, kiosk: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier, _ = filing(desk, kiosk, LINKED)
    where = ["--data", str(desk.layout.root), "--json"]
    assert main(["export", dossier, *where, "--as", "dongbo", "--part", "health"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["dossier"], told["procedure"], told["part"], told["as"]) == (
        dossier,
        LINKED,
        "health",
        "dongbo",
    )
    (one,) = told["exports"]
    assert set(one) == {"table", "table_version", "values", "missing", "unverified", "doubts"}
    assert all(set(missing) == {"key", "reason", "required"} for missing in one["missing"])
    assert main(["export", dossier, *where, "--as", "transfer"]) == 0
    (first, *_) = json.loads(capsys.readouterr().out)["blocks"]
    assert set(first["lines"][0]) == {"label", "key", "value", "copy", "missing"}
    assert main(["list", *where]) == 0
    (line,) = json.loads(capsys.readouterr().out)
    assert [part["part"] for part in line["parts"]] == ["birth", "residence", "identity", "health"]
    assert {part["route"] for part in line["parts"]} == {"system"}
    assert main(["export", dossier, *where, "--as", "linked", "--part", "nobody"]) == 1
    assert main(["export", "0" * 32, *where, "--as", "linked"]) == 1
    told_of = capsys.readouterr()
    assert (told_of.out, len(told_of.err.splitlines())) == ("", 2)
    with pytest.raises(SystemExit) as wrong:
        main(["export", dossier, *where, "--as", "telegram"])
    assert wrong.value.code == 2

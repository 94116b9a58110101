"""Every shipped table, filled from ordinary dossiers: each required key is there or is named with its reason."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from forms.errors import BugError, KnownError
from forms.export_shelf import Exports
from forms.export_table import Key, Shape, Table, TableKind
from forms.exporting import Exported, export, export_each, read_back
from forms.sample import DAY
from tests.unit.forms.exports.dossiers import SUBMITTED, answers, definition, facts, filed_codes

SEEDS = range(4)
TABLES = Exports.shipped().tables()
PAIRS = [(table, code) for table in TABLES for code in (table.procedures or filed_codes())]

# Codes and keys nobody could find out, and facts that are the authority's: all an ordinary dossier may lack.
OPEN = {
    "dongbo": {
        "MaHoSo", "MaLinhVuc", "NgayTiepNhan", "HinhThuc", "DuocThanhToanTrucTuyen", "DSKetNoiCSDL[].MaCSDL",
        "TaiLieuNop[].TepDinhKemId",
    },
    "tien-do": {"MaHoSo", "NguoiXuLy"},
    "noi-ho-so": {
        "MaHoSo", "MaDichVuCong", "LoaiDoiTuong", "NgayTiepNhan", "ThongTinNguoiNop.LoaiDoiTuong",
        "ThanhPhanHoSo[].GiayToDinhKem[].IdGiayTo", "ThanhPhanHoSo[].GiayToDinhKem[].HashTepTin",
    },
    "eform-1.004873": {"mucdich", "nycLoaiCuTru", "nxnLoaiCuTru"},
    "eform-birth": {"citizenLoaiDangKy", "citizenLoaikhaisinh_NgdcKS"},
    "eform-marriage": {"BenNam.LoaiCuTru", "BenNu.LoaiCuTru"},
    "hotich-marriage": {"BenNam.LoaiCuTru", "BenNu.LoaiCuTru"},
    "hotich-birth": {"loaiDangKy", "fileDinhKem[].duLieuTepDinhKem"},
    "hotich-death": {"fileDinhKem[].duLieuTepDinhKem"},
    "linked-birth": {"DkttTruongHop", "NycSdt", "DkttMaQuanHe", "DkksTruongHop"},
}  # fmt: skip


def _bare(address: str) -> str:
    return re.sub(r"\[[0-9]+\]", "[]", address)


def _always(keys: tuple[Key, ...], at: str = "") -> Iterator[str]:
    """Addresses of the keys every dossier must have, outside lists and conditions."""
    for key in keys:
        if key.when is not None or key.each is not None or key.is_list or not key.key:
            continue
        if key.keys:
            yield from _always(key.keys, at + key.key + ".")
        elif key.required is True:
            yield at + key.key


def _there(exported: Exported, address: str) -> bool:
    value: object = exported.values
    for name in address.split("."):
        if not isinstance(value, dict) or name not in value:
            return False
        value = value[name]
    return True


@pytest.mark.parametrize(("table", "code"), PAIRS, ids=lambda one: getattr(one, "name", one))
def test_every_required_key_is_filled_or_named(table: Table, code: str) -> None:
    for seed in SEEDS:
        for exported in export_each(table, facts(code, seed)):
            named = {missing.key for missing in exported.missing}
            for address in _always(table.keys):
                assert _there(exported, address) != (address in named), address
            lacking = {_bare(missing.key) for missing in exported.missing if missing.required}
            assert lacking <= OPEN.get(table.name, set())
            for missing in exported.missing:
                assert missing.told().strip()
            assert json.loads(json.dumps(exported.values)) == exported.values
            assert exported.unverified  # no table has been compared with an official text yet


@pytest.mark.parametrize(("table", "code"), PAIRS, ids=lambda one: getattr(one, "name", one))
def test_what_is_written_without_loss_is_read_back_as_it_was_said(table: Table, code: str) -> None:
    if table.each is not None:
        return
    for seed in SEEDS:
        said = answers(code, seed)
        told = read_back(table, definition(code), export(table, facts(code, seed)).values)
        for field, value in told.items():
            assert value == said[field], field


def test_some_of_every_declaration_can_be_read_back() -> None:
    for name, code, fields in (
        (
            "hotich-birth",
            "1.001193",
            {"child_birth", "child_sex", "birth_notice_number"} - {"birth_notice_number"},
        ),
        ("eform-death", "1.000656", {"deceased_birth", "death_date", "deceased_sex"}),
        ("eform-1.004873", "1.004873", {"person_birth", "person_number", "person_sex", "marital_status"}),
    ):
        table = next(one for one in TABLES if one.name == name)
        assert fields <= set(read_back(table, definition(code), export(table, facts(code)).values))


def _scalars(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, dict | list):
                yield from _scalars(inner)
            else:
                yield name, inner
    elif isinstance(value, list):
        for inner in value:
            yield from _scalars(inner)


def dongbo(**changed: Any) -> Exported:
    table = Exports.shipped().of_kind(TableKind.DONGBO, "1.004873", DAY)
    return export(table, facts("1.004873", **changed))


def test_the_synchronisation_message_has_strings_but_for_two_keys() -> None:
    others = {name: value for name, value in _scalars(dongbo().values) if not isinstance(value, str)}
    assert others == {"HoSoBoSungId": 7, "TrangThaiBoSung": False}


def test_the_synchronisation_message_tells_times_of_viet_nam_and_waits_for_the_number() -> None:
    before = dongbo()
    assert before.values["NgayNopHoSo"] == "20261120093000"
    assert "MaHoSo" not in before.values
    assert {"MaHoSo", "NgayTiepNhan"} <= {missing.key for missing in before.missing}
    received = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    after = dongbo(official_number="H18.115.02-261123-0001", received_at=received, status=2)
    assert after.values["MaHoSo"] == "H18.115.02-261123-0001"
    assert (after.values["NgayTiepNhan"], after.values["TrangThaiHoSo"]) == ("20261123080000", "2")
    assert not {"MaHoSo", "NgayTiepNhan"} & {missing.key for missing in after.missing}


def test_every_group_of_the_synchronisation_message_is_there() -> None:
    values = dongbo().values
    assert len(values["TaiLieuNop"]) == 2
    assert values["TaiLieuNop"][0]["MaThanhPhanHoSo"] == "KQ0001"
    assert [one["TenGiayTo"] for one in values["DanhSachTepDinhKemKhac"]] == ["Giấy khác"]
    assert values["DanhSachLePhi"][0]["Gia"] == "5000"
    assert values["DanhSachHoSoBoSung"][0]["DanhSachGiayToBoSung"] == []
    assert values["DanhSachGiayToKetQua"] == []
    assert values["DinhDanhCHS"][0]["LoaiDinhDanh"] == "1"
    assert values["MaDoiTuong"] == ""


def test_the_two_readings_of_who_files_stay_two_dialects() -> None:
    table = Exports.shipped().of_kind(TableKind.DONGBO, "1.004873", DAY)
    told = {name: export(table, facts("1.004873"), name).values["LoaiDoiTuong"] for name, _ in table.dialects}
    assert told == {"th": "1", "ds": "0"}
    agency = facts("1.004873", kind_of_person="agency")
    assert export(table, agency, "th").values["LoaiDoiTuong"] == "3"
    assert "LoaiDoiTuong" in {missing.key for missing in export(table, agency, "ds").missing}
    with pytest.raises(KnownError):
        export(table, facts("1.004873"), "xx")


def test_an_online_dossier_is_not_given_a_blank_account() -> None:
    assert {"MaDoiTuong", "TaiKhoanDuocXacThucVoiVNeID"} <= {m.key for m in dongbo(channel=2).missing}


def test_progress_is_told_one_step_at_a_time() -> None:
    table = Exports.shipped().of_kind(TableKind.PROGRESS, "1.004873", DAY)
    assert table.batch == 10
    first, second = export_each(table, facts("1.004873", official_number="X-1"))
    assert (first.values["MaHoSo"], first.values["TrangThai"], second.values["TrangThai"]) == (
        "X-1",
        "2",
        "4",
    )
    assert first.values["ThoiDiemXuLy"] == "20261120093000"
    assert [missing.key for missing in second.missing] == ["NguoiXuLy"]
    with pytest.raises(BugError):
        export(table, facts("1.004873"))


def test_a_text_too_long_is_cut_and_said_so() -> None:
    table = Exports.shipped().of_kind(TableKind.PROGRESS, "1.004873", DAY)
    long = facts("1.004873", official_number="X-1")
    step = long.steps[0].__class__(SUBMITTED, 2, "Tiếp nhận", by="Cán bộ " + "M" * 60)
    from dataclasses import replace

    (told,) = export_each(table, replace(long, steps=(step,)))
    assert len(told.values["NguoiXuLy"]) == 50
    assert [doubt.key for doubt in told.doubts] == ["NguoiXuLy"]


def test_linked_and_single_registrations_name_their_module() -> None:
    told = {}
    for code in ("1.001193", "3.000722", "1.000656", "2.002913", "1.000894"):
        table = Exports.shipped().of_kind(TableKind.HOTICH, code, DAY)
        told[code] = export(table, facts(code)).values["module"]
    assert told == {
        "1.001193": "KS", "3.000722": "LTKS", "1.000656": "KT", "2.002913": "LTKT", "1.000894": "LTKH"
    }  # fmt: skip


def test_papers_travel_in_the_civil_status_record_when_their_bytes_are_asked_for() -> None:
    table = Exports.shipped().of_kind(TableKind.HOTICH, "1.001193", DAY)
    told = export(table, facts("1.001193"))
    assert told.values["fileDinhKem"][0]["duLieuTepDinhKem"] == "bWF1IQ=="
    assert "fileDinhKem[1].duLieuTepDinhKem" in {missing.key for missing in told.missing}


def test_what_the_citizen_does_not_know_is_told_apart_from_what_was_not_asked() -> None:
    from dataclasses import replace

    table = Exports.shipped().of_kind(TableKind.EFORM, "1.000656", DAY)
    whole = facts("1.000656")
    lacking = {
        key: value for key, value in whole.answers.items() if key not in ("death_date", "deceased_name")
    }
    told = export(table, replace(whole, answers=lacking, unsure=frozenset({"death_date"})))
    reasons = {missing.key: missing.reason.id for missing in told.missing}
    assert reasons["citizenField56"] == "ui.export.unsure"
    assert reasons["citizenNDK_HoVaTen"] == "ui.export.not_answered"


def test_no_table_is_served_to_a_procedure_it_is_not_for() -> None:
    with pytest.raises(KnownError):
        Exports.shipped().of_kind(TableKind.HOTICH, "1.004222", DAY)
    assert Exports.shipped().transfer("2.000815", DAY) is None


def test_shapes_other_than_text_are_rare_and_known() -> None:
    odd = {(table.name, key.key) for table in TABLES for key in table.walk() if key.shape is not Shape.TEXT}
    assert odd == {("dongbo", "HoSoBoSungId"), ("dongbo", "TrangThaiBoSung")}

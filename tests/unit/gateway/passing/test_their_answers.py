"""What answers mean, what may be kept of their words, and what a mã hồ sơ is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.rules.names import fold
from sync.gateway.passing.answers import Verdict, sayable, understand
from sync.gateway.passing.mahoso import NoMaHoSo, parse_ma_ho_so


def said(code: object, message: str) -> bytes:
    return json.dumps({"error_code": code, "message": message}).encode()


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, said("0", "Cập nhật thành công"), Verdict.ACCEPTED),
        (200, said(0, "THÀNH CÔNG"), Verdict.ACCEPTED),
        (200, b"[" + said("0", "Thành công") + b"]", Verdict.ACCEPTED),
        (200, said("0", "Cập nhật không thành công"), Verdict.UNCLEAR),
        (200, said("0", "Có lỗi xảy ra"), Verdict.UNCLEAR),
        (200, said("0", ""), Verdict.UNCLEAR),
        (200, said("0", "Hồ sơ đã tồn tại"), Verdict.EXISTS),
        (200, said("3", "Hồ sơ ĐÃ TỒN TẠI trên hệ thống"), Verdict.EXISTS),
        (200, said(-3, "đã tồn tại"), Verdict.EXISTS),
        (200, said("5", "đã tồn tại"), Verdict.REFUSED),
        (200, said("-3", "Sai mã thủ tục"), Verdict.REFUSED),
        (200, said("1", "thành công"), Verdict.REFUSED),
        (422, said("0", "thành công"), Verdict.REFUSED),
        (200, b'{"message": "th\\u00e0nh c\\u00f4ng"}', Verdict.NONSENSE),
        (200, said(True, "thành công"), Verdict.NONSENSE),
        (302, said("0", "thành công"), Verdict.NONSENSE),
        (200, b"<html>", Verdict.NONSENSE),
        (200, said("0", "thành công") * 2, Verdict.NONSENSE),
        (200, b"\xff", Verdict.NONSENSE),
        (500, said("0", "thành công"), Verdict.AWAY),
        (429, b"", Verdict.AWAY),
        (401, b"", Verdict.TOKEN),
    ],
)
def test_an_answer_means_what_the_public_code_says(status: int, body: bytes, verdict: Verdict) -> None:
    assert understand(status, body).verdict is verdict


@given(st.binary(max_size=60), st.integers(100, 599))
def test_no_answer_upsets_anybody(body: bytes, status: int) -> None:
    assert understand(status, body).verdict in Verdict


ANSWERS = ("Giàng A Thử", "054224000569", "thôn Huổi Lụ")


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Số định danh 054224000569 không đúng", "Số định danh … không đúng"),
        ("Công dân GIÀNG A THỬ đã có hồ sơ", "Công dân … đã có hồ sơ"),
        ("giang a thu: sai", "…: sai"),
        ("Sai địa chỉ Thôn  Huổi Lụ\n", "Sai địa chỉ …"),
        ("Hồ sơ H18.34-261123-0007 thiếu MaLinhVuc", "Hồ sơ H18.34-261123-0007 thiếu MaLinhVuc"),
        ("gọi 0987654321", "gọi …"),
        ("sinh ngày 21/11/2026", "sinh ngày …"),
    ],
)
def test_their_words_are_kept_without_what_a_citizen_gave(words: str, kept: str) -> None:
    assert sayable(words, ANSWERS, "H18.34-261123-0007") == kept


@given(st.text(max_size=80))
def test_no_name_of_a_citizen_gets_through(around: str) -> None:
    told = sayable(f"{around} Giàng A Thử {around}", ANSWERS, None)
    assert "giang a thu" not in fold(told)
    assert len(told) <= 300


@pytest.mark.parametrize(
    ("text", "unit", "running"),
    [
        ("000.00.06.H56-231027-0361", ("000", "00", "06", "H56"), "0361"),
        (" h56.14-210531-0001 ", ("H56", "14"), "0001"),
        ("G09.20-20260609-0092637", ("G09", "20"), "0092637"),
        ("H55.242-261123-48213", ("H55", "242"), "48213"),
    ],
)
def test_a_number_is_read_by_its_tokens(text: str, unit: tuple[str, ...], running: str) -> None:
    found = parse_ma_ho_so(text)
    assert (found.unit, found.running, found.text) == (unit, running, text.strip().upper())
    assert (found.day.year, parse_ma_ho_so(found.text)) == (found.day.year, found)


@pytest.mark.parametrize(
    "text",
    [
        "", "H56.14", "H56.14-210531", "H56.14-210531-001", "H56.14-211331-0001", "H56.14-2105311-0001", "H56..14-210531-0001",
        "THU-03127-261123-0001", "THU-261123-0001", "TAM-03127-Q1-20261123-001-7", "H56.14-210531-0001-2", "H56.14-210531-000x",
        "H56.14-٢١٠٥٣١-0001", "H" * 60 + "-210531-0001",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NoMaHoSo):
        parse_ma_ho_so(text)

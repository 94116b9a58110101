"""The hand-over sheet and the sheets of figures: everything told is on paper, whole, whatever its length; and workbooks."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from forms.text import Message
from kiosk.documents.counter_facts import OfficeHead
from kiosk.documents.ledger_facts import HandoverData, HandoverRow, SheetSigner, SheetTable, TablesData
from kiosk.documents.paper import SHEETS, Paper
from kiosk.documents.press import handover_pdf, tables_pdf
from kiosk.documents.raster import page_count
from kiosk.documents.workbook import workbook

from .looking import faults, said_in_reading_order, squeezed
from .samples import text_of

HEAD = OfficeHead("Bộ phận Một cửa xã Mẫu", "UBND xã Mẫu", "Xã Mẫu")
ROW = HandoverRow(
    "TAM-99901-Q1-20261123-001-F",
    "Nguyễn Thị Mẫu",
    "Bản chính",
    "Giấy chứng sinh, Giấy khai tử",
    "Q1-2026-0001",
)
HANDOVER = HandoverData(
    HEAD, "BG-99901-Q1-2026-0001", datetime(2026, 11, 23, 2, tzinfo=UTC), "Cán bộ Mẫu Một", "Bưu tá Mẫu",
    "Bưu chính", (ROW,) * 3,
)  # fmt: skip
LABEL = Message("doc.test.label", "Nhãn", "Test")
TABLE = SheetTable(LABEL, ((LABEL, 40), (LABEL, 60)), (("Một dòng", "15.000"), ("", "0")), (1,))
FIGURES = TablesData(
    HEAD,
    LABEL,
    ((LABEL, "23/11/2026"),),
    (TABLE, TABLE),
    LABEL,
    (SheetSigner(LABEL, "Cán bộ Mẫu Một"),),
    "2026-11-23",
)


def look(pdf: bytes, paper: Paper = Paper.A4) -> list[str]:
    sheet = SHEETS[paper]
    return faults(pdf, sheet.side, sheet.top, sheet.bottom)


def test_a_hand_over_tells_everything_that_changes_hands() -> None:
    pdf = handover_pdf(HANDOVER)
    assert look(pdf) == []
    said = said_in_reading_order(pdf)
    for text in (
        HANDOVER.number,
        "Bưu tá Mẫu",
        "Cán bộ Mẫu Một",
        ROW.number,
        ROW.citizen,
        ROW.envelope,
        "09 giờ",
    ):
        assert squeezed(text) in said, text
    assert "\ufffd" not in said
    assert page_count(pdf) == 1


@pytest.mark.parametrize("count", [0, 1, 40])
def test_a_hand_over_of_any_length_keeps_its_signatures(count: int) -> None:
    long = replace(ROW, papers="Giấy chứng nhận quyền sử dụng đất " * 6)
    pdf = handover_pdf(replace(HANDOVER, rows=(long,) * count))
    assert look(pdf) == []
    assert text_of(pdf).count("Bên nhận") >= 2


def test_a_blank_hand_over_tells_nothing() -> None:
    said = text_of(handover_pdf(replace(HANDOVER, blank=True)))
    for text in (HANDOVER.number, "Bưu tá Mẫu", ROW.citizen, ROW.envelope):
        assert text not in said


@pytest.mark.parametrize("wide", [False, True])
def test_figures_are_whole_on_either_paper(wide: bool) -> None:
    many = replace(TABLE, rows=tuple((f"Thủ tục số {n} " * 8, f"{n}.000") for n in range(60)))
    pdf = tables_pdf(replace(FIGURES, wide=wide, tables=(TABLE, many)))
    assert look(pdf, Paper.A4_WIDE if wide else Paper.A4) == []
    said = said_in_reading_order(pdf)
    for text in ("59.000", "Cán bộ Mẫu Một", "23/11/2026"):
        assert squeezed(text) in said
    assert page_count(pdf) > 1


def test_a_workbook_takes_texts_for_texts() -> None:
    data = workbook(
        "Báo cáo", [("Từ", "đến")], ["Nhãn", "Số"], [("=1+1", 7), ("http://x.example", None)], ("Cộng", 7)
    )
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        told = {
            name: parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels"))
        }
    sheet = told["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "=1+1" in told["xl/sharedStrings.xml"]
    assert sheet.count("<v>7</v>") >= 2

"""The counter's forms with plainly invented facts, and the same with texts as long as anybody could write."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from kiosk.documents import press
from kiosk.documents.counter_facts import (
    ApologyData,
    CaseHead,
    ControlData,
    ControlStep,
    OfficeHead,
    PaperForm,
    RefusalData,
    RegisterData,
    RegisterEntry,
    RoutedPaper,
    RoutingData,
    StepResult,
    StopData,
    SupplementData,
    WantedPaper,
)
from kiosk.documents.lines import Pair, Show

from .samples import CODE, KHMER_NAME

HEAD = OfficeHead(
    "Ủy ban nhân dân xã Mường Mẫu",
    "Ủy ban nhân dân tỉnh Điện Biên",
    "Mường Mẫu",
    date(2026, 11, 22),
    "12/PYC",
    "0215 111 111",
    "muongmau.example",
)
CASE = CaseHead(
    "Giàng A Thử",
    Pair("Cấp Giấy xác nhận tình trạng hôn nhân"),
    "1.004873",
    "H18.115.02-261122-0007",
    "TAM-03127-1-20261122-007-K",
    "Bản Mẫu 3, xã Mường Mẫu, tỉnh Điện Biên",
    "0900000123",
    "thu@vi-du.example",
    "011088000123",
)
MOMENT = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)
GUIDE = "Nguyễn Thị Mẫu"
WANTED = (
    WantedPaper(
        Pair("Trích lục ghi chú ly hôn", KHMER_NAME, True), Pair("Nộp bản sao, hoặc báo số và ngày cấp")
    ),
    WantedPaper(Pair("Giấy ủy quyền"), Pair("Bổ sung chữ ký")),
)
PEOPLE = ("Giàng A Thử", "Ủy ban nhân dân tỉnh Điện Biên")
CITIZENS: dict[str, tuple[Callable[[Any, Show], bytes], Any]] = {
    "02": (
        press.supplement_pdf,
        SupplementData(HEAD, CASE, WANTED, "Chưa đủ căn cứ để xác nhận", GUIDE, "0215000000"),
    ),
    "03": (
        press.refusal_pdf,
        RefusalData(HEAD, CASE, "Hồ sơ không thuộc thẩm quyền của xã", GUIDE, "0215000000", True, MOMENT),
    ),
    "04": (
        press.apology_pdf,
        ApologyData(
            HEAD,
            CASE,
            MOMENT,
            datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
            "Công an xã Mường Mẫu",
            "Chờ kết quả xác minh từ nơi cư trú cũ",
            datetime(2026, 11, 30, 10, 0, tzinfo=UTC),
            PEOPLE,
            "Chủ tịch",
            "Lò Văn Mẫu",
        ),
    ),
    "05": (
        press.stop_pdf,
        StopData(
            HEAD,
            CASE,
            MOMENT,
            "Công dân xin rút hồ sơ",
            "Đơn xin rút ngày 20/11/2026",
            GUIDE,
            "0215000000",
            PEOPLE,
            "Chủ tịch",
            "Lò Văn Mẫu",
        ),
    ),
}
OFFICES: dict[str, tuple[Callable[[Any], bytes], Any]] = {
    "06": (
        press.control_pdf,
        ControlData(
            HEAD,
            CASE,
            "01",
            "7",
            MOMENT,
            MOMENT,
            "Ủy ban nhân dân xã Mường Mẫu",
            "Công an xã Mường Mẫu",
            (
                ControlStep("Bộ phận một cửa", "Tư pháp – hộ tịch", MOMENT, StepResult.EARLY, "Đủ giấy tờ"),
                ControlStep("Tư pháp – hộ tịch", "Bộ phận một cửa"),
            ),
        ),
    ),
    "07": (
        press.register_pdf,
        RegisterData(
            HEAD,
            "01",
            date(2026, 11, 1),
            date(2026, 11, 30),
            tuple(
                RegisterEntry(
                    CASE, 1, "Ủy ban nhân dân xã Mường Mẫu", MOMENT, MOMENT, None, "Tại quầy", f"Dòng {n}"
                )
                for n in range(1, 20)
            ),
        ),
    ),
    "routing": (
        press.routing_pdf,
        RoutingData(
            HEAD,
            CASE,
            "Xóa đăng ký thường trú",
            "Công an xã Mường Mẫu",
            "Trung tâm xã Mường Mẫu",
            (
                RoutedPaper("Tờ khai CT01", PaperForm.PRINTED, 1),
                RoutedPaper("Giấy báo tử", PaperForm.ORIGINAL, 1, "03127-0012"),
            ),
            "Hệ thống của cơ quan chưa kết nối",
            GUIDE,
            CODE,
        ),
    ),
}


def texts(value: object) -> list[str]:
    """Every text in a form's data, as the paper must say it."""
    if isinstance(value, Enum) or value is None:
        return []
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, tuple):
        return [text for one in value for text in texts(one)]
    if dataclasses.is_dataclass(value):
        return [text for field in dataclasses.fields(value) for text in texts(getattr(value, field.name))]
    return []


def stretched(value: Any, *, unbroken: bool) -> Any:
    """The same data with every text as long as anybody could write; the QR's text stays what it is."""
    counter = iter(range(1, 10_000))

    def longer(one: Any, name: str) -> Any:
        if isinstance(one, Enum) or one is None or name == "code":
            return one
        if isinstance(one, str):
            if not one:
                return one
            number = next(counter)
            size = (
                60 if name in ("request_code", "phone", "official_number", "slip_number", "number") else 240
            )
            if unbroken:
                return "Ữ" * size
            return " ".join(f"Nghiêng{number}" for _ in range(size // 9))
        if isinstance(one, tuple):
            return tuple(longer(each, name) for each in one)
        if dataclasses.is_dataclass(one) and not isinstance(one, type):
            return dataclasses.replace(
                one, **{f.name: longer(getattr(one, f.name), f.name) for f in dataclasses.fields(one)}
            )
        return one

    return longer(value, "")

"""Plainly invented facts for the papers, and a stand-in for a Khmer pack: draft sentences under Vietnamese
ones.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pypdfium2
from PIL import Image

from forms.text import Message
from kiosk.documents.facts import Custody, ReceiptFacts, ReceiptPaper, SlipFacts, SlipOffice, SlipPaper
from kiosk.documents.lines import Pair
from kiosk.documents.slip_number import slip_number
from kiosk.i18n.values import Value

OFFICE = SlipOffice(
    name="Ủy ban nhân dân xã Mường Mẫu",
    counter="1",
    parent="Ủy ban nhân dân tỉnh Điện Biên",
    address="Bản Mẫu, xã Mường Mẫu",
    phone="0215 000 000",
)
NUMBER = slip_number("03127", "1", date(2026, 11, 22), 7)
CODE = "HSK1:" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 14
KHMER_NAME = "លិខិតបញ្ជាក់ស្ថានភាពអាពាហ៍ពិពាហ៍"
KHMER_SENTENCE = "សូមរក្សាទុកក្រដាសនេះ ហើយយកមកជាមួយនៅពេលមកសួរ។"

PAPERS = (
    SlipPaper(Pair("Căn cước"), Custody.HANDED_BACK, 2),
    SlipPaper(Pair("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân"), Custody.COPIED, 1),
    SlipPaper(Pair("Giấy xác nhận đã cấp trước đây", KHMER_NAME, True), Custody.KEPT, 1, "03127-0012"),
    SlipPaper(Pair("Trích lục ghi chú ly hôn"), Custody.WAITING_LOOKUP),
)
SLIP = SlipFacts(
    number=NUMBER,
    office=OFFICE,
    issued_at=datetime(2026, 11, 22, 2, 5, tzinfo=UTC),
    procedure=Pair("Cấp Giấy xác nhận tình trạng hôn nhân"),
    procedure_code="1.004873",
    filed_for="Giàng A Thử",
    authority="Ủy ban nhân dân xã Mường Mẫu",
    papers=PAPERS,
    guided_by="Nguyễn Thị Mẫu",
    code=CODE,
    filed_by="Giàng Thị Thử",
    interpreter="Lò Văn Mẫu",
)
VIETNAMESE_SLIP = replace(SLIP, papers=tuple(replace(p, name=Pair(p.name.vi)) for p in PAPERS))
RECEIPT = ReceiptFacts(
    official_number="H18.115.02-261122-0007",
    received_at=datetime(2026, 11, 22, 3, 5, tzinfo=UTC),
    trial=False,
    due_at=datetime(2026, 11, 25, 9, 0, tzinfo=UTC),
    parent="Ủy ban nhân dân tỉnh Điện Biên",
    office="Ủy ban nhân dân xã Mường Mẫu",
    place="Mường Mẫu",
    made_at=datetime(2026, 11, 22, 20, 0, tzinfo=UTC),
    submitter="Giàng A Thử",
    request=Pair("Cấp Giấy xác nhận tình trạng hôn nhân"),
    request_code="1.004873",
    papers=(ReceiptPaper(Pair("Tờ khai"), originals=1), ReceiptPaper(Pair("Căn cước"), copies=2)),
    legal_time=Pair("3 ngày làm việc"),
    result_at="Bộ phận tiếp nhận và trả kết quả",
    received_by="Nguyễn Thị Mẫu",
    code="H18.115.02-261122-0007",
    address="Bản Mẫu, xã Mường Mẫu",
    phone="0912000000",
    identity_number="011088000123",
)


def khmer(message: Message, **params: Value) -> Pair:
    """As a pack of drafts answers: the same Khmer sentence under every Vietnamese one."""
    return Pair(message.in_vietnamese(**params), KHMER_SENTENCE, True)


def text_of(pdf: bytes) -> str:
    """Everything a PDF says, with single spaces: where lines end does not matter."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(
            " ".join(document[n].get_textpage().get_text_range().split()) for n in range(len(document))
        )
    finally:
        document.close()


def picture(png: bytes) -> Image.Image:
    """A grey picture from PNG bytes."""
    return Image.open(BytesIO(png)).convert("L")

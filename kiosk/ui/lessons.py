"""The lessons of practice: what to do, step by step, and how the machine sees that it was done. Qt-free.

``until`` names what ends a step: ``page:question`` (the page, or one whose name begins so), ``sees:card-accept`` (something
on the page), ``gone:card-accept``; empty when only a tap on "next" does.
"""

from dataclasses import dataclass
from enum import StrEnum

from forms.text import Message
from kiosk.services.practising import PIN


class Start(StrEnum):
    """Where a lesson begins."""

    GREETING = "greeting"
    CARD = "card"  # at the page that takes a card
    DRAFT = "draft"  # at the officer's counter, a draft left by somebody
    WRONG = "wrong"  # at the check page, one answer wrong
    FILED = "filed"  # at the officer's counter, a dossier filed


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    text: Message
    until: str = ""
    card: bool = False  # a sample card may be "scanned" by touching a button


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson as the list shows it."""

    id: str
    title: Message
    icon: str
    start: Start
    steps: tuple[Step, ...]
    pin: str = PIN


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "take",
        Message("ui.practice.take", "Nhận một hồ sơ từ đầu đến cuối", "A lesson: a whole dossier."),
        "list",
        Start.GREETING,
        (
            Step(
                Message(
                    "ui.practice.take.language",
                    "Bà con chọn tiếng nói. Chạm Tiếng Việt.",
                    "Step of a lesson, spoken to the officer who practises.",
                ),
                "page:procedure",
            ),
            Step(
                Message(
                    "ui.practice.take.procedure",
                    "Chọn việc bà con cần: Kết hôn, rồi Xác nhận tình trạng hôn nhân.",
                    "Step of a lesson. The names are those on the tiles.",
                ),
                "page:prepare",
            ),
            Step(
                Message(
                    "ui.practice.take.prepare",
                    "Nghe máy nói cần giấy gì, hết bao nhiêu tiền. Chạm Tiếp tục hai lần.",
                    "Step of a lesson.",
                ),
                "page:question",
            ),
            Step(
                Message(
                    "ui.practice.take.answer",
                    "Trả lời từng câu cho một người tự nghĩ ra. Câu nào không biết, chạm Không biết.",
                    "Step of a lesson. An invented person only.",
                ),
                "page:papers",
            ),
            Step(
                Message(
                    "ui.practice.take.papers",
                    "Xem từng giấy: giấy nào trả ngay, giấy nào giữ. Xong thì Tiếp tục.",
                    "Step of a lesson.",
                ),
                "page:check",
            ),
            Step(
                Message(
                    "ui.practice.take.check",
                    "Đọc lại mọi câu trả lời cho bà con nghe. Đúng cả thì Tiếp tục.",
                    "Step of a lesson.",
                ),
                "page:signature",
            ),
            Step(
                Message("ui.practice.take.sign", "Ký thử bằng ngón tay, rồi Tiếp tục.", "Step of a lesson."),
                "page:officer",
            ),
            Step(
                Message(
                    "ui.practice.take.confirm",
                    "Cán bộ xem lần cuối và xác nhận. Mã PIN khi tập là 258036.",
                    "Step of a lesson. Keep the digits.",
                ),
                "page:done",
            ),
            Step(
                Message(
                    "ui.practice.take.done",
                    "Xong. Hồ sơ tập nằm trong máy này rồi tự mất, không gửi đi đâu.",
                    "Last step of a lesson. Must not lose: nothing was sent.",
                )
            ),
        ),
    ),
    Lesson(
        "card",
        Message("ui.practice.card", "Quét thẻ căn cước", "A lesson: scanning an identity card."),
        "scan-card",
        Start.CARD,
        (
            Step(
                Message(
                    "ui.practice.card.scan",
                    "Đưa mã trên thẻ vào máy quét. Không có thẻ thì chạm Quét thẻ mẫu.",
                    "Step of a lesson; the button stands beside it.",
                ),
                "sees:card-accept",
                card=True,
            ),
            Step(
                Message(
                    "ui.practice.card.accept",
                    "Máy chưa ghi gì cả. Hỏi bà con có đúng không, rồi chạm đồng ý.",
                    "Step of a lesson. Nothing is filled before somebody agrees.",
                ),
                "gone:card-accept",
            ),
            Step(
                Message(
                    "ui.practice.card.mark",
                    "Ô nào lấy từ thẻ đều có ghi rõ. Sai thì sửa tay được.",
                    "Last step of a lesson.",
                )
            ),
        ),
    ),
    Lesson(
        "resume",
        Message("ui.practice.resume", "Mở lại hồ sơ đang khai dở", "A lesson: going on with a draft."),
        "folder",
        Start.DRAFT,
        (
            Step(
                Message(
                    "ui.practice.resume.open",
                    "Bà con ra ngoài rồi quay lại. Chạm Bản nháp, rồi chạm tên bà con.",
                    "Step of a lesson, at the counter's list.",
                ),
                "page:question",
            ),
            Step(
                Message(
                    "ui.practice.resume.same",
                    "Máy mở đúng câu đang dở. Mọi câu trước vẫn còn.",
                    "Last step of a lesson.",
                )
            ),
        ),
    ),
    Lesson(
        "correct",
        Message("ui.practice.correct", "Sửa một câu trả lời sai", "A lesson: correcting an answer."),
        "edit",
        Start.WRONG,
        (
            Step(
                Message(
                    "ui.practice.correct.find",
                    "Số điện thoại bị sai, máy đánh dấu. Chạm vào dòng đó để sửa.",
                    "Step of a lesson, on the page with all answers.",
                ),
                "page:question",
            ),
            Step(
                Message(
                    "ui.practice.correct.mend",
                    "Gõ số đúng: 0912 345 678, rồi Tiếp tục.",
                    "Step of a lesson. An invented number; keep the digits.",
                ),
                "page:check",
            ),
            Step(
                Message(
                    "ui.practice.correct.done",
                    "Chỉ sửa câu sai, không phải khai lại từ đầu.",
                    "Last step of a lesson.",
                )
            ),
        ),
    ),
    Lesson(
        "print",
        Message("ui.practice.print", "In lại phiếu", "A lesson: printing a slip again."),
        "print",
        Start.FILED,
        (
            Step(
                Message(
                    "ui.practice.print.look",
                    "Đây là hồ sơ vừa nhận. Chạm Phiếu tạm, xem hình, rồi chạm In.",
                    "Step of a lesson, on the page of one dossier.",
                )
            ),
            Step(
                Message(
                    "ui.practice.print.mark",
                    "Trên giấy có chữ TẬP LUYỆN. Phiếu thật thì không. In lần hai có ghi bản in lại.",
                    "Last step of a lesson. Must not lose: practice papers are marked, real ones are not.",
                )
            ),
        ),
    ),
)

"""The citizen's word: what was read back and by whom, consents to extras, and the mark under the dossier."""

import hashlib
from dataclasses import dataclass

from forms.definition import PaperHandling
from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.dossier import CitizenSignature, Consent, ReadBack, SignedHow
from kiosk.domain.papers import DigitisedHow
from kiosk.services.desk import Desk
from sync.parcel import PAPER_SIGNATURE

SIGNATURE_SLOT = PAPER_SIGNATURE

DATA_USE = Message(
    "ui.data_use.text",
    "Cơ quan dùng thông tin của bà con chỉ để giải quyết hồ sơ này. Thông tin về dân tộc và ảnh giấy tờ là dữ liệu nhạy cảm, "
    "được giữ kín bằng mã khóa. Không cần bà con đồng ý vì việc này theo luật; bà con có quyền hỏi, xem và đề nghị sửa.",
    "Notice of data use before the first question. Must not lose: by law, no consent needed, sensitive data, right to see and correct.",
)
DATA_USE_BASIS = Message(
    "ui.data_use.basis",
    "Căn cứ: Luật Hộ tịch 60/2014/QH13; Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 19; Nghị định 356/2025/NĐ-CP, Điều 4.",
    "Legal basis of the notice; keep the numbers",
)
KEEP_FOR_NEXT_TIME = Message(
    "ui.data_use.keep",
    "Bà con có muốn máy giữ lại thông tin này để lần sau khỏi khai lại không? Không giữ cũng không sao, hồ sơ vẫn được nhận.",
    "Consent to an extra: keeping data for next time. Never pre-ticked; refusing changes nothing for the dossier.",
)
KEEP_PURPOSE = "keep-for-next-time"

WITNESS_WANTED = Message(
    "error.signature.witness",
    "Xin ghi tên người làm chứng.",
    "Signing through a witness needs the witness's name",
)
NOT_SIGNED = Message(
    "error.signature.empty", "Chưa có chữ ký. Xin ký vào khung.", "The signature pad is empty"
)


@dataclass(frozen=True, slots=True)
class DataUse:
    """The notice shown before the first question."""

    text: Message = DATA_USE
    basis: Message = DATA_USE_BASIS
    extra: Message = KEEP_FOR_NEXT_TIME


def consent_to_keep(desk: Desk, dossier_id: str, given: bool, language: str, text: str) -> None:
    """Stores the answer to the one extra question, with the hash of the very text that was shown."""
    desk.store.confirmations.add_consent(
        dossier_id,
        Consent(KEEP_PURPOSE, hashlib.sha256(text.encode()).hexdigest(), given, desk.now(), language),
        by=desk.officer.code,
    )


def read_back(desk: Desk, dossier_id: str, reader: str, interpreter: str | None, language: str) -> None:
    """Stores who read the answers back, through whom, in which language."""
    desk.store.confirmations.set_read_back(
        dossier_id,
        ReadBack(reader.strip(), (interpreter or "").strip() or None, language, desk.now()),
        by=desk.officer.code,
    )


def sign_by_finger(desk: Desk, dossier_id: str, png: bytes) -> None:
    """Stores the finger-drawn signature as a paper of the dossier. A new one takes the place of the old."""
    if not png:
        raise KnownError(NOT_SIGNED)
    _forget_old(desk, dossier_id)
    paper = desk.store.papers.add(
        dossier_id,
        SIGNATURE_SLOT,
        png,
        handling=PaperHandling.COPY,
        name="Chữ ký trên màn hình",
        media="image/png",
        pages=1,
        how=DigitisedHow.SCREEN,
        by=desk.officer.code,
    )
    desk.store.confirmations.set_signature(
        dossier_id, CitizenSignature(SignedHow.FINGER, desk.now(), paper.id), by=desk.officer.code
    )


def sign_on_paper(desk: Desk, dossier_id: str) -> None:
    """The citizen's thumb print is on the printed declaration instead."""
    _forget_old(desk, dossier_id)
    desk.store.confirmations.set_signature(
        dossier_id, CitizenSignature(SignedHow.THUMB_PAPER, desk.now()), by=desk.officer.code
    )


def sign_by_witness(desk: Desk, dossier_id: str, witness: str) -> None:
    """Somebody witnesses for a citizen who cannot sign."""
    if not witness.strip():
        raise KnownError(WITNESS_WANTED)
    _forget_old(desk, dossier_id)
    desk.store.confirmations.set_signature(
        dossier_id,
        CitizenSignature(SignedHow.WITNESS, desk.now(), None, witness.strip()),
        by=desk.officer.code,
    )


def _forget_old(desk: Desk, dossier_id: str) -> None:
    for paper in desk.store.papers.list(dossier_id):
        if paper.paper == SIGNATURE_SLOT:
            desk.store.papers.remove(paper.id, by=desk.officer.code)

"""Money taken at the counter against the authority's own receipt.

The kiosk never makes, reserves or guesses a receipt number: an officer types or scans the one the authority gave. Which
kinds of receipt are lawful on a day is dated data (``forms.rules.fee_receipts``).
"""

import re
from dataclasses import dataclass, replace

from forms.errors import KnownError
from forms.path import FormState
from forms.rules.fee_receipts import DatedMode, ReceiptRules
from forms.rules.fees import FeeState
from forms.states import ParcelKind
from forms.text import Message
from kiosk.domain.counter_book import Entered, FeeTaken, Paid
from kiosk.domain.roles import Act, demand
from kiosk.i18n.values import Digits
from kiosk.services.after_filing import Following, already, filed_dossier, follow
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed
from kiosk.services.standing import state_of
from sync.parcel import write_time

PAID_WORDS: dict[Paid, Message] = {
    Paid.CASH: Message("ui.fee.paid.cash", "Tiền mặt", "How a fee was paid"),
    Paid.TRANSFER: Message("ui.fee.paid.transfer", "Chuyển khoản", "How a fee was paid"),
    Paid.CARD: Message("ui.fee.paid.card", "Thẻ", "How a fee was paid"),
}

MOST = 100_000_000
"""Đồng. No fee of a commune comes near it; a slip of the finger does."""

_BAD_RECEIPT = Message(
    "error.fee.receipt",
    "Chưa đọc được số biên lai. Xin gõ đúng ký hiệu và số in trên biên lai của cơ quan thu.",
    "A receipt number must have a digit and only letters, digits and a few marks",
)
_BAD_AMOUNT = Message(
    "error.fee.amount",
    "Số tiền chưa đúng. Xin gõ lại số tiền ghi trên biên lai.",
    "Zero, less or far too much",
)
_USED = Message(
    "error.fee.used",
    "Số biên lai {receipt} đã ghi cho hồ sơ khác. Xin xem lại biên lai.",
    "The receipt number stands in the book for another dossier or another amount",
)

_COUNTER_ENTRY = Message(
    "error.fee.counter_entry",
    "Khoản này đã được sửa hoặc không có trong sổ. Xin xem lại danh sách đã thu.",
    "A fee is to be corrected that was corrected before, or is itself a correction",
)
_NO_REASON = Message(
    "error.fee.no_reason", "Xin ghi lý do sửa khoản đã thu.", "A fee is corrected without a reason"
)

_SHAPE = re.compile(r"(?=.*\d)[0-9A-ZĐ][0-9A-ZĐ/.\-]{0,39}")
_FIELD = re.compile(r"(?i)(?:số|so|no|number|sobienlai)\s*[:=]\s*([0-9A-Za-zĐđ/.\-]+)")


@dataclass(frozen=True, slots=True)
class ReceiptRead:
    """A receipt's number as it is kept: capitals, no spaces. ``said`` reads it out digit by digit."""

    number: str

    @property
    def said(self) -> Digits:
        """For speaking it back to whoever typed it."""
        return Digits(self.number)


@dataclass(frozen=True, slots=True)
class FeeDue:
    """What a dossier costs, what was taken already, and in which form a receipt may be given today."""

    state: FeeState
    taken: tuple[FeeTaken, ...]
    mode: DatedMode

    @property
    def standing(self) -> tuple[FeeTaken, ...]:
        """What was taken and not taken back since."""
        back = {one.corrects for one in self.taken}
        return tuple(one for one in self.taken if not one.corrects and one.parcel not in back)


def mode_today(desk: Desk) -> DatedMode:
    """In which form receipts are given today, and whose word that is."""
    return ReceiptRules.load().on(desk.today())


def due(desk: Desk, dossier_id: str) -> FeeDue:
    """What there is to pay for a filed dossier."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    dossier = filed_dossier(desk, dossier_id)
    state: FormState = state_of(desk, dossier)
    return FeeDue(state.fee, desk.store.counter_book.fees(dossier_id), mode_today(desk))


def read_receipt(text: str) -> ReceiptRead:
    """A receipt's number as somebody typed it or a scanner read it. Raises ``KnownError`` when it cannot be one."""
    labelled = _FIELD.search(text)
    plain = "".join((labelled.group(1) if labelled else text).split()).upper()
    if not _SHAPE.fullmatch(plain):
        raise KnownError(_BAD_RECEIPT)
    return ReceiptRead(plain)


def take(
    desk: Desk,
    dossier_id: str,
    amount: int,
    receipt: str,
    *,
    entered: Entered = Entered.TYPED,
    paid: Paid = Paid.CASH,
) -> Filed:
    """Books money taken, in đồng, and tells the province. The same receipt again answers what the first call answered.

    Raises ``KnownError`` for a number used elsewhere, and for amounts nobody takes.
    """
    demand(desk.officer.role, Act.TAKE_FEE)
    dossier = filed_dossier(desk, dossier_id)
    if not 0 < amount <= MOST:
        raise KnownError(_BAD_AMOUNT)
    number = read_receipt(receipt).number
    mode = mode_today(desk).mode
    known = desk.store.counter_book.fee_of_receipt(number)
    if known is not None:
        if (known.dossier, known.amount) != (dossier_id, amount):
            raise KnownError(_USED, receipt=number)
        return already(desk, dossier, known.parcel)
    at = desk.now()
    told = {
        "amount": amount,
        "receipt": number,
        "mode": str(mode),
        "entered": str(entered),
        "paid": str(paid),
        "at": write_time(at),
    }
    return follow(
        desk,
        dossier,
        Following(
            ParcelKind.FEE_TAKEN,
            told={"fee": told},
            beside=lambda parcel, when: FeeTaken(
                parcel, dossier_id, amount, number, mode, entered, paid, when, desk.officer.code
            ),
        ),
        at,
    )


def correct(desk: Desk, dossier_id: str, parcel: str, reason: str) -> Filed:
    """Takes a wrongly booked fee back by a counter-entry; its receipt may then be booked rightly. ``parcel`` is that fee's.

    Nothing is erased: the entry, its reason and whoever made it stay in the book, in the day's figures and with the
    province. The same fee again answers what the first call answered.
    """
    demand(desk.officer.role, Act.TAKE_FEE)
    dossier = filed_dossier(desk, dossier_id)
    if not reason.strip():
        raise KnownError(_NO_REASON)
    book = desk.store.counter_book.fees(dossier_id)
    done = next((one for one in book if one.corrects == parcel), None)
    if done is not None:
        return already(desk, dossier, done.parcel)
    wrong = next((one for one in book if one.parcel == parcel and not one.corrects), None)
    if wrong is None:
        raise KnownError(_COUNTER_ENTRY)
    at = desk.now()
    told = {
        "amount": -wrong.amount,
        "receipt": wrong.receipt,
        "mode": str(wrong.mode),
        "entered": str(wrong.entered),
        "paid": str(wrong.paid),
        "at": write_time(at),
        "corrects": parcel,
    }
    return follow(
        desk,
        dossier,
        Following(
            ParcelKind.FEE_TAKEN,
            note=reason,
            told={"fee": told},
            beside=lambda own, when: replace(
                wrong,
                parcel=own,
                amount=-wrong.amount,
                at=when,
                by=desk.officer.code,
                corrects=parcel,
                reason=reason.strip(),
            ),
        ),
        at,
    )

"""What the audit chain may say: events and ids, never a name, a number or an answer."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forms.errors import BugError

_ID = re.compile(r"[A-Za-z0-9._:@/+-]{0,120}")
# Digits alone, as long as an identity or a telephone number, are somebody's number rather than an id of ours.
_NUMBER = re.compile(r"\d{9,12}")


class Event(StrEnum):
    """What somebody did or what came in."""

    STORE_CREATED = "store-created"
    STORE_MIGRATED = "store-migrated"
    OFFICE_SAVED = "office-saved"
    OFFICER_ADDED = "officer-added"
    OFFICER_CHANGED = "officer-changed"
    SECRET_SAVED = "secret-saved"  # noqa: S105  a name of an event
    UNLOCKED = "unlocked"
    LOCKED = "locked"
    DOSSIER_CREATED = "dossier-created"
    ANSWER_SAVED = "answer-saved"
    ANSWER_REMOVED = "answer-removed"
    VERSION_MOVED = "version-moved"
    PART_MOVED = "part-moved"
    URGED = "urged"
    URGED_NO_MORE = "urged-no-more"
    PERSON_SAVED = "person-saved"
    DRAFT_DELETED = "draft-deleted"
    READ_BACK = "read-back"
    CONSENT = "consent"
    CITIZEN_SIGNED = "citizen-signed"
    DOSSIER_SEALED = "dossier-sealed"
    PAPER_ADDED = "paper-added"
    PAPER_REMOVED = "paper-removed"
    PAPER_RETURNED = "paper-returned"
    PAPER_ERASED = "paper-erased"
    CUSTODY = "custody"
    PARCEL_ADDED = "parcel-added"
    CARRIAGE = "carriage"
    NOTICE = "notice"
    RESULT_SAVED = "result-saved"
    SLIP_PRINTED = "slip-printed"
    RECEIPT_PRINTED = "receipt-printed"
    DECLARATION_PRINTED = "declaration-printed"
    COUNTER_FORM_PRINTED = "counter-form-printed"
    PRINT_ASKED = "print-asked"
    PRINTING = "printing"
    PRINT_WAITS = "print-waits"
    PRINTED = "printed"
    PRINTED_AGAIN = "printed-again"
    PRINT_UNSURE = "print-unsure"
    PRINT_CANCELLED = "print-cancelled"
    PRINTER_CHOSEN = "printer-chosen"
    NUMBER_TAKEN = "number-taken"
    CALLED = "called"
    FEE_TAKEN = "fee-taken"
    FEE_CORRECTED = "fee-corrected"
    RESULT_HANDED_OUT = "result-handed-out"
    RATED = "rated"
    HANDED_OVER = "handed-over"
    DAY_CLOSED = "day-closed"
    TRIP = "trip"
    SEALED_COPY = "sealed-copy"
    REPORTED = "reported"
    EXPORTED = "exported"
    PACK_INSTALLED = "pack-installed"
    PACK_REFUSED = "pack-refused"
    PACK_ROLLED_BACK = "pack-rolled-back"
    PACK_WITHDRAWN = "pack-withdrawn"
    PUBLISHER_TRUSTED = "publisher-trusted"
    LANGUAGE_OFFERED = "language-offered"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of the chain. ``hash`` covers this entry and the hash before it."""

    seq: int
    at: datetime
    event: Event
    subject: str
    officer: str
    detail: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The last link: what the gateway countersigns."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """Whether the chain holds. ``broken_at`` is the first link that does not follow from the one before it."""

    whole: bool
    entries: int
    head: AuditHead
    broken_at: int | None = None
    anchor_missing: bool = False


def refuse_personal(*texts: str) -> None:
    """Raise ``BugError`` for a text that is not an id: the chain outlives every erasure."""
    for text in texts:
        if not _ID.fullmatch(text) or _NUMBER.fullmatch(text):
            raise BugError("the audit chain takes ids only")

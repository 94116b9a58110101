"""Plainly invented dossiers, and a kit to build screens with: for tests and for looking at pictures."""

from datetime import timedelta

from forms.catalogue import Catalogue
from forms.definition import Definition, PaperHandling
from forms.sample import sample
from forms.states import Carriage, CaseStatus, Channel, ParcelKind
from forms.text import Message
from kiosk.devices.sound import SilentPlayer
from kiosk.domain.dossier import (
    Answer,
    Confirmation,
    Dossier,
    DossierState,
    DossierSummary,
    NumberKind,
    Origin,
    Parcel,
    PartState,
    Tally,
)
from kiosk.domain.notice import Notice, NoticeKind, ResultFile
from kiosk.domain.office import Officer, Place
from kiosk.domain.papers import DigitisedHow, PaperFile
from kiosk.domain.roles import Role
from kiosk.i18n.packs import PackShelf
from kiosk.i18n.translator import Translator
from kiosk.services.confirmation import SIGNATURE_SLOT
from kiosk.services.counter import AnswerLine, Detail
from kiosk.services.wording import say
from kiosk.ui.theme.look import Look, first_look
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.taps import TapGuard
from sync.outbox_rows import OutboxParcel
from tests.unit.devices.clocks import HandClock

#: What the offscreen plugin says of every window it shows.
OFFSCREEN_SAYS = "does not support propagateSizeHints"

MARITAL = "1.004873"
PROCEDURES = {MARITAL: Message("form.test.name", "Cấp Giấy xác nhận tình trạng hôn nhân")}

OFFICER = Officer("can-bo-1", "Trần Văn Thử", Role.COMMUNE_OFFICER, bytes(32))
LEADER = Officer("lanh-dao-1", "Lê Thị Ví Dụ", Role.LEADER, bytes(32))
ADMINISTRATOR = Officer("quan-tri-1", "Phạm Văn Máy", Role.ADMINISTRATOR, bytes(32))

NOW = HandClock().now()

_NAMES = (
    "Nguyễn Thị Mẫu",
    "Giàng A Thử",
    "Đặng Thị Thanh Hương Mẫu",
    "Kđăm Y Ví Dụ",
    "Lò Văn Thử",
    "Trần Ngọc Mẫu",
    "Sùng Thị Páo Mẫu",
)


def kit(look: Look | None = None, clock: HandClock | None = None, *, pause: float = 0.35) -> Kit:
    """A Vietnamese kit with a loudspeaker nobody hears."""
    return Kit(
        look or first_look(),
        Translator(PackShelf.shipped()),
        SilentPlayer(),
        TapGuard(clock or HandClock(), pause),
    )


def procedure_name(code: str) -> Message | None:
    return PROCEDURES.get(code)


def hexed(n: int) -> str:
    """An id as the kiosk makes them, but countable."""
    return f"{n:032x}"


def part(status: CaseStatus, name: str = "main", authority: str = "UBND xã Mẫu", text: str = "") -> PartState:
    return PartState(name, "commune", "03127", authority, status, NOW - timedelta(days=1), text)


def summary(n: int, **changes: object) -> DossierSummary:
    """A sealed dossier under way; ``changes`` override."""
    at = NOW - timedelta(minutes=7 * n * n + 3)
    values: dict[str, object] = {
        "id": hexed(n),
        "procedure": MARITAL,
        "state": DossierState.SEALED,
        "citizen_name": _NAMES[n % len(_NAMES)],
        "created_at": at,
        "updated_at": at,
        "slip_number": f"TAM-03127-Q1-20261103-{n:03d}-K",
        "carriage": Carriage.WAITING,
        "parts": (part(CaseStatus.REGISTERED),),
        "unsent": 1,
        "filed_by": OFFICER.code,
    }
    return DossierSummary(**(values | changes))  # type: ignore[arg-type]


def arrived(n: int, **changes: object) -> DossierSummary:
    """A dossier that is at the province, with a trial number."""
    values: dict[str, object] = {
        "carriage": Carriage.DELIVERED,
        "unsent": 0,
        "official_number": f"THU-03127-261103-{n}",
        "number_kind": NumberKind.TRIAL,
        "parts": (part(CaseStatus.PROCESSING),),
        "due_at": NOW + timedelta(days=3),
    }
    return summary(n, **(values | changes))


def draft(n: int, **changes: object) -> DossierSummary:
    """A draft with a name."""
    values: dict[str, object] = {
        "state": DossierState.DRAFT,
        "slip_number": None,
        "carriage": None,
        "parts": (),
        "unsent": 0,
    }
    return summary(n, **(values | changes))


def all_kinds() -> tuple[DossierSummary, ...]:
    """One row of every kind an officer meets."""
    return (
        summary(0, urgent=True),
        summary(1, carriage=Carriage.SENDING),
        summary(2, carriage=Carriage.REFUSED, refused=1),
        arrived(3, parts=(part(CaseStatus.SUPPLEMENT_ASKED),), unread_notices=2),
        summary(4, carriage=Carriage.RECORDED),
        arrived(5, number_kind=NumberKind.DELEGATED, official_number="H11.01.03127-261103-0005"),
        arrived(
            6,
            parts=(
                part(CaseStatus.DECIDED),
                part(CaseStatus.PAYMENT_ASKED, "b"),
                part(CaseStatus.STOPPED, "c"),
            ),
        ),
        arrived(7, parts=(part(CaseStatus.RETURNED),), unsent=1),
        draft(8),
        arrived(95, parts=(part(CaseStatus.WITHDRAWN),)),
    )


def tally() -> Tally:
    """Figures that add up: 128 = 119 + 7 + 2."""
    return Tally(
        drafts=4,
        sealed=128,
        by_carriage={
            Carriage.DELIVERED: 119,
            Carriage.WAITING: 5,
            Carriage.SENDING: 1,
            Carriage.RECORDED: 1,
            Carriage.REFUSED: 2,
        },
        by_status={CaseStatus.SUPPLEMENT_ASKED: 3, CaseStatus.PROCESSING: 100},
        attention=6,
    )


def definition() -> Definition:
    """The shipped procedure: real labels, real lengths."""
    return Catalogue.shipped(None).newest(MARITAL, NOW.date())


def lines(definition: Definition) -> tuple[AnswerLine, ...]:
    """Sample answers as an officer reads them, of every origin, one of them unsure."""
    answers = sample(definition, 3)
    origins = (Origin.TYPED, Origin.CARD, Origin.EARLIER, Origin.COMPUTED)
    found = []
    for place, field in enumerate(field for field in definition.fields() if field.id in answers):
        unsure = place == 5
        answer = Answer(field.id, answers[field.id], origins[place % 4 if place < 8 else 0], unsure)
        found.append(
            AnswerLine(field.id, field.label, say(definition, field.id, answer.value, unsure), answer)
        )
    return tuple(found)


def paper(n: int, slot: str, handling: PaperHandling, name: str, **changes: object) -> PaperFile:
    values: dict[str, object] = {
        "id": hexed(n),
        "dossier": hexed(1),
        "paper": slot,
        "page": 0,
        "handling": handling,
        "name": name,
        "media": "image/jpeg",
        "pages": 1,
        "sha256": "0" * 64,
        "size": 480_000,
        "digitised_at": NOW,
        "digitised_by": OFFICER.code,
        "how": DigitisedHow.SCANNER,
        "parcel": hexed(100),
    }
    return PaperFile(**(values | changes))  # type: ignore[arg-type]


def parcel(n: int, kind: ParcelKind, carriage: Carriage, **changes: object) -> Parcel:
    values: dict[str, object] = {
        "id": hexed(n),
        "dossier": hexed(1),
        "kind": kind,
        "manifest": b"",
        "carriage": carriage,
        "created_at": NOW - timedelta(hours=5),
        "created_by": OFFICER.code,
    }
    return Parcel(**(values | changes))  # type: ignore[arg-type]


def under_way(n: int, sent: int, total: int, **changes: object) -> OutboxParcel:
    values: dict[str, object] = {
        "parcel": hexed(n),
        "dossier": hexed(1),
        "kind": ParcelKind.FILING,
        "carriage": Carriage.SENDING,
        "statements": (),
        "sent": sent,
        "total": total,
        "whole": 1,
        "files": 4,
        "urgent": False,
        "deadline": None,
        "queued_at": NOW,
        "next_attempt": NOW + timedelta(minutes=4),
        "reason": None,
        "detail": None,
    }
    return OutboxParcel(**(values | changes))  # type: ignore[arg-type]


def notice(seq: int, what: NoticeKind, **changes: object) -> Notice:
    values: dict[str, object] = {
        "id": hexed(1000 + seq),
        "seq": seq,
        "at": NOW - timedelta(hours=30 - seq),
        "dossier": hexed(1),
        "what": what,
        "by": "UBND xã Mẫu",
    }
    return Notice(**(values | changes))  # type: ignore[arg-type]


def dossier(**changes: object) -> Dossier:
    values: dict[str, object] = {
        "id": hexed(1),
        "procedure": MARITAL,
        "version": "2026.1",
        "state": DossierState.SEALED,
        "channel": Channel.IN_PERSON,
        "assisted": True,
        "place": Place.COUNTER,
        "authority_unit": "03127",
        "authority_name": "UBND xã Mẫu",
        "language": "vi-VN",
        "citizen_name": "Đặng Thị Thanh Hương Mẫu",
        "created_at": NOW - timedelta(hours=5),
        "updated_at": NOW,
        "filed_by": OFFICER.code,
        "sealed_at": NOW,
        "slip_number": "TAM-03127-Q1-20261103-001-K",
        "slip_code": "HSK1:AAAA",
        "official_number": "THU-03127-261103-12",
        "number_kind": NumberKind.TRIAL,
        "received_at": NOW - timedelta(hours=3),
        "due_at": NOW + timedelta(days=3),
    }
    return Dossier(**(values | changes))  # type: ignore[arg-type]


def busy_detail(**changes: object) -> Detail:
    """Everything at once: a trial number, a request for papers, a refused supplement, a parcel under way."""
    form = definition()
    values: dict[str, object] = {
        "dossier": dossier(),
        "definition": form,
        "lines": lines(form),
        "papers": (
            paper(
                1,
                "identity_card",
                PaperHandling.SHOWN,
                "Thẻ căn cước",
                returned_at=NOW,
                returned_by="can-bo-1",
            ),
            paper(2, "identity_card", PaperHandling.SHOWN, "Thẻ căn cước", page=1, returned_at=NOW),
            paper(
                3,
                "previous_certificate",
                PaperHandling.HANDED_IN,
                "Giấy xác nhận đã cấp",
                envelope="Q1-2026-0042",
            ),
            paper(4, "authorisation_family", PaperHandling.HANDED_IN, "Văn bản ủy quyền"),
            paper(5, "divorce_ruling", PaperHandling.COPY, "Bản án ly hôn", erased_at=NOW),
            paper(6, SIGNATURE_SLOT, PaperHandling.COPY, "signature"),
        ),
        "parts": (part(CaseStatus.SUPPLEMENT_ASKED, "certificate", text="Thiếu bản án ly hôn có hiệu lực."),),
        "parcels": (
            parcel(100, ParcelKind.FILING, Carriage.RECORDED, moved_at=NOW - timedelta(hours=3)),
            parcel(101, ParcelKind.SUPPLEMENT, Carriage.REFUSED, refused_reason="paper-mismatch"),
        ),
        "notices": (
            notice(
                1,
                NoticeKind.NUMBER,
                official_number="THU-03127-261103-12",
                number_kind=NumberKind.TRIAL,
                seen_at=NOW,
            ),
            notice(2, NoticeKind.STATUS, status=CaseStatus.PROCESSING, seen_at=NOW),
            notice(
                3,
                NoticeKind.SUPPLEMENT,
                status=CaseStatus.SUPPLEMENT_ASKED,
                text="Xin nộp thêm bản án ly hôn đã có hiệu lực pháp luật.",
                papers=("divorce_ruling",),
            ),
            notice(
                4,
                NoticeKind.RESULT,
                result=ResultFile("b" * 64, 240_000, "0" * 64, "ket-qua.pdf", "application/pdf"),
            ),
        ),
        "confirmation": Confirmation(),
        "road": {hexed(100): under_way(100, 1_240_000, 3_420_000)},
    }
    return Detail(**(values | changes))  # type: ignore[arg-type]

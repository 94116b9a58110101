"""An invented office for pictures: set up in a folder of its own, known to an invented province, with a day's dossiers.

Everything is plainly invented and nothing is ever sent: there is no agent and no gateway.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from forms.answers import Value
from forms.clock import Clock
from forms.errors import BugError
from forms.sample import sample, sample_papers
from forms.states import CaseStatus
from kiosk.domain.dossier import NumberKind
from kiosk.domain.notice import Notice, NoticeKind, ResultFile
from kiosk.domain.papers import DigitisedHow
from kiosk.folder import Folder
from kiosk.services.assisted import file_at_once
from kiosk.services.desk import Desk
from kiosk.services.digitising import Digitised
from kiosk.services.enrolment import publish_keys
from kiosk.services.office import SAMPLE, set_up
from kiosk.services.secrets import DEVICE_ID, GATEWAY_CARD, device_key
from kiosk.services.unlocking import unlock
from sync.parcel import GatewayCard, KemPrivate, SigningKey

PASSPHRASE = "mot-mat-khau-bia-dat"  # noqa: S105 of an office that exists nowhere
NOW = datetime(2026, 11, 23, 2, 10, tzinfo=UTC)
MARITAL = "1.004873"
_DEVICE = "d" * 32
NOTHING: Mapping[str, object] = MappingProxyType({})


class StillClock:
    """A clock that stands until it is moved, so that every run draws the same pictures."""

    def __init__(self) -> None:
        self._at = 0.0

    def now(self) -> datetime:
        """A Monday morning, and what was added."""
        return NOW + timedelta(seconds=self._at)

    def monotonic(self) -> float:
        """Seconds since it was made."""
        return self._at

    def pass_time(self, seconds: float) -> None:
        """Moves it on."""
        self._at += seconds


@contextmanager
def invented_office(root: Path, clock: Clock) -> Iterator[Folder]:
    """An office set up under ``root``; the machine's own secrets lie there as well."""
    before = os.environ.get("HOSO_CONFIG_DIR")
    os.environ["HOSO_CONFIG_DIR"] = str(root / "machine")
    try:
        folder = Folder(root / "office")
        set_up(folder, SAMPLE, PASSPHRASE, clock)
        desk = unlock(folder, "can-bo-1", PASSPHRASE, clock)
        _make_known(desk)
        desk.close()
        yield folder
    finally:
        if before is None:
            del os.environ["HOSO_CONFIG_DIR"]
        else:
            os.environ["HOSO_CONFIG_DIR"] = before


def _make_known(desk: Desk) -> None:
    """What an enrolment leaves behind, by keys nobody holds afterwards."""
    sign, kem, ingest = SigningKey.generate(), KemPrivate.generate(), SigningKey.generate()
    card = GatewayCard(
        "gw", sign.public, ingest.public, kem.public, "http://127.0.0.1:1", "trial", NOW, connected=()
    )
    desk.store.secrets.put(DEVICE_ID, _DEVICE.encode())
    desk.store.secrets.put(GATEWAY_CARD, card.encode(sign))
    publish_keys(desk, _DEVICE, device_key(desk).public)


def answers_to(
    desk: Desk, code: str, wanted: Mapping[str, object] = NOTHING, *, least_papers: int = 0
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Invented answers to a procedure of today, flat, and the paper slots they need; ``wanted`` are answers to look for."""
    definition = desk.catalogue.newest(code, desk.today())
    context = desk.context_of_new()
    for seed in range(200):
        answers = dict(sample(definition, seed, papers=True, context=context))
        if all(answers.get(key) == value for key, value in wanted.items()):
            slots = sample_papers(definition, answers, context)
            if len(slots) >= least_papers:
                return answers, slots
    raise BugError(f"gallery: no invented answers to {code} with {wanted}")


def sheet_of_paper() -> bytes:
    """A picture of a page with nothing on it but lines."""
    import io

    from PIL import Image, ImageDraw

    page = Image.new("L", (620, 877), 255)
    pen = ImageDraw.Draw(page)
    for line in range(18):
        pen.line((60, 90 + line * 40, 560 - (line * 53) % 170, 90 + line * 40), fill=90, width=6)
    out = io.BytesIO()
    page.convert("1").save(out, "PNG")
    return out.getvalue()


def taken_in() -> Digitised:
    """That page as a scanner gave it."""
    return Digitised(sheet_of_paper(), "image/png", 1, DigitisedHow.SCANNER)


def file_one(desk: Desk, code: str = MARITAL, name: str = "", wanted: Mapping[str, object] = NOTHING) -> str:
    """One dossier, filed; returns its id."""
    answers, slots = answers_to(desk, code, wanted)
    if name:
        answers |= {key: name for key in answers if key in ("requester_name", "person_name")}
    return file_at_once(desk, code, answers, [(slot, taken_in()) for slot in slots], "vi-VN").dossier


def tell(desk: Desk, seq: int, dossier: str, what: NoticeKind, **more: object) -> None:
    """The province says something about a dossier."""
    facts: dict[str, object] = {
        "id": f"{1000 + seq:032x}",
        "seq": seq,
        "at": NOW - timedelta(hours=30 - seq),
        "dossier": dossier,
        "what": what,
        "by": "UBND xã Mẫu",
    }
    desk.store.notices.apply(Notice(**(facts | more)))  # type: ignore[arg-type]  # each as the field wants


def give_number(desk: Desk, seq: int, dossier: str) -> None:
    """The official number came, and with it the day of receipt."""
    tell(
        desk,
        seq,
        dossier,
        NoticeKind.NUMBER,
        official_number=f"THU-99901-261123-{seq:04d}",
        number_kind=NumberKind.TRIAL,
        received_at=NOW - timedelta(hours=20),
        due_at=NOW + timedelta(days=3),
        status=CaseStatus.REGISTERED,
    )


def decide(desk: Desk, seq: int, dossier: str) -> None:
    """The result is there."""
    tell(
        desk,
        seq,
        dossier,
        NoticeKind.RESULT,
        status=CaseStatus.DECIDED,
        result=ResultFile("b" * 64, 240_000, "0" * 64, "ket-qua.pdf", "application/pdf"),
    )

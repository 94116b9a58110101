"""What is missing or wrong on this machine, each finding with its remedy. Reads; mends nothing."""

import importlib.util
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from kiosk.folder import Folder, module_command

if TYPE_CHECKING:
    from kiosk.services.desk import Desk

_LOW_DISK = 500_000_000


class Grade(StrEnum):
    """How bad a finding is."""

    GOOD = "good"  # as it must be
    ADVICE = "advice"  # work can go on; better to see to it
    STOP = "stop"  # work cannot begin

    @property
    def mark(self) -> str:
        """A sign that can be told without colour."""
        return {Grade.GOOD: "[ ✓ ]", Grade.ADVICE: "[ ! ]", Grade.STOP: "[ ✗ ]"}[self]

    @property
    def blocks(self) -> bool:
        """Whether work cannot begin."""
        return self is Grade.STOP


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    what: str
    grade: Grade
    message: Message
    params: dict[str, object] = field(default_factory=dict)


OFFICE_GOOD = Message("ui.doctor.office_good", "Cơ quan đã được cài đặt.", "kiosk doctor")
OFFICE_MISSING = Message(
    "ui.doctor.office_missing",
    "Chưa có cơ quan nào. Hãy chạy: kiosk init --office TỆP",
    "kiosk doctor; keep the command",
)
KEYS_BROKEN = Message(
    "ui.doctor.keys_broken",
    "Tệp khóa không đọc được. Giữ nguyên thư mục keys và báo người hỗ trợ.",
    "kiosk doctor",
)
ENROLLED = Message("ui.doctor.enrolled", "Máy đã ghi danh với tỉnh.", "kiosk doctor")
NOT_ENROLLED = Message(
    "ui.doctor.not_enrolled",
    "Máy chưa ghi danh nên chưa nộp được hồ sơ. Cán bộ quản trị mở trang Thiết bị, bấm Ghi danh máy.",
    "kiosk doctor",
)
STORE_GOOD = Message("ui.doctor.store_good", "Tệp dữ liệu của máy nguyên vẹn.", "kiosk doctor")
STORE_DAMAGED = Message(
    "ui.doctor.store_damaged",
    "Tệp dữ liệu kiosk.db có {count} chỗ hỏng. Giữ nguyên, chép cả thư mục dữ liệu ra ổ khác, báo người hỗ trợ, rồi khôi phục từ bản sao "
    "gần nhất.",
    "kiosk doctor; {count} is a number, kiosk.db stays as it is.",
)
DISK_GOOD = Message("ui.doctor.disk_good", "Ổ đĩa còn {free} GB trống.", "kiosk doctor")
DISK_LOW = Message(
    "ui.doctor.disk_low", "Ổ đĩa gần đầy: chỉ còn {free} GB. Hãy xóa bớt tệp không cần.", "kiosk doctor"
)
PART_MISSING = Message(
    "ui.doctor.part_missing",
    "Thiếu thành phần {part} của chương trình. Hãy cài lại (make setup).",
    "kiosk doctor",
)
PARTS_GOOD = Message("ui.doctor.parts_good", "Chương trình đủ thành phần.", "kiosk doctor")
FORMS_GOOD = Message("ui.doctor.forms_good", "Có {count} thủ tục dùng được hôm nay.", "kiosk doctor")
FORMS_NONE = Message(
    "ui.doctor.forms_none", "Không có thủ tục nào dùng được hôm nay. Hãy cài gói thủ tục mới.", "kiosk doctor"
)
FORM_BROKEN = Message("ui.doctor.form_broken", "Gói thủ tục có lỗi và bị bỏ qua.", "kiosk doctor")
PACK_REFUSED = Message(
    "ui.doctor.pack_refused",
    "Một gói tỉnh gửi về chưa dùng được; gói cũ vẫn dùng. {reason}",
    "kiosk doctor and the page at the start of a shift; {reason} is a whole sentence.",
)
PACKS_GOOD = Message("ui.doctor.packs_good", "Có {count} gói ngôn ngữ.", "kiosk doctor")
CLOCK_BEHIND = Message(
    "ui.doctor.clock_behind",
    "Đồng hồ máy chậm hơn lần dùng trước. Hãy chỉnh lại ngày giờ trước khi in giấy tờ.",
    "kiosk doctor",
)
CLOCK_GOOD = Message(
    "ui.doctor.clock_good",
    "Đồng hồ máy: {when}. Xin so với đồng hồ của mình.",
    "kiosk; the machine's day and time",
)
OUTBOX_GOOD = Message("ui.doctor.outbox_good", "Đang chờ gửi: {count} hồ sơ.", "kiosk doctor")
OUTBOX_REFUSED = Message(
    "ui.doctor.outbox_refused",
    "{count} hồ sơ bị trả lại, cần cán bộ xem trong danh sách hồ sơ.",
    "kiosk doctor",
)
OUTBOX_BROKEN = Message(
    "ui.doctor.outbox_broken",
    "Sổ gửi hồ sơ bị hỏng; hồ sơ vẫn còn trong máy. Hãy dừng bộ gửi rồi chạy: kiosk mend --officer MÃ_QUẢN_TRỊ",
    "kiosk doctor; keep the command",
)
AGENT_AWAY = Message(
    "ui.doctor.agent_away",
    "{count} hồ sơ chờ gửi mà bộ gửi trên máy này không chạy. Nhờ quản trị máy bật lại bộ gửi: {command}",
    "kiosk doctor; {command} is what to type.",
)
SOUND_GOOD = Message("ui.doctor.sound_good", "Phát được âm thanh.", "kiosk doctor --play")
SOUND_SILENT = Message(
    "ui.doctor.sound_silent",
    "Không phát được âm thanh. Hãy cài lại chương trình (make setup) và kiểm tra loa.",
    "kiosk doctor --play",
)
VOICE_GOOD = Message(
    "ui.doctor.voice_good",
    "Máy có giọng đọc tiếng Việt của hệ điều hành: máy đọc được tên người, tên thôn.",
    "kiosk doctor; a text-to-speech voice of the operating system, for what no recorded clip can say",
)
VOICE_NONE = Message(
    "ui.doctor.voice_none",
    "Hệ điều hành chưa có giọng đọc tiếng Việt; tên người, tên thôn thì cán bộ đọc. Cài thêm giọng tiếng Việt thì máy đọc được.",
    "kiosk doctor; the kiosk works without one",
)
PRINTER_GOOD = Message("ui.doctor.printer_good", "Máy in {name}: sẵn sàng.", "kiosk doctor")
PRINTER_TROUBLE = Message(
    "ui.doctor.printer_trouble",
    "Máy in {name}: {what}",
    "kiosk doctor; {what} says what is wrong and the other way on",
)
PRINTER_NONE = Message(
    "ui.doctor.printer_none",
    "Chưa thấy máy in nào. Nối máy in, cài trong hệ điều hành, rồi chọn ở trang Máy in của cán bộ.",
    "kiosk doctor",
)
DISK_CRYPT = Message(
    "ui.doctor.disk_crypt",
    "Hãy bật mã hóa toàn bộ ổ đĩa (BitLocker, LUKS) nếu chưa bật; máy không tự kiểm tra được.",
    "kiosk doctor",
)


def examine(folder: Folder, clock: Clock) -> tuple[Finding, ...]:
    """Looks at program, disk, office, keys, forms, packs and outbox."""
    return (
        *_program(),
        *_disk(folder),
        *_office(folder, clock),
        *_forms(folder, clock),
        *_packs(folder),
        *_outbox(folder),
    )


def examine_for_the_day(desk: "Desk") -> tuple[Finding, ...]:
    """What may have changed since yesterday and costs next to nothing to look at: clock, disk, what waits to be sent."""
    return (*clock_findings(desk), *_disk(desk.folder), *_outbox(desk.folder))


def sound_finding(folder: Folder, plays: Callable[[Path], bool]) -> Finding:
    """Plays the greeting in Vietnamese with ``plays`` and says whether it could be heard to its end."""
    from kiosk.i18n.translator import Translator
    from kiosk.services.confirmation import DATA_USE
    from kiosk.services.languages import shelf_of

    clip = Translator(shelf_of(folder)).clip(DATA_USE)
    good = clip is not None and plays(clip.path)
    return Finding("sound", Grade.GOOD if good else Grade.ADVICE, SOUND_GOOD if good else SOUND_SILENT)


def voice_finding(speaks: bool) -> Finding:
    """Whether the operating system can read Vietnamese."""
    return Finding("voice", Grade.GOOD if speaks else Grade.ADVICE, VOICE_GOOD if speaks else VOICE_NONE)


def clock_findings(desk: "Desk") -> tuple[Finding, ...]:
    """The clock of an open office: what it shows, and whether it goes before the last time known for sure."""
    from kiosk.services.desk import VIETNAM

    floor, now = desk.store.clock_floor.get(), desk.clock.now()
    if now < floor:
        return (Finding("clock", Grade.ADVICE, CLOCK_BEHIND),)
    return (Finding("clock", Grade.GOOD, CLOCK_GOOD, {"when": f"{now.astimezone(VIETNAM):%H:%M %d/%m/%Y}"}),)


def store_finding(damaged: Sequence[str]) -> Finding:
    """The database of an open office, read to its end: ``damaged`` is what its own checks found."""
    if damaged:
        return Finding("store", Grade.STOP, STORE_DAMAGED, {"count": len(damaged)})
    return Finding("store", Grade.GOOD, STORE_GOOD)


def printer_findings(printers: Sequence[tuple[str, Message | None]]) -> tuple[Finding, ...]:
    """Each printer by name with what is wrong with it, if anything. A printer never keeps work from beginning."""
    if not printers:
        return (Finding("printer", Grade.ADVICE, PRINTER_NONE),)
    return tuple(
        Finding("printer", Grade.GOOD, PRINTER_GOOD, {"name": name})
        if trouble is None
        else Finding("printer", Grade.ADVICE, PRINTER_TROUBLE, {"name": name, "what": trouble.vi})
        for name, trouble in printers
    )


def device_findings(seen: Iterable[tuple[str, bool, Message, Mapping[str, object]]]) -> tuple[Finding, ...]:
    """Cameras, scanners and card readers: what each is, whether it is well, and that in words. None stops work."""
    return tuple(
        Finding(what, Grade.GOOD if good else Grade.ADVICE, message, dict(params))
        for what, good, message, params in seen
    )


def _program() -> Iterator[Finding]:
    missing = [
        name
        for name in (
            "PySide6.QtWidgets",
            "PySide6.QtMultimedia",
            "sqlcipher3",
            "sqlalchemy",
            "cryptography",
            "reportlab",
            "uharfbuzz",
            "cel",
        )
        if _absent(name)
    ]
    for name in missing:
        yield Finding("program", Grade.STOP, PART_MISSING, {"part": name})
    if not missing:
        yield Finding("program", Grade.GOOD, PARTS_GOOD)


def _absent(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is None
    except ModuleNotFoundError:
        return True


def _disk(folder: Folder) -> Iterator[Finding]:
    root = folder.root
    while not root.exists() and root != root.parent:
        root = root.parent
    free = shutil.disk_usage(root).free
    good = free > _LOW_DISK
    yield Finding(
        "disk",
        Grade.GOOD if good else Grade.ADVICE,
        DISK_GOOD if good else DISK_LOW,
        {"free": round(free / 1e9, 1)},
    )
    yield Finding("disk-encryption", Grade.ADVICE, DISK_CRYPT)


def _office(folder: Folder, clock: Clock) -> Iterator[Finding]:
    from kiosk.services.officers import slots_of

    if not folder.exists:
        yield Finding("office", Grade.STOP, OFFICE_MISSING)
        return
    try:
        slots_of(folder, clock).officers()
    except KnownError:
        yield Finding("keys", Grade.STOP, KEYS_BROKEN)
        return
    yield Finding("office", Grade.GOOD, OFFICE_GOOD)
    enrolled = (folder.outbox / "agent.json").exists()
    yield Finding("enrolment", Grade.GOOD if enrolled else Grade.STOP, ENROLLED if enrolled else NOT_ENROLLED)


def _forms(folder: Folder, clock: Clock) -> Iterator[Finding]:
    from forms.catalogue import Catalogue
    from kiosk.services.desk import VIETNAM

    try:
        offered = Catalogue.shipped(folder.packs / "forms", signed=True).offered(
            clock.now().astimezone(VIETNAM).date()
        )
    except KnownError:
        yield Finding("forms", Grade.STOP, FORM_BROKEN)
        return
    yield Finding(
        "forms",
        Grade.GOOD if offered else Grade.STOP,
        FORMS_GOOD if offered else FORMS_NONE,
        {"count": len(offered)},
    )


def _packs(folder: Folder) -> Iterator[Finding]:
    from kiosk.services.distributed import refused
    from kiosk.services.languages import shelf_of

    shelf = shelf_of(folder)
    yield Finding("packs", Grade.GOOD, PACKS_GOOD, {"count": len(shelf.tags())})
    for fault in shelf.faults:
        yield Finding("packs", Grade.ADVICE, fault.message, dict(fault.params))
    for reason in refused(folder):
        yield Finding("packs", Grade.ADVICE, PACK_REFUSED, {"reason": reason})


def _outbox(folder: Folder) -> Iterator[Finding]:
    from forms.states import Carriage
    from sync.files import is_held
    from sync.ledger import LedgerDamaged
    from sync.outbox import AGENT_LOCK, Outbox

    if not (folder.outbox / "outbox.db").exists():
        return
    try:
        with closing(Outbox(folder.outbox)) as outbox:
            items = outbox.list()
    except LedgerDamaged:
        yield Finding("outbox", Grade.STOP, OUTBOX_BROKEN)
        return
    except KnownError as fault:
        # No room, nothing may be written, another process holds it: it is not damaged.
        yield Finding("outbox", Grade.ADVICE, fault.message, dict(fault.params))
        return
    waiting = sum(item.carriage in (Carriage.WAITING, Carriage.SENDING, Carriage.RECORDED) for item in items)
    refused = sum(item.carriage is Carriage.REFUSED for item in items)
    yield Finding("outbox", Grade.GOOD, OUTBOX_GOOD, {"count": waiting})
    if refused:
        yield Finding("outbox", Grade.ADVICE, OUTBOX_REFUSED, {"count": refused})
    if waiting and not is_held(folder.outbox / AGENT_LOCK):
        line = module_command("sync", "run", "--data-dir", str(folder.root))
        typed = subprocess.list2cmdline(line) if os.name == "nt" else shlex.join(line)
        yield Finding("agent", Grade.ADVICE, AGENT_AWAY, {"count": waiting, "command": typed})

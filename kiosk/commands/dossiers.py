"""Commands about dossiers: file, list, show, urge. All need an officer and the passphrase on standard input."""

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from forms.clock import SystemClock
from forms.errors import KnownError
from forms.states import CaseStatus
from forms.text import Message
from kiosk.commands.line import NOTHING_FOUND, Console, read_passphrase
from kiosk.folder import Folder

Word = Callable[[str, object, str], argparse.ArgumentParser]

_BAD_ANSWERS = Message(
    "error.command.bad_answers",
    "Tệp trả lời không đọc được: {what}.",
    "kiosk file --answers: not a JSON object",
)
_BAD_PAPER = Message(
    "error.command.bad_paper",
    "Giấy tờ phải ghi dạng Ô=TỆP, ví dụ don-ly-hon=tep.pdf; nhận được: {what}.",
    "kiosk file --paper",
)


def add_words(word: Word) -> None:
    """Adds this module's commands."""
    one = word("file", file_dossier, "files a dossier without a screen; passphrase on standard input")
    one.add_argument("procedure", metavar="PROCEDURE")
    one.add_argument("--answers", type=Path, required=True, metavar="A.json")
    one.add_argument("--paper", action="append", default=[], metavar="SLOT=FILE")
    one.add_argument("--officer", required=True, metavar="CODE")
    one = word("list", list_dossiers, "the office's dossiers")
    one.add_argument("--officer", required=True, metavar="CODE")
    one.add_argument("--search", default="", metavar="TEXT")
    one.add_argument("--limit", type=int, default=100)
    one = word("show", show_dossier, "one dossier, whole")
    one.add_argument("dossier", metavar="DOSSIER")
    one.add_argument("--officer", required=True, metavar="CODE")
    one = word("urge", urge_dossier, "marks a dossier as urgent: its papers go before all others")
    one.add_argument("dossier", metavar="DOSSIER")
    one.add_argument("--off", action="store_true", help="it goes in its turn again")
    one.add_argument("--officer", required=True, metavar="CODE")


def file_dossier(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk file``: a complete dossier from a file of answers and the files of its papers."""
    from kiosk.services import assisted
    from kiosk.services.unlocking import unlock

    answers = read_answers(options.answers)
    papers = [read_paper(text) for text in options.paper]
    desk = unlock(folder, options.officer, read_passphrase(), SystemClock())
    try:
        filed = assisted.file_at_once(desk, options.procedure, answers, papers, console.language)
    finally:
        desk.close()
    console.report(
        {
            "dossier": filed.dossier,
            "slip": filed.slip,
            "parcel": filed.parcel,
            "carriage": str(filed.carriage),
        },
        f"Đã ghi nhận hồ sơ {filed.dossier}",
        f"Số phiếu tạm thời: {filed.slip}",
        "Hồ sơ đang chờ gửi lên tỉnh.",
    )
    return 0


def read_answers(path: Path) -> Mapping[str, object]:
    """The answers file: one JSON object keyed by field id (and ``$unsure``)."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KnownError(_BAD_ANSWERS, what=path.name) from error
    if not isinstance(given, dict):
        raise KnownError(_BAD_ANSWERS, what=path.name)
    return given


def read_paper(text: str) -> tuple[str, bytes]:
    """``SLOT=FILE`` as slot and bytes."""
    slot, equals, name = text.partition("=")
    if not equals or not slot:
        raise KnownError(_BAD_PAPER, what=text[:40])
    try:
        return slot, Path(name).read_bytes()
    except OSError as error:
        raise KnownError(_BAD_PAPER, what=name[:60]) from error


def list_dossiers(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk list``: newest first, with carriage and case per part."""
    from kiosk.services import counter
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, options.officer, read_passphrase(), SystemClock())
    try:
        counter.refresh(desk)
        rows = counter.rows(desk, search=options.search, limit=options.limit)
    finally:
        desk.close()
    console.report(
        [counter.row_as_json(row) for row in rows],
        *(
            "  ".join(
                (
                    row.slip_number or row.id[:8],
                    row.official_number or "-",
                    (
                        counter.CARRIAGE_WORDS[row.carriage]
                        if row.carriage
                        else counter.STATUS_WORDS[CaseStatus.DRAFT]
                    ).vi,
                    row.citizen_name,
                )
            )
            for row in rows
        ),
        *(() if rows else (console.say(NOTHING_FOUND),)),
    )
    return 0


def show_dossier(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk show``: answers, papers, parcels, parts and notices of one dossier."""
    from kiosk.services import counter, timeline
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, options.officer, read_passphrase(), SystemClock())
    try:
        counter.refresh(desk)
        detail = counter.detail(desk, options.dossier)
        value = counter.detail_as_json(detail)
    finally:
        desk.close()
    console.report(value, *timeline.detail_lines(detail))
    return 0


def urge_dossier(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk urge``: before all others on the road, or no longer."""
    from kiosk.services import urging
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, options.officer, read_passphrase(), SystemClock())
    try:
        marked = urging.urge(desk, options.dossier, not options.off)
    finally:
        desk.close()
    said = "Đã đánh dấu gấp: máy gửi hồ sơ này trước." if marked.urgent else "Đã bỏ dấu gấp."
    console.report({"dossier": marked.id, "urgent": marked.urgent}, said)
    return 0

"""Commands of the counter's day: the queue, finding, a timeline, reports, closing, the second copy on a stick.

All need an officer and the passphrase on standard input.
"""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.commands.line import NOTHING_FOUND, Console
from kiosk.commands.unlocked import unlocked
from kiosk.folder import Folder

Word = Callable[[str, object, str], argparse.ArgumentParser]

_CANNOT_WRITE = Message(
    "error.command.cannot_write_file", "Không ghi được tệp {name}.", "A report could not be written"
)
_WHOLE = Message(
    "ui.audit.whole",
    "Nhật ký nguyên vẹn, {count} dòng. Dòng cuối: {last}",
    "kiosk audit; {last} is copied by hand",
)
_BROKEN = Message(
    "ui.audit.broken",
    "Nhật ký đã bị sửa hoặc mất dòng, từ dòng {line}. Giữ nguyên máy và báo tỉnh.",
    "kiosk audit: the first line that does not follow from the one before it",
)
_CUT = Message(
    "ui.audit.cut",
    "Dòng đã ghi lại không còn trong nhật ký: sổ đã bị cắt hoặc bị thay. Giữ nguyên máy và báo tỉnh.",
    "kiosk audit --noted",
)
_GROUPS = ("day", "month", "procedure", "channel", "officer", "trip")


def add_words(word: Word) -> None:
    """Adds this module's commands."""

    def act(name: str, command: object, text: str) -> argparse.ArgumentParser:
        one = word(name, command, text)
        one.add_argument("--officer", required=True, metavar="CODE")
        return one

    one = act("queue", show_queue, "what waits for an officer today")
    one.add_argument("--limit", type=int, default=20, metavar="N")
    one = act("find", find_dossiers, "by name, number, telephone, slip number or the code of a slip")
    one.add_argument("text", metavar="TEXT")
    one.add_argument("--limit", type=int, default=50, metavar="N")
    one = act("timeline", show_timeline, "every event of a dossier")
    one.add_argument("dossier", metavar="DOSSIER")
    one = act("report", make_report, "figures by group, without anybody's name")
    one.add_argument("--first", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    one.add_argument("--last", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    one.add_argument("--by", choices=_GROUPS, default="procedure")
    one.add_argument("--pdf", type=Path, default=None, metavar="F.pdf")
    one.add_argument("--xlsx", type=Path, default=None, metavar="F.xlsx")
    one = act("close-day", close_day, "reconciles the counter's day and closes it")
    one.add_argument("--day", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    one.add_argument("--counted", type=int, default=None, metavar="DONG", help="cash counted by hand")
    one.add_argument("--note", default="", metavar="TEXT")
    one.add_argument("--look", action="store_true", help="shows the figures and closes nothing")
    one.add_argument("--pdf", type=Path, default=None, metavar="F.pdf")
    one = act(
        "audit", verify_audit, "whether the book of what was done here is whole; leader or administrator"
    )
    one.add_argument(
        "--noted",
        default=None,
        metavar="NUMBER:CODE",
        help="a last line written down before, to be found in it",
    )
    one = act("counters", tell_counters, "devices of this office whose slips are checked here")
    one.add_argument("--out", type=Path, default=None, metavar="FILE", help="writes them for another counter")
    one.add_argument(
        "--file", type=Path, default=None, metavar="FILE", help="takes in what another counter wrote"
    )
    one = act("copy", make_copy, "a second sealed copy on a stick")
    one.add_argument("stick", type=Path, metavar="DIR")
    one = act("read-copy", read_copy, "what was on the machine that made a copy")
    one.add_argument("folder", type=Path, metavar="DIR", help="one copy, or a stick with copies on it")


def verify_audit(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk audit``: exit code 1 when it is not whole."""
    from kiosk.services import auditing

    with unlocked(options, folder) as desk:
        verdict = auditing.verify(desk, options.noted)
    last = auditing.note_of(verdict.head)
    if verdict.broken_at is not None:
        said = console.say(_BROKEN, line=verdict.broken_at)
    elif verdict.anchor_missing:
        said = console.say(_CUT)
    else:
        said = console.say(_WHOLE, count=verdict.entries, last=last)
    console.report(
        {
            "whole": verdict.whole,
            "entries": verdict.entries,
            "last": last,
            "broken_at": verdict.broken_at,
            "noted_missing": verdict.anchor_missing,
        },
        said,
    )
    return 0 if verdict.whole else 1


def tell_counters(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk counters``: an administrator's act."""
    from kiosk.services import counters

    with unlocked(options, folder) as desk:
        fresh = counters.learn(desk, options.file) if options.file else 0
        if options.out:
            counters.tell(desk, options.out)
        known = counters.known(desk)
    console.report(
        {"known": [{"device": one.device, "counter": one.counter} for one in known], "new": fresh},
        *(f"{one.counter}  {one.device}" for one in known),
    )
    return 0


def show_queue(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk queue``."""
    from kiosk.services import counter, queue

    with unlocked(options, folder) as desk:
        counter.refresh(desk)
        found = queue.today(desk, limit=options.limit)
    console.report(queue.queue_as_json(found), *queue.queue_lines(found))
    return 0


def find_dossiers(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk find``: exit code 1 when nothing fits."""
    from kiosk.services import counter, finding

    with unlocked(options, folder) as desk:
        counter.refresh(desk)
        found = finding.find(desk, options.text, limit=options.limit)
    slip = found.slip
    console.report(
        {
            "rows": [counter.row_as_json(row) for row in found.rows],
            "slip": None
            if slip is None
            else {"finding": str(slip.finding), "said": [one.vi for one in slip.spoken]},
        },
        *(f"{row.slip_number or row.id[:8]}  {row.citizen_name}" for row in found.rows),
        *(one.vi for one in (slip.spoken if slip is not None else ())),
    )
    if found.rows or (slip is not None and slip.claims is not None):
        return 0
    if slip is None:
        console.refuse(console.say(NOTHING_FOUND))
    return 1


def show_timeline(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk timeline``."""
    from kiosk.services import counter, timeline

    with unlocked(options, folder) as desk:
        counter.refresh(desk)
        moments = timeline.timeline(desk, options.dossier)
    console.report(
        [
            {
                "at": one.at.isoformat(),
                "kind": str(one.kind),
                "what": one.what.message.id,
                "text": one.what.vi,
                "by": one.by or None,
            }
            for one in moments
        ],
        *timeline.timeline_lines(moments),
    )
    return 0


def make_report(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk report``."""
    from kiosk.services import reports

    with unlocked(options, folder) as desk:
        found = reports.report(desk, options.first, options.last, reports.Grouping(options.by))
        pdf = reports.report_pdf(desk, found) if options.pdf else b""
        sheet = reports.report_xlsx(desk, found) if options.xlsx else b""
    for out, data in ((options.pdf, pdf), (options.xlsx, sheet)):
        if out is not None:
            _write(out, data)
    console.report(
        {
            **reports.report_as_json(found),
            "pdf": str(options.pdf) if options.pdf else None,
            "xlsx": str(options.xlsx) if options.xlsx else None,
        },
        *reports.report_lines(found),
    )
    return 0


def close_day(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk close-day``: exit code 1 when the figures do not agree."""
    from kiosk.services import closing, counter, day_sheet

    with unlocked(options, folder) as desk:
        counter.refresh(desk)
        if not options.look:
            closing.close(desk, options.counted, options.note, options.day)
        book = closing.day(desk, options.day)
        pdf = day_sheet.day_pdf(desk, options.day) if options.pdf else b""
    if options.pdf is not None:
        _write(options.pdf, pdf)
    console.report(closing.day_as_json(book), *day_sheet.day_lines(book))
    return 0 if book.adds_up else 1


def make_copy(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk copy``."""
    from kiosk.services import sealed_copy

    with unlocked(options, folder) as desk:
        made = sealed_copy.make_copy(desk, options.stick)
    console.report(
        {
            "copy": made.id,
            "folder": made.label,
            "parcels": made.parcels,
            "drafts": made.drafts,
            "same_disk": made.same_disk,
        },
        f"Đã ghi bản sao {made.label}: {made.parcels} kiện, {made.drafts} bản nháp",
        *(("Lưu ý: đây là ổ đĩa của chính máy này, không phải USB để riêng.",) if made.same_disk else ()),
    )
    return 0


def read_copy(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk read-copy``: the newest copy of a stick, or the one named."""
    from kiosk.services import sealed_copy

    with unlocked(options, folder) as desk:
        where = options.folder
        if not (where / "copy.json").exists():
            copies = sealed_copy.copies_on(where)
            where = copies[0].folder if copies else where
        found = sealed_copy.read_copy(desk, where)
    console.report(
        {
            "unit": found.unit,
            "counter": found.counter,
            "at": found.at.isoformat(),
            "trip": found.trip,
            "dossiers": [
                {
                    "dossier": one.dossier,
                    "slip": one.slip,
                    "citizen": one.citizen,
                    "procedure": one.procedure,
                    "parcels": [{"parcel": p.parcel, "carriage": p.carriage} for p in one.parcels],
                    "envelopes": list(one.envelopes),
                }
                for one in found.dossiers
            ],
            "drafts": [{"dossier": one.dossier, "citizen": one.citizen} for one in found.drafts],
            "missing": list(found.missing),
        },
        f"{found.office}, quầy {found.counter}, {found.at:%d/%m/%Y}",
        *(f"{one.slip}  {one.procedure}  {one.citizen}" for one in found.dossiers),
        *(f"(bản nháp)  {one.procedure}  {one.citizen}" for one in found.drafts),
    )
    return 0


def _write(out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError as error:
        raise KnownError(_CANNOT_WRITE, name=out.name) from error

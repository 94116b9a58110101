"""Recordings made elsewhere, with any recorder: the list to record from, and the files taken in by their names.

A file goes through the very checks of a take in the studio. Nothing is in use afterwards: the voice stands in the studio,
where an officer takes it into use or puts it on a stick.
"""

import base64
import csv
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.documents.workbook import workbook
from kiosk.folder import Folder
from kiosk.i18n.packs import Pack, Voice
from kiosk.services.studio import Making, opened, seat
from kiosk.services.studio_prompts import Prompt, prompt_picture, prompts
from kiosk.services.studio_takes import Takes
from kiosk.voice.clip import made_of, read_sound
from kiosk.voice.judging import FAULTS

CONSENT_DAY_MISSING = Message(
    "error.studio.consent_day_missing",
    "Giọng “{voice}” chưa có ngày người nói đồng ý. Hỏi người nói, rồi ghi ngày ấy bằng --consented NĂM-THÁNG-NGÀY.",
    "Importing recordings of a voice whose consent is not on record.",
)
NO_SOUNDS = Message(
    "error.studio.no_sounds", "Thư mục này không có tệp tiếng nào.", "A folder without any recording."
)
NAMED_WRONG = Message(
    "ui.studio.named_wrong",
    "{file}: không có câu nào tên như vậy; lấy tên tệp ở danh sách của lệnh kiosk packs prompts",
    "A recording whose name is no prompt's.",
)

#: What recorders write; libsndfile reads them all.
SOUNDS = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3", ".aiff", ".aif", ".oga"})
COLUMNS = ("Số", "Tên tệp", "Trang", "Nói câu này", "Đã dịch", "Thuộc câu", "Ghi chú", "Giây", "Đã thu")


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and why."""

    file: str
    why: Message
    params: dict[str, object]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a folder. ``left`` counts prompts of the core path that are still open."""

    files: tuple[str, ...]
    refused: tuple[Refused, ...]
    seconds: float
    left: int


def voice_of(
    folder: Folder, tag: str, voice: str, *, consented: date | None = None, name: str = ""
) -> Making:
    """The voice of that id in the studio, begun when it is new. Raises ``KnownError`` where nobody's consent is on record."""
    pack = opened(folder, tag)
    found = next((one for one in pack.voices if one.id == voice), None)
    if found is None or (consented is not None and not found.consented):
        if consented is None:
            raise KnownError(CONSENT_DAY_MISSING, voice=voice)
        branch = next((one.id for one in pack.branches if voice.startswith(one.id)), "")
        found = Voice(id=voice, name=name, branch=branch, consented=consented.isoformat())
        pack = replace(pack, voices=(*(one for one in pack.voices if one.id != voice), found))
    if not found.consented and not found.synthetic:
        raise KnownError(CONSENT_DAY_MISSING, voice=voice)
    made = Making(pack, found)
    seat(made)
    return made


def take_in(made: Making, source: Path) -> Taken:
    """Every sound file of a folder whose name is a prompt's; each is kept as soon as it was found good."""
    every = prompts(made.pack, made.branch)
    named = {one.file.removesuffix(".ogg"): one for one in every}
    found = sorted(one for one in source.iterdir() if one.is_file() and one.suffix.lower() in SOUNDS)
    if not found:
        raise KnownError(NO_SOUNDS)
    takes = Takes.of(made)
    taken: list[str] = []
    refused: list[Refused] = []
    for file in found:
        prompt = named.get(file.stem)
        if prompt is None:
            refused.append(Refused(file.name, NAMED_WRONG, {"file": file.name}))
            continue
        try:
            clip = made_of(*read_sound(file))
        except KnownError as error:
            refused.append(Refused(file.name, error.message, dict(error.params)))
            continue
        if clip.judgement.faults:
            refused.append(Refused(file.name, FAULTS[clip.judgement.faults[0]], {}))
            continue
        takes.keep(prompt, clip.samples, every)
        taken.append(file.name)
    progress = takes.progress(every)
    return Taken(tuple(taken), tuple(refused), progress.spoken_seconds, progress.core - progress.core_done)


def prompt_list(
    folder: Folder, tag: str, kind: str, *, voice: str = "", all_of_them: bool = False
) -> tuple[bytes, int]:
    """What is to be recorded, as ``xlsx``, ``csv`` or ``html`` for printing; and how many prompts there are."""
    pack, made = opened(folder, tag), None
    known = next((one for one in pack.voices if one.id == voice), None)
    if known is not None:
        made = Making(pack, known)
    every = prompts(pack, made.branch if made is not None else None, all_of_them=all_of_them)
    rows = _rows(every, Takes.of(made) if made is not None else None)
    title = f"Các câu cần thu: {pack.name_vi} ({pack.tag})"
    if kind == "csv":
        return _csv(rows), len(rows)
    if kind == "html":
        return _html(title, pack, every, rows), len(rows)
    return workbook(title, (), COLUMNS, rows), len(rows)


Row = tuple[int, str, str, str, str, str, str, str, str]


def _rows(every: Sequence[Prompt], takes: Takes | None) -> list[Row]:
    return [
        (
            number,
            prompt.file.removesuffix(".ogg") + ".wav",
            prompt.page,
            prompt.vi,
            prompt.words,
            prompt.message.vi if len(prompt.parts) > 1 else "",
            prompt.message.note,
            f"{prompt.seconds:.1f}",
            "x" if takes is not None and takes.has(prompt) else "",
        )
        for number, prompt in enumerate(every, 1)
    ]


def _csv(rows: Sequence[Row]) -> bytes:
    sink = io.StringIO()
    table = csv.writer(sink)
    table.writerow(COLUMNS)
    table.writerows(rows)
    return sink.getvalue().encode("utf-8-sig")


def _html(title: str, pack: Pack, every: Sequence[Prompt], rows: Sequence[Row]) -> bytes:
    """Printable: a picture where a page begins, one line a prompt with room to tick."""
    lines = [
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{html.escape(title)}</title>',
        "<style>body{font:13px sans-serif}table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;"
        "padding:3px 6px;text-align:left;vertical-align:top}tr{break-inside:avoid}img{width:220px}h2{break-after:avoid}"
        ".say{font-size:16px;font-weight:bold}</style>",
        f"<h1>{html.escape(title)}</h1><p>{html.escape(pack.about_vi)}</p>",
    ]
    page = ""
    for prompt, row in zip(every, rows, strict=True):
        if prompt.page != page:
            lines.append(("</table>" if page else "") + f"<h2>{html.escape(prompt.page)}</h2>")
            lines.append(_picture(prompt_picture(prompt)) + "<table>")
            page = prompt.page
        cells = [
            str(row[0]),
            row[1],
            f'<span class="say">{html.escape(row[3])}</span>',
            *map(html.escape, row[4:7]),
        ]
        lines.append(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + f"<td>{row[8] or '☐'}</td></tr>"
        )
    lines.append("</table></html>")
    return "\n".join(lines).encode()


def _picture(path: Path | None) -> str:
    if path is None:
        return ""
    return f'<img alt="" src="data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}">'

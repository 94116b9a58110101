"""A pack's texts as one file for a translator, and back: a whole PO for Poedit and Weblate, a sheet for everybody else.

Both hold every sentence of the product, those of the core path first in the sheet; what comes back is merged sentence by
sentence. A blank translation changes nothing, and a translation of an earlier Vietnamese comes in as stale.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

from forms.errors import KnownError
from forms.text import Message
from kiosk.i18n.core_path import core_path
from kiosk.i18n.extract import is_translated, merged
from kiosk.i18n.gather import Found, Gathering
from kiosk.i18n.packs import TEMPLATE, Pack, shipped_folder
from kiosk.i18n.placeholders import agree
from kiosk.i18n.sheet_file import read_sheet, write_sheet

HEADINGS = ("id", "Tiếng Việt", "Bản dịch", "Dạng số nhiều", "Nháp", "Nguồn, ghi chú", "Trang", "Lời dặn")
DRAFT = "nháp"
_LARGEST = 20_000_000  # bytes of a file that comes back

UNREADABLE = Message(
    "error.packs.exchange_unreadable",
    "Không đọc được tệp {name}. Dùng tệp PO hoặc XLSX do lệnh “kiosk packs export” làm ra.",
    "A translator's file could not be read; {name} is the file's name.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One translation as it comes back. ``forms`` has one text, or one for each plural form."""

    id: str
    vi: str
    forms: tuple[str, ...]
    is_draft: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a file: ids that are new or changed, those that translate an earlier Vietnamese, those refused because
    their placeholders differ, those the program does not know.
    """

    changed: tuple[str, ...]
    stale: tuple[str, ...]
    refused: tuple[str, ...]
    unknown: tuple[str, ...]


def gathering_of_template(path: Path | None = None) -> Gathering:
    """Every sentence of the product, as the shipped template lists it: a built program has no sources to gather from."""
    entries = polib.pofile(str(path or shipped_folder() / TEMPLATE), encoding="utf-8")
    return Gathering(
        tuple(
            Found(Message(one.msgctxt, one.msgid, one.comment), tuple(place for place, _ in one.occurrences))
            for one in entries
            if one.msgctxt
        ),
        (),
    )


def whole_po(pack: Pack, gathering: Gathering) -> polib.POFile:
    """All sentences with what the pack has of them."""
    return merged(_po_of(pack.messages_file), gathering, pack.tag, whole=True)


def write_po(pack: Pack, gathering: Gathering, out: Path) -> None:
    """For Poedit and Weblate."""
    out.write_text(_text(whole_po(pack, gathering)), encoding="utf-8", newline="\n")


def write_xlsx(pack: Pack, gathering: Gathering, out: Path) -> None:
    """For everybody else: one row a sentence, the core path first."""
    pages = core_path().page_of()
    order = {id: at for at, id in enumerate((*core_path().messages, *core_path().more))}
    entries = sorted(
        (one for one in whole_po(pack, gathering) if not one.obsolete),
        key=lambda one: (order.get(one.msgctxt, len(order)), one.msgctxt),
    )
    rows = [
        (
            one.msgctxt,
            one.previous_msgid or one.msgid,
            *_two(one),
            DRAFT if one.fuzzy and is_translated(one) else "",
            one.tcomment,
            pages.get(one.msgctxt, ""),
            one.comment,
        )
        for one in entries
    ]
    write_sheet(out, (HEADINGS, *rows), title=pack.tag)


def read_file(path: Path) -> tuple[Line, ...]:
    """The translations of a file that came back. Raises ``KnownError`` when it is neither of the two."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        if path.suffix.lower() == ".xlsx":
            return _lines_of_sheet(read_sheet(path))
        return tuple(_lines_of_po(polib.pofile(str(path), encoding="utf-8")))
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise KnownError(UNREADABLE, name=path.name[:80]) from error


def merge_in(pack: Pack, gathering: Gathering, lines: Iterable[Line]) -> tuple[str, Merged]:
    """The text of the pack's new ``messages.po``, and what came of each line."""
    found = {one.message.id: one.message for one in gathering.found}
    po = whole_po(pack, gathering)
    entries = {one.msgctxt: one for one in po if not one.obsolete}
    changed, stale, refused, unknown = [], [], [], []
    for line in lines:
        message, entry = found.get(line.id), entries.get(line.id)
        if message is None or entry is None:
            unknown.append(line.id)
            continue
        forms = tuple(unicodedata.normalize("NFC", text) for text in line.forms)
        if not all(text.strip() for text in forms):
            continue
        if not all(agree(line.vi, text) for text in forms):
            refused.append(line.id)
            continue
        if line.vi != message.vi:
            stale.append(line.id)
        if _put(entry, line, forms):
            changed.append(line.id)
    kept = merged(po, gathering, pack.tag)
    return _text(kept), Merged(tuple(changed), tuple(stale), tuple(refused), tuple(unknown))


def _put(entry: polib.POEntry, line: Line, forms: Sequence[str]) -> bool:
    """Writes a translation into its entry; whether anything is different now."""
    before = (entry.msgstr, dict(entry.msgstr_plural), entry.fuzzy, entry.tcomment, entry.previous_msgid)
    is_stale = line.vi != entry.msgid
    if len(forms) > 1:
        entry.msgid_plural, entry.msgstr = entry.msgid, ""
        entry.msgstr_plural = dict(enumerate(forms))
    else:
        entry.msgid_plural, entry.msgstr_plural, entry.msgstr = "", {}, forms[0]
    entry.previous_msgid = line.vi if is_stale else None
    entry.tcomment = line.note
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    if line.is_draft or is_stale:
        entry.flags.append("fuzzy")
    return before != (
        entry.msgstr,
        dict(entry.msgstr_plural),
        entry.fuzzy,
        entry.tcomment,
        entry.previous_msgid,
    )


def _lines_of_po(entries: Iterable[polib.POEntry]) -> Iterable[Line]:
    for one in entries:
        if one.msgctxt and not one.obsolete:
            yield Line(one.msgctxt, one.previous_msgid or one.msgid, _forms(one), one.fuzzy, one.tcomment)


def _lines_of_sheet(rows: Sequence[Sequence[str]]) -> tuple[Line, ...]:
    if not rows or tuple(rows[0][: len(HEADINGS)]) != HEADINGS:
        raise ValueError("not our sheet")
    lines = []
    for row in rows[1:]:
        cells = [*row, *("" for _ in HEADINGS)]
        if cells[0]:
            forms = (cells[2], cells[3]) if cells[3] else (cells[2],)
            lines.append(Line(cells[0], cells[1], forms, bool(cells[4].strip()), cells[5]))
    return tuple(lines)


def _forms(entry: polib.POEntry) -> tuple[str, ...]:
    if not entry.msgid_plural:
        return (entry.msgstr,)
    written: Mapping[int, str] = entry.msgstr_plural
    return tuple(written[at] for at in sorted(written)) or ("",)


def _two(entry: polib.POEntry) -> tuple[str, str]:
    forms = _forms(entry)
    return forms[0], forms[1] if len(forms) > 1 else ""


def _po_of(path: Path) -> polib.POFile | None:
    return polib.pofile(str(path), encoding="utf-8", wrapwidth=0) if path.exists() else None


def _text(po: polib.POFile) -> str:
    return str(po).rstrip("\n") + "\n"

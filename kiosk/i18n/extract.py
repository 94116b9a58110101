"""Brings every pack's ``messages.po`` in step with the sentences of the product: ``python -m
kiosk.i18n.extract``.

Build time only. Nothing a translator wrote is ever thrown away: a sentence whose Vietnamese changed keeps its
translation, marked fuzzy with the old Vietnamese beside it (stale); one that is gone is kept as obsolete.
"""

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import polib

from kiosk.i18n.core_path import CORE, CorePath
from kiosk.i18n.gather import Found, Gathering, gather
from kiosk.i18n.offering import STANDING, offering_text
from kiosk.i18n.packs import TEMPLATE, VIETNAMESE, PackShelf, read_pack
from kiosk.i18n.stats import counted

_SCREENS = "docs/screens/vi"
_NUMBER = re.compile(r"^[0-9]+-")
_HEADER = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "X-Generator": "kiosk.i18n.extract",
}


def _new_file(language: str) -> polib.POFile:
    po = polib.POFile(wrapwidth=0)
    po.metadata = {**_HEADER, "Language": language} if language else dict(_HEADER)
    return po


def _entry(found: Found, screens: Mapping[str, str]) -> polib.POEntry:
    message = found.message
    screen = screens.get(message.id)
    return polib.POEntry(
        msgctxt=message.id,
        msgid=message.vi,
        msgstr="",
        comment="\n".join((message.note, f"screen: {screen}") if screen else (message.note,)).strip("\n"),
        occurrences=[(place, "") for place in found.places],
    )


def _carry_over(old: polib.POEntry, new: polib.POEntry) -> None:
    """What the translator wrote moves to the new entry; a changed Vietnamese makes it stale."""
    new.msgstr = old.msgstr
    if old.msgid_plural:
        new.msgid_plural, new.msgstr_plural = new.msgid, dict(old.msgstr_plural)
    new.tcomment = old.tcomment
    new.flags = list(old.flags)
    new.previous_msgid = old.previous_msgid
    if old.previous_msgid == new.msgid:  # back to what was translated
        new.previous_msgid = None
    elif old.msgid != new.msgid and not old.previous_msgid:
        new.previous_msgid = old.msgid
    if new.previous_msgid and "fuzzy" not in new.flags:
        new.flags.append("fuzzy")


def is_translated(entry: polib.POEntry) -> bool:
    """Whether a translator wrote anything."""
    return bool(entry.msgstr or any(entry.msgstr_plural.values()))


def merged(
    old: polib.POFile | None,
    gathering: Gathering,
    language: str,
    screens: Mapping[str, str] = MappingProxyType({}),
    *,
    whole: bool = False,
) -> polib.POFile:
    """A new PO file with all the work of the old file. What nobody has translated yet is in the template alone, unless
    it shall be ``whole``: with some twenty packs it would be most of the repository.
    """
    po = _new_file(language)
    if old is not None and old.header:
        po.header = old.header
    known = {entry.msgctxt: entry for entry in old or () if entry.msgctxt}
    for found in gathering.found:
        before = known.pop(found.message.id, None)
        translated = before is not None and is_translated(before)
        if translated or whole:
            entry = _entry(found, screens)
            if before is not None and translated:
                _carry_over(before, entry)
            po.append(entry)
    for left in known.values():
        if is_translated(left):
            left.obsolete = True
            left.comment = ""
            left.occurrences = []
            po.append(left)
    return po


def _write(path: Path, text: str, check: bool) -> bool:
    """Whether the file was out of step; it is rewritten unless only checking."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    if not check:
        beside = path.with_name(f".{path.name}.new")  # so that nobody ever reads, or commits, half a file
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    return True


def _text(po: polib.POFile) -> str:
    return str(po).rstrip("\n") + "\n"


def screens_of(root: Path) -> dict[str, str]:
    """For each sentence of the core path the picture of the page on which it is met first, where there is one."""
    path = root / "translations" / CORE
    if not path.exists():
        return {}
    shelf = sorted((root / _SCREENS).glob("*.png"))
    pictures = {_NUMBER.sub("", file.stem).removeprefix("question-"): file.name for file in reversed(shelf)}
    pages = CorePath.decode(path.read_text(encoding="utf-8")).page_of()
    return {one: f"{_SCREENS}/{pictures[page]}" for one, page in pages.items() if page in pictures}


def update(root: Path, gathering: Gathering, check: bool = False) -> tuple[Path, ...]:
    """Brings template and packs of ``root/translations`` in step; returns the files that were not."""
    folder = root / "translations"
    screens = screens_of(root)
    template = _new_file("")
    template.extend(_entry(found, screens) for found in gathering.found)
    changed = [folder / TEMPLATE] if _write(folder / TEMPLATE, _text(template), check) else []
    for pack_file in sorted(folder.glob("*/pack.toml")):
        pack = read_pack(pack_file.parent)
        if pack.tag == VIETNAMESE:  # its sentences are the messages themselves
            continue
        path = pack.messages_file
        old = polib.pofile(str(path), encoding="utf-8", wrapwidth=0) if path.exists() else None
        if _write(path, _text(merged(old, gathering, pack.tag, screens)), check):
            changed.append(path)
    if (folder / CORE).exists():
        core = CorePath.decode((folder / CORE).read_text(encoding="utf-8")).messages
        shelf = PackShelf.load([folder])
        shares = {one.tag: one.core_share for one in counted(shelf, gathering.messages, core)}
        if _write(folder / STANDING, offering_text(shares), check):
            changed.append(folder / STANDING)
    return tuple(changed)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 in step or brought in step; 1 out of step (``--check``) or a fault in the sources, named on standard
    error.
    """
    parser = argparse.ArgumentParser(prog="python -m kiosk.i18n.extract", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say which files are out of step")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    options = parser.parse_args(arguments)
    gathering = gather(options.root)
    for fault in gathering.faults:
        sys.stderr.write(fault + "\n")
    changed = update(options.root, gathering, options.check)
    for path in changed:
        state = "out of step, run python -m kiosk.i18n.extract" if options.check else "brought in step"
        sys.stderr.write(f"{path.relative_to(options.root)}: {state}\n")
    return 1 if gathering.faults or (options.check and changed) else 0


if __name__ == "__main__":
    raise SystemExit(main())

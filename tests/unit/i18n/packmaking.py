"""Makes small packs on disk for the tests of this folder."""

import json
from collections.abc import Mapping
from pathlib import Path

import polib

from forms.text import Message
from kiosk.i18n.clips import text_hash

HELLO = Message("ui.test.hello", "Xin chào bà con")
COUNT = Message("ui.test.count", "Còn {n} tờ của {name}")


def write_pack(parent: Path, tag: str, name: str = "Thử", /, **entries: object) -> Path:
    """A pack folder with a sound ``pack.toml``; entries are added or replace the usual ones."""
    folder = parent / tag
    folder.mkdir(parents=True)
    values: dict[str, object] = {"format": 1, "tag": tag, "name": name, "name_vi": f"Tiếng {name}", **entries}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    (folder / "pack.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def write_po(folder: Path, entries: Mapping[Message, str], **extra: object) -> None:
    """``messages.po`` with these translations; ``extra`` goes to every entry (flags, previous_msgid,
    tcomment).
    """
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for message, text in entries.items():
        po.append(polib.POEntry(msgctxt=message.id, msgid=message.vi, msgstr=text, **extra))
    po.save(str(folder / "messages.po"))


def write_clips(
    folder: Path, entries: Mapping[Message, list[str]], synthetic: bool = False, voice: str = ""
) -> None:
    """An index and empty files: these tests never decode them."""
    audio = folder / "audio" / voice
    audio.mkdir(parents=True)
    index = {}
    for message, parts in entries.items():
        index[message.id] = {
            "parts": parts,
            "sha256": text_hash(message.vi),
            "synthetic": synthetic,
            "seconds": 1,
        }
        for part in parts:
            if not part.startswith("{"):
                (audio / part).write_bytes(b"")
    (audio / "clips.json").write_text(json.dumps({"format": 1, "clips": index}), encoding="utf-8")

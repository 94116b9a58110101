"""Counting how far a pack has come."""

from pathlib import Path

import polib

from forms.text import Message
from kiosk.i18n.extract import update
from kiosk.i18n.gather import Found, Gathering
from kiosk.i18n.packs import TEMPLATE, PackShelf
from kiosk.i18n.stats import pack_stats
from tests.unit.i18n.packmaking import write_clips, write_pack, write_po

MESSAGES = tuple(Message(f"ui.page.{n}", f"Câu {n}") for n in range(10))


def test_counts_and_offer(tmp_path: Path) -> None:
    officers = Message("error.pack.test", "Cho cán bộ")
    write_pack(tmp_path, "vi-VN", "Việt")
    spoken = write_pack(tmp_path, "tyz-Latn-VN", "Tày")
    old = Message(MESSAGES[9].id, "Câu cũ")
    write_po(spoken, dict.fromkeys((*MESSAGES[:5], old), "x"), flags=["fuzzy"], tcomment="attested: a list")
    write_clips(spoken, {message: [f"{message.id}.ogg"] for message in MESSAGES[4:9]})
    write_po(write_pack(tmp_path, "nut-Latn-VN", "Nùng"), {MESSAGES[0]: "y", MESSAGES[1]: ""})
    found = tuple(Found(message, ()) for message in (*MESSAGES, officers))
    (tmp_path / "translations").mkdir()
    update(tmp_path, Gathering(found, ()))
    shelf, core = PackShelf.load([tmp_path]), [message.id for message in MESSAGES]
    vietnamese, nung, tay = (
        entry.as_dict() for entry in pack_stats(shelf, tmp_path / "translations" / TEMPLATE, core)
    )
    assert vietnamese == {
        "tag": "vi-VN",
        "messages": 11,
        "translated": 11,
        "draft": 0,
        "attested": 0,
        "empty": 0,
        "stale": 0,
        "clips": 0,
        "core": 10,
        "core_shown": 10,
        "core_heard": 0,
        "core_share": 1.0,
        "offered": True,
    }
    assert tay == {
        "tag": "tyz-Latn-VN",
        "messages": 11,
        "translated": 5,
        "draft": 5,
        "attested": 5,
        "empty": 6,
        "stale": 1,
        "clips": 5,
        "core": 10,
        "core_shown": 5,
        "core_heard": 5,
        "core_share": 0.9,
        "offered": True,
    }
    assert (nung["translated"], nung["draft"], nung["core_share"], nung["offered"]) == (1, 0, 0.1, False)


def test_damaged_files_count_as_nothing(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tyz-Latn-VN")
    (folder / "messages.po").write_bytes(b"\xff\xfe")
    (folder / "audio").mkdir()
    (folder / "audio" / "clips.json").write_text("{", encoding="utf-8")
    template = polib.POFile()
    template.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    template.append(polib.POEntry(msgctxt="ui.a", msgid="Một"))
    template.save(str(tmp_path / TEMPLATE))
    counted = pack_stats(PackShelf.load([tmp_path]), tmp_path / TEMPLATE, ["ui.a"])
    assert [entry.translated for entry in counted] == [1, 0]

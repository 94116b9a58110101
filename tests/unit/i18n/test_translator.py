"""What a person reads: never blank, never an id, never a translation of another sentence."""

from datetime import date
from pathlib import Path

import pytest

from forms.text import Message
from kiosk.i18n.packs import PackShelf
from kiosk.i18n.translator import Translator
from kiosk.i18n.values import Digits, KnownDate, Money
from tests.unit.i18n.packmaking import COUNT, HELLO, write_pack, write_po


def translator(parent: Path, tag: str = "tyz-Latn-VN") -> Translator:
    return Translator(PackShelf.load([parent]), tag)


def test_translation_is_shown_with_vietnamese_beside_it(tmp_path: Path) -> None:
    write_po(write_pack(tmp_path, "tyz-Latn-VN"), {COUNT: "{name}: {n} bâư"})
    shown = translator(tmp_path).show(COUNT, n=3, name="Giàng A Thử")
    assert (shown.text, shown.vi) == ("Giàng A Thử: 3 bâư", "Còn 3 tờ của Giàng A Thử")
    assert (shown.tag, shown.is_draft, shown.is_translated) == ("tyz-Latn-VN", False, True)


def test_fuzzy_is_a_draft(tmp_path: Path) -> None:
    write_po(write_pack(tmp_path, "tyz-Latn-VN"), {HELLO: "chào"}, flags=["fuzzy"])
    assert translator(tmp_path).show(HELLO).is_draft


def test_a_draft_inside_a_reviewed_sentence_makes_it_one_and_stays_out_of_one_line(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tyz-Latn-VN")
    write_po(folder, {COUNT: "{name}: {n} bâư"})
    with (folder / "messages.po").open("a", encoding="utf-8") as file:
        file.write(f'\n#, fuzzy\nmsgctxt "{HELLO.id}"\nmsgid "{HELLO.vi}"\nmsgstr "chào"\n')
    plain, mixed = (translator(tmp_path).show(COUNT, n=3, name=name) for name in ("A", HELLO))
    assert (plain.is_draft, plain.in_one_line) == (False, "A: 3 bâư – Còn 3 tờ của A")
    assert (mixed.text, mixed.is_draft) == ("chào: 3 bâư", True)
    assert mixed.in_one_line == mixed.vi == f"Còn 3 tờ của {HELLO.vi}"
    assert translator(tmp_path, "vi-VN").show(HELLO).in_one_line == HELLO.vi


def test_related_pack_helps_message_by_message(tmp_path: Path) -> None:
    write_po(write_pack(tmp_path, "tyz-Latn-VN", related=["nut-Latn-VN"]), {HELLO: "một"})
    write_po(write_pack(tmp_path, "nut-Latn-VN"), {HELLO: "hai", COUNT: "{n} {name}"})
    spoken = translator(tmp_path)
    assert spoken.show(HELLO).tag == "tyz-Latn-VN"
    assert spoken.show(COUNT, n=1, name="A").tag == "nut-Latn-VN"


@pytest.mark.parametrize("text", ["", "   ", "{n} tờ", "{n} {name} {more}", "{n} {name} {"])
def test_unusable_translations_fall_back_to_vietnamese(tmp_path: Path, text: str) -> None:
    write_po(write_pack(tmp_path, "tyz-Latn-VN"), {COUNT: text})
    shown = translator(tmp_path).show(COUNT, n=3, name="A")
    assert shown.text == shown.vi == "Còn 3 tờ của A"
    assert (shown.tag, shown.is_draft, shown.is_translated) == ("vi-VN", False, False)


def test_translation_of_an_older_sentence_is_stale(tmp_path: Path) -> None:
    write_po(write_pack(tmp_path, "tyz-Latn-VN"), {HELLO: "chào"})
    newer = Message(HELLO.id, "Kính chào bà con")
    assert translator(tmp_path).show(newer).text == "Kính chào bà con"


def test_translation_that_remembers_older_vietnamese_is_stale(tmp_path: Path) -> None:
    write_po(write_pack(tmp_path, "tyz-Latn-VN"), {HELLO: "chào"}, previous_msgid="Chào", flags=["fuzzy"])
    assert translator(tmp_path).show(HELLO).text == HELLO.vi


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'msgid "a\nmsgstr b', "# chỉ có ghi chú".encode()])
def test_damaged_messages_cost_only_the_translations(tmp_path: Path, content: bytes) -> None:
    (write_pack(tmp_path, "tyz-Latn-VN") / "messages.po").write_bytes(content)
    assert translator(tmp_path).show(HELLO).text == HELLO.vi


def test_unknown_language_is_vietnamese(tmp_path: Path) -> None:
    spoken = translator(tmp_path, "xx-Latn-VN")
    assert spoken.tag == "vi-VN"
    assert spoken.show(HELLO).text == HELLO.vi


def test_pack_text_cannot_reach_into_objects(tmp_path: Path) -> None:
    sly = Message("ui.test.sly", "{name}")
    write_po(write_pack(tmp_path, "tyz-Latn-VN"), {sly: "{name} {name.__class__}"})
    assert translator(tmp_path).show(sly, name="A").text == "A"


def test_values_are_written_the_languages_way(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tyz-Latn-VN")
    with (folder / "pack.toml").open("a", encoding="utf-8") as file:
        file.write('[formats]\ndate = "yyyy-mm-dd"\nthousands = " "\n')
    fee = Message("ui.test.fee", "{what}: {fee}, {when}, {known}, {number}")
    money = Message("ui.format.money", "{amount} đồng")
    write_po(folder, {HELLO: "chào", money: "{amount} đ", fee: "{what}= {fee} {when} {known} {number}"})
    values = {
        "what": HELLO,
        "fee": Money(50_000),
        "when": date(2026, 11, 2),
        "known": KnownDate(1990),
        "number": Digits("0123"),
    }
    shown = translator(tmp_path).show(fee, **values)
    assert shown.text == "chào= 50 000 đ 2026-11-02 1990 0123"
    assert shown.vi == "Xin chào bà con: 50.000 đồng, 02/11/2026, 1990, 0123"


def test_a_script_without_spaces_may_break_between_its_syllables(tmp_path: Path) -> None:
    written = {HELLO: "ꪹꪚꪱꪭꪴꪎꪮꪉꪋꪱꪥꪹꪚꪱ ꪭꪴ", COUNT: "ꪹꪚꪱꪭꪴ {n} {name}"}
    write_po(write_pack(tmp_path, "blt-Tavt-VN", "Thái"), written)
    translator = Translator(PackShelf.load([tmp_path]), "blt-Tavt-VN")
    assert translator.show(HELLO).text == "ꪹꪚꪱ\u200bꪭꪴ\u200bꪎꪮꪉ\u200bꪋꪱꪥ\u200bꪹꪚꪱ ꪭꪴ"
    assert translator.show(COUNT, n=2, name="Mẫu").text == "ꪹꪚꪱꪭꪴ 2 Mẫu"

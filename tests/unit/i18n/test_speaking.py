"""What a person hears: one language at a time, and nothing invented where a clip is missing."""

import json
from pathlib import Path

import pytest

from forms.text import Message
from kiosk.i18n.packs import PackShelf
from kiosk.i18n.spoken import DIGITS, TEN
from kiosk.i18n.translator import Translator
from tests.unit.i18n.packmaking import COUNT, HELLO, write_clips, write_pack


def translator(parent: Path, tag: str = "tyz-Latn-VN") -> Translator:
    return Translator(PackShelf.load([parent]), tag)


def heard(spoken: Translator, message: Message, **params: object) -> list[str]:
    utterance = spoken.speak(message, **params)  # type: ignore[arg-type]
    return [f"{clip.tag}/{clip.path.name}" for clip in utterance.clips]


COUNT_PARTS = ["count.0.ogg", "{n}", "count.2.ogg", "{name}"]


def test_whole_sentence_is_one_clip(tmp_path: Path) -> None:
    write_clips(write_pack(tmp_path, "tyz-Latn-VN"), {HELLO: ["hello.ogg"]})
    clip = translator(tmp_path).clip(HELLO)
    assert clip is not None
    assert (clip.path.name, clip.tag, clip.synthetic) == ("hello.ogg", "tyz-Latn-VN", False)


def test_numbers_are_spoken_between_the_pieces_and_names_are_left_to_a_person(tmp_path: Path) -> None:
    clips = {COUNT: COUNT_PARTS, DIGITS[2]: ["two.ogg"], TEN: ["ten.ogg"]}
    write_clips(write_pack(tmp_path, "vi-VN", grammar="vi"), clips, synthetic=True)
    spoken = translator(tmp_path, "vi-VN")
    assert heard(spoken, COUNT, n=12, name="Nguyễn Thị Mẫu") == [
        "vi-VN/count.0.ogg",
        "vi-VN/ten.ogg",
        "vi-VN/two.ogg",
        "vi-VN/count.2.ogg",
    ]
    assert spoken.speak(COUNT, n=12, name="Nguyễn Thị Mẫu").unsaid == ("Nguyễn Thị Mẫu",)
    assert spoken.clip(COUNT) is None


def test_one_sentence_is_never_half_in_another_language(tmp_path: Path) -> None:
    write_clips(write_pack(tmp_path, "tyz-Latn-VN"), {COUNT: COUNT_PARTS})
    vietnamese = write_pack(tmp_path, "vi-VN", grammar="vi")
    write_clips(vietnamese, {COUNT: COUNT_PARTS, DIGITS[2]: ["two.ogg"]})
    assert {name.split("/")[0] for name in heard(translator(tmp_path), COUNT, n=2, name="A")} == {"vi-VN"}


def test_missing_number_words_are_named_for_the_officer(tmp_path: Path) -> None:
    write_clips(write_pack(tmp_path, "vi-VN", grammar="vi"), {COUNT: COUNT_PARTS})
    said = translator(tmp_path, "vi-VN").speak(COUNT, n=2, name="A")
    assert [path.name for path in said.paths] == ["count.0.ogg", "count.2.ogg"]
    assert said.unsaid == ("2", "A")


def test_without_any_clip_everything_is_left_to_a_person(tmp_path: Path) -> None:
    write_pack(tmp_path, "tyz-Latn-VN")
    said = translator(tmp_path).speak(COUNT, n=2, name="A")
    assert said.clips == ()
    assert said.unsaid == ("Còn 2 tờ của A",)


def test_clip_of_an_older_sentence_is_not_played(tmp_path: Path) -> None:
    write_clips(write_pack(tmp_path, "tyz-Latn-VN"), {HELLO: ["hello.ogg"]})
    assert translator(tmp_path).clip(Message(HELLO.id, "Kính chào")) is None


def test_clip_whose_file_is_gone_is_not_offered(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tyz-Latn-VN")
    write_clips(folder, {HELLO: ["hello.ogg"]})
    (folder / "audio" / "hello.ogg").unlink()
    assert translator(tmp_path).clip(HELLO) is None


@pytest.mark.parametrize("name", ["../../secret.ogg", "/etc/secret.ogg", "a\\b.ogg", "hello.exe", "", "{n"])
def test_clips_cannot_lie_outside_the_pack(tmp_path: Path, name: str) -> None:
    folder = write_pack(tmp_path, "tyz-Latn-VN")
    write_clips(folder, {HELLO: ["hello.ogg"], COUNT: COUNT_PARTS})
    index_file = folder / "audio" / "clips.json"
    index = json.loads(index_file.read_text(encoding="utf-8"))
    index["clips"][HELLO.id]["parts"] = [name]
    index_file.write_text(json.dumps(index), encoding="utf-8")
    spoken = translator(tmp_path)
    assert spoken.clip(HELLO) is None
    assert spoken.speak(COUNT).clips != ()


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": 2, "clips": {}}', '{"format": 1}', '{"format": 1, "clips": 3}']
)
def test_damaged_index_costs_only_the_sound(tmp_path: Path, content: str) -> None:
    folder = write_pack(tmp_path, "tyz-Latn-VN")
    write_clips(folder, {HELLO: ["hello.ogg"]})
    (folder / "audio" / "clips.json").write_text(content, encoding="utf-8")
    assert translator(tmp_path).speak(HELLO).clips == ()


def test_language_name_is_said_in_itself_else_in_vietnamese(tmp_path: Path) -> None:
    own = write_pack(tmp_path, "tyz-Latn-VN", "Tày")
    write_pack(tmp_path, "nut-Latn-VN", "Nùng")
    write_clips(own, {Message("pack.name.tyz-Latn-VN", "Tiếng Tày"): ["own.ogg"]})
    write_clips(
        write_pack(tmp_path, "vi-VN", "Việt"),
        {
            Message("pack.name.tyz-Latn-VN", "Tiếng Tày"): ["vi.tyz.ogg"],
            Message("pack.name.nut-Latn-VN", "Tiếng Nùng"): ["vi.nut.ogg"],
        },
    )
    spoken = translator(tmp_path, "vi-VN")
    names = [spoken.name_clip(tag) for tag in ("tyz-Latn-VN", "nut-Latn-VN", "vi-VN")]
    assert [clip.path.name if clip else None for clip in names] == ["own.ogg", "vi.nut.ogg", None]

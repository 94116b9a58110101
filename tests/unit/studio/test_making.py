"""A pack in the making: consent first, each take durable, parts of sentences, the same words once, then in use."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from forms.errors import KnownError
from kiosk.devices.microphone import RATE
from kiosk.folder import Folder
from kiosk.i18n.clips import read_recordings
from kiosk.i18n.pack_text import pack_toml
from kiosk.i18n.packs import PackShelf, read_pack
from kiosk.i18n.spoken import DIGITS
from kiosk.i18n.translator import Translator
from kiosk.services import studio, studio_result, studio_words
from kiosk.services.desk import Desk
from kiosk.services.office import SAMPLE, OfficePlan, set_up
from kiosk.services.studio import Making, NewLanguage
from kiosk.services.studio_prompts import Prompt, prompts, vietnamese_sound
from kiosk.services.studio_takes import Takes
from kiosk.voice.clip import Made, made_of
from tests.office_factories import PASSPHRASE, open_desk
from tests.speakers import speech
from tests.store_factories import SetClock


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = tmp_path_factory.mktemp("studio")
    patch = pytest.MonkeyPatch()
    patch.setenv("HOSO_CONFIG_DIR", str(root / "machine"))
    folder = Folder(root / "office")
    officers = tuple(one for one in SAMPLE.officers if one.code == "can-bo-1")
    set_up(folder, OfficePlan(SAMPLE.office, officers), PASSPHRASE, SetClock())
    desk = open_desk(folder, SetClock())
    yield desk
    desk.close()
    patch.undo()


@pytest.fixture
def desk(office: Desk) -> Desk:
    for folder in (office.folder.studio, office.folder.packs):
        shutil.rmtree(folder, ignore_errors=True)
    return office


@pytest.fixture(scope="module")
def said() -> Made:
    return made_of(speech(0.6), RATE)


@pytest.fixture
def made(desk: Desk, said: Made) -> Making:
    tag = studio.begin_language(desk, NewLanguage("Tiếng Thử", "Tiếng Thử"))
    return studio.add_voice(desk, tag, name="Người Mẫu", branch="Thử Đơư", agreed=said)


def _core(made: Making) -> tuple[Prompt, ...]:
    return prompts(made.pack, all_of_them=False)


def test_nobody_is_recorded_without_a_spoken_consent(desk: Desk, said: Made) -> None:
    tag = studio.begin_language(desk, NewLanguage("Tiếng Thử", "Tiếng Thử"))
    with pytest.raises(KnownError, match="đồng ý"):
        studio.add_voice(desk, tag, name="Ai đó")
    silent = made_of(speech(0.6) * 0, RATE)
    with pytest.raises(KnownError, match="đồng ý"):
        studio.add_voice(desk, tag, agreed=silent)
    assert studio.makings(desk) == ()
    with pytest.raises(KnownError, match="tên"):
        studio.begin_language(desk, NewLanguage(" ", "Tiếng Thử"))


def test_a_new_language_gets_a_code_of_its_own(desk: Desk) -> None:
    tags = [studio.begin_language(desk, NewLanguage(f"Thử {n}", f"Thử {n}")) for n in range(3)]
    assert tags == ["qaa-Latn-VN", "qab-Latn-VN", "qac-Latn-VN"]


def test_a_speaker_is_named_as_they_wish_and_several_may_speak(desk: Desk, made: Making, said: Made) -> None:
    other = studio.add_voice(desk, made.tag, branch="Thử Đơư", agreed=said)
    third = studio.add_voice(desk, made.tag, branch="Thử Lềnh", agreed=said)
    pack = read_pack(made.folder)
    assert [(v.id, v.name, v.branch, v.consented) for v in pack.voices] == [
        ("thu-dou-1", "Người Mẫu", "thu-dou", desk.today().isoformat()),
        ("thu-dou-2", "", "thu-dou", desk.today().isoformat()),
        ("thu-lenh-1", "", "thu-lenh", desk.today().isoformat()),
    ]
    assert [one.name_vi for one in pack.branches] == ["Thử Đơư", "Thử Lềnh"]
    assert {one.voice.id for one in studio.makings(desk)} == {made.voice.id, other.voice.id, third.voice.id}
    assert (made.folder / "consent" / "thu-lenh-1.ogg").is_file()
    studio.drop_voice(desk, studio.making(desk, made.tag, other.voice.id))
    assert not (made.folder / "consent" / "thu-dou-2.ogg").exists()
    assert [v.id for v in read_pack(made.folder).voices] == ["thu-dou-1", "thu-lenh-1"]


def test_a_description_survives_being_written(desk: Desk) -> None:
    for pack in PackShelf.shipped().packs:
        folder = desk.folder.studio / pack.tag
        folder.mkdir(parents=True)
        (folder / "pack.toml").write_text(pack_toml(pack), encoding="utf-8")
        assert read_pack(folder) == replace(pack, folder=folder)


def test_prompts_begin_with_the_languages_name_and_follow_the_citizen(made: Making) -> None:
    every = prompts(made.pack)
    core = [one for one in every if one.core]
    assert every[0].message.id == f"pack.name.{made.tag}"
    assert (
        prompts(made.pack, made.branch, all_of_them=False)[0].vi == "Thử Đơư"
    )  # found by ear among its branches
    assert every[: len(core)] == tuple(core)
    assert len(core) <= 150
    assert sum(one.seconds for one in core) <= 12 * 60
    assert all(vietnamese_sound(one) for one in core[1:])
    ids = [one.message.id for one in core]
    assert ids.index("form.1.004873.purpose.ask") < ids.index("form.1.004873.marital_status.ask")
    assert "ui.say.one_after_tens" not in ids  # digits one by one need no such word
    assert len({one.file for one in every}) == len(every)


def test_a_sentence_with_values_is_recorded_in_its_parts(made: Making, said: Made) -> None:
    every = prompts(made.pack)
    parts = [one for one in every if one.message.id == "ui.field.digits_counted"]
    assert [one.place for one in parts] == [(1, 2), (2, 2)]
    takes = Takes.of(made)
    takes.keep(parts[0], said.samples, every)
    listed = made.pack.clips_file_of(made.voice.id)
    assert "ui.field.digits_counted" not in read_recordings(listed)
    takes.keep(parts[1], said.samples, every)
    assert "ui.field.digits_counted" in read_recordings(listed)
    # A translation that puts the values elsewhere is cut elsewhere: those parts are to be said anew.
    studio_words.write(made, parts[0].message, "{count} đã gõ")
    again = [one for one in prompts(made.pack) if one.message.id == "ui.field.digits_counted"]
    assert [one.words for one in again] == ["đã gõ"]
    assert not takes.has(again[0])


def test_the_same_words_are_recorded_once_but_never_short_ones(made: Making, said: Made) -> None:
    every = prompts(made.pack)
    twice = next(one for one in every if one.same)
    takes = Takes.of(made)
    takes.keep(twice, said.samples, every)
    heard = read_recordings(made.pack.clips_file_of(made.voice.id))
    assert {twice.message.id, *(one.id for one in twice.same)} <= set(heard)
    files = {one.message.vi: one.file for one in every if one.message.id.startswith("ui.say.")}
    assert len(files) < len(
        [one for one in every if one.message.id.startswith("ui.say.")]
    )  # năm: five, and year
    assert {"ui.say.digit.5.ogg", "ui.say.year.ogg"} <= {one.file for one in every}


def test_a_sudden_end_loses_at_most_the_take_in_hand(
    made: Making, said: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = _core(made)
    takes = Takes.of(made)
    takes.keep(every[0], said.samples, every)
    takes.skip(every[1])
    monkeypatch.setattr(Takes, "_write", lambda _self: (_ for _ in ()).throw(OSError("power")))
    with pytest.raises(OSError, match="power"):
        takes.keep(every[2], said.samples, every)
    monkeypatch.undo()
    again = Takes.of(made)
    assert again.has(every[0])
    assert not again.has(every[2])
    assert again.next(every) == 2
    assert again.next(every, after=2) == 3
    made.takes_file.write_text("{nửa chừng", encoding="utf-8")
    assert Takes.of(made).next(every) == 0  # recorded anew, and the damaged list is kept beside
    assert list(made.takes_file.parent.glob("*.damaged-1"))


def test_skipped_prompts_come_last_and_a_take_can_be_dropped(made: Making, said: Made) -> None:
    every = _core(made)[:3]
    takes = Takes.of(made)
    takes.skip(every[0])
    assert takes.next(every) == 1
    for prompt in every[1:]:
        takes.keep(prompt, said.samples, every)
    assert takes.next(every) == 0
    progress = takes.progress(every)
    assert (progress.core_done, progress.core) == (2, 3)
    assert progress.minutes_left == pytest.approx(every[0].minutes)
    takes.drop(every[1], every)
    assert not Takes.of(made).has(every[1])
    takes.keep(every[0], said.samples, every)
    takes.keep(every[1], said.samples, every)
    assert takes.next(every) is None


def test_a_typed_translation_is_a_draft_with_every_gap(made: Making) -> None:
    prompt = next(one for one in prompts(made.pack) if one.message.id == "ui.field.digits_counted")
    with pytest.raises(KnownError, match=r"\{count\}"):
        studio_words.write(made, prompt.message, "không có chỗ trống")
    studio_words.write(made, prompt.message, "{count} chữ")
    assert studio_words.written(made, prompt.message) == "{count} chữ"
    shown = Translator(PackShelf.load([made.folder.parent]), made.tag).show(prompt.message, count=3)
    assert (shown.text, shown.is_draft) == ("3 chữ", True)
    studio_words.write(made, prompt.message, "")
    assert studio_words.written(made, prompt.message) == ""


def test_in_use_a_citizen_hears_the_new_voice(desk: Desk, made: Making, said: Made, tmp_path: Path) -> None:
    every = _core(made)
    takes = Takes.of(made)
    wanted = [one for one in every if one.message in DIGITS or one.message.id.startswith("pack.name.")]
    for prompt in wanted:
        takes.keep(prompt, said.samples, every)
    for _ in range(2):  # a second time over the first
        result = studio_result.take_into_use(desk, made)
    assert result.place == desk.folder.packs / made.tag
    assert not (result.place / "consent").exists()
    assert not (result.place / "takes").exists()
    assert not list((desk.folder.packs / "incoming").glob("*"))
    shelf = PackShelf.shipped(desk.folder.packs)
    clip = Translator(shelf, made.tag).name_clip(made.tag)
    assert clip is not None
    assert not clip.synthetic
    said_digit = Translator(shelf, made.tag).speak(DIGITS[3])
    assert said_digit.clips[0].tag == made.tag
    stick = studio_result.put_on_stick(desk, made, tmp_path)
    assert read_pack(stick.place).voices == made.pack.voices
    index = json.loads((stick.place / "audio" / made.voice.id / "clips.json").read_text(encoding="utf-8"))
    assert set(index["clips"]) == {one.message.id for one in wanted}
    # Another day, another speaker: what is in use is where they go on from.
    shutil.rmtree(desk.folder.studio)
    later = studio.add_voice(desk, made.tag, agreed=said)
    assert [one.id for one in later.pack.voices] == [made.voice.id, "voice-1"]

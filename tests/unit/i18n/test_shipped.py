"""The packs that come with the program: in step with its sentences, honest and playable."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
import soundfile
from pytestqt.qtbot import QtBot

from forms.catalogue import Catalogue
from kiosk.devices.sound_qt import QtPlayer
from kiosk.i18n.audience import OF_A_PROCEDURE, is_for_citizens
from kiosk.i18n.clips import Recording, read_recordings
from kiosk.i18n.core_path import core_path
from kiosk.i18n.extract import update
from kiosk.i18n.gather import Gathering, gather
from kiosk.i18n.packs import VIETNAMESE, PackShelf, shipped_folder
from kiosk.i18n.render_clips import render
from kiosk.i18n.sentences import read_sentences
from kiosk.i18n.spoken import WORDS
from kiosk.i18n.stats import all_messages, pack_stats
from kiosk.i18n.translator import Translator
from kiosk.services.pack_checking import check_pack
from tests.unit.i18n.test_sound import NO_LOUDSPEAKER

ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def gathering() -> Gathering:
    return gather(ROOT)


@pytest.fixture(scope="module")
def shelf() -> PackShelf:
    return PackShelf.shipped()


def test_every_sentence_is_written_as_it_must_be(gathering: Gathering) -> None:
    assert gathering.faults == ()


def test_packs_are_in_step_with_the_sentences(gathering: Gathering) -> None:
    assert update(ROOT, gathering, check=True) == (), "run python -m kiosk.i18n.extract"


def test_clips_are_in_step_with_the_sentences() -> None:
    assert render(ROOT, check=True) == (), "run python -m kiosk.i18n.render_clips"


def test_all_shipped_packs_are_sound(shelf: PackShelf) -> None:
    assert shelf.faults == ()
    assert shelf.tags()[0] == VIETNAMESE
    assert {"en-Latn-VN", "km-Khmr-VN", "hmn-Latn-VN", "blt-Tavt-VN", "cjm-Cham-VN"} <= set(shelf.tags())


def test_nothing_is_ever_blank_or_an_id(gathering: Gathering, shelf: PackShelf) -> None:
    for tag in shelf.tags():
        translator = Translator(shelf, tag)
        for message in gathering.messages:
            shown = translator.show(message)
            assert shown.text.strip(), message.id
            assert message.id not in shown.text


def test_every_shipped_pack_may_be_shown_as_it_is(shelf: PackShelf) -> None:
    messages = all_messages()
    faults = [
        f"{tag} {one.line()}"
        for tag in shelf.tags()
        for one in check_pack(shelf.get(tag), messages, sound=False)
        if one.is_fault
    ]
    assert faults == []


def test_nobody_has_reviewed_a_pack_without_a_name(shelf: PackShelf) -> None:
    for tag in shelf.tags():
        pack = shelf.get(tag)
        if tag != VIETNAMESE and not pack.reviewers:
            reviewed = [key for key, one in read_sentences(pack.messages_file).items() if not one.is_draft]
            assert reviewed == [], tag


def test_khmer_is_offered_and_nearly_whole_for_citizens(gathering: Gathering, shelf: PackShelf) -> None:
    standing = {one.tag: one for one in pack_stats(shelf)}
    vietnamese, khmer = standing[VIETNAMESE], standing["km-Khmr-VN"]
    translator = Translator(shelf, "km-Khmr-VN")
    citizens = [
        message
        for message in gathering.messages
        if is_for_citizens(message.id) and not message.id.startswith(OF_A_PROCEDURE)
    ]
    citizens += Catalogue.shipped().get("1.004873", "2026.1").messages()
    untranslated = [message.id for message in citizens if not translator.show(message).is_translated]
    assert len(untranslated) <= 0.05 * len(citizens), untranslated
    assert khmer.offered
    assert khmer.draft == khmer.translated
    assert khmer.attested > 0
    assert (vietnamese.translated, vietnamese.draft) == (vietnamese.messages, 0)


def test_every_number_word_and_language_name_can_be_heard(shelf: PackShelf) -> None:
    translator = Translator(shelf, VIETNAMESE)
    assert [word.id for word in WORDS if translator.clip(word) is None] == []
    for tag in shelf.tags():
        assert translator.name_clip(tag) is not None, tag


def shipped_recordings() -> Mapping[str, Recording]:
    return read_recordings(shipped_folder() / VIETNAMESE / "audio" / "clips.json")


def files_of(recordings: Iterable[Recording]) -> list[Path]:
    return sorted({part for one in recordings for part in one.parts if isinstance(part, Path)})


def test_shipped_clips_are_small_and_marked_synthetic() -> None:
    recordings = shipped_recordings()
    # Some 2,500 clips: a stick carries them, and so does an afternoon of a weak link.
    assert sum(path.stat().st_size for path in files_of(recordings.values())) < 8 * MEGABYTE
    whole = [recording for recording in recordings.values() if len(recording.parts) == 1]
    size = sum(
        path.stat().st_size for recording in whole for path in recording.parts if isinstance(path, Path)
    )
    assert size / sum(recording.seconds for recording in whole) < 1_250  # bytes for a second of speech
    assert all(recording.synthetic for recording in recordings.values())


@pytest.mark.parametrize("all_of_them", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_shipped_clips_are_audible(all_of_them: bool) -> None:
    """Every clip is opened; those of the core path and every tenth other are decoded to their end."""
    recordings = shipped_recordings()
    core = set(files_of(recordings[one] for one in core_path().messages))
    for at, path in enumerate(files_of(recordings.values())):
        if all_of_them or path in core or at % 10 == 0:
            samples, rate = soundfile.read(path)
            assert samples.ndim == 1, path.name
            assert 0.02 < abs(samples).max() <= 1.0, path.name
            seconds = len(samples) / rate
        else:
            opened = soundfile.info(path)
            assert opened.channels == 1, path.name
            seconds = opened.duration
        assert 0.1 < seconds < 60, path.name


@pytest.mark.qt_log_ignore(NO_LOUDSPEAKER)
def test_a_shipped_sentence_plays_to_its_end(
    qtbot: QtBot, shelf: PackShelf, capfd: pytest.CaptureFixture[str]
) -> None:
    said = Translator(shelf, VIETNAMESE).speak(WORDS[0])
    player = QtPlayer()
    with qtbot.waitSignal(player.finished, timeout=20_000):
        player.play(*said.paths)
    assert player.failed == 0
    assert [line for line in capfd.readouterr().err.splitlines() if line.startswith(("[ogg", "[opus"))] == []

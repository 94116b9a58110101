"""The packs that come with the program: in step with its sentences, honest and playable."""

import unicodedata
from pathlib import Path

import polib
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from forms.catalogue import Catalogue
from kiosk.devices.sound_qt import QtPlayer
from kiosk.i18n.audience import OF_A_PROCEDURE, is_for_citizens
from kiosk.i18n.clips import read_recordings
from kiosk.i18n.extract import update
from kiosk.i18n.gather import Gathering, gather
from kiosk.i18n.packs import VIETNAMESE, PackShelf, shipped_folder
from kiosk.i18n.placeholders import agree
from kiosk.i18n.render_clips import render
from kiosk.i18n.spoken import WORDS
from kiosk.i18n.stats import pack_stats
from kiosk.i18n.translator import Translator
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


def test_khmer_is_all_draft_all_khmer_and_shows_the_same_values(shelf: PackShelf) -> None:
    for entry in polib.pofile(str(shelf.get("km-Khmr-VN").messages_file)):
        if not entry.msgstr:
            continue
        assert entry.fuzzy, entry.msgctxt
        assert agree(entry.msgid, entry.msgstr), entry.msgctxt
        assert unicodedata.is_normalized("NFC", entry.msgstr), entry.msgctxt
        letters = [letter for letter in entry.msgstr if unicodedata.category(letter) == "Lo"]
        assert all("\u1780" <= letter <= "\u17ff" for letter in letters), entry.msgctxt


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


def test_shipped_clips_are_small_audible_and_marked_synthetic() -> None:
    recordings = read_recordings(shipped_folder() / VIETNAMESE / "audio" / "clips.json")
    files = [part for recording in recordings.values() for part in recording.parts if isinstance(part, Path)]
    # Some 2,300 sentences: a stick carries them, and so does an afternoon of a weak link.
    assert sum(path.stat().st_size for path in set(files)) < 20 * MEGABYTE
    whole = [recording for recording in recordings.values() if len(recording.parts) == 1]
    size = sum(
        path.stat().st_size for recording in whole for path in recording.parts if isinstance(path, Path)
    )
    assert size / sum(recording.seconds for recording in whole) < 3_500  # bytes for a second of speech
    assert all(recording.synthetic for recording in recordings.values())
    for path in sorted(set(files)):
        samples, rate = soundfile.read(path)
        assert samples.ndim == 1, path.name
        assert 0.1 < len(samples) / rate < 60, path.name
        assert 0.02 < abs(samples).max() <= 1.0, path.name


@pytest.mark.qt_log_ignore(NO_LOUDSPEAKER)
def test_a_shipped_sentence_plays_to_its_end(qtbot: QtBot, shelf: PackShelf) -> None:
    said = Translator(shelf, VIETNAMESE).speak(WORDS[0])
    player = QtPlayer()
    with qtbot.waitSignal(player.finished, timeout=20_000):
        player.play(*said.paths)
    assert player.failed == 0

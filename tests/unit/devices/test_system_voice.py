"""The system's voice: found late, only in its language, in its turn between clips, and given up where it fails."""

import contextlib
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtTextToSpeech import QTextToSpeech
from pytestqt.qtbot import QtBot

from kiosk.devices import system_voice_qt
from kiosk.devices.sound import Words
from kiosk.devices.sound_qt import QtPlayer
from kiosk.devices.system_voice import LateVoice, NoVoice, SystemVoice
from kiosk.devices.system_voice_qt import QtVoice, dispatcher_answers

#: Qt's engine for tests speaks no Vietnamese.
ENGLISH = QLocale.Language.English


class SlowTongue:
    """A voice that reads until it is told that the text has ended."""

    def __init__(self) -> None:
        self.read: list[tuple[str, float, bool]] = []
        self.ended: Callable[[], None] | None = None

    def speaks(self) -> bool | None:
        return True

    def say(self, text: str, ended: Callable[[], None], *, volume: float, slow: bool) -> None:
        self.read.append((text, volume, slow))
        self.ended = ended

    def stop(self) -> None:
        self.ended = None


def test_words_are_read_in_their_turn_with_the_players_volume_and_speed(qtbot: QtBot) -> None:
    tongue = SlowTongue()
    player = QtPlayer(None, tongue)
    player.set_volume(0.45)
    player.play(Words("Nguyễn Thị Mẫu"), Words("Bản Mẫu"), slow=True)
    assert tongue.read == [("Nguyễn Thị Mẫu", 0.45, True)]
    assert player.is_playing()
    assert tongue.ended is not None
    tongue.ended()
    assert [text for text, _, _ in tongue.read] == ["Nguyễn Thị Mẫu", "Bản Mẫu"]
    with qtbot.waitSignal(player.finished, timeout=1_000):
        assert tongue.ended is not None
        tongue.ended()
    assert not player.is_playing()
    player.play(Words("Bản Mẫu"))
    assert tongue.read[-1] == ("Bản Mẫu", 0.45, False)
    player.stop()
    assert tongue.ended is None, "another page: silence at once"
    assert not player.is_playing()


def test_a_voice_is_looked_for_at_the_first_text_and_only_where_it_is_wanted() -> None:
    found: list[SystemVoice] = []
    wanted = [True]

    def find() -> SystemVoice:
        found.append(SlowTongue())
        return found[0]

    voice = LateVoice(lambda: wanted[0], find)
    voice.stop()
    assert (voice.speaks(), found) == (None, [])
    voice.say("Mẫu", lambda: None, volume=1.0, slow=False)
    assert voice.speaks() is True
    wanted[0] = False
    assert voice.speaks() is False
    assert len(found) == 1


def test_without_a_voice_the_words_are_passed_over() -> None:
    ended: list[str] = []
    player = QtPlayer(None, NoVoice())
    player.on_finished(lambda: ended.append("end"))
    player.play(Words("Mẫu"))
    assert ended == ["end"]
    assert player.reads() is False


def test_the_engine_reads_to_the_end_and_is_silent_once_stopped(qtbot: QtBot) -> None:
    voice = QtVoice(("mock",), ENGLISH)
    ended: list[str] = []
    assert voice.speaks() is True
    voice.say("first", lambda: ended.append("first"), volume=1.0, slow=False)
    voice.stop()
    voice.say("second", lambda: ended.append("second"), volume=0.4, slow=True)
    qtbot.waitUntil(lambda: bool(ended), timeout=10_000)
    assert ended == ["second"]
    assert voice.speaks() is True


def test_an_engine_that_does_not_begin_is_given_up(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = QtVoice(("mock",), ENGLISH, begin_ms=20)
    monkeypatch.setattr(
        QTextToSpeech, "say", lambda *_: None
    )  # the device: it takes the text and does nothing
    ended: list[str] = []
    voice.say("text", lambda: ended.append("end"), volume=1.0, slow=False)
    qtbot.waitUntil(lambda: bool(ended), timeout=5_000)
    assert voice.speaks() is False
    voice.say("text", lambda: ended.append("at once"), volume=1.0, slow=False)
    assert ended == ["end", "at once"]


def test_only_a_voice_of_the_language_counts_and_never_the_mock_engine(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert QtVoice(("mock",)).speaks() is False, "it has no Vietnamese voice"
    assert QtVoice(("no-such-engine",), ENGLISH).speaks() is False
    monkeypatch.setattr(QTextToSpeech, "availableEngines", lambda: ["mock"])
    assert QtVoice(None, ENGLISH).speaks() is False


@pytest.mark.parametrize(("told", "good"), [(b"208 OK\r\n249-x\tvi\tnone\r\n249 OK\r\n", True), (b"", False)])
def test_a_dispatcher_that_tells_no_voices_in_time_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: bytes, good: bool
) -> None:
    monkeypatch.setattr(system_voice_qt, "_ANSWER_S", 0.1)
    monkeypatch.setenv("SPEECHD_ADDRESS", f"unix_socket:{tmp_path / 's'}")
    assert not dispatcher_answers(), "nobody listens"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()

        def answer() -> None:
            line, _ = server.accept()
            with line, contextlib.suppress(OSError):  # whoever asked may hang up first
                line.sendall(told)
                while line.recv(1024):
                    pass

        other = threading.Thread(target=answer, daemon=True)
        other.start()
        assert dispatcher_answers() is good
        other.join(5)

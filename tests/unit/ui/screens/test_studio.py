"""The voice studio by taps alone: from nothing to a pack that citizens are offered and hear, and every fault of a microphone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.devices.attached import Attached
from kiosk.devices.microphone import STATE_WORDS, MicrophoneState
from kiosk.folder import Folder
from kiosk.i18n import stats
from kiosk.i18n.core_path import CorePage, CorePath, core_path
from kiosk.i18n.packs import read_pack
from kiosk.services import studio_prompts
from kiosk.services.studio_prompts import prompts
from kiosk.ui.studio.prompt_screen import PromptScreen
from kiosk.voice.judging import FAULTS, Fault
from tests.speakers import SimulatedMicrophone, speech
from tests.unit.ui.screens.seat import Seat

TAG = "qaa-Latn-VN"


@pytest.fixture
def microphone() -> SimulatedMicrophone:
    return SimulatedMicrophone()


@pytest.fixture
def office(
    open_seat: Callable[..., Seat],
    folder: Folder,
    prepared: tuple[Path, dict[str, object]],
    microphone: SimulatedMicrophone,
) -> Seat:
    """An officer at the counter of a machine with a microphone."""
    session = {"shift": prepared[1], "place": None, "pin": None, "mode": "visit"}
    seat = open_seat(folder, session, devices=Attached(microphone=lambda: microphone))
    seat.arrive("language")
    seat.conductor.open_home()
    seat.conductor._counter().open_day()
    seat.tap("work-studio")
    seat.arrive("studio")
    return seat


@pytest.fixture
def short_list(monkeypatch: pytest.MonkeyPatch) -> CorePath:
    """A core path of a few sentences: one page, one with values in it, and the digits."""
    few = CorePath(
        "1.004873",
        (
            CorePage("purpose", ("form.1.004873.purpose.ask", "ui.done.number_aloud")),
            CorePage("numbers", ("ui.say.digit.0", "ui.say.digit.1")),
        ),
    )
    for module in (studio_prompts, stats):
        monkeypatch.setattr(module, "core_path", lambda: few)
    return few


def _say(seat: Seat, microphone: SimulatedMicrophone, seconds: float = 0.5, **how: float) -> None:
    """One take by taps."""
    seat.tap("record")
    microphone.hear(speech(seconds, **how))
    seat.tap("stop")


def _new_language(seat: Seat, microphone: SimulatedMicrophone) -> None:
    """A language nobody has, a speaker, consent and a tried microphone."""
    seat.tap("studio-new")
    seat.write("own-name", "Tiếng Thử")
    seat.write("vi-name", "Tiếng Thử (bịa)")
    seat.tap("language-begin")
    seat.arrive("studio-speaker")
    seat.write("branch-other", "Thử Đơư")
    seat.write("speaker", "Người Mẫu")
    seat.tap("speaker-on")
    assert seat.page == "studio-speaker"  # no tick, no way on
    seat.tap("agreed")
    seat.tap("speaker-on")
    seat.arrive("studio-microphone")
    assert not seat.sees("try-on")
    _say(seat, microphone, 1.2)
    seat.tap("try-on")
    seat.arrive("studio-prompt")


def _record_until_the_result(seat: Seat, microphone: SimulatedMicrophone) -> int:
    count = 0
    while seat.page == "studio-prompt":
        _say(seat, microphone, pitch=120.0 + count % 40)
        assert seat.sees("prompt-hear"), seat.texts()
        seat.tap("prompt-next")
        count += 1
    return count


def test_from_nothing_to_a_voice_that_citizens_hear(
    office: Seat, microphone: SimulatedMicrophone, short_list: CorePath
) -> None:
    seat = office
    _new_language(seat, microphone)
    assert _record_until_the_result(seat, microphone) == 1 + 2 + 2  # the name, two sentences, two digits
    seat.arrive("studio-result")
    seat.tap("result-stick")
    assert read_pack(seat.saved / TAG).voices[0].name == "Người Mẫu"
    seat.tap("result-use")
    installed = read_pack(seat.conductor.folder.packs / TAG)
    assert [(one.branch, one.consented != "") for one in installed.voices] == [("thu-dou", True)]
    seat.conductor.new_visit()
    seat.arrive("language")
    seat.tap(f"hear-{TAG}")
    assert installed.folder / "audio" / "thu-dou-1" / f"pack.name.{TAG}.ogg" in seat.player.played[-1]
    translator = seat.conductor.translator(TAG)
    ask = next(m for m in studio_prompts._messages().values() if m.id == short_list.messages[0])
    assert [clip.tag for clip in translator.speak(ask).clips] == [TAG]
    assert translator.name_clip(TAG) is not None
    assert microphone.listener is None  # nobody is listened to outside the studio
    assert seat.conductor.offering.is_ready(TAG)
    seat.tap(f"language-{TAG}")
    assert seat.page == "procedure"
    assert seat.conductor.kit.translator.tag == TAG


@pytest.mark.soak
def test_the_whole_core_path_is_recorded_and_offered(office: Seat, microphone: SimulatedMicrophone) -> None:
    seat = office
    _new_language(seat, microphone)
    count = _record_until_the_result(seat, microphone)
    assert count >= len(core_path().messages) * 0.8
    seat.arrive("studio-result")
    seat.tap("result-use")
    seat.conductor.new_visit()
    seat.arrive("language")
    assert seat.conductor.offering.is_ready(TAG)
    seat.tap(f"language-{TAG}")
    assert seat.page == "procedure"
    assert seat.conductor.kit.translator.tag == TAG
    assert any(TAG in str(path) for path in seat.player.played[-1])


def test_bad_takes_are_named_and_kept_nowhere(
    office: Seat, microphone: SimulatedMicrophone, short_list: CorePath
) -> None:
    seat = office
    _new_language(seat, microphone)
    for fault, how in (
        (Fault.TORN, {"loud": 1.9}),
        (Fault.NOISY, {"room": 0.05}),
        (Fault.FAINT, {"loud": 0.002, "room": 0.00005}),
    ):
        _say(seat, microphone, **how)
        assert FAULTS[fault].vi in seat.texts()
        assert not seat.sees("prompt-hear")
    clips = seat.conductor.folder.studio / TAG / "audio" / "thu-dou-1"
    assert not list(clips.glob("*.ogg"))
    _say(seat, microphone)
    seat.tap("prompt-redo")
    assert not list(clips.glob("*.ogg"))
    seat.tap("prompt-skip")
    screen = seat.window.screen_shown
    assert isinstance(screen, PromptScreen)
    assert screen.state_name() == "studio-prompt"


def test_another_day_goes_on_at_the_same_prompt_after_trying_the_microphone(
    office: Seat, microphone: SimulatedMicrophone, short_list: CorePath
) -> None:
    seat = office
    _new_language(seat, microphone)
    _say(seat, microphone)
    seat.tap("prompt-next")
    seat.write("translation", "hỏi thử")
    seat.find("translation").editingFinished.emit()  # type: ignore[attr-defined]
    asked = next(
        one
        for one in prompts(read_pack(seat.conductor.folder.studio / TAG))
        if one.file == "form.1.004873.purpose.ask.ogg"
    )
    assert asked.words == "hỏi thử"
    seat.tap("prompt-finish")
    seat.tap("back")
    seat.arrive("studio")
    microphone.become(MicrophoneState.LIVE)
    seat.tap(f"voice-{TAG}/thu-dou-1")
    seat.arrive("studio-microphone")
    assert not seat.sees("try-on")
    _say(seat, microphone)
    seat.tap("try-on")
    assert "Ông bà xin giấy này để làm gì?" in seat.texts()
    assert not (seat.conductor.folder.studio / "try.ogg").exists()


def test_a_missing_or_mute_microphone_is_said_before_the_first_prompt(
    office: Seat, microphone: SimulatedMicrophone
) -> None:
    seat = office
    microphone.state = MicrophoneState.MISSING
    seat.tap("studio-new")
    seat.tap("record-km-Khmr-VN")
    seat.tap("agreed")
    seat.tap("speaker-on")
    seat.arrive("studio-microphone")
    assert STATE_WORDS[MicrophoneState.MISSING].vi in seat.texts()
    seat.tap("record")
    assert STATE_WORDS[MicrophoneState.MISSING].vi in seat.texts()
    assert not seat.sees("stop")
    microphone.become(MicrophoneState.LIVE)
    microphone.hear(speech(3.0) * 0)
    seat.still()
    assert STATE_WORDS[MicrophoneState.SILENT].vi in seat.texts()
    microphone.hear(speech(0.2))
    seat.still()
    assert STATE_WORDS[MicrophoneState.SILENT].vi not in seat.texts()
    seat.tap("record")
    microphone.become(MicrophoneState.LOST)
    seat.still()
    assert STATE_WORDS[MicrophoneState.LOST].vi in seat.texts()
    assert seat.sees("record")
    assert not seat.sees("try-on")

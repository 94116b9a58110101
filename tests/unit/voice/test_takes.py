"""Takes are judged, trimmed, brought to one loudness and written so that any player reads them."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from forms.errors import KnownError
from kiosk.devices.microphone import RATE
from kiosk.i18n.ogg import bare
from kiosk.voice.clip import encoded, made_of, read_sound
from kiosk.voice.judging import Fault
from kiosk.voice.loudness import HOUSE, PEAK, evened, loudness
from kiosk.voice.samples import CLIP_RATE, from_pcm, to_pcm
from tests.speakers import speech


def test_the_measure_is_the_broadcasters() -> None:
    time = np.arange(2 * CLIP_RATE) / CLIP_RATE
    assert loudness(np.sin(2 * np.pi * 997 * time)) == pytest.approx(-3.01, abs=0.25)
    assert loudness(0.1 * np.sin(2 * np.pi * 997 * time)) == pytest.approx(-23.01, abs=0.25)
    # The ear hears a low hum less than a tone of the same power.
    assert loudness(np.sin(2 * np.pi * 40 * time)) < -8
    assert loudness(np.zeros(CLIP_RATE)) == -70


@pytest.mark.parametrize("loud", [0.04, 0.2, 0.9])
def test_near_and_far_speakers_are_equally_loud(loud: float) -> None:
    made = made_of(speech(1.2, loud=loud, room=0.0004), RATE)
    assert made.judgement.good
    assert loudness(made.samples) == pytest.approx(HOUSE, abs=1.0)
    assert float(np.abs(made.samples).max()) <= PEAK + 1e-6


def test_a_single_peak_does_not_make_the_rest_quiet() -> None:
    voice = 0.1 * np.sin(2 * np.pi * 300 * np.arange(2 * CLIP_RATE) / CLIP_RATE)
    voice[CLIP_RATE : CLIP_RATE + 40] *= 9
    even = evened(voice)
    assert float(np.abs(even).max()) <= PEAK + 1e-6
    assert loudness(even) == pytest.approx(HOUSE, abs=1.0)


@pytest.mark.parametrize(("before", "after"), [(0.05, 0.05), (0.5, 2.0), (3.0, 0.3)])
def test_silence_is_trimmed_and_no_syllable_with_it(before: float, after: float) -> None:
    made = made_of(speech(1.5, before=before, after=after), RATE)
    assert made.judgement.good
    assert 1.35 <= made.seconds <= 1.8
    loud = np.flatnonzero(np.abs(made.samples) > 0.05)
    assert loud[0] / CLIP_RATE < 0.2
    assert abs(made.samples[0]) < 1e-6


@pytest.mark.parametrize(
    ("take", "fault"),
    [
        (np.zeros(RATE), Fault.DEAD),
        (np.zeros(0), Fault.DEAD),
        (speech(loud=0.003, room=0.00005), Fault.FAINT),
        (np.clip(speech(loud=1.9), -1, 1), Fault.TORN),
        (speech(loud=0.3, room=0.05), Fault.NOISY),
        (np.random.default_rng(1).normal(0, 0.02, RATE), Fault.EMPTY),
        (speech(45.0, room=0.0002), Fault.LONG),
    ],
)
def test_a_bad_take_is_named(take: "np.ndarray[tuple[int], np.dtype[np.float64]]", fault: Fault) -> None:
    made = made_of(take, RATE)
    assert fault in made.judgement.faults
    assert not made.samples.size


def test_a_clip_is_mono_opus_at_the_clips_rate() -> None:
    made = made_of(speech(2.0), RATE)
    data = encoded(made.samples)
    assert data.startswith(b"OggS")
    with soundfile.SoundFile(io.BytesIO(data)) as file:
        assert (file.subtype, file.channels, file.samplerate) == ("OPUS", 1, CLIP_RATE)
        assert loudness(file.read()) == pytest.approx(HOUSE, abs=1.0)
    assert bare(data) == data
    assert len(data) < made.seconds * 5_000  # 40 kbit/s with all of Ogg around it


def test_samples_survive_the_way_through_a_microphone() -> None:
    sound = speech(0.3)
    assert np.allclose(from_pcm(to_pcm(sound) + b"\x01"), sound, atol=1e-4)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3"])
def test_files_from_elsewhere_are_read(name: str, tmp_path: Path) -> None:
    sound = np.column_stack([speech(1.0, rate=44_100)] * 2)
    soundfile.write(tmp_path / name, sound, 44_100)
    samples, rate = read_sound(tmp_path / name)
    made = made_of(samples, rate)
    assert made.judgement.good
    assert 0.8 < made.seconds < 1.4


def test_what_is_no_sound_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "thu.wav").write_bytes(b"khong phai tieng")
    with pytest.raises(KnownError, match=r"thu\.wav"):
        read_sound(tmp_path / "thu.wav")
    with pytest.raises(KnownError, match=r"mat\.ogg"):
        read_sound(tmp_path / "mat.ogg")
    soundfile.write(tmp_path / "dai.wav", np.zeros(8_000 * 130), 8_000)
    with pytest.raises(KnownError, match=r"dai\.wav"):
        read_sound(tmp_path / "dai.wav")

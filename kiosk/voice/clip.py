"""From a take to a clip: trimmed, evened, written as mono Opus in Ogg; and any sound file read in again."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from forms.errors import KnownError
from forms.text import Message
from kiosk.i18n.ogg import bare
from kiosk.voice.judging import Judgement, judge, torn
from kiosk.voice.loudness import evened
from kiosk.voice.samples import CLIP_RATE, Samples, prepared

#: libsndfile's 0-1 scale for Opus: about 24 kbit/s, at which a person's voice is whole.
COMPRESSION = 0.93
#: Seconds left before and after speech: soft consonants begin before they are loud.
_BEFORE = 0.08
_AFTER = 0.14
_FADE = 0.012
#: Seconds of a file that are read at most: what is longer is no sentence.
_MOST_SECONDS = 120
_MOST_BYTES = 64_000_000

UNREADABLE = Message(
    "error.studio.sound_unreadable",
    "Không đọc được tệp tiếng “{name}”. Dùng tệp WAV, FLAC, OGG hoặc MP3.",
    "A recording made elsewhere could not be decoded. {name} is the file's name.",
)
TOO_LARGE = Message(
    "error.studio.sound_too_large",
    "Tệp tiếng “{name}” dài quá, không phải một câu nói.",
    "A recording made elsewhere is far too long.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A clip ready to be written, and how the take was judged. ``samples`` at ``CLIP_RATE``, empty when it was no good."""

    samples: Samples
    judgement: Judgement

    @property
    def seconds(self) -> float:
        return len(self.samples) / CLIP_RATE


def made_of(samples: Samples, rate: int) -> Made:
    """A take as it was recorded, judged and, when it is good, trimmed and brought to the house's loudness."""
    was_torn = torn(samples)
    take = prepared(samples, rate)
    judgement = judge(take, was_torn=was_torn)
    if not judgement.good:
        return Made(np.zeros(0), judgement)
    begin = max(0, judgement.begins - round(_BEFORE * CLIP_RATE))
    end = min(len(take), judgement.ends + round(_AFTER * CLIP_RATE))
    return Made(_faded(evened(take[begin:end])), judgement)


def _faded(samples: Samples) -> Samples:
    """No click at either end."""
    length = min(round(_FADE * CLIP_RATE), len(samples) // 2)
    ramp = np.linspace(0, 1, length)
    faded = samples.copy()
    faded[:length] *= ramp
    faded[len(faded) - length :] *= ramp[::-1]
    return faded


def encoded(samples: Samples) -> bytes:
    """Mono Opus in Ogg at ``CLIP_RATE``, with nothing in it but the voice."""
    import soundfile

    out = io.BytesIO()
    soundfile.write(out, samples, CLIP_RATE, format="OGG", subtype="OPUS", compression_level=COMPRESSION)
    return bare(out.getvalue())


def read_sound(path: Path) -> tuple[Samples, int]:
    """Any sound file of a sentence: one channel, and its rate. Raises ``KnownError`` with the file's name."""
    import soundfile

    name = path.name[:80]
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise KnownError(TOO_LARGE, name=name)
        with soundfile.SoundFile(str(path)) as file:
            rate = int(file.samplerate)
            if file.frames > _MOST_SECONDS * rate:
                raise KnownError(TOO_LARGE, name=name)
            sound = file.read(_MOST_SECONDS * rate, dtype="float64", always_2d=True)
    except (OSError, soundfile.SoundFileError, ValueError) as error:
        raise KnownError(UNREADABLE, name=name) from error
    if rate < 8_000 or not len(sound) or not bool(np.isfinite(sound).all()):
        raise KnownError(UNREADABLE, name=name)
    return sound.mean(axis=1), rate

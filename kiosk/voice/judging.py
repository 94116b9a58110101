"""What is wrong with a take, in words a speaker and an officer understand, and what of it is speech.

The room is heard between the words: the quietest moments of a take are its noise.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from forms.text import Message
from kiosk.voice.samples import CLIP_RATE, Samples, decibels

FRAME = round(0.01 * CLIP_RATE)
"""Samples of one frame: loudness is looked at in hundredths of a second."""

#: Full scale as converters reach it; so many samples there and the voice is torn.
_FULL = 0.985
_TORN = 6
#: dBFS. A running microphone that hears less than this is switched off or turned down to nothing.
_DEAD = -70.0
#: dBFS of speech: less than this and the noise of the machine itself would be amplified.
_FAINT = -46.0
#: dB that speech must stand above the room.
_CLEAR = 16.0
#: dB above the room, and below the loudest, where speech begins.
_ABOVE_ROOM = 8.0
_BELOW_SPEECH = 32.0
_SHORTEST = 0.12  # seconds of speech: a single short word has more
LONGEST = 40.0
"""Seconds a clip may be long."""


class Fault(StrEnum):
    """What is wrong with a take."""

    DEAD = "dead"
    FAINT = "faint"
    TORN = "torn"
    NOISY = "noisy"
    EMPTY = "empty"
    LONG = "long"


FAULTS: dict[Fault, Message] = {
    Fault.DEAD: Message(
        "ui.studio.fault.dead",
        "Micrô không có tiếng. Xem micrô đã bật, đã chọn đúng và chưa bị tắt tiếng.",
        "The microphone runs and hears nothing at all.",
    ),
    Fault.FAINT: Message(
        "ui.studio.fault.faint",
        "Tiếng quá nhỏ. Ngồi gần micrô hơn, chừng một gang tay, hoặc tăng âm lượng micrô.",
        "The voice is too quiet.",
    ),
    Fault.TORN: Message(
        "ui.studio.fault.torn",
        "Tiếng quá to nên bị vỡ. Ngồi xa micrô hơn một chút, hoặc giảm âm lượng micrô.",
        "The voice is so loud that the recording is distorted.",
    ),
    Fault.NOISY: Message(
        "ui.studio.fault.noisy",
        "Xung quanh ồn quá. Đóng cửa, tắt quạt, đưa micrô lại gần miệng.",
        "The room is too noisy.",
    ),
    Fault.EMPTY: Message(
        "ui.studio.fault.empty",
        "Chưa nghe thấy tiếng nói. Bấm thu rồi hãy nói, nói xong mới bấm dừng.",
        "No speech was found in the take.",
    ),
    Fault.LONG: Message(
        "ui.studio.fault.long",
        "Câu thu dài quá. Bấm thu, nói một câu, rồi bấm dừng.",
        "A take much longer than any sentence.",
    ),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found. ``speech`` and ``room`` are dBFS; ``begins`` and ``ends`` are samples between which somebody speaks."""

    faults: tuple[Fault, ...]
    speech: float
    room: float
    begins: int = 0
    ends: int = 0

    @property
    def good(self) -> bool:
        """Whether it may become a clip."""
        return not self.faults


def torn(samples: Samples) -> bool:
    """Whether the converter was at its end, as recorded: before anything was filtered."""
    return int(np.count_nonzero(np.abs(samples) >= _FULL)) >= _TORN


def judge(samples: Samples, *, was_torn: bool) -> Judgement:
    """Looks at a whole take at ``CLIP_RATE``. ``was_torn``: ``torn`` of the take as it was recorded."""
    levels = _levels(samples)
    if not levels.size or float(levels.max()) < _DEAD:
        return Judgement((Fault.DEAD,), -120.0, -120.0)
    room = float(np.percentile(levels, 8))
    loudest = float(np.percentile(levels, 98))
    spoken = levels > max(room + _ABOVE_ROOM, loudest - _BELOW_SPEECH, _DEAD)
    runs = _runs(spoken)
    if not runs or sum(end - begin for begin, end in runs) * FRAME / CLIP_RATE < _SHORTEST:
        return Judgement((_why_empty(loudest),), loudest, room)
    inside = np.concatenate([levels[begin:end] for begin, end in runs])
    speech = float(10 * np.log10(np.mean(10 ** (inside / 10))))
    begins, ends = runs[0][0] * FRAME, min(runs[-1][1] * FRAME, len(samples))
    faults = [
        fault
        for fault, found in (
            (Fault.TORN, was_torn),
            (Fault.FAINT, speech < _FAINT),
            (Fault.NOISY, speech - room < _CLEAR),
            (Fault.LONG, (ends - begins) / CLIP_RATE > LONGEST),
        )
        if found
    ]
    return Judgement(tuple(faults), speech, room, begins, ends)


def _why_empty(loudest: float) -> Fault:
    """Nothing that stands out: a whisper, or nobody spoke."""
    return Fault.FAINT if loudest < _FAINT else Fault.EMPTY


def _levels(samples: Samples) -> Samples:
    """dBFS of each frame."""
    count = len(samples) // FRAME
    if not count:
        return np.zeros(0)
    powers = np.mean(samples[: count * FRAME].reshape(count, FRAME) ** 2, axis=1)
    levels: Samples = 10 * np.log10(np.maximum(powers, 1e-12))
    return levels


def _runs(spoken: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> list[tuple[int, int]]:
    """Stretches of speech, in frames; a click of one or two frames is none."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], spoken.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= 3]


def level(samples: Samples) -> float:
    """dBFS of the loudest sample of a block: what a meter shows."""
    return decibels(float(np.abs(samples).max())) if samples.size else -120.0

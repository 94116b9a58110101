"""Sound as numbers: one channel, full scale 1, and how it comes into that shape."""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float64]

#: Samples a second of every clip; Opus keeps speech whole at this rate.
CLIP_RATE = 24_000

#: Below this (Hz) there is no speech, only hum, handling and wind.
LOWEST_HZ = 70.0
_SLOPE_HZ = 20.0


def from_pcm(block: bytes) -> Samples:
    """Sixteen-bit little-endian samples of one channel, as a microphone gives them."""
    whole = len(block) - len(block) % 2
    return np.frombuffer(block[:whole], dtype="<i2").astype(np.float64) / 32768


def to_pcm(samples: Samples) -> bytes:
    """The other way; what is beyond full scale is cut."""
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def prepared(samples: Samples, rate: int) -> Samples:
    """At ``CLIP_RATE`` and without what lies below speech."""
    if not samples.size:
        return samples
    length = max(1, round(len(samples) * CLIP_RATE / rate))
    spectrum = np.fft.rfft(samples)
    wanted = np.zeros(length // 2 + 1, dtype=np.complex128)
    common = min(len(spectrum), len(wanted))
    wanted[:common] = spectrum[:common]
    hertz = np.arange(len(wanted)) * CLIP_RATE / length
    wanted *= np.clip((hertz - LOWEST_HZ + _SLOPE_HZ) / _SLOPE_HZ, 0, 1)
    made: Samples = np.fft.irfft(wanted, length) * (length / len(samples))
    return made


def decibels(ratio: float) -> float:
    """Of an amplitude; silence is -120."""
    return 20 * float(np.log10(max(ratio, 1e-6)))

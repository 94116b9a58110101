"""How loud a clip is to the ear, and the one loudness of the house.

Measured as broadcasters do (ITU-R BS.1770: the ear's weighting, and quiet stretches left out), with blocks short enough
for a single word.
"""

import math

import numpy as np

from kiosk.voice.samples import CLIP_RATE, Samples

#: The loudness of every clip, in LUFS; the synthetic Vietnamese clips lie here.
HOUSE = -19.7
#: No sample beyond this; Opus overshoots a little.
PEAK = 0.85

_BLOCK = round(0.1 * CLIP_RATE)  # the standard's 0.4 s is longer than many a word
_STEP = _BLOCK // 4
_NOTHING = -70.0
_RELATIVE = 10.0
_OFFSET = -0.691
_REACH = round(0.005 * CLIP_RATE)  # how far ahead and after a peak the voice is turned down

_SHELF = (1681.974450955533, 3.999843853973347, 0.7071752369554196)  # Hz, dB, Q
_HIGH_PASS = (38.13547087602444, 0.5003270373238773)  # Hz, Q


def _response(hertz: "Samples") -> "Samples":
    """Power of the ear's weighting at these frequencies."""
    z = np.exp(-2j * np.pi * hertz / CLIP_RATE)
    f0, gain, q = _SHELF
    k = math.tan(math.pi * f0 / CLIP_RATE)
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    b = ((high + band * k / q + k * k), 2 * (k * k - high), (high - band * k / q + k * k))
    a = (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k)
    shelf = (b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z)
    f0, q = _HIGH_PASS
    k = math.tan(math.pi * f0 / CLIP_RATE)
    low = 1 + k / q + k * k
    a = (1, 2 * (k * k - 1) / low, (1 - k / q + k * k) / low)
    passed = (1 - 2 * z + z * z) / (a[0] + a[1] * z + a[2] * z * z)
    weighed: Samples = np.abs(shelf * passed)
    return weighed


def loudness(samples: Samples) -> float:
    """LUFS of samples at ``CLIP_RATE``; -70 when there is nothing to hear."""
    if samples.size < _STEP:
        return _NOTHING
    padded = np.concatenate((samples, np.zeros(_BLOCK)))
    weights = _response(np.fft.rfftfreq(len(padded), 1 / CLIP_RATE).astype(np.float64))
    heard = np.fft.irfft(np.fft.rfft(padded) * weights, len(padded))
    sums = np.concatenate(([0.0], np.cumsum(heard**2)))
    starts = np.arange(0, max(1, len(padded) - _BLOCK + 1), _STEP)
    powers = (sums[starts + _BLOCK] - sums[starts]) / _BLOCK
    for gate in (_NOTHING, None):
        if not powers.size:
            return _NOTHING
        limit = gate if gate is not None else _lufs(float(powers.mean())) - _RELATIVE
        powers = powers[powers > 10 ** ((limit - _OFFSET) / 10)]
    return _lufs(float(powers.mean())) if powers.size else _NOTHING


def evened(samples: Samples, target: float = HOUSE) -> Samples:
    """At the house's loudness; single peaks are turned down softly, never cut."""
    now = loudness(samples)
    if now <= _NOTHING:
        return samples
    louder = samples * 10 ** ((target - now) / 20)
    over = np.abs(louder)
    if float(over.max()) <= PEAK:
        return louder
    wanted = np.minimum(1.0, PEAK / np.maximum(over, 1e-9))
    around = np.lib.stride_tricks.sliding_window_view(np.pad(wanted, 2 * _REACH, "edge"), 2 * _REACH + 1)
    least = around.min(axis=1)
    smooth = np.convolve(least, np.ones(2 * _REACH + 1) / (2 * _REACH + 1), "valid")
    return louder * smooth[: len(louder)]


def _lufs(power: float) -> float:
    return _OFFSET + 10 * math.log10(max(power, 1e-12))

"""Clips with nothing in them but the voice: what is heard stays, what players complain about goes."""

import io

import numpy as np
import pytest
import soundfile

from forms.errors import BugError
from kiosk.i18n.ogg import bare, seconds

RATE = 24_000


def opus(length: float) -> bytes:
    """As libsndfile writes it: room for titles, a skip, an end inside the last packet."""
    at = np.arange(round(RATE * length)) / RATE
    out = io.BytesIO()
    soundfile.write(out, 0.2 * np.sin(900 * at * (1 + at / 9)), RATE, format="OGG", subtype="OPUS")
    return out.getvalue()


@pytest.mark.parametrize("length", [0.301, 7.007])
def test_the_same_is_heard_and_nothing_is_left_to_skip(length: float) -> None:
    """7 s are more packets than one page holds."""
    clip = opus(length)
    lean = bare(clip)
    before, _ = soundfile.read(io.BytesIO(clip))
    after, rate = soundfile.read(io.BytesIO(lean))  # libogg refuses a page whose check sum is wrong
    assert rate == RATE
    skipped = int.from_bytes(clip[clip.index(b"OpusHead") + 10 :][:2], "little") // 2
    assert skipped > 0
    assert np.allclose(after[skipped : skipped + len(before)], before, atol=1e-4)
    assert seconds(lean) == pytest.approx(len(after) / RATE, abs=1e-6)
    assert length < seconds(lean) < length + 0.05
    head = lean[lean.index(b"OpusHead") :]
    assert head[10:12] == bytes(2)
    assert lean[lean.index(b"OpusTags") + 8 :].startswith(bytes(8) + b"OggS")
    assert len(clip) - len(lean) > 700
    assert lean.count(b"OggS") == (3 if length < 5 else 4)
    assert bare(lean) == lean


@pytest.mark.parametrize(
    "broken", [b"", b"RIFF" + bytes(60), opus(0.1)[:60]], ids=["nothing", "a wave", "cut off"]
)
def test_what_is_no_clip_is_not_made_one(broken: bytes) -> None:
    with pytest.raises(BugError):
        bare(broken)

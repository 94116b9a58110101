"""Makes the synthetic Vietnamese clips: ``python -m kiosk.i18n.render_clips [--check]``.

Build time only: needs the programs espeak-ng and opusenc (Debian: opus-tools), which the product itself does not.
Clips made by people are never touched; of the synthetic ones only those are made again whose Vietnamese
changed. Sentences with values in them are cut at the values: the pieces are clips of their own and the value
is spoken between them.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from forms.text import Message
from kiosk.i18n.audience import is_spoken
from kiosk.i18n.clips import CLIPS_FORMAT, text_hash
from kiosk.i18n.gather import gather
from kiosk.i18n.ogg import bare, seconds
from kiosk.i18n.packs import VIETNAMESE, PackShelf
from kiosk.i18n.placeholders import Slot, pieces
from kiosk.i18n.translator import name_message

#: Raised when voice, speed, levels or pronunciations below change: every synthetic clip is then made again.
RECIPE = 4

RATE = 24_000  # Hz; Opus keeps speech whole at this rate
WORDS_A_MINUTE = 140  # slower than espeak's 175: listeners may be old or tired
KBITS = 9  # a second; why no fewer: docs/decisions/0005-the-sound-pack.md
LOUDNESS = 0.12  # root mean square of the whole clip, full scale = 1
PEAK = 0.8  # Opus overshoots a little
QUIET = 0.004  # below this is silence, cut at both ends
BEFORE = 0.04  # seconds of silence left
AFTER = 0.01  # the last packet is filled up with silence: 0.04 in the mean

#: Raw samples in, Opus in Ogg out. 60 ms a packet and the voice's own coder; all of 8 kHz whatever the rate, for that is
#: where the hiss of s, x, ch and tr lies and the encoder would cut it first.
_ENCODER = (
    *("opusenc", "--quiet", "--raw", "--raw-rate", str(RATE), "--raw-chan", "1", "--raw-bits", "16"),
    *("--bitrate", str(KBITS), "--framesize", "60", "--speech", "--padding", "0", "--discard-comments"),
    *("--set-ctl-int", "4000=2048"),  # OPUS_SET_APPLICATION: OPUS_APPLICATION_VOIP
    *("--set-ctl-int", "4008=1103"),  # OPUS_SET_BANDWIDTH: OPUS_BANDWIDTH_WIDEBAND
    *("-", "-"),
)

#: How letters the voice would spell in English or skip are said.
SAID = {
    "UBND": "ủy ban nhân dân",
    "HĐND": "hội đồng nhân dân",
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "CCCD": "căn cước công dân",
    "CMND": "chứng minh nhân dân",
    "VNeID": "vê nờ e i đê",
    "QR": "quy a",
    "PIN": "pin",
    "USB": "u ét bê",
    "PDF": "pê đê ép",
    "Khmer": "Khơ me",
    "ID": "i đê",
    "A4": "a bốn",
    "A5": "a năm",
    "QH": "quốc hội ",
    "NĐ-CP": "nờ đê xê pê",
    "JPEG": "giây péc",
    "PNG": "pê nờ gờ",
    "MB": "mê ga bai",
    "Email": "i meo",
}
_SAID = re.compile(r"(?<!\w)(" + "|".join(SAID) + r")(?![^\W\d])")
_ONE_OR_THE_OTHER = re.compile(r"(?<=[^\W\d])/(?=[^\W\d])")  # ông/bà, but not 60/2014
_UNSPOKEN = re.compile(r"[“”\"()\[\]•…→←/]")

Samples = npt.NDArray[np.float64]


def spoken_text(vi: str) -> str:
    """The text as the voice is given it: abbreviations said in full, signs that are not speech taken out."""
    said = _SAID.sub(lambda match: SAID[match.group(1)], vi)
    return _UNSPOKEN.sub(" ", _ONE_OR_THE_OTHER.sub(" hoặc ", said)).replace(" – ", ", ")


def _has_words(piece: str) -> bool:
    return any(letter.isalnum() for letter in piece)


def _voice(text: str) -> Samples:
    """The text spoken by espeak-ng, brought to RATE."""
    made = subprocess.run(
        ["espeak-ng", "-v", "vi", "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout"],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    # espeak cannot know the length when it writes to a pipe; its header says 2 GB, which soundfile refuses
    body = made.stdout.index(b"data") + 8
    rate = int.from_bytes(made.stdout[24:28], "little")
    samples = np.frombuffer(made.stdout[body:], dtype="<i2").astype(np.float64) / 32768
    length = round(len(samples) * RATE / rate)
    spectrum = np.fft.rfft(samples)
    wanted = np.zeros(length // 2 + 1, dtype=np.complex128)
    common = min(len(spectrum), len(wanted))
    wanted[:common] = spectrum[:common]
    resampled: Samples = np.fft.irfft(wanted, length) * (length / max(len(samples), 1))
    return resampled


def _levelled(samples: Samples) -> Samples:
    """Silence cut at both ends, loudness the same for every clip, no clipping."""
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    if loud.size:
        samples = samples[max(loud[0] - int(BEFORE * RATE), 0) : loud[-1] + int(AFTER * RATE)]
    power = float(np.sqrt(np.mean(samples**2))) if samples.size else 0.0
    if power > 0:
        samples = samples * (LOUDNESS / power)
    top = float(np.max(np.abs(samples))) if samples.size else 0.0
    return samples * (PEAK / top) if top > PEAK else samples


def _render(text: str, path: Path) -> float:
    """Writes one clip whole or not at all; returns its length in seconds."""
    pcm = (_levelled(_voice(spoken_text(text))) * 32767).astype("<i2").tobytes()
    clip = bare(subprocess.run(_ENCODER, input=pcm, capture_output=True, check=True).stdout)
    path.write_bytes(clip)
    return seconds(clip)


def wanted(root: Path, definitions: bool = True) -> tuple[Message, ...]:
    """Every message that must have a Vietnamese clip: citizens' sentences and the languages' names."""
    names = tuple(name_message(pack) for pack in PackShelf.load([root / "translations"]).packs)
    spoken = (message for message in gather(root, definitions).messages if is_spoken(message.id))
    return (*names, *(message for message in spoken if _has_words(message.vi)))


def _parts(message: Message) -> Iterator[tuple[str, str]]:
    """(name in the index, text to speak or empty for a slot) in order."""
    cut = pieces(message.vi)
    for place, piece in enumerate(cut):
        if isinstance(piece, Slot):
            yield f"{{{piece.name}}}", ""
        elif _has_words(piece):
            suffix = f".{place}" if len(cut) > 1 else ""
            yield f"{message.id}{suffix}.ogg", piece


def _read(index_file: Path) -> dict[str, dict[str, object]]:
    if not index_file.exists():
        return {}
    clips: dict[str, dict[str, object]] = json.loads(index_file.read_text(encoding="utf-8"))["clips"]
    return clips


def _is_good(entry: dict[str, object] | None, message: Message, folder: Path) -> bool:
    if entry is None or entry["sha256"] != text_hash(message.vi):
        return False
    if entry["synthetic"] and entry.get("recipe") != RECIPE:
        return False
    parts = entry["parts"]
    assert isinstance(parts, list)
    return all(part.startswith("{") or (folder / part).exists() for part in parts)


def render(root: Path, check: bool = False, definitions: bool = True) -> tuple[str, ...]:
    """Brings ``translations/vi-VN/audio`` in step; returns the ids that were not (or are gone)."""
    folder = root / "translations" / VIETNAMESE / "audio"
    index_file = folder / "clips.json"
    have = _read(index_file)
    messages = wanted(root, definitions)
    stale = [message for message in messages if not _is_good(have.get(message.id), message, folder)]
    gone = sorted(have.keys() - {message.id for message in messages})
    changed = (*(message.id for message in stale), *gone)
    if check or not changed:
        return changed
    folder.mkdir(parents=True, exist_ok=True)
    # Many questions share an answer or a heading: the same words are spoken, and kept, once.
    spoken = {m.vi: have[m.id] for m in messages if _is_good(have.get(m.id), m, folder)}
    for message in stale:
        if message.vi in spoken:
            have[message.id] = spoken[message.vi]
            continue
        parts = list(_parts(message))
        seconds = sum(_render(text, folder / name) for name, text in parts if text)
        have[message.id] = {
            "parts": [name for name, _ in parts],
            "sha256": text_hash(message.vi),
            "synthetic": True,
            "recipe": RECIPE,
            "seconds": round(seconds, 2),
        }
        spoken[message.vi] = have[message.id]
    for message_id in gone:
        del have[message_id]
    lines = (f"{json.dumps(key)}: {json.dumps(have[key])}" for key in sorted(have))
    text = f'{{"format": {CLIPS_FORMAT}, "clips": {{\n' + ",\n".join(lines) + "\n}}\n"
    index_file.write_text(text, encoding="utf-8")
    used = {part for entry in have.values() for part in entry["parts"]}  # type: ignore[attr-defined]  # names
    for path in folder.glob("*.ogg"):
        if path.name not in used:
            path.unlink()
    return changed


def main(arguments: Sequence[str] | None = None) -> int:
    """0 in step or brought in step; 1 out of step with ``--check``."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.i18n.render_clips", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say which clips are out of step")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    options = parser.parse_args(arguments)
    changed = render(options.root, options.check)
    for message_id in changed:
        sys.stderr.write(message_id + "\n")
    sys.stderr.write(f"{len(changed)} clips {'out of' if options.check else 'brought in'} step\n")
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    raise SystemExit(main())

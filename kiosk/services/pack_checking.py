"""Everything about a pack that a publisher, a translator and a machine that takes it want to know, in one list.

Beside the texts (``kiosk.i18n.checking``): whether the fonts have every letter, whether words fit the narrowest screen, and
whether every clip is there, can be decoded, and is as long and as loud as it should be. Reads; changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from forms.errors import KnownError
from forms.text import Message
from kiosk.documents.fonts import SHIPPED, FontFamily, family_of
from kiosk.i18n.checking import Found, Kind, check_texts
from kiosk.i18n.clips import Recording, read_recordings, text_hash
from kiosk.i18n.packs import VIETNAMESE, Pack, Voice
from kiosk.i18n.sentences import read_sentences
from kiosk.i18n.translator import name_message

#: Bytes a pack may have without a word about it.
USUAL_SIZE = 6_000_000
#: LU a clip may be off the loudness of the house.
_OFF = 4.0
_SHORTEST, _LONGEST = 0.15, 40.0  # seconds

#: What letters a text is set in lies in no family: joiners and what breaks lines.
_UNSEEN = frozenset("\n\t\u200b\u200c\u200d\u2060\ufeff\u00ad")

#: The narrowest screen is 800 pixels of 5.88 a millimetre; what its widgets hold: millimetres of a line, lines, points.
#: Longer texts push what lies under them below the edge, wider words are cut.
_BUTTON, _CHOICE, _LINE = (48.0, 3, 18.0), (84.0, 5, 18.0), (112.0, 14, 16.0)
_BUTTONS = ("ui.frame.", "ui.sheet.", "ui.answer.yes", "ui.answer.no", "ui.card.accept", "ui.card.decline")
_MM_PER_POINT = 25.4 / 72


def check_pack(pack: Pack, messages: Sequence[Message], *, sound: bool = True) -> tuple[Found, ...]:
    """All there is to say, faults first. Raises ``KnownError`` when the texts or an index of clips cannot be read at all.

    Without ``sound`` no clip is decoded: only whether it is there.
    """
    found = [*check_texts(pack, messages), *_fonts(pack), *_letters(pack, messages)]
    for voice in pack.voices_of():
        found += _voice(pack, voice, messages, decode=sound)
    size = sum(file.stat().st_size for file in pack.folder.rglob("*") if file.is_file())
    if size > USUAL_SIZE and pack.tag != VIETNAMESE:
        found.append(Found(Kind.SIZE, pack.tag, f"{size / 1_000_000:.1f} MB"))
    return tuple(sorted(found, key=lambda one: (not one.is_fault, one.where, one.kind)))


def _fonts(pack: Pack) -> Iterator[Found]:
    """A pack that names a family gets it or is told so; one of a script we have no font for cannot be read at all."""
    known = {family.name for family in SHIPPED}
    for name in pack.fonts:
        if name not in known:
            yield Found(Kind.FONT, "pack.toml", name)
    if not any(family.script == pack.script for family in SHIPPED):
        yield Found(Kind.FONT, "pack.toml", pack.script)


def _letters(pack: Pack, messages: Iterable[Message]) -> Iterator[Found]:
    for where, text in (("name", pack.name), ("letters", "".join(pack.letters))):
        if missing := missing_letters(text):
            yield Found(Kind.GLYPH, f"pack.toml {where}", " ".join(missing))
    entries = read_sentences(pack.messages_file)
    known = {message.id: message for message in messages}
    for key, sentence in entries.items():
        for text in sentence.forms or (sentence.text,):
            if missing := missing_letters(text):
                yield Found(Kind.GLYPH, key, " ".join(missing))
            message = known.get(key)
            if message is not None and (what := _too_long(key, text, message.vi)):
                yield Found(Kind.LENGTH, key, what)


def missing_letters(text: str) -> tuple[str, ...]:
    """Letters no shipped font has, as ``U+1234``."""
    bare = {char for char in text if char not in _UNSEEN}
    return tuple(sorted(f"U+{ord(c):04X}" for c in bare if ord(c) not in _letters_of(family_of(ord(c)))))


@lru_cache(maxsize=8)
def _letters_of(family: FontFamily) -> frozenset[int]:
    import uharfbuzz as hb

    found: frozenset[int] | None = None
    for path in {family.regular, family.bold}:
        face = hb.Face(hb.Blob.from_file_path(str(path)))
        found = frozenset(face.unicodes) if found is None else found & frozenset(face.unicodes)
    return found or frozenset()


def _too_long(key: str, text: str, vi: str) -> str:
    """How much longer than its widget, and than the Vietnamese that fits there; empty when it fits."""
    across, lines, points = _widget_of(key)
    em = points * _MM_PER_POINT
    widest = max((_width(word) for word in text.replace("\u200b", " ").split()), default=0.0) * em
    if widest > across:
        return f"{widest:.0f} / {across:.0f} mm"
    whole, source = _width(text) * em, _width(vi) * em
    if whole > across * lines and whole > 1.3 * source:
        return f"{whole / across:.0f} / {lines}"
    return ""


def _widget_of(key: str) -> tuple[float, int, float]:
    if key.startswith(_BUTTONS):
        return _BUTTON
    return _CHOICE if ".option." in key or key.startswith("ui.life_event.") else _LINE


def _width(text: str) -> float:
    """In ems, by the advances of the bold face: shaping makes words of our scripts narrower, never wider."""
    total = 0.0
    for char in text:
        if char not in _UNSEEN:
            total += _advances(family_of(ord(char))).get(ord(char), 0.6)
    return total


@lru_cache(maxsize=8)
def _advances(family: FontFamily) -> dict[int, float]:
    import uharfbuzz as hb

    face: Any = hb.Face(hb.Blob.from_file_path(str(family.bold)))
    font: Any = hb.Font(face)
    found = {}
    for code in _letters_of(family):
        glyph = font.get_nominal_glyph(code)
        found[code] = font.get_glyph_h_advance(glyph) / face.upem if glyph else 0.6
    return found


def _voice(pack: Pack, voice: Voice, messages: Sequence[Message], *, decode: bool) -> Iterator[Found]:
    place = f"audio/{voice.id}".rstrip("/")
    recordings = read_recordings(pack.clips_file_of(voice.id))
    if recordings and voice in pack.voices and not voice.synthetic and not voice.consented:
        yield Found(Kind.CONSENT, place)
    known = {message.id: message for message in (*messages, name_message(pack))}
    looked: set[Path] = set()
    for key, recording in sorted(recordings.items()):
        message = known.get(key)
        if message is None:
            if not key.startswith("pack.name."):
                yield Found(Kind.UNKNOWN, f"{place}: {key}")
        elif recording.sha256 != text_hash(message.vi):
            yield Found(Kind.CLIP_STALE, f"{place}: {key}")
        for path in _files(recording):
            if path not in looked:
                looked.add(path)
                yield from check_clip(path, f"{place}/{path.name}", decode=decode)


def _files(recording: Recording) -> Iterator[Path]:
    return (part for part in recording.parts if isinstance(part, Path))


def check_clip(path: Path, where: str, *, decode: bool = True) -> Iterator[Found]:
    """One sound file."""
    if not path.is_file():
        yield Found(Kind.CLIP_MISSING, where)
        return
    if not decode:
        return
    from kiosk.voice.clip import read_sound
    from kiosk.voice.loudness import HOUSE, loudness
    from kiosk.voice.samples import prepared

    try:
        samples, rate = read_sound(path)
    except KnownError:
        yield Found(Kind.CLIP_BROKEN, where)
        return
    seconds = len(samples) / rate
    if not _SHORTEST <= seconds <= _LONGEST:
        yield Found(Kind.CLIP_LENGTH, where, f"{seconds:.1f} s")
    heard = loudness(prepared(samples, rate))
    if abs(heard - HOUSE) > _OFF:
        yield Found(Kind.CLIP_LOUDNESS, where, f"{heard:.0f} LUFS")

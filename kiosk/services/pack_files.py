"""Which files a language pack may hold, and how large: asked by whoever packs one and by the machine that takes it."""

import re

_VOICE = r"(?:[a-z0-9][a-z0-9-]{0,39}/)?"
_CLIP = re.compile(rf"audio/{_VOICE}[A-Za-z0-9][A-Za-z0-9._-]{{0,199}}\.(?:ogg|opus|wav|flac)")
_PART = re.compile(
    rf"pack\.toml|messages\.po|audio/{_VOICE}clips\.json|(?:LICEN[SC]E|README)[A-Za-z0-9._-]{{0,40}}"
)

#: Bytes of one clip; forty seconds of speech have about a tenth of it.
LARGEST_CLIP = 1_000_000


def is_clip(path: str) -> bool:
    """Whether a path inside a pack (with ``/``) is a sound file."""
    return _CLIP.fullmatch(path) is not None


def is_part(path: str) -> bool:
    """Whether something of the program or a person who looks into the pack reads it."""
    return is_clip(path) or _PART.fullmatch(path) is not None

"""Names of people and places: kept as given (NFC), compared folded.

Folding is for finding and comparing only; a folded name is never stored as the name.
"""

import re
import unicodedata

# Letters that are not a base letter with a mark, so that Unicode does not take them apart.
_UNMARKED = str.maketrans({"đ": "d", "Đ": "d", "ƀ": "b", "Ƀ": "b", "ð": "d", "ʼ": "'", "’": "'", "‑": "-"})
_SPACES = re.compile(r"\s+")


def nfc(text: str) -> str:
    """The text in Unicode's composed form, in which everything is stored."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """The text composed, without spaces around it and with single spaces inside. Letters and case stay."""
    return _SPACES.sub(" ", nfc(text)).strip()


def fold(text: str) -> str:
    """The text for comparing: small letters, no marks, đ→d, ƀ→b, single spaces.

    ``fold(fold(x)) == fold(x)`` for every text.
    """
    if text.isascii():
        return _SPACES.sub(" ", text.lower()).strip()
    lowered = unicodedata.normalize("NFKD", text.translate(_UNMARKED).casefold().translate(_UNMARKED))
    bare = "".join(c for c in lowered if not unicodedata.combining(c))
    again = unicodedata.normalize("NFKD", bare.casefold().translate(_UNMARKED))
    bare = "".join(c for c in again if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare).strip()


def same_name(first: str | None, second: str | None) -> bool:
    """Whether two names are the same when marks and case are left aside. Blank is the same as nothing."""
    return bool(first) and bool(second) and fold(first or "") == fold(second or "")


def has_marks(text: str) -> bool:
    """Whether any letter carries a Vietnamese mark."""
    return any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", text)) or "đ" in text.lower()

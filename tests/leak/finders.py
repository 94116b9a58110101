"""Finding planted words in any bytes, however they were written: other forms, encodings, compressed streams, PDF text."""

import base64
import functools
import gzip
import json
import os
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from forms.rules.names import fold

_ZLIB_HEADS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_GZIP_HEAD = b"\x1f\x8b\x08"
_DEEPEST = 3


def forms_of(word: str) -> set[str]:
    """The ways a person or a program may write the same word."""
    forms = {word, word.lower(), word.upper(), word.title(), fold(word)}
    return {unicodedata.normalize(shape, form) for form in forms for shape in ("NFC", "NFD")}


def needles(word: str) -> set[bytes]:
    """What to look for: every form in every encoding, base64 at its three alignments, and hex."""
    found: set[bytes] = set()
    for form in forms_of(word):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            raw = form.encode(encoding)
            found.add(raw)
            found.add(raw.hex().encode())
            found.add(raw.hex().upper().encode())
            for shift in range(3):
                coded = base64.b64encode(b"\0" * shift + raw)
                # The first characters mix in what stood before, the last what comes after: neither is known.
                core = coded[(0, 2, 3)[shift] : len(coded) - 4]
                if len(core) >= 8:
                    found.add(core)
                    found.add(core.replace(b"+", b"-").replace(b"/", b"_"))
        found.add(form.encode("unicode_escape"))
        escaped = json.dumps(form)[1:-1]
        found.add(escaped.encode())
        found.add(re.sub(r"\\u([0-9a-f]{4})", lambda code: "\\u" + code[1].upper(), escaped).encode())
        found.add(repr(form.encode())[2:-1].encode())
        found.add(quote(form).encode())
    return {needle for needle in found if len(needle) >= 6}


def inside(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes themselves and everything packed inside them."""
    yield data
    if depth >= _DEEPEST:
        return
    at = data.find(b"%PDF-")
    while at >= 0:
        yield pdf_text(data[at:]).encode()
        at = data.find(b"%PDF-", at + 1)
    for head in (*_ZLIB_HEADS, _GZIP_HEAD):
        at = data.find(head)
        while at >= 0:
            try:
                opened = zlib.decompressobj(47).decompress(data[at:], 5_000_000)
            except zlib.error:
                opened = b""
            if len(opened) > 8:
                yield from inside(opened, depth + 1)
            at = data.find(head, at + 1)


def pdf_text(data: bytes) -> str:
    """All text of a PDF as a reader would copy it; nothing of what only begins like one."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return ""
    try:
        pages = []
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            pages.append(text.get_text_range())
            text.close()
            page.close()
        return "\n".join(pages)
    finally:
        document.close()


def hits(data: bytes, words: Iterable[str]) -> set[str]:
    """Which of the planted words can be found in these bytes."""
    wanted = {word: needles(word) for word in words}
    found: set[str] = set()
    for layer in inside(data):
        found |= {word for word, some in wanted.items() if any(needle in layer for needle in some)}
        found |= {word for word in wanted if word.isdigit() and _spread(word).search(layer)}
    return found


@functools.cache
def _spread(digits: str) -> re.Pattern[bytes]:
    """A number as people group it: with blanks, dots or dashes between its digits."""
    return re.compile(rb"[ .\-]?".join(digits[at].encode() for at in range(len(digits))))


def packed(word: str) -> dict[str, bytes]:
    """A sample of everything ``hits`` must find, for the control."""
    raw = f"abc {word} xyz".encode()
    return {
        "plain": raw,
        "nfd": unicodedata.normalize("NFD", f"x {word}").encode(),
        "folded": f"x {fold(word)} y".encode(),
        "lower": f"x{word.lower()}y".encode(),
        "utf-16-le": f"x{word}y".encode("utf-16-le"),
        "utf-16-be": f"x{word}y".encode("utf-16-be"),
        **{f"base64-{shift}": base64.b64encode(b"q" * shift + raw) for shift in range(3)},
        "hex": raw.hex().encode(),
        "python escapes": f"x{word}".encode("unicode_escape"),
        "json escapes": json.dumps(f"x{word}").encode(),
        "bytes as python shows them": repr(raw).encode(),
        "percent": quote(f"/{word}?").encode(),
        "utf-16 as base64": base64.b64encode(f"ab{word}yz".encode("utf-16-le")),
        "cut off": zlib.compress(os.urandom(64) + raw + os.urandom(4000))[:-1000],
        **(
            {"grouped": " ".join(word[at : at + 3] for at in range(0, len(word), 3)).encode()}
            if word.isdigit()
            else {}
        ),
        "zlib": b"head" + zlib.compress(raw) + b"tail",
        "gzip": b"head" + gzip.compress(raw),
        "zlib in zlib": zlib.compress(b"........" + zlib.compress(raw)),
    }

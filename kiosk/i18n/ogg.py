"""Opus in Ogg with the voice in it and nothing else.

Encoders leave room in every clip for titles nobody will write, cut it into many pages, and tell players to skip the first
milliseconds; over thousands of short clips that is megabytes, and the player's decoder complains about each. The packets
stay as they are: what is heard does not change but for some milliseconds of silence at the ends. May not encode or decode.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence

from forms.errors import BugError

_PAGE = struct.Struct(
    "<4sBBqIIIB"
)  # RFC 3533: mark, version, flags, position, stream, number, check sum, segments
_FIRST, _LAST = 2, 4
_SEGMENTS = 255  # of a page at most, and bytes of one at most
_STREAM = 1
_HEADER = 19  # RFC 7845: an OpusHead of one or two channels
_NO_COMMENTS = b"OpusTags" + bytes(8)  # no encoder's name, no comment
_PRE_SKIP = slice(10, 12)
_SAMPLES_A_MS = 48  # positions are counted at 48 kHz whatever the clip's rate

_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def bare(clip: bytes) -> bytes:
    """The same packets behind the two headers Opus must have, in as few pages as hold them, ending on a whole packet.

    Nothing is left for players to skip: what lay before the skip and after the end is the encoder's silence.
    """
    packets = _packets(clip)
    sound = packets[2:]
    if not sound or not packets[0].startswith(b"OpusHead") or len(packets[0]) != _HEADER:
        raise BugError("no Opus clip of one or two channels")
    kept = bytearray(packets[0])
    kept[_PRE_SKIP] = bytes(2)
    pages = [_page(0, [bytes(kept)], 0, _FIRST), _page(1, [_NO_COMMENTS], 0, 0)]
    position = 0
    groups = list(_grouped(sound))
    for number, group in enumerate(groups, 2):
        position += sum(_duration(packet) for packet in group)
        pages.append(_page(number, group, position, _LAST if group is groups[-1] else 0))
    return b"".join(pages)


def seconds(clip: bytes) -> float:
    """How long a bare clip is."""
    return sum(_duration(packet) for packet in _packets(clip)[2:]) / (1000 * _SAMPLES_A_MS)


def _packets(clip: bytes) -> list[bytes]:
    made: list[bytes] = []
    at, open_packet = 0, b""
    while len(clip) - at >= _PAGE.size:
        mark, *_, segments = _PAGE.unpack_from(clip, at)
        if mark != b"OggS":
            raise BugError("no Ogg page")
        at += _PAGE.size
        lengths = clip[at : at + segments]
        at += segments
        for length in lengths:
            open_packet += clip[at : at + length]
            at += length
            if length < _SEGMENTS:
                made.append(open_packet)
                open_packet = b""
    return made


def _grouped(packets: Sequence[bytes]) -> Iterator[list[bytes]]:
    """As many packets as one page holds, page by page."""
    group: list[bytes] = []
    room = _SEGMENTS
    for packet in packets:
        need = len(packet) // _SEGMENTS + 1
        if need > room:
            yield group
            group, room = [], _SEGMENTS
        group.append(packet)
        room -= need
    yield group


def _duration(packet: bytes) -> int:
    """Samples at 48 kHz, from the packet's first bytes (RFC 6716, section 3.1)."""
    coding, frames = packet[0] >> 3, packet[0] & 3
    if coding < 12:
        milliseconds = (10.0, 20.0, 40.0, 60.0)[coding & 3]
    elif coding < 16:
        milliseconds = (10.0, 20.0)[coding & 1]
    else:
        milliseconds = (2.5, 5.0, 10.0, 20.0)[coding & 3]
    count = packet[1] & 63 if frames == 3 else (1, 2, 2)[frames]
    return round(milliseconds * _SAMPLES_A_MS) * count


def _page(number: int, packets: Sequence[bytes], position: int, flags: int) -> bytes:
    segments = b"".join(b"\xff" * (len(p) // _SEGMENTS) + bytes([len(p) % _SEGMENTS]) for p in packets)
    body = segments + b"".join(packets)

    def with_sum(check_sum: int) -> bytes:
        return _PAGE.pack(b"OggS", 0, flags, position, _STREAM, number, check_sum, len(segments)) + body

    return with_sum(_check_sum(with_sum(0)))


def _check_sum(page: bytes) -> int:
    """Ogg's CRC-32 begins with nothing and runs from the other end of every byte than zlib's."""
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(mirrored.to_bytes(4, "little").translate(_MIRRORED), "big")

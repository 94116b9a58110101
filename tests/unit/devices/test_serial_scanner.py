"""A card scanner at a real pseudo-terminal, opened by pyserial: read, pulled out, plugged in again."""

import os
import pty
import queue
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.rules.card_qr import CardReason, CardUnreadable, parse_card
from kiosk.devices.serial_scanner import MOST, LineReader, SerialScanner, SerialState, open_serial

CARD = "011190000001|012345678|Lò Thị Mẫu|02031990|Nữ|Bản Mẫu, Xã Thí Dụ, Điện Biên|15042021"
WAIT = 10


class Cable:
    """A scanner at the end of a cable. ``name`` stays the same when it is plugged in again."""

    def __init__(self, folder: Path) -> None:
        self.name = folder / "ttyMAYQUET"
        self.heard: queue.Queue[tuple[str, bool]] = queue.Queue()
        self.states: queue.Queue[SerialState] = queue.Queue()
        self.scanner = SerialScanner(
            str(self.name), lambda text, cut: self.heard.put((text, cut)), self.states.put, open_serial
        )
        self._ends: tuple[int, int] | None = None

    def plug_in(self) -> None:
        master, slave = pty.openpty()
        tty.setraw(slave)
        self._ends = (master, slave)
        self.name.symlink_to(os.ttyname(slave))

    def pull_out(self) -> None:
        assert self._ends is not None
        self.name.unlink()
        for end in self._ends:
            os.close(end)
        self._ends = None

    def send(self, data: bytes) -> None:
        assert self._ends is not None
        os.write(self._ends[0], data)

    def close(self) -> None:
        self.scanner.stop()
        if self._ends is not None:
            self.pull_out()


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Cable]:
    made = Cable(tmp_path)
    yield made
    made.close()


def test_a_card_is_read_with_all_its_marks(cable: Cable) -> None:
    cable.plug_in()
    cable.scanner.start()
    assert cable.states.get(timeout=WAIT) is SerialState.READY
    cable.send(CARD.encode() + b"\r\n")
    text, cut = cable.heard.get(timeout=WAIT)
    assert (parse_card(text).name, cut) == ("Lò Thị Mẫu", False)


def test_a_scanner_without_line_end_is_read_after_a_silence(cable: Cable) -> None:
    cable.plug_in()
    cable.scanner.start()
    assert cable.states.get(timeout=WAIT) is SerialState.READY
    cable.send(CARD.encode())
    assert cable.heard.get(timeout=WAIT) == (CARD, False)


def test_pulled_out_and_plugged_in_again_each_is_told_once(cable: Cable) -> None:
    cable.plug_in()
    cable.scanner.start()
    assert cable.states.get(timeout=WAIT) is SerialState.READY
    cable.pull_out()
    assert cable.states.get(timeout=WAIT) is SerialState.LOST
    cable.plug_in()
    assert cable.states.get(timeout=WAIT) is SerialState.READY
    cable.send(CARD.encode() + b"\r")
    assert cable.heard.get(timeout=WAIT) == (CARD, False)
    assert cable.states.empty()


def test_a_scanner_that_was_never_there_is_missing_and_comes_later(cable: Cable) -> None:
    cable.scanner.start()
    assert cable.states.get(timeout=WAIT) is SerialState.MISSING
    cable.plug_in()
    assert cable.states.get(timeout=WAIT) is SerialState.READY


def test_a_scanner_in_another_code_page_has_lost_its_marks() -> None:
    (found,) = LineReader().feed(CARD.encode("utf-16-le").replace(b"\x00", b"\xc3") + b"\r")
    with pytest.raises(CardUnreadable):
        parse_card(found[0])
    (found,) = LineReader().feed(CARD.encode("cp1258", errors="replace") + b"\r")
    with pytest.raises(CardUnreadable) as told:
        parse_card(found[0])
    assert told.value.reason is CardReason.LOST_MARKS


def test_a_flood_is_cut_and_the_next_card_is_whole() -> None:
    reader = LineReader()
    flood, card = reader.feed(b"9" * (MOST * 3) + b"\r" + CARD.encode() + b"\r")
    assert (len(flood[0]), flood[1]) == (MOST, True)
    assert card == (CARD, False)


@given(st.lists(st.binary(max_size=40), max_size=12), st.integers(1, 7))
def test_how_the_bytes_are_cut_up_changes_nothing(parts: list[bytes], step: int) -> None:
    whole = b"\r".join(parts) + b"\r"
    one, other = LineReader(), LineReader()
    pieces = [scan for at in range(0, len(whole), step) for scan in other.feed(whole[at : at + step])]
    assert one.feed(whole) == pieces

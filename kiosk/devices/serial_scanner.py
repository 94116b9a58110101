"""A card scanner in serial mode (COM port, USB-COM): its bytes as scans, on a thread of its own. Knows no Qt.

Serial mode keeps Vietnamese letters that a keyboard wedge may lose. The scanner may be plugged in, pulled out and
plugged in again at any time; each change is told once. What a scan says is judged by ``forms.rules``.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from forms.text import Message

#: Silence after which what came is a scan, for scanners set up without a line end.
SILENCE = 0.12
#: What is longer is no card; it is swallowed to its end.
MOST = 2400
LOOK_AGAIN_SECONDS = 1.0
_BAUD = 9600  # what scanners are delivered with; a USB port ignores it

AUTO = "auto"
_SCANNER_WORDS = (
    "scan",
    "barcode",
    "bar code",
    "honeywell",
    "zebra",
    "symbol",
    "datalogic",
    "newland",
    "metrologic",
)
_SCANNER_MAKERS = frozenset({0x0C2E, 0x05E0, 0x05F9, 0x1EAB, 0x065A, 0x0536})
"""USB maker numbers of common hand scanners: Honeywell, Symbol/Zebra, Datalogic, Newland, Opticon, Hand Held Products."""


class SerialState(StrEnum):
    """Whether a scanner is at the port."""

    MISSING = "missing"
    READY = "ready"
    LOST = "lost"


LOST_SCANNER = Message(
    "ui.serial.lost",
    "Máy quét thẻ vừa mất kết nối. Xin cắm lại; chưa được thì gõ thông tin hoặc dùng camera.",
    "A serial card scanner was unplugged. Must not lose: the other ways to go on.",
)
SCANNER_BACK = Message(
    "ui.serial.back", "Máy quét thẻ đã dùng lại được.", "The scanner was plugged in again."
)


class Port(Protocol):
    """An open port, as pyserial has it: ``read`` waits up to its own time limit, and raises when the port is gone."""

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; none when nothing came in time."""

    def close(self) -> None:
        """Lets go of the port."""


@dataclass(slots=True)
class LineReader:
    """Turns bytes into scans. A scan ends with CR, LF, both, or silence."""

    _held: bytearray = field(default_factory=bytearray)
    _too_long: bool = False

    def feed(self, data: bytes) -> list[tuple[str, bool]]:
        """Scans that ended in these bytes, each with whether it was longer than any card."""
        found = []
        for byte in data:
            if byte in (0x0D, 0x0A):
                found += self.settle()
            elif len(self._held) >= MOST:
                self._too_long = True
            else:
                self._held.append(byte)
        return found

    def settle(self) -> list[tuple[str, bool]]:
        """Silence: what is held is a scan."""
        raw, cut = bytes(self._held), self._too_long
        self._held.clear()
        self._too_long = False
        text = _words(raw).strip("\x02\x03\x00 ")
        return [(text, cut)] if text else []

    def drop(self) -> None:
        """The scanner went in the middle of a scan: half a card is no card."""
        self._held.clear()
        self._too_long = False


def _words(raw: bytes) -> str:
    """UTF-8; what is not is shown as lost marks, which the card's reader notices and names."""
    return raw.decode("utf-8", errors="replace")


class SerialScanner:
    """Waits at a port until ``stop``. ``scanned(text, cut)`` and ``state`` are called on the scanner's own thread.

    ``port`` is the system's name of it (``COM3``, ``/dev/ttyACM0``) or ``auto``: then only ports that call themselves a
    scanner are opened, because other machines (printers, modems) may sit at the rest.
    """

    def __init__(
        self,
        port: str,
        scanned: Callable[[str, bool], None],
        state: Callable[[SerialState], None],
        open_port: Callable[[str], Port] | None = None,
        list_ports: Callable[[], Iterable[str]] | None = None,
    ) -> None:
        self._port = port
        self._scanned = scanned
        self._say = state
        self._open_port = open_port or open_serial
        self._list = list_ports or scanner_ports
        self._stop = threading.Event()
        self._state: SerialState | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins waiting; once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="serial-scanner", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Lets go of the port and ends the thread."""
        self._stop.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            port = self._opened()
            if port is None:
                self._tell(SerialState.LOST if self._state is SerialState.READY else SerialState.MISSING)
                self._stop.wait(LOOK_AGAIN_SECONDS)
                continue
            self._tell(SerialState.READY)
            try:
                self._listen(port)
            except (OSError, ValueError):  # pyserial's own error is an OSError
                self._tell(SerialState.LOST)
                self._stop.wait(LOOK_AGAIN_SECONDS)
            finally:
                _close(port)

    def _listen(self, port: Port) -> None:
        reader = LineReader()
        while not self._stop.is_set():
            data = port.read(512)
            for text, cut in reader.feed(data) if data else reader.settle():
                self._scanned(text, cut)

    def _opened(self) -> Port | None:
        names = list(self._list()) if self._port == AUTO else [self._port]
        for name in names:
            try:
                return self._open_port(name)
            except (OSError, ValueError):
                continue
        return None

    def _tell(self, state: SerialState) -> None:
        # Lost stays lost until the scanner is back: it is said once.
        if state is not self._state and not (
            self._state is SerialState.LOST and state is SerialState.MISSING
        ):
            self._state = state
            self._say(state)


def _close(port: Port) -> None:
    try:
        port.close()
    except (OSError, ValueError):
        return  # it is gone already


def open_serial(name: str) -> Port:
    """The port of that name, by pyserial. ``OSError`` when it is not there or somebody else has it."""
    import serial

    opened: Port = serial.Serial(name, _BAUD, timeout=SILENCE, exclusive=None)
    return opened


def scanner_ports() -> tuple[str, ...]:
    """Ports at which, by their own word, a scanner sits."""
    from serial.tools import list_ports

    return tuple(
        port.device
        for port in list_ports.comports()
        if port.vid in _SCANNER_MAKERS
        or any(
            word in f"{port.description} {port.manufacturer} {port.product}".casefold()
            for word in _SCANNER_WORDS
        )
    )


def every_port() -> tuple[tuple[str, str], ...]:
    """Every serial port of the machine with what the system calls it."""
    from serial.tools import list_ports

    return tuple((port.device, port.description or "") for port in list_ports.comports())

"""What every printer is to the kiosk: an address, what is wrong with it, and printing one paper. Knows no Qt and no store.

A printer never claims more than it knows: ``Outcome`` says whether all of a paper came out, nothing of it, or that nobody
can tell from here. What is wrong is said in words with the other way to go on. No dialog of the system is ever shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.print_jobs import Came as Came
from kiosk.domain.print_jobs import PaperSize, Trouble

WORDS: dict[Trouble, Message] = {
    Trouble.NO_PRINTER: Message(
        "ui.print.no_printer",
        "Chưa chọn máy in cho khổ giấy này. Có thể lưu phiếu ra USB; cán bộ chọn máy in ở trang Máy in.",
        "No printer is chosen for this paper, or the chosen one is gone.",
    ),
    Trouble.OFFLINE: Message(
        "ui.print.offline",
        "Máy in không trả lời. Nhờ cán bộ xem nguồn điện và dây; trong lúc chờ có thể lưu phiếu ra USB.",
        "The printer is switched off or its cable is out.",
    ),
    Trouble.PAPER_OUT: Message(
        "ui.print.paper_out",
        "Máy in hết giấy. Nhờ cán bộ thay giấy; hoặc in khổ giấy khác, hoặc lưu phiếu ra USB.",
        "The printer has no paper.",
    ),
    Trouble.COVER_OPEN: Message(
        "ui.print.cover_open",
        "Nắp máy in đang mở. Nhờ cán bộ đóng nắp; hoặc lưu phiếu ra USB.",
        "The printer's cover is open.",
    ),
    Trouble.JAM: Message(
        "ui.print.jam",
        "Máy in bị kẹt giấy. Nhờ cán bộ tắt máy in, gỡ giấy kẹt rồi bật lại; hoặc lưu phiếu ra USB.",
        "Paper is stuck, or the knife is.",
    ),
    Trouble.NO_INK: Message(
        "ui.print.no_ink",
        "Máy in hết mực. Nhờ cán bộ thay mực; hoặc lưu phiếu ra USB.",
        "The printer has no toner or ink.",
    ),
    Trouble.PAUSED: Message(
        "ui.print.paused",
        "Máy in đang bị dừng. Nhờ cán bộ cho máy in chạy lại; hoặc lưu phiếu ra USB.",
        "Somebody paused the printer.",
    ),
    Trouble.OVERHEATED: Message(
        "ui.print.overheated",
        "Máy in đang nóng. Chờ vài phút cho nguội rồi in lại.",
        "The print head is too hot; it goes on by itself.",
    ),
    Trouble.FAULT: Message(
        "ui.print.fault",
        "Máy in báo lỗi. Nhờ cán bộ tắt rồi bật lại máy in; hoặc lưu phiếu ra USB.",
        "Something else the printer calls an error.",
    ),
    Trouble.REFUSED: Message(
        "ui.print.not_taken",
        "Máy in chưa nhận phiếu. Nhờ cán bộ xem lại máy in; hoặc lưu phiếu ra USB.",
        "The printer did not take the paper.",
    ),
    Trouble.INTERRUPTED: Message(
        "ui.print.interrupted",
        "Máy dừng giữa lúc đang in. Xin cán bộ xem giấy đã ra chưa ở trang Máy in.",
        "The computer stopped while the printer had the paper; nobody knows what came out.",
    ),
    Trouble.LEFT: Message(
        "ui.print.left",
        "Bà con đã rời máy trước khi in xong. Cán bộ in khi cần, ở trang Máy in.",
        "Whoever wanted the paper has gone; nothing is printed in front of the next person.",
    ),
}
"""Every trouble in words a person can act on; for ``Trouble.NONE`` there is nothing to say."""

READY = Message("ui.print.ready", "Sẵn sàng", "State of a printer: it can print.")
PAPER_LOW = Message("ui.print.paper_low", "Sắp hết giấy", "State of a printer: paper ends soon.")
SILENT = Message(
    "ui.print.silent",
    "Máy in này không báo trạng thái: máy chỉ biết đã gửi, không biết đã ra giấy.",
    "A printer that answers no questions.",
)
BAD_ADDRESS = Message(
    "error.print.bad_address",
    "Địa chỉ máy in chưa đúng. Ví dụ: 192.168.1.50 (mạng), /dev/usb/lp0 (USB), COM3 hoặc /dev/ttyUSB0 (cổng nối tiếp).",
    "Typed by an officer. Keep the examples.",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a printing ended. ``proven`` when the printer itself said that everything came out."""

    came: Came
    trouble: Trouble = Trouble.NONE
    proven: bool = False


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What a printer says of itself. ``answers`` is false for one that was asked and says nothing at all."""

    trouble: Trouble = Trouble.NONE
    paper_low: bool = False
    answers: bool = True

    @property
    def ready(self) -> bool:
        """Whether a paper can be sent."""
        return self.trouble is Trouble.NONE


@dataclass(frozen=True, slots=True)
class Printable:
    """A finished paper. ``title`` is what lists of jobs show: an id of ours, never a name."""

    pdf: bytes
    title: str
    size: PaperSize


Stopped = Callable[[], bool]
"""Whether the printing is no longer wanted; asked between pieces."""


def never() -> bool:
    """A printing nobody stops."""
    return False


class Printer(Protocol):
    """One printer. Both methods take at most some seconds beyond what paper needs to move, and raise nothing."""

    @property
    def address(self) -> str:
        """How it is chosen again."""
        ...

    def status(self) -> PrinterStatus:
        """What it says of itself now."""
        ...

    def print(self, paper: Printable, stopped: Stopped = never) -> Outcome:
        """Prints one paper once."""
        ...


class Road(StrEnum):
    """How a printer is reached; the first word of its address."""

    SYSTEM = "system"
    NETWORK = "tcp"
    SERIAL = "serial"
    USB = "usb"


RAW_PORT = 9100
BAUD = 38400


@dataclass(frozen=True, slots=True)
class Address:
    """``system:<name>``, ``tcp:<host>:<port>``, ``serial:<port>@<baud>``, ``usb:<device file or vendor:product>``."""

    road: Road
    place: str
    number: int = 0

    def __str__(self) -> str:
        match self.road:
            case Road.NETWORK:
                return f"tcp:{self.place}:{self.number}"
            case Road.SERIAL:
                return f"serial:{self.place}@{self.number}"
            case _:
                return f"{self.road}:{self.place}"

    @property
    def is_thermal(self) -> bool:
        """Whether it is spoken to in ESC/POS: only the 80 mm roll goes there."""
        return self.road is not Road.SYSTEM

    @classmethod
    def read(cls, text: str) -> "Address":
        """The inverse of ``str``. Raises ``KnownError``."""
        road, _, place = text.partition(":")
        try:
            kind = Road(road)
        except ValueError:
            raise KnownError(BAD_ADDRESS) from None
        match kind:
            case Road.NETWORK:
                host, _, port = place.rpartition(":")
                return cls(kind, _host(host), _number(port, 65_535))
            case Road.SERIAL:
                name, _, baud = place.rpartition("@")
                return cls(kind, _port(name), _number(baud, 4_000_000))
            case _:
                if not place:
                    raise KnownError(BAD_ADDRESS)
                return cls(kind, place)

    @classmethod
    def typed(cls, text: str) -> "Address":
        """What an officer types for a thermal printer: a host, host:port, a serial port or a USB device."""
        text = text.strip()
        if any(text.startswith(f"{road}:") for road in Road):
            return cls.read(text)
        name, _, baud = text.partition("@")
        if name.upper().startswith("COM") or name.startswith(("/dev/tty", "/dev/pts/", "/dev/rfcomm")):
            return cls(Road.SERIAL, _port(name), _number(baud, 4_000_000) if baud else BAUD)
        if text.startswith("/dev/"):
            return cls(Road.USB, text)
        host, _, port = text.partition(":")
        return cls(Road.NETWORK, _host(host), _number(port, 65_535) if port else RAW_PORT)


def _host(text: str) -> str:
    if not text or not all(char.isascii() and (char.isalnum() or char in ".-") for char in text):
        raise KnownError(BAD_ADDRESS)
    return text


def _port(text: str) -> str:
    if not text or any(char.isspace() for char in text):
        raise KnownError(BAD_ADDRESS)
    return text


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= most:
        raise KnownError(BAD_ADDRESS)
    return int(text)

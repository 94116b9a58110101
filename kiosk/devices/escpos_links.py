"""Ways to a thermal printer: network, serial port, USB. Bytes out, bytes back; knows nothing of what they mean.

``python-escpos`` opens serial ports and USB devices. Its own pictures, letters and status words are not used: they know neither Vietnamese
nor what to do when paper ends. Imported only when a thermal printer is really asked for.
"""

import logging
import os
import select
import shutil
import socket
import time
from pathlib import Path
from typing import Any, Protocol

from forms.errors import BugError
from kiosk.devices.printer import Address, Road

_CHUNK = 1024
_CONNECT_SECONDS = 3.0


class LinkBroken(Exception):
    """The printer cannot be reached, or no more. Never leaves ``kiosk.devices``."""


class Link(Protocol):
    """An open way to a printer. Every method raises ``LinkBroken``, but ``close``, which never does."""

    def write(self, data: bytes, seconds: float) -> None:
        """Sends all of it. ``seconds`` is how long nothing at all may move."""
        ...

    def read(self, seconds: float) -> bytes:
        """What came back within that time; empty when nothing did."""
        ...

    def close(self) -> None:
        """Lets go."""
        ...


def open_link(address: Address) -> Link:
    """Opens the way to a printer. Raises ``LinkBroken``."""
    match address.road:
        case Road.NETWORK:
            return _Network(address.place, address.number)
        case Road.SERIAL:
            return _Serial(address.place, address.number)
        case Road.USB if address.place.startswith("/"):
            return _DeviceFile(Path(address.place))
        case Road.USB:
            return _Usb(address.place)
    raise BugError("a system printer has no link")


class _Network:
    """A plain socket: the library's own leaves it open when a printer does not answer."""

    def __init__(self, host: str, port: int) -> None:
        try:
            self._socket = socket.create_connection((host, port), _CONNECT_SECONDS)
            # One status byte at a time goes to and fro: nothing may wait for company.
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            raise LinkBroken from error

    def write(self, data: bytes, seconds: float) -> None:
        rest = memoryview(data)
        try:
            self._socket.settimeout(seconds)
            while rest:
                rest = rest[self._socket.send(rest) :]
        except OSError as error:
            raise LinkBroken from error

    def read(self, seconds: float) -> bytes:
        try:
            self._socket.settimeout(max(seconds, 0.001))
            found = self._socket.recv(64)
        except TimeoutError:
            return b""
        except OSError as error:
            raise LinkBroken from error
        if not found:
            raise LinkBroken
        return found

    def close(self) -> None:
        self._socket.close()


class _Serial:
    def __init__(self, port: str, baud: int) -> None:
        self._way = _opened("Serial", port, baud, timeout=0)
        self._port = self._way.device
        self._last_bytes_seconds = 15.0

    def write(self, data: bytes, seconds: float) -> None:
        try:
            self._port.write_timeout = seconds
            for at in range(0, len(data), _CHUNK):
                self._port.write(data[at : at + _CHUNK])
        except OSError as error:  # pyserial's errors are OSErrors
            self._last_bytes_seconds = 0.0  # it takes none any more
            raise LinkBroken from error

    def read(self, seconds: float) -> bytes:
        try:
            self._port.timeout = seconds
            found: bytes = self._port.read(1)
            if found:
                self._port.timeout = 0
                found += self._port.read(63)
        except (OSError, TypeError) as error:  # pyserial answers with a TypeError when the port goes under it
            raise LinkBroken from error
        return found

    def close(self) -> None:
        try:
            end = time.monotonic() + self._last_bytes_seconds
            while self._port.out_waiting and time.monotonic() < end:
                time.sleep(0.01)
            if self._last_bytes_seconds == 0.0 or self._port.out_waiting:
                self._port.reset_output_buffer()  # closing would wait for ever for what the printer never takes
        except (OSError, TypeError):
            return
        finally:
            _closed(self._way)


class _DeviceFile:
    """The kernel's own driver for USB printers (``/dev/usb/lp0``)."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_RDWR | os.O_NONBLOCK | getattr(os, "O_NOCTTY", 0))
        except (OSError, AttributeError) as error:  # no O_NONBLOCK on Windows, and no such files
            raise LinkBroken from error

    def write(self, data: bytes, seconds: float) -> None:
        rest = memoryview(data)
        try:
            while rest:
                if not select.select((), (self._file,), (), seconds)[1]:
                    raise LinkBroken
                rest = rest[os.write(self._file, rest[:_CHUNK]) :]
        except OSError as error:
            raise LinkBroken from error

    def read(self, seconds: float) -> bytes:
        end = time.monotonic() + seconds
        try:
            while True:
                if select.select((self._file,), (), (), max(0.0, end - time.monotonic()))[0]:
                    found = os.read(self._file, 64)
                    if found:
                        return found
                    time.sleep(0.01)  # the driver says "readable" for an empty pipe
                if time.monotonic() >= end:
                    return b""
        except OSError as error:
            raise LinkBroken from error

    def close(self) -> None:
        os.close(self._file)


class _Usb:
    """``vendor:product`` in hexadecimal, where there is no driver of the kernel's; needs ``pyusb``."""

    def __init__(self, place: str) -> None:
        vendor, _, product = place.partition(":")
        try:
            numbers = int(vendor, 16), int(product, 16)
        except ValueError as error:
            raise LinkBroken from error
        self._way = _opened("Usb", *numbers, timeout=int(_CONNECT_SECONDS * 1000))

    def write(self, data: bytes, seconds: float) -> None:
        try:
            for at in range(0, len(data), _CHUNK):
                self._way.device.write(self._way.out_ep, data[at : at + _CHUNK], int(seconds * 1000))
        except OSError as error:  # pyusb's errors are OSErrors
            raise LinkBroken from error

    def read(self, seconds: float) -> bytes:
        try:
            return bytes(self._way.device.read(self._way.in_ep, 64, max(1, int(seconds * 1000))))
        except TimeoutError:
            return b""
        except OSError as error:
            if type(error).__name__ == "USBTimeoutError":
                return b""
            raise LinkBroken from error

    def close(self) -> None:
        _closed(self._way)


def _opened(kind: str, *place: object, timeout: float) -> Any:
    """A device of ``python-escpos``, open."""
    printers = _library()
    gone: tuple[type[BaseException], ...] = (OSError, RuntimeError, AssertionError, *printers.gone)
    if kind == "Usb" and not printers.Usb.is_usable():
        raise LinkBroken  # no pyusb in this installation
    try:
        way = (printers.Serial if kind == "Serial" else printers.Usb)(*place, timeout=timeout)
        way.open()
    except gone as error:
        raise LinkBroken from error
    return way


class _Library:
    """The printer classes of ``python-escpos``, loaded once."""

    def __init__(self) -> None:
        handlers = list(logging.root.handlers)
        import escpos.capabilities
        import escpos.exceptions
        import escpos.printer

        # The library sets up logging for the whole process and leaves a folder of its own behind at each start.
        for handler in [one for one in logging.root.handlers if one not in handlers]:
            logging.root.removeHandler(handler)
        if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
            shutil.rmtree(escpos.capabilities.pickle_dir, ignore_errors=True)
        self.Serial = escpos.printer.Serial
        self.Usb = escpos.printer.Usb
        self.gone: tuple[type[Exception], ...] = (
            escpos.exceptions.DeviceNotFoundError,
            escpos.exceptions.USBNotFoundError,
        )


_loaded: _Library | None = None


def _library() -> _Library:
    global _loaded
    if _loaded is None:
        _loaded = _Library()
    return _loaded


def _closed(way: Any) -> None:
    try:
        way.close()
    except (OSError, TypeError, AttributeError):
        return

"""Which printers this machine has, and the one behind an address. The only place that knows every kind. Shows nothing.

Whatever the system is, the same address means the same printer after a restart.
"""

from dataclasses import dataclass
from pathlib import Path

from forms.errors import KnownError
from kiosk.devices.printer import (
    RAW_PORT,
    Address,
    Came,
    Outcome,
    Printable,
    Printer,
    PrinterStatus,
    Road,
    Stopped,
    never,
)
from kiosk.domain.print_jobs import PaperSize, Trouble


@dataclass(frozen=True, slots=True)
class FoundPrinter:
    """A printer the machine knows without being told. ``usual`` is the system's own choice."""

    address: str
    name: str
    usual: bool = False


class NoPrinter:
    """In place of a printer that is not chosen or whose address means nothing here."""

    def __init__(self, address: str = "") -> None:
        self._address = address

    @property
    def address(self) -> str:
        """What was chosen, if anything."""
        return self._address

    def status(self) -> PrinterStatus:
        """None."""
        return PrinterStatus(Trouble.NO_PRINTER)

    def print(self, paper: Printable, stopped: Stopped = never) -> Outcome:  # noqa: ARG002 - as every printer
        """Nothing."""
        return Outcome(Came.NOTHING, Trouble.NO_PRINTER)


def printer_at(address: str) -> Printer:
    """The printer behind an address; never raises."""
    try:
        place = Address.read(address)
    except KnownError:
        return NoPrinter(address)
    if place.is_thermal:
        from kiosk.devices.printer_escpos import ThermalPrinter

        return ThermalPrinter(place)
    from kiosk.devices.cups import library

    if library() is not None:
        from kiosk.devices.printer_cups import CupsPrinter

        return CupsPrinter(place.place)
    from kiosk.devices.printer_qt import QtPrinter

    return QtPrinter(place.place)


def found_printers() -> tuple[FoundPrinter, ...]:
    """Printers of the system and thermal printers on USB; those on a network or a serial port are typed in."""
    return (*_of_the_system(), *_on_usb())


def name_of(address: str) -> str:
    """What a printer is called on the screen: a system printer by its name, another by where it is."""
    try:
        place = Address.read(address)
    except KnownError:
        return address
    if place.road is Road.NETWORK and place.number != RAW_PORT:
        return f"{place.place}:{place.number}"
    return place.place


def default_for(size: PaperSize) -> str:
    """The address used for sheets when nobody has chosen: the system's usual printer. A roll has none."""
    if size is PaperSize.ROLL:
        return ""
    known = _of_the_system()
    usual = next((one for one in known if one.usual), known[0] if known else None)
    return usual.address if usual is not None else ""


def _of_the_system() -> tuple[FoundPrinter, ...]:
    from kiosk.devices.cups import library

    if library() is not None:
        from kiosk.devices.printer_cups import queues

        named = tuple((queue.name, queue.is_default) for queue in queues())
    else:
        from kiosk.devices.printer_qt import printer_names

        named = printer_names()
    return tuple(FoundPrinter(str(Address(Road.SYSTEM, name)), name, usual) for name, usual in named)


def _on_usb() -> tuple[FoundPrinter, ...]:
    devices = sorted(Path("/dev/usb").glob("lp[0-9]*"))
    return tuple(FoundPrinter(str(Address(Road.USB, str(path))), str(path)) for path in devices)

"""A thermal printer for the 80 mm roll, spoken to in ESC/POS, asked between two pieces how it is.

The printer's status bytes (``DLE EOT``) say in words what is wrong before anything is sent and while it prints. After the
last piece it is asked in turn (``GS r``): its answer comes only when everything before it is on paper. A printing that
stops midway is thrown away, in the printer's memory too: half of somebody's slip must not come out for the next person.
"""

import contextlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kiosk.devices.escpos_links import Link, LinkBroken, open_link
from kiosk.devices.printer import Address, Came, Outcome, Printable, PrinterStatus, Stopped, never
from kiosk.domain.print_jobs import PaperSize, Trouble

_ASK = b"\x10\x04"  # DLE EOT n: answered at once, whatever waits before it
_PRINTER, _OFFLINE_CAUSE, _ERROR_CAUSE, _PAPER = 1, 2, 3, 4
_ASK_IN_TURN = b"\x1dr\x01"  # GS r 1: answered when everything before it has been printed
_FORGET = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8: what is in the buffers is thrown away
_RECOVER = b"\x10\x05\x02"  # DLE ENQ 2: out of an error, with empty buffers


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds: for one answer; for a byte to be taken; for paper to stop moving at the end."""

    answer: float = 1.0
    stall: float = 6.0
    proof: float = 25.0


class ThermalPrinter:
    """One printer behind one address. A connection lasts one question or one paper."""

    def __init__(
        self,
        address: Address,
        patience: Patience | None = None,
        connect: Callable[[Address], Link] = open_link,
    ) -> None:
        self._address = address
        self._patience = patience or Patience()
        self._connect = connect

    @property
    def address(self) -> str:
        """``tcp:…``, ``serial:…`` or ``usb:…``."""
        return str(self._address)

    def status(self) -> PrinterStatus:
        """What the printer says of itself."""
        try:
            link = self._connect(self._address)
        except LinkBroken:
            return PrinterStatus(Trouble.OFFLINE)
        try:
            return _Talk(link, self._patience).status()
        except LinkBroken:
            return PrinterStatus(Trouble.OFFLINE)
        finally:
            link.close()

    def print(self, paper: Printable, stopped: Stopped = never) -> Outcome:
        """Prints a roll's paper."""
        from kiosk.documents.press import thermal_pieces

        if paper.size is not PaperSize.ROLL:
            return Outcome(Came.NOTHING, Trouble.REFUSED)
        try:
            link = self._connect(self._address)
        except LinkBroken:
            return Outcome(Came.NOTHING, Trouble.OFFLINE)
        try:
            outcome = _Talk(link, self._patience).print(thermal_pieces(paper.pdf), stopped)
        finally:
            link.close()
        if outcome.came is Came.UNSURE and outcome.trouble is Trouble.OFFLINE:
            return Outcome(Came.UNSURE, self._why_it_broke())
        return outcome

    def _why_it_broke(self) -> Trouble:
        """A printer that stopped taking bytes says why on a fresh connection, and forgets what it has."""
        try:
            link = self._connect(self._address)
        except LinkBroken:
            return Trouble.OFFLINE
        try:
            talk = _Talk(link, self._patience)
            found = talk.status()
            talk.forget()
        except LinkBroken:
            return Trouble.OFFLINE
        finally:
            link.close()
        return Trouble.OFFLINE if found.ready else found.trouble


class _Talk:
    """One connection."""

    def __init__(self, link: Link, patience: Patience) -> None:
        self._link = link
        self._patience = patience
        self._on_paper = False

    def status(self) -> PrinterStatus:
        printer = self._ask(_PRINTER)
        if printer is None:
            return PrinterStatus(answers=False)
        paper = self._ask(_PAPER) or 0
        low = bool(paper & 0x0C)
        if paper & 0x60:
            # The cover of many printers moves the paper away from its sensor: the cover is then what to see to.
            return PrinterStatus(Trouble.COVER_OPEN if self._cover_open(printer) else Trouble.PAPER_OUT, low)
        if not printer & 0x08:
            return PrinterStatus(paper_low=low)
        return PrinterStatus(self._offline_cause(), low)

    def _cover_open(self, printer: int) -> bool:
        return bool(printer & 0x08) and bool((self._ask(_OFFLINE_CAUSE) or 0) & 0x04)

    def _offline_cause(self) -> Trouble:
        cause = self._ask(_OFFLINE_CAUSE) or 0
        if cause & 0x04:
            return Trouble.COVER_OPEN
        if cause & 0x20:
            return Trouble.PAPER_OUT
        if cause & 0x40:
            error = self._ask(_ERROR_CAUSE) or 0
            if error & 0x08:
                return Trouble.JAM  # the knife
            if error & 0x40:
                return Trouble.OVERHEATED
            if error & 0x04:
                return Trouble.JAM  # something mechanical that a person can put right
            return Trouble.FAULT
        if cause & 0x08:
            return Trouble.PAUSED
        return Trouble.FAULT

    def print(self, pieces: Iterable[bytes], stopped: Stopped) -> Outcome:
        """Sends piece after piece as long as the printer is well."""
        try:
            before = self.status()
            if not before.ready:
                return Outcome(Came.NOTHING, before.trouble)
            for number, piece in enumerate(pieces):
                if stopped():
                    return self._give_up(Trouble.LEFT)
                self._link.write(piece, self._patience.stall)
                self._on_paper = self._on_paper or number > 0  # the first only sets the printer up
                if before.answers and (trouble := self._confirmed_trouble()) is not Trouble.NONE:
                    return self._give_up(trouble)
            if not before.answers:
                return Outcome(Came.ALL)
            return self._await_the_end()
        except LinkBroken:
            return Outcome(Came.UNSURE if self._on_paper else Came.NOTHING, Trouble.OFFLINE)

    def _confirmed_trouble(self) -> Trouble:
        """What is wrong, asked twice: one byte may be lost or be somebody else's on a bad line."""
        first = self.status()
        if first.ready and first.answers:
            return Trouble.NONE
        second = self.status()
        if not second.answers:
            return Trouble.OFFLINE
        return second.trouble

    def _await_the_end(self) -> Outcome:
        """All is sent: waits until the printer says that all is printed."""
        self._drain()
        self._link.write(_ASK_IN_TURN, self._patience.stall)
        end = time.monotonic() + self._patience.proof
        while time.monotonic() < end:
            # An answer to the question in turn has bits 4 and 7 clear; one to DLE EOT has bit 4 set.
            if any(not byte & 0x90 for byte in self._link.read(self._patience.answer)):
                return Outcome(Came.ALL, proven=True)
            self._link.write(_ASK + bytes([_PAPER]), self._patience.stall)
            found = self._link.read(self._patience.answer)
            if any(not byte & 0x90 for byte in found):
                return Outcome(Came.ALL, proven=True)
            if not found or any(byte & 0x60 for byte in found if _is_answer(byte)):
                trouble = self._confirmed_trouble()
                if trouble is not Trouble.NONE:
                    return self._give_up(trouble)
        trouble = self._confirmed_trouble()
        if trouble is not Trouble.NONE:
            return self._give_up(trouble)
        return Outcome(Came.ALL)  # well and silent about its end: some printers never heard of GS r

    def _give_up(self, trouble: Trouble) -> Outcome:
        self.forget()
        return Outcome(Came.UNSURE if self._on_paper else Came.NOTHING, trouble)

    def forget(self) -> None:
        """Nothing of this paper may stay in the printer."""
        with contextlib.suppress(LinkBroken):
            self._link.write(_FORGET + _RECOVER, self._patience.answer)
            self._ask(_PRINTER)  # hanging up before it has taken this in could lose it on the way

    def _ask(self, what: int) -> int | None:
        """One status byte; ``None`` when none comes."""
        self._drain()
        self._link.write(_ASK + bytes([what]), self._patience.stall)
        end = time.monotonic() + self._patience.answer
        while (left := end - time.monotonic()) > 0:
            for byte in reversed(self._link.read(left)):
                if _is_answer(byte):
                    return byte
        return None

    def _drain(self) -> None:
        """Answers that came too late must not be taken for the next one's."""
        while self._link.read(0):
            pass


def _is_answer(byte: int) -> bool:
    """Whether a byte is an answer to DLE EOT: bits 1 and 4 set, 0 and 7 clear."""
    return byte & 0x93 == 0x12

"""The system's print server on Linux and macOS, asked through its own library: printers, their state, one job.

Through the library a paper goes from memory into the server's spool, without a temporary file of ours, and is purged from
the spool when it has ended. Qt's own printing would write the paper to a file first. Qt-free; loads nothing but ``ctypes``.
"""

import ctypes
import ctypes.util
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

_CONNECT_MS = 3_000
_CONTINUE = 100  # HTTP: go on sending
_LAST_GOOD = 0x00FF  # IPP statuses up to here are some kind of "successful"
_ALL_JOBS = -1


class CupsGone(Exception):
    """The print server does not answer, or took something badly. Never leaves ``kiosk.devices``."""


class JobState(IntEnum):
    """RFC 8011, 5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


STOPPED = 5
"""RFC 8011, 5.4.11: the printer-state of a printer that prints nothing."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A printer as the server knows it. ``reasons`` are its state's keywords (RFC 8011, 5.4.12)."""

    name: str
    state: int
    reasons: tuple[str, ...]
    accepting: bool
    is_default: bool


class _Option(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("value", ctypes.c_char_p))


class _Dest(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("instance", ctypes.c_char_p),
        ("is_default", ctypes.c_int),
        ("num_options", ctypes.c_int),
        ("options", ctypes.POINTER(_Option)),
    )


class _Job(ctypes.Structure):
    _fields_ = (
        ("id", ctypes.c_int),
        ("dest", ctypes.c_char_p),
        ("title", ctypes.c_char_p),
        ("user", ctypes.c_char_p),
        ("format", ctypes.c_char_p),
        ("state", ctypes.c_int),
        ("size", ctypes.c_int),
        ("priority", ctypes.c_int),
        ("completed_time", ctypes.c_long),
        ("creation_time", ctypes.c_long),
        ("processing_time", ctypes.c_long),
    )


@lru_cache(maxsize=1)
def library() -> Any:
    """The server's client library, or ``None`` on a machine without one."""
    name = ctypes.util.find_library("cups") or "libcups.so.2"
    try:
        cups = ctypes.CDLL(name)
    except OSError:
        return None
    text, number, pointer = ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p
    for function, result, arguments in (
        ("cupsServer", text, ()),
        ("cupsSetServer", None, (text,)),
        ("ippPort", number, ()),
        ("httpConnect2", pointer, (text, number, pointer, number, number, number, number, pointer)),
        ("httpClose", None, (pointer,)),
        ("cupsGetDests2", number, (pointer, pointer)),
        ("cupsFreeDests", None, (number, pointer)),
        ("cupsAddOption", number, (text, text, number, pointer)),
        ("cupsFreeOptions", None, (number, pointer)),
        ("cupsCreateJob", number, (pointer, text, text, number, pointer)),
        ("cupsStartDocument", number, (pointer, text, number, text, text, number)),
        ("cupsWriteRequestData", number, (pointer, text, ctypes.c_size_t)),
        ("cupsFinishDocument", number, (pointer, text)),
        ("cupsGetJobs2", number, (pointer, pointer, text, number, number)),
        ("cupsFreeJobs", None, (number, pointer)),
        ("cupsCancelJob2", number, (pointer, text, number, number)),
    ):
        found = getattr(cups, function)
        found.restype = result
        found.argtypes = arguments
    return cups


class Cups:
    """One conversation with the server, on one thread. Every method raises ``CupsGone``."""

    def __init__(self, http: int) -> None:
        self._cups = library()
        self._http = http

    def queues(self) -> tuple[Queue, ...]:
        """Every printer, by name."""
        dests = ctypes.POINTER(_Dest)()
        count = self._cups.cupsGetDests2(self._http, ctypes.byref(dests))
        try:
            found = {
                queue.name: queue
                for queue in (_queue(dests[at]) for at in range(count) if not dests[at].instance)
            }
        finally:
            self._cups.cupsFreeDests(count, dests)
        return tuple(found[name] for name in sorted(found))

    def submit(self, queue: str, title: str, data: bytes, options: Mapping[str, str]) -> int:
        """Hands a PDF over; returns the server's number of the job. A job half handed over is taken back."""
        chosen = ctypes.POINTER(_Option)()
        count = 0
        for key, value in options.items():
            count = self._cups.cupsAddOption(key.encode(), value.encode(), count, ctypes.byref(chosen))
        try:
            job = int(self._cups.cupsCreateJob(self._http, queue.encode(), title.encode(), count, chosen))
        finally:
            self._cups.cupsFreeOptions(count, chosen)
        if job <= 0:
            raise CupsGone
        try:
            self._send(queue, title, job, data)
        except CupsGone:
            self.purge(queue, job)
            raise
        return job

    def _send(self, queue: str, title: str, job: int, data: bytes) -> None:
        cups, http = self._cups, self._http
        status = cups.cupsStartDocument(http, queue.encode(), job, title.encode(), b"application/pdf", 1)
        if status == _CONTINUE:
            status = cups.cupsWriteRequestData(http, data, len(data))
        finished = cups.cupsFinishDocument(http, queue.encode())
        if status != _CONTINUE or not 0 <= finished <= _LAST_GOOD:
            raise CupsGone

    def state(self, queue: str, job: int) -> tuple[JobState, bool] | None:
        """How far a job is and whether the printer ever had any of it; ``None`` when the server knows it no more."""
        jobs = ctypes.POINTER(_Job)()
        count = self._cups.cupsGetJobs2(self._http, ctypes.byref(jobs), queue.encode(), 0, _ALL_JOBS)
        if count < 0:
            raise CupsGone
        try:
            for at in range(count):
                if jobs[at].id == job:
                    state = JobState(jobs[at].state)
                    return state, state > JobState.HELD or jobs[at].processing_time > 0
        finally:
            self._cups.cupsFreeJobs(count, jobs)
        return None

    def purge(self, queue: str, job: int) -> None:
        """Takes a job back if it still waits, and its paper out of the spool in any case."""
        self._cups.cupsCancelJob2(self._http, queue.encode(), job, 1)


@contextmanager
def conversation() -> Iterator[Cups]:
    """Talks with the server of this machine. Raises ``CupsGone`` when there is none."""
    cups = library()
    if cups is None:
        raise CupsGone
    if_requested, any_family = 0, 0
    http = cups.httpConnect2(
        cups.cupsServer(), cups.ippPort(), None, any_family, if_requested, 1, _CONNECT_MS, None
    )
    if not http:
        raise CupsGone
    try:
        yield Cups(http)
    finally:
        cups.httpClose(http)


def _queue(dest: Any) -> Queue:
    options = {
        (dest.options[at].name or b"").decode(): (dest.options[at].value or b"").decode("utf-8", "replace")
        for at in range(dest.num_options)
    }
    state = options.get("printer-state", "")
    reasons = tuple(word for word in options.get("printer-state-reasons", "").split(",") if word)
    return Queue(
        name=(dest.name or b"").decode("utf-8", "replace"),
        state=int(state) if state.isdigit() else 0,
        reasons=tuple(word for word in reasons if word != "none"),
        accepting=options.get("printer-is-accepting-jobs", "true") == "true",
        is_default=bool(dest.is_default),
    )

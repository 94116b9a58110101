"""Starts a screen and holds the ends of its pipes, with next to nothing imported: the first screen of the day waits for it.

May import nothing of the product and nothing heavy of the standard library (``subprocess`` alone costs as much as
starting Python).
"""

import _thread
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO, Protocol

    class Screen(Protocol):
        """A running screen: what ``subprocess.Popen`` and ``Spawned`` have in common."""

        pid: int

        @property
        def stdin(self) -> IO[bytes] | None: ...

        @property
        def stdout(self) -> IO[bytes] | None: ...

        def poll(self) -> int | None: ...

        def wait(self) -> int: ...

        def terminate(self) -> None: ...

        def kill(self) -> None: ...


FRESH = b'{"session": null, "attempt": 0}\n'
"""What the first screen of the day is told: nobody was here before."""


def screen_command(*arguments: str) -> "list[str]":
    """The command line of a screen, from source or from the built folder (where the kiosk starts itself again)."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "screen", *arguments]
    return [sys.executable, "-m", "kiosk", "screen", *arguments]


def start(command: "Sequence[str]") -> "Screen":
    """Starts ``command`` with pipes to its standard input and from its standard output."""
    if sys.platform == "win32":
        import subprocess

        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    return Spawned(command)


def wait_for_a_word(screen: "Screen", seconds: float) -> None:
    """Returns when the screen has said something, has ended, or ``seconds`` are over; at once on Windows.

    Until its first picture stands a screen needs the machine for itself.
    """
    if sys.platform != "win32" and screen.stdout is not None:
        import select

        select.select([screen.stdout], [], [], seconds)


if sys.platform != "win32":

    class Spawned:
        """A child of this process, much as ``subprocess.Popen`` has it."""

        def __init__(self, command: "Sequence[str]") -> None:
            # Both ends of both pipes close themselves in the child; only the copies made for it stay.
            child_reads, we_write = os.pipe()
            we_read, child_writes = os.pipe()
            try:
                self.pid = os.posix_spawn(
                    command[0],
                    list(command),
                    os.environ,
                    file_actions=[
                        (os.POSIX_SPAWN_DUP2, child_reads, 0),
                        (os.POSIX_SPAWN_DUP2, child_writes, 1),
                    ],
                )
            except OSError:
                os.close(we_write)
                os.close(we_read)
                raise
            finally:
                os.close(child_reads)
                os.close(child_writes)
            self.stdin = os.fdopen(we_write, "wb")
            self.stdout = os.fdopen(we_read, "rb")
            self._code: int | None = None
            self._waiting = _thread.allocate_lock()

        def poll(self) -> int | None:
            """The exit code (negative: the signal) once it has ended. While ``wait`` runs elsewhere: what that knows."""
            if self._code is None and self._waiting.acquire(blocking=False):
                try:
                    self._reap(os.WNOHANG)
                finally:
                    self._waiting.release()
            return self._code

        def wait(self) -> int:
            """Blocks until it has ended and returns its exit code."""
            with self._waiting:
                self._reap(0)
            assert self._code is not None
            return self._code

        def terminate(self) -> None:
            """Asks it to end."""
            self._send("SIGTERM")

        def kill(self) -> None:
            """Ends it."""
            self._send("SIGKILL")

        def _reap(self, options: int) -> None:
            if self._code is None:
                pid, status = os.waitpid(self.pid, options)
                if pid:
                    self._code = os.waitstatus_to_exitcode(status)

        def _send(self, name: str) -> None:
            import signal

            if self.poll() is None:
                os.kill(self.pid, getattr(signal, name))

"""The screen's end of the pipe to its supervisor. Apart from the supervisor, because every start of a screen loads it.

May import neither Qt nor anything of the product but ``launch``.
"""

import contextlib
import os
import sys
from collections.abc import Callable
from typing import IO

from kiosk.launch import FRESH

_ALIVE = b'{"alive": true}\n'


class SupervisorLink:
    """Reads what the predecessor left, says what must be kept, says it is alive."""

    def __init__(self, reader: IO[bytes], writer: IO[bytes]) -> None:
        self._reader = reader
        self._writer = writer
        self._hello: dict[str, object] | None = None

    def hello(self) -> dict[str, object]:
        """What the supervisor says first: ``{"session": … | null, "attempt": n}``. Empty if nobody is there.

        A screen that is no officer's is told its ``mode`` as well, and for self-service the ``invitation``.
        """
        if self._hello is None:
            self._hello = _read(self._reader.readline())
        return self._hello

    def wait_until_gone(self, told: Callable[[dict[str, object]], None] | None = None) -> None:
        """Blocks until the supervisor is gone, which ends the pipe. ``told`` hears what it answers meanwhile."""
        # Past the buffer: a thread that waits inside it would make the interpreter abort when the screen is closed.
        handle = self._reader.fileno()
        rest = b""
        with contextlib.suppress(OSError):
            while data := os.read(handle, 4096):
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    if told is not None and (said := _read(line)):
                        told(said)

    def keep(self, session: dict[str, object] | None) -> None:
        """Leaves ``session`` (JSON) for the next screen; ``None`` after the shift is locked for good."""
        self._tell({"keep": session})

    def become(self, mode: str, invitation: dict[str, object] | None = None) -> None:
        """Asks for a screen of another mode in this one's place; this process ends when that one stands."""
        self._tell({"become": {"mode": mode, "invitation": invitation}})

    def renew(self) -> None:
        """Asks for a fresh process of the same mode: nothing of this one's memory may greet the next citizen."""
        self._tell({"renew": True})

    def leave(self, said: dict[str, object]) -> None:
        """Asks the supervisor to end self-service (see ``leaving.Leaving.judge``). A refusal comes to ``told``."""
        self._tell({"leave": said})

    def alive(self) -> None:
        """Called every few seconds by the screen's event loop."""
        self._say(_ALIVE)

    def _tell(self, what: dict[str, object]) -> None:
        import json

        self._say(json.dumps(what).encode() + b"\n")

    def _say(self, line: bytes) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._writer.write(line)
            self._writer.flush()


def _read(line: bytes) -> dict[str, object]:
    if line == FRESH:  # the first screen of the day is painted sooner without a parser
        return {"session": None, "attempt": 0}
    import json

    try:
        said = json.loads(line or b"{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def link_of_this_process() -> SupervisorLink:
    """The link over standard input and output. Nothing else may be printed by a screen."""
    return SupervisorLink(sys.stdin.buffer, sys.stdout.buffer)

"""The screen's end of the pipe to its supervisor. Apart from the supervisor, because every start of a screen loads it.

May import neither Qt nor anything of the product but ``launch``.
"""

import contextlib
import os
import sys
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
        """What the supervisor says first: ``{"session": … | null, "attempt": n}``. Empty if nobody is there."""
        if self._hello is None:
            self._hello = _read(self._reader.readline())
        return self._hello

    def wait_until_gone(self) -> None:
        """Blocks until the supervisor is gone: it says nothing after its first line, so only its end ends the pipe."""
        # Past the buffer: a thread that waits inside it would make the interpreter abort when the screen is closed.
        handle = self._reader.fileno()
        with contextlib.suppress(OSError):
            while os.read(handle, 4096):
                pass

    def keep(self, session: dict[str, object] | None) -> None:
        """Leaves ``session`` (JSON) for the next screen; ``None`` after the shift is locked for good."""
        import json

        self._say(json.dumps({"keep": session}).encode() + b"\n")

    def alive(self) -> None:
        """Called every few seconds by the screen's event loop."""
        self._say(_ALIVE)

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

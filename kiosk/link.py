"""The screen's end of the pipe to its supervisor. Apart from the supervisor, because every start of a screen loads it.

May import neither Qt nor anything of the product.
"""

import contextlib
import json
import sys
from dataclasses import dataclass
from typing import IO


@dataclass(slots=True)
class SupervisorLink:
    """The screen's end of the pipe: reads what the predecessor left, says what must be kept, says it is alive."""

    reader: IO[bytes]
    writer: IO[bytes]

    def hello(self) -> dict[str, object]:
        """What the supervisor says first: ``{"session": … | null, "attempt": n}``. Empty if nobody is there."""
        try:
            said = json.loads(self.reader.readline() or b"{}")
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}

    def keep(self, session: dict[str, object] | None) -> None:
        """Leaves ``session`` (JSON) for the next screen; ``None`` after the shift is locked for good."""
        self._say({"keep": session})

    def alive(self) -> None:
        """Called every few seconds by the screen's event loop."""
        self._say({"alive": True})

    def _say(self, what: dict[str, object]) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.writer.write(json.dumps(what).encode() + b"\n")
            self.writer.flush()


def link_of_this_process() -> SupervisorLink:
    """The link over standard input and output. Nothing else may be printed by a screen."""
    return SupervisorLink(sys.stdin.buffer, sys.stdout.buffer)

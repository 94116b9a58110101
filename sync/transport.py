"""What the road asks of a link: one request at a time, and what came of it.

The port and its values alone; ``sync.http_transport`` is the real one. May not open a socket.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from forms.errors import KnownError
from forms.text import Message


class LinkDown(KnownError):
    """The gateway could not be reached, or the answer did not arrive whole. ``cause`` is a short code."""

    def __init__(self, cause: str, cost: int = 0) -> None:
        """``cost`` is about how many bytes went over the link for it."""
        super().__init__(
            Message(
                "error.link.down",
                "Chưa kết nối được với tỉnh ({cause}). Hồ sơ vẫn được giữ an toàn; máy sẽ tự gửi khi có mạng.",
                "Shown to the officer; {cause} is a short technical code.",
            ),
            cause=cause,
        )
        self.cause = cause
        self.cost = cost


class PlainHttpRefused(KnownError):
    """Plain HTTP is allowed on loopback only."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.link.plain_http",
                "Địa chỉ máy chủ phải bắt đầu bằng https://. Máy không gửi hồ sơ qua đường không mã hóa.",
                "Shown to the administrator who enrols a machine.",
            )
        )


@dataclass(frozen=True, slots=True)
class FileSlice:
    """``length`` bytes of a file from ``offset``."""

    path: Path
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Call:
    """One request. ``path`` begins with a slash and may carry a query; ``within`` is seconds for the answer
    to begin.

    ``timeless`` marks the one request that may be made while our clock is wrong: asking for the time.
    ``reach`` is seconds for a connection to open, where the link is known to be away. What is ``far`` is sent only where opening
    a connection takes at least so many seconds; nearer it ends as ``LinkDown`` ("near") before it costs more than that.
    """

    method: str
    path: str
    body: bytes | FileSlice | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    within: float = 15.0
    timeless: bool = False
    reach: float | None = None
    far: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are in lower case. Nothing of it is believed yet.

    ``cost`` is about how many bytes went over the link for it, both ways; ``waited`` is how many seconds it took to get a
    connection.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    cost: int = 0
    waited: float = 0.0


class Manner(StrEnum):
    """How a flow is to share its link, where the system lets us choose."""

    STEADY = "steady"  # keeps its speed when packets are lost, and pauses now and then to find out how long a trip is
    YIELDING = "yielding"  # never pauses, and slows down when packets are lost
    UNPAUSED = "unpaused"  # keeps its speed and never pauses, where a pause is dear and nobody else carries on meanwhile


class Transport(Protocol):
    """How the agent reaches a gateway. Tests put an in-memory one in its place."""

    @property
    def steadfast(self) -> bool:
        """Whether flows keep their speed when packets are lost, as under BBR, and not halve it as under CUBIC."""
        ...

    @property
    def trip(self) -> float:
        """Seconds one round trip took when a connection was last opened; 0 before the first."""
        ...

    def send(self, call: Call) -> Answer:
        """Send and wait for the whole answer; ``LinkDown`` when there is none. Safe between threads."""
        ...

    def lane(self) -> "Lane":
        """A connection of the caller's own, opened with its first request; not safe between threads."""
        ...

    def renew(self) -> None:
        """Drop every connection: the next request opens a fresh one."""
        ...

    def abort(self) -> None:
        """Break off requests under way in other threads; they end with ``LinkDown``."""
        ...

    def crowded(self) -> bool:
        """Whether what is under way waits in a queue, so that more at once would carry no more; False where nobody can tell."""
        ...


class Lane(Protocol):
    """Requests behind each other without waiting for the answers, which come in the same order.

    ``LinkDown`` ends every request whose answer has not come; the next one opens a fresh connection.
    """

    def behave(self, manner: Manner) -> None:
        """From the next request on; steady before it was ever said."""
        ...

    def send(self, call: Call) -> None:
        """Hand over a request, which waits only for those before it."""
        ...

    def answers(self, within: float | None) -> list[Answer]:
        """Those that have come since; with ``within``, wait so many seconds for at least one."""
        ...

    def close(self) -> None:
        """Drop the connection."""
        ...

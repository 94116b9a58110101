"""What a transport needs beside its ``send`` when it leads into this very process: no link, nothing to break off."""

from sync.transport import Answer, Call, Lane, LinkDown, Manner, Transport


class InProcess(Transport):
    """The rest of a ``Transport``; whoever inherits it brings ``send``."""

    steadfast: bool = False
    trip: float = 0.0

    def lane(self) -> Lane:
        return OneByOne(self)

    def renew(self) -> None:
        pass

    def abort(self) -> None:
        pass

    def crowded(self) -> bool:
        return False


class OneByOne:
    """A lane over a transport that has none: every request waits for its answer."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._came: list[Answer] = []

    def behave(self, manner: Manner) -> None:
        """See ``Lane``; there is nothing to choose."""

    def send(self, call: Call) -> None:
        """See ``Lane``."""
        try:
            self._came.append(self._transport.send(call))
        except LinkDown:
            self._came.clear()
            raise

    def answers(self, within: float | None) -> list[Answer]:
        """See ``Lane``."""
        came, self._came = self._came, []
        return came

    def close(self) -> None:
        """See ``Lane``."""
        self._came.clear()

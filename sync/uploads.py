"""Parts of blobs behind each other on one connection (tus 1.0), as typed calls.

May not read a blob or decide what of it to send.
"""

import contextlib
from collections.abc import Callable, Iterator
from functools import partial

from sync.link import TUS, GatewayBusy, NotTheGateway, Rejected, Slot, retry_after
from sync.transport import Answer, Call, FileSlice, LinkDown, Manner, Transport

ANSWER_SECONDS = 15.0


class Uploads:
    """One connection. For one thread at a time.

    ``LinkDown`` ends every part whose answer has not come.
    """

    def __init__(self, transport: Transport, spent: Callable[[int], None]) -> None:
        self._lane = transport.lane()
        self._spent = spent

    def behave(self, manner: Manner) -> None:
        """How the connection is to share its link, from the next part on."""
        self._lane.behave(manner)

    def offset(self, slot: Slot) -> int:
        """How many bytes the gateway has of an upload, once no part is under way; ``Rejected`` when the address is gone.

        Ends a dead request that still holds the upload on the other side.
        """
        headers = {"Authorization": f"Bearer {slot.token}", "Tus-Resumable": TUS}
        self._send(Call("HEAD", slot.location, headers=headers))
        (answer,) = self._answers(ANSWER_SECONDS)
        return _tus_offset(answer, 200)

    def send(self, slot: Slot, part: FileSlice) -> None:
        """Hand over a part; its answer comes with ``reached``."""
        headers = {
            "Authorization": f"Bearer {slot.token}",
            "Tus-Resumable": TUS,
            "Upload-Offset": str(part.offset),
            "Content-Type": "application/offset+octet-stream",
        }
        self._send(Call("PATCH", slot.location, part, headers))

    def reached(self, within: float | None) -> list[Callable[[], int]]:
        """For each part answered since, in order, the offset the gateway then has; ``Rejected`` 404, 409, 410, 423 or
        460 when called. With ``within`` waits so many seconds for at least one.
        """
        return [partial(_tus_offset, answer, 204) for answer in self._answers(within)]

    def close(self) -> None:
        """Drop the connection."""
        self._lane.close()

    def _send(self, call: Call) -> None:
        with self._counting():
            self._lane.send(call)

    def _answers(self, within: float | None) -> list[Answer]:
        with self._counting():
            answers = self._lane.answers(within)
        self._spent(sum(answer.cost for answer in answers))
        return answers

    @contextlib.contextmanager
    def _counting(self) -> Iterator[None]:
        try:
            yield
        except LinkDown as fault:
            self._spent(fault.cost)
            raise


def _tus_offset(answer: Answer, expected: int) -> int:
    """The offset a tus answer of status ``expected`` tells; ``Rejected`` for a refusal."""
    if answer.status == 429 or answer.status >= 500:
        raise GatewayBusy(retry_after(answer))
    if answer.headers.get("tus-resumable") != TUS:
        raise NotTheGateway
    offset = answer.headers.get("upload-offset", "")
    if answer.status == expected and offset.isascii() and offset.isdigit() and len(offset) < 16:
        return int(offset)
    if answer.status >= 400:
        raise Rejected(answer.status, "upload")
    raise NotTheGateway

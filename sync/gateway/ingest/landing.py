"""The last step of uploads, many at a time: flushed side by side, named, and noted in one transaction.

What ends while others are on their way to the disk waits for the next group: the busier it is, the fewer flushes and
commits one upload costs. Nobody is answered before everything of his upload is durable. May not speak HTTP or know what
is landed.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool

from sync.gateway.blobs import StoreAway
from sync.gateway.database import is_out_of_reach

GROUP = 32
"""Uploads of one transaction at most."""

T = TypeVar("T")
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[T, Said]):
    one: T
    answer: asyncio.Future[Said]


class Landing(Generic[T, Said]):
    """Gathers what comes while ``settle`` is at work, and has it settled together. ``settle`` answers in order.

    ``groups`` may be under way at once: one where all is small and more threads would only be in each other's way, some
    where a large one would hold up the others.
    """

    def __init__(self, settle: Callable[[Sequence[T]], Sequence[Said]], groups: int = 1) -> None:
        self._settle_all = settle
        self._most = groups
        self._waiting: list[_Waiting[T, Said]] = []
        self._groups: set[asyncio.Task[None]] = set()
        self._under_way = 0

    async def settle(self, one: T) -> Said:
        """What ``settle`` said of this one, once it is durable; raises what it raised for this one."""
        answer: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(one, answer))
        if self._under_way < self._most:
            self._under_way += 1
            group = asyncio.create_task(self._bring_in())
            self._groups.add(group)  # else nobody would hold on to it
            group.add_done_callback(self._groups.discard)
        return await answer

    async def _bring_in(self) -> None:
        try:
            await self._bring_in_all()
        finally:
            # At the very moment nobody waits any more: who came before the task counts as done would wait for ever.
            self._under_way -= 1

    async def _bring_in_all(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
            fault = await self._settle(group)
            if fault is None:
                continue
            if len(group) == 1 or is_out_of_reach(fault) or isinstance(fault, StoreAway):
                _refuse(group, fault)
                continue
            for one in group:  # each by itself: what is wrong with one of them stays with it
                if fault := await self._settle([one]):
                    _refuse([one], fault)

    async def _settle(self, group: Sequence[_Waiting[T, Said]]) -> Exception | None:
        """Answer everybody in ``group``, or say why nobody was."""
        try:
            said = await run_in_threadpool(self._settle_all, [one.one for one in group])
        except Exception as fault:  # noqa: BLE001 - handed to whoever waits for it
            return fault
        except BaseException as end:
            # This process is about to end: nobody will bring in what waits, and whoever waits says so.
            _refuse([*group, *self._waiting], end)
            self._waiting = []
            if isinstance(end, asyncio.CancelledError):
                raise
            return None
        for one, what in zip(group, said, strict=True):
            if not one.answer.done():  # else who asked has gone
                one.answer.set_result(what)
        return None


def _refuse(group: Sequence[_Waiting[T, Said]], fault: BaseException) -> None:
    for one in group:
        if not one.answer.done():
            one.answer.set_exception(fault)

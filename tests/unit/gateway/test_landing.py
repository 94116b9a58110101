"""What ends together is settled together, and what is wrong with one stays with it."""

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from sync.gateway.blobs import StoreAway
from sync.gateway.ingest.landing import Landing


class Quay:
    """Settles names in upper case, the first group only when told; ``spoilt`` ones fail whoever is with them."""

    def __init__(self, spoilt: dict[str, Exception] | None = None) -> None:
        self.groups: list[list[str]] = []
        self.open = threading.Event()
        self._spoilt = spoilt or {}

    def settle(self, names: Sequence[str]) -> list[str]:
        self.groups.append(list(names))
        assert self.open.wait(10)
        for name in names:
            if name in self._spoilt:
                raise self._spoilt[name]
        return [name.upper() for name in names]


def bring(quay: Quay, names: str) -> list[Any]:
    """Lands ``names`` at the same moment; what each was told, or what was raised."""

    async def all_at_once() -> list[Any]:
        landing = Landing(quay.settle)
        waiting = [asyncio.create_task(_landed(landing.settle(name))) for name in names]
        await asyncio.sleep(0)
        quay.open.set()
        return await asyncio.gather(*waiting)

    async def _landed(landed: Coroutine[Any, Any, str]) -> Any:
        try:
            return await landed
        except Exception as fault:  # noqa: BLE001 - looked at by the test
            return fault

    return asyncio.run(all_at_once())


def test_what_comes_while_others_are_settled_is_settled_together_and_answered_each_its_own() -> None:
    quay = Quay()
    assert bring(quay, "abcdef") == list("ABCDEF")
    assert len(quay.groups) < 6
    assert sorted(name for group in quay.groups for name in group) == list("abcdef")


def test_who_comes_back_the_moment_he_is_answered_is_answered_again() -> None:
    quay = Quay()
    quay.open.set()

    async def one_after_the_other() -> list[str]:
        landing = Landing(quay.settle)
        return [await landing.settle(name) for name in "abc"]

    assert asyncio.run(asyncio.wait_for(one_after_the_other(), 10)) == list("ABC")


def test_one_that_cannot_be_settled_holds_up_nobody() -> None:
    full = OSError(28, "no room")
    assert bring(Quay({"c": full}), "abcd") == ["A", "B", full, "D"]


@pytest.mark.parametrize("away", [StoreAway("timeout"), OperationalError("", {}, Exception("gone"))])
def test_what_is_out_of_reach_is_asked_for_once_and_said_to_all(away: Exception) -> None:
    quay = Quay({"a": away})
    assert bring(quay, "aaaa") == [away] * 4
    assert sum(len(group) for group in quay.groups) == 4


def test_nobody_waits_for_ever_where_the_process_is_to_end() -> None:
    class End(BaseException):
        """As an interpreter has some of its own, which asyncio does not keep for a task."""

    def settle(_names: Sequence[str]) -> list[str]:
        raise End

    async def all_at_once() -> list[Any]:
        landing: Landing[str, str] = Landing(settle)
        waiting = [asyncio.create_task(landing.settle(name)) for name in "abc"]
        return await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 10)

    told = asyncio.run(all_at_once())
    assert [type(one) for one in told] == [End] * 3

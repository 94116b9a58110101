"""Lets those who ask the same at the same moment do so one after the other.

A kiosk far away sends its records over two connections at once. Both would find them new, both keep them, and one would then
have to look again at each; who comes second finds them known instead. May not know what is asked.
"""

import asyncio
from weakref import WeakValueDictionary


class Turns:
    """A lock for every name that somebody waits for or holds, within this process."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[object, asyncio.Lock] = WeakValueDictionary()

    def of(self, name: object) -> asyncio.Lock:
        """The lock of this name: the same for everybody as long as anybody has it."""
        return self._locks.setdefault(name, asyncio.Lock())

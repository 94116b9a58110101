"""A stick's file system, as unkind as FAT may be: no rename is one step.

What is assumed: bytes are safe after fsync of their file, names after fsync of their folder, and one name is written whole or
not at all. What is not: that a rename takes effect as one. Until its folder is flushed the new name may be there beside
the old one, or neither, and a file that was to be replaced may be gone before the new one is there.
"""

from tests.faults.recording import Replay


class Fat(Replay):
    """Plays calls on a stick."""

    def _move(self, source: str, target: str, time: int) -> str:
        here, there = self._where(source), self._where(target)
        if here is None and there is None:
            return ""
        assert here is not None
        assert there is not None
        one = here[0].now[here[1]]
        if there[1] in there[0].now:
            there[0].change(time, {there[1]: None})
        there[0].change(time, {there[1]: one})
        here[0].change(time, {here[1]: None})
        return "name"

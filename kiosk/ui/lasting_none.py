"""Keeps the interpreter alive under PySide6 6.12 on Python 3.11.

The wheel returns None from every void method as if None could never run out, which holds only from Python 3.12 on
(PEP 683). Before that each such call costs one reference; after a few thousand the process ends with "deallocating
None". Measured: -1 a call for hide(), setText(), QTextLayout.beginLayout() and every other void method, exactly 0 for
True, False and objects. Here None gets so many references that a shift of any length cannot use them up.
"""

import sys

#: More than a shift of a thousand years of repainting needs, and far from overflowing.
SPARE = 1 << 60


def make_none_last() -> bool:
    """Gives None spare references where the interpreter counts them. Returns whether that was needed; repeating is harmless."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython" or hasattr(sys, "gettotalrefcount"):
        return False
    import ctypes

    count = ctypes.c_ssize_t.from_address(id(None))
    if count.value < SPARE:
        count.value += SPARE
    return True

"""Asking twice at once: the first answer counts, and nobody waits for the other."""

import threading
from collections.abc import Callable

import pytest

from sync.twice import first_of


def failing(fault: Exception) -> Callable[[], str]:
    def ask() -> str:
        raise fault

    return ask


def test_the_first_to_succeed_counts_whatever_becomes_of_the_other() -> None:
    answered = threading.Event()

    def slow() -> str:
        assert answered.wait(10)
        return "late"

    assert first_of((slow, lambda: "soon")) == "soon"
    assert first_of((failing(ValueError("one")), lambda: "the other")) == "the other"
    assert first_of((lambda: "one", failing(ValueError("the other")))) == "one"
    answered.set()


def test_when_nobody_succeeds_the_first_fault_is_raised() -> None:
    first = threading.Event()

    def last() -> str:
        assert first.wait(10)
        raise ValueError("one")

    def soon() -> str:
        first.set()
        raise OSError("the other")

    with pytest.raises(ValueError, match="one"):
        first_of((last, soon))

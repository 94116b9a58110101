"""What a benchmark prints: its figures with the bar beside each, and whether every bar is met."""

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. ``unit`` is ``x`` for a ratio, ``ms`` or ``s``; ``bar`` is the most it may be."""

    name: str
    value: float
    bar: float
    unit: str

    @property
    def met(self) -> bool:
        """Whether the bar is met."""
        return self.value <= self.bar


@dataclass(frozen=True, slots=True)
class Result:
    """A benchmark's figures; ``details`` are raw values worth keeping."""

    bench: str
    figures: tuple[Figure, ...]
    details: dict[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """``{"bench", "met", "<figure>", "<figure>_bar", …}``; the first figure also as ``ratio`` or ``value``."""
        first = self.figures[0]
        out: dict[str, object] = {
            "bench": self.bench,
            "met": all(f.met for f in self.figures),
            "ratio" if first.unit == "x" else "value": round(first.value, 3),
            "bar": first.bar,
        }
        for one in self.figures:
            out[one.name] = round(one.value, 3)
            out[f"{one.name}_bar"] = one.bar
        return out | self.details


def p95(values: Sequence[float]) -> float:
    """The value that 95 in 100 stay under."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def say(result: Result, as_json: bool) -> None:
    """Prints a result: one JSON object, or a line a figure with its bar."""
    if as_json:
        print(json.dumps(result.as_json(), ensure_ascii=False), flush=True)
        return
    for one in result.figures:
        state = "met" if one.met else "MISSED"
        print(
            f"{result.bench:10} {one.name:28} {one.value:9.2f} {one.unit:3} bar {one.bar:g} {state}",
            flush=True,
        )


def main(measure: Callable[[], Result]) -> None:
    """Runs one benchmark from its own command line; exits 1 when a bar is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure()
    say(result, options.json)
    sys.exit(not all(one.met for one in result.figures))

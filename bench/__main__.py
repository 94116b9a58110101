"""Runs every benchmark, one process each, and prints a line for each; exit code 1 when a bar is missed.

One that needs what this machine lacks (node, PostgreSQL) says what and is skipped.
"""

import json
import subprocess
import sys

NAMES = (
    "start",
    "question",
    "language",
    "forms",
    "places",
    "durable",
    "search",
    "confirm",
    "unlock",
    "paper",
    "sound",
    "touch",
    "gateway tus",
    "gateway disk",
    "gateway storm",
    "gateway workers",
)
LACKING = 2
"""Exit code of a benchmark that could not be run here."""


def main() -> int:
    """One line a figure."""
    missed = 0
    for name in NAMES:
        module, *measures = name.split()
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{module}", *measures, "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == LACKING and (why := _lacking(done.stderr, module)):
            print(f"{name:10} skipped: {why}", flush=True)
            continue
        try:
            found = json.loads(done.stdout)
        except ValueError:
            print(f"{name:10} failed: {done.stderr.strip().splitlines()[-1:]}")
            missed += 1
            continue
        missed += not found["met"]
        print(json.dumps(found, ensure_ascii=False), flush=True)
    return int(missed > 0)


def _lacking(said: str, module: str) -> str:
    """What a benchmark says is not here; nothing when it failed in another way."""
    last = said.strip().rpartition("\n")[2]
    return last.partition(": ")[2] if last.startswith(f"bench.{module}: ") else ""


if __name__ == "__main__":
    sys.exit(main())

"""Runs every benchmark, one process each, and prints a table; exit code 1 when a bar is missed."""

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
)


def main() -> int:
    """One line a figure."""
    missed = 0
    for name in NAMES:
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{name}", "--json"], capture_output=True, text=True, check=False
        )
        try:
            found = json.loads(done.stdout)
        except ValueError:
            print(f"{name:10} failed: {done.stderr.strip().splitlines()[-1:]}")
            missed += 1
            continue
        missed += not found["met"]
        print(json.dumps(found, ensure_ascii=False))
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())

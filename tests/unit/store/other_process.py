"""Another program on the same file: saves answers as fast as it can and says which are durable.

``python -m tests.unit.store.other_process FOLDER DOSSIER COUNT``: one line ``saved N`` after each commit.
"""

import sys
from pathlib import Path

from forms.clock import SystemClock
from tests.store_factories import OFFICER, open_store


def main() -> None:
    folder, dossier, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    with open_store(folder, SystemClock()) as store:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for number in range(1, count + 1):
            store.dossiers.save_answer(dossier, f"n{number % 40:02d}", number, by=OFFICER, page=f"p{number}")
            sys.stdout.write(f"saved {number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

"""A counter without a screen, as a process of its own that a test may kill at any moment.

Reads a shift (what the supervisor would hand to a new screen) from the first line of standard input and files one
dossier after another until standard input is closed. Says of each, after the slip could have been printed,
``{"dossier", "slip", "parcel", "papers": [sha256]}``.
"""

import hashlib
import json
import random
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from forms.clock import SystemClock
from kiosk.folder import Folder
from kiosk.services import assisted, counter
from kiosk.services.unlocking import reopen
from tests.office_factories import ANSWERS, PNG, taken

SIZES = (600, 20_000, 70_000, 300_000)
PAUSE_SECONDS = 0.05


def main(folder: Folder, seed: int) -> None:
    hello = json.loads(sys.stdin.readline())
    desk = reopen(folder, hello["shift"], SystemClock())
    over = threading.Event()

    def wait_for_the_end() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    source = random.Random(seed)
    _say({"ready": True})
    while not over.wait(PAUSE_SECONDS):
        data = [PNG + source.randbytes(source.choice(SIZES)) for _ in range(source.choice((0, 1, 1, 2)))]
        filed = assisted.file_at_once(
            desk, "1.004873", ANSWERS, [("identity_card", taken(one)) for one in data], "vi-VN"
        )
        told = {
            "dossier": filed.dossier,
            "slip": filed.slip,
            "parcel": filed.parcel,
            "papers": [hashlib.sha256(one).hexdigest() for one in data],
        }
        _say(told)
        counter.refresh(desk)
    desk.close()


def _say(what: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Folder(Path(sys.argv[1])), int(sys.argv[2]))

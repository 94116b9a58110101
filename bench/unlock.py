"""Unlocking with an officer's passphrase in a fresh process: Argon2id (64 MiB, t = 3), store opened, first list read.

Counted from the moment the secret is there, with the modules loaded as the screen has them by then.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, Result, main, median

ROUNDS = 7
_CHILD = """
import json, os, sys, time
from pathlib import Path
os.environ["HOSO_CONFIG_DIR"] = sys.argv[1] + "/machine"
from forms.clock import SystemClock
from kiosk.folder import Folder
from kiosk.services import counter, office, unlocking
folder = Folder(Path(sys.argv[1]) / "data")
if sys.argv[2] == "init":
    office.set_up(folder, office.SAMPLE, "mat-khau-mau-thu-nghiem", SystemClock())
else:
    start = time.perf_counter()
    desk = unlocking.unlock(folder, "can-bo-1", "mat-khau-mau-thu-nghiem", SystemClock())
    counter.rows(desk)
    print(json.dumps(time.perf_counter() - start))
    desk.close()
"""


def measure() -> Result:
    """Each round is a process of its own."""
    from kiosk.store import keyslots

    with tempfile.TemporaryDirectory() as name:
        subprocess.run(
            [sys.executable, "-c", _CHILD, name, "init"], check=True, cwd=Path(__file__).parents[1]
        )
        times = [
            float(
                json.loads(
                    subprocess.run(
                        [sys.executable, "-c", _CHILD, name, "unlock"],
                        check=True,
                        capture_output=True,
                        cwd=Path(__file__).parents[1],
                    ).stdout
                )
            )
            for _ in range(ROUNDS)
        ]
    details: dict[str, object] = {"argon2_memory_kib": keyslots.MEMORY_KIB, "argon2_t": keyslots.TIME}
    return Result("unlock", (Figure("unlock_ms", median(times) * 1000, 1000, "ms"),), details)


if __name__ == "__main__":
    main(measure)

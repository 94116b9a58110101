"""One answer made durable, with 5 ms added to each flush, against a bare append of 4 KB with fdatasync under the same.

Method: the store's own ``save_answer`` on the real file through a layer that delays every flush (tests/watched_disk);
the bare append sleeps the same before its fdatasync. Medians of 200 after a warm-up, measured in turns.
"""

import os
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, Result, main, median
from forms.clock import SystemClock
from tests.store_factories import draft, new_store
from tests.watched_disk import watched_disk

DELAY = 0.005
ROUNDS = 200


def measure() -> Result:
    """Answers and appends in turns."""
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as name, watched_disk() as disk:
        folder = Path(name)
        store = new_store(folder, SystemClock())
        dossier = draft(store).id
        page = os.urandom(4096)
        with (folder / "bare").open("ab", buffering=0) as file:
            disk.sync_delay = DELAY
            for turn in range(ROUNDS + 20):
                start = time.perf_counter()
                store.dossiers.save_answer(
                    dossier, f"field.{turn % 30}", f"Trả lời {turn}", by="can-bo-1", page="p"
                )
                middle = time.perf_counter()
                file.write(page)
                time.sleep(DELAY)
                os.fdatasync(file.fileno())
                end = time.perf_counter()
                if turn >= 20:
                    ours.append(middle - start)
                    bare.append(end - middle)
            disk.sync_delay = 0.0
        store.close()
    details: dict[str, object] = {
        "answer_ms": round(median(ours) * 1000, 2),
        "append_ms": round(median(bare) * 1000, 2),
    }
    return Result("durable", (Figure("answer_to_append", median(ours) / median(bare), 1.5, "x"),), details)


if __name__ == "__main__":
    main(measure)

"""A paper taken at 12 megapixels: from the camera's picture to the page shown, checked and stored in the encrypted file.

The whole way a press of the shutter goes: Qt's picture to plain bytes, edges found, laid flat, judged, brightened,
compared with every page taken before, made small, committed to SQLCipher, and its small picture made. Beside it, the
bytes an A4 page takes (colour, 200 dots an inch), median over the project's own photographs from good to weak.
"""

import os
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, Result, main, median, p95
from bench.office import made_office
from tests.office_factories import ANSWERS, DAY, PASSPHRASE, Province, make_known
from tests.scans.sheets import Shot, photographed, sheet
from tests.store_factories import SetClock

SHOTS = (
    Shot(frame=(3000, 4000)),
    Shot(frame=(3000, 4000), tilt=7, lean=0.1, shadow=0.5, fill=0.78),
    Shot(frame=(3000, 4000), tilt=-6, shadow=0.6, light=0.7, noise=6, fill=0.8),
    Shot(frame=(3000, 4000), tilt=90, fill=0.6),
    Shot(frame=(3000, 4000), light=0.45),
    Shot(frame=(3000, 4000), table=(120, 120, 120)),
)
ROUNDS = 2


def measure() -> Result:
    """Every photograph twice, each time another sheet, so that every page is kept and the comparisons grow."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QImage

    from kiosk.devices.camera_qt import picture_of
    from kiosk.services import intake, unlocking
    from kiosk.ui.capture_bench import Kept, PageBench

    times: list[float] = []
    sizes: list[int] = []
    with tempfile.TemporaryDirectory() as name:
        os.environ["HOSO_CONFIG_DIR"] = f"{name}/machine"
        clock = SetClock(DAY)
        folder = made_office(Path(name), clock)
        desk = unlocking.unlock(folder, "can-bo-1", PASSPHRASE, clock)
        make_known(desk, Province.new())
        dossier = intake.begin(desk, "1.004873", "vi-VN")
        intake.save_answers(desk, dossier, ANSWERS, page=None)
        pages = PageBench(desk, dossier, "identity_card", None)
        for number in range(ROUNDS * len(SHOTS)):
            jpeg = photographed(sheet(number + 1), SHOTS[number % len(SHOTS)], number)
            image = QImage.fromData(jpeg)  # what a camera hands over
            start = time.perf_counter()
            kept = pages.take_picture(picture_of(image))
            taken = time.perf_counter() - start
            if not isinstance(kept, Kept):
                raise RuntimeError(f"a good photograph was refused: {kept.page.faults}")
            pages.place((kept,), None)
            if number:  # the first one loads the picture library
                times.append(taken)
            sizes.append(kept.file.size)
        desk.close()
    details: dict[str, object] = {
        "median_s": round(median(times), 3),
        "largest_bytes": max(sizes),
        "pages": len(sizes),
        "megapixels": 12,
    }
    figures = (
        Figure("taken_p95_s", p95(times), 2.0, "s"),
        Figure("a4_median_bytes", median(sizes), 200_000, "bytes"),
    )
    return Result("paper", figures, details)


if __name__ == "__main__":
    main(measure)

"""Answer accepted → next question painted, with 10,000 dossiers in the store: p95 over several whole dossiers.

Two procedures are walked: the commonest, and the longest there is. The clock runs from handing the page's answer to the
conductor (as a tap on Continue does) to the moment the next page has been painted: judging, the durable write, evaluating
the form, building and painting the widgets.
"""

import os
import tempfile
from pathlib import Path

from bench.figures import Figure, Result, main, median, p95
from bench.office import made_office
from tests.office_factories import PASSPHRASE, Province, make_known
from tests.store_factories import SetClock, fill

DOSSIERS = 10_000
VISITS = 6
LONGEST = "3.000722"


def measure() -> Result:
    """Walks the real screens with the demo's hands; warm after the first visit, which is not counted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from forms.clock import SystemClock
    from forms.sample import sample
    from kiosk.demo.processes import PROCEDURE
    from kiosk.demo.walk import Walk
    from kiosk.journal import Journal
    from kiosk.ui.conductor import Conductor

    app = QApplication.instance() or QApplication(["bench"])
    times: list[float] = []
    longest: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        os.environ["HOSO_CONFIG_DIR"] = str(root / "machine")
        folder = made_office(root, SetClock())
        conductor = Conductor(folder, SystemClock(), Journal(None, "bench"))
        conductor.start(full_screen=False, size=(1280, 800))
        walk = Walk(conductor, lambda _name: None)
        walk.unlock("can-bo-1", PASSPHRASE)
        walk.wait(lambda: conductor.shift is not None, "the shift")
        assert conductor.shift is not None
        make_known(conductor.shift.desk, Province.new())
        fill(conductor.shift.desk.store, DOSSIERS)
        for visit in range(VISITS + 1):
            walk.choose("vi-VN", PROCEDURE)
            walk.answer_everything()
            if visit:
                times += walk.turns
            walk.turns.clear()
            conductor.new_visit()
        desk = conductor.shift.desk
        form = desk.catalogue.newest(LONGEST, desk.today())
        for visit in range(VISITS // 2 + 1):
            walk.choose("vi-VN", LONGEST)
            walk.answer_with(sample(form, visit, context=desk.context_of_new()))
            if visit:
                longest += walk.turns
            walk.turns.clear()
            conductor.new_visit()
        conductor.dispose()
    del app
    details: dict[str, object] = {
        "median_ms": round(median(times) * 1000, 1),
        "pages": len(times),
        "dossiers": DOSSIERS,
        "longest_median_ms": round(median(longest) * 1000, 1),
        "longest_pages": len(longest),
    }
    figures = (
        Figure("p95_ms", p95(times) * 1000, 50, "ms"),
        Figure("longest_p95_ms", p95(longest) * 1000, 50, "ms"),
    )
    return Result("question", figures, details)


if __name__ == "__main__":
    main(measure)

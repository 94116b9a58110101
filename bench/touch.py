"""A tap → the first picture that answers it; a tap → the next page painted; the counter's list of 10,000 dossiers.

At 1920x1080 on the real pages: two visits of the commonest procedure, each question answered by touch, the turns of the
longest, keys of the screen's own keyboard, papers, an officer's queue, list, dossier, deeds. What goes through the
background door (a secret proved, a dossier sealed) is measured by ``unlock`` and ``confirm``; here its tap counts, its
page does not.
"""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures import Figure, Result, main, median, p95
from bench.office import made_office
from tests.office_factories import PASSPHRASE, Province, make_known
from tests.store_factories import SetClock, fill

if TYPE_CHECKING:
    from bench.finger import Finger, Span
    from kiosk.ui.conductor import Conductor

DOSSIERS = 10_000
SIZE = (1920, 1080)
VISITS = 2
LONGEST = "3.000722"
ROUNDS = 8
DRAGS = 25
TYPED = "nguyen thi mau"


def measure() -> Result:
    """Warm after one visit and one look at the list, which are not counted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false;qt.qpa.*=false;qt.multimedia.*=false")
    from PySide6.QtWidgets import QApplication

    from bench.finger import Finger
    from forms.clock import SystemClock
    from forms.sample import sample
    from kiosk.demo.processes import PROCEDURE
    from kiosk.demo.walk import Walk
    from kiosk.devices.sound import SilentPlayer
    from kiosk.journal import Journal
    from kiosk.ui.conductor import Conductor

    app = QApplication.instance() or QApplication(["bench"])
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        os.environ["HOSO_CONFIG_DIR"] = str(root / "machine")
        folder = made_office(root, SetClock())
        conductor = Conductor(
            folder, SystemClock(), Journal(None, "bench"), player=SilentPlayer(), pick_file=lambda: None
        )
        conductor.start(full_screen=False, size=SIZE)
        finger = Finger(conductor)
        Walk(conductor, lambda _name: None).unlock("can-bo-1", PASSPHRASE)
        finger.until(lambda: conductor.shift is not None, "the shift")
        assert conductor.shift is not None
        desk = conductor.shift.desk
        make_known(desk, Province.new())
        fill(desk.store, DOSSIERS)
        form = desk.catalogue.newest(LONGEST, desk.today())
        walk = Walk(conductor, lambda _name: None, finger)
        for visit in range(VISITS + 1):
            finger.counting = visit > 0
            walk.choose("vi-VN", PROCEDURE)
            walk.answer_everything()
            _back_and_forth(conductor, finger)
            conductor.new_visit()
        walk.choose("vi-VN", LONGEST)
        finger.only = frozenset({"continue"})
        walk.answer_with(sample(form, 1, context=desk.context_of_new()))
        finger.only = frozenset()
        conductor.new_visit()
        opened = _counter(conductor, finger)
        keys = _keys(conductor, finger)
        frames = _scroll(conductor, finger)
        conductor.dispose()
    del app
    return _result(finger, opened, keys, frames)


def _still(conductor: "Conductor", finger: "Finger") -> None:
    finger.until(lambda: conductor.settled, "the machine to come to rest")


def _back_and_forth(conductor: "Conductor", finger: "Finger") -> None:
    """From the papers three pages back and forth again, as somebody does who wants to see what was said."""
    for name in ("back", "back", "back", "continue", "continue", "continue"):
        _still(conductor, finger)
        if finger.sees(name):
            finger.tap(name)


def _counter(conductor: "Conductor", finger: "Finger") -> "list[Span]":
    """Queue, list, a dossier, a deed and back; returns what each opening of the list took."""
    from bench.finger import Span

    opened: list[Span] = []
    for turn in range(ROUNDS + 1):
        finger.counting = turn > 0
        conductor.open_home()
        _still(conductor, finger)
        finger.tap("all-dossiers")
        assert conductor.state_name() == "counter", conductor.state_name()
        if finger.counting:
            page = finger.taps.pop().page  # it has a bar of its own
            assert page is not None
            opened.append(page)
        for step in ("refresh", "row", "transfer", "back", "back"):
            _still(conductor, finger)
            if step == "row":
                _touch_row(conductor, finger)
            elif finger.sees(step):
                finger.tap(step)
    return opened


def _touch_row(conductor: "Conductor", finger: "Finger") -> None:
    from PySide6.QtCore import QPoint

    from kiosk.ui.counter.list_screen import CounterScreen

    screen = conductor.window.screen_shown
    assert isinstance(screen, CounterScreen)
    rows = screen.table.viewport()
    finger.touch_at(rows.mapTo(conductor.window, QPoint(60, rows.height() // 2)), "row")


def _keys(conductor: "Conductor", finger: "Finger") -> "list[Span]":
    """A name typed on the screen's own keyboard into the search above the list."""
    conductor.open_counter()
    spans = []
    _still(conductor, finger)
    finger.tap("search")
    panel = conductor.window.frame.keyboard
    assert panel is not None
    for letter in TYPED:
        before = len(finger.taps)
        finger.touch(panel.key_for(letter))
        spans += [tap.response for tap in finger.taps[before:]]
    conductor.window.frame.put_keyboard_away()
    return spans


def _scroll(conductor: "Conductor", finger: "Finger") -> "list[Span]":
    """Dragged by finger from the top, then taken by the bar through all ten thousand."""
    from PySide6.QtCore import QPoint

    from kiosk.ui.counter.list_screen import CounterScreen

    conductor.new_visit()
    conductor.open_counter()
    _still(conductor, finger)
    screen = conductor.window.screen_shown
    assert isinstance(screen, CounterScreen)
    table = screen.table
    rows = table.viewport()
    spans: list[Span] = []
    start = rows.mapTo(conductor.window, QPoint(200, rows.height() - 40))
    for _ in range(DRAGS):
        spans += finger.drag(start, rows.height() - 120, 12)
    bar = table.verticalScrollBar()
    assert bar.value() > 0, "the finger moved nothing"
    step = rows.height() * 2 // 3
    while bar.value() < bar.maximum():
        spans.append(finger.timed(lambda: bar.setValue(bar.value() + step)))
    loaded = table.model().rowCount()
    assert loaded > DOSSIERS * 0.9, loaded
    return spans


def _result(
    finger: "Finger", opened: "Sequence[Span]", keys: "Sequence[Span]", frames: "Sequence[Span]"
) -> Result:
    def ms(spans: "Sequence[Span]") -> list[float]:
        return [span.wall * 1000 for span in spans]

    def work(spans: "Sequence[Span]") -> list[float]:
        return [span.work * 1000 for span in spans]

    responses = [tap.response for tap in finger.taps]
    moved = [(tap.page, f"{tap.before} > {tap.after}") for tap in finger.taps if tap.page is not None]
    pages = [page for page, _ in moved]
    slowest = sorted(moved, key=lambda one: -one[0].work)[:3]
    details: dict[str, object] = {
        "taps": len(responses),
        "pages": len(pages),
        "frames": len(frames),
        "dossiers": DOSSIERS,
        "screen": f"{SIZE[0]}x{SIZE[1]}",
        "response_median_ms": round(median(ms(responses)), 1),
        "page_median_ms": round(median(ms(pages)), 1),
        "key_p95_ms": round(p95(ms(keys)), 1),
        "scroll_p95_ms": round(p95(ms(frames)), 1),
        "response_p95_work_ms": round(p95(work(responses)), 1),
        "page_p95_work_ms": round(p95(work(pages)), 1),
        "list_open_work_ms": round(max(work(opened)), 1),
        "scroll_frame_work_ms": round(max(work(frames)), 1),
        "slowest_pages": {way: round(page.work * 1000, 1) for page, way in slowest},
    }
    figures = (
        Figure("response_p95_ms", p95(ms(responses)), 100, "ms"),
        Figure("page_p95_ms", p95(ms(pages)), 50, "ms"),
        Figure("list_open_ms", max(ms(opened)), 300, "ms"),
        Figure("scroll_frame_ms", max(ms(frames)), 50, "ms"),
    )
    return Result("touch", figures, details)


if __name__ == "__main__":
    main(measure)

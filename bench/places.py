"""A letter typed into the search for a commune → the shortened list painted: p95 over many names, all communes on offer.

The clock runs from the key reaching the line to the whole page at 1280x800, its keyboard up, having been painted: composing
the letter, looking through all communes, laying the page out and painting it.
"""

import os
import time

from bench.figures import Figure, Result, main, median, p95

SIZE = (1280, 800)
EVERY = 120
"""Every such commune is typed, letter by letter: about thirty names from all over the country."""


def measure() -> Result:
    """Types names without marks, as people do who are in a hurry; warm after the first name, which is not counted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false;qt.qpa.*=false")
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication

    from forms.clock import SystemClock
    from forms.rules.places import Places
    from kiosk.devices.sound import SilentPlayer
    from kiosk.i18n.packs import VIETNAMESE, PackShelf
    from kiosk.i18n.translator import Translator
    from kiosk.ui.theme.look import first_look
    from kiosk.ui.theme.style import apply
    from kiosk.ui.widgets.fields.finders import PlaceInput
    from kiosk.ui.widgets.frame import PageFrame
    from kiosk.ui.widgets.kit import Kit
    from kiosk.ui.widgets.taps import TapGuard

    class Paints(QObject):
        """Counts the pictures of a window: everything that changed is painted in one go."""

        count = 0

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            self.count += event.type() == QEvent.Type.UpdateRequest
            return False

    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    look = first_look()
    apply(app, look)
    kit = Kit(look, Translator(PackShelf.shipped(), VIETNAMESE), SilentPlayer(), TapGuard(SystemClock()))
    places = Places.load()
    communes = [unit for province in places.provinces() for unit in places.communes(province.code)]
    frame = PageFrame(kit)
    field = PlaceInput(kit, places, home=None)
    frame.show_page(field)
    frame.resize(*SIZE)
    frame.show()
    frame.activateWindow()
    app.processEvents()
    field.commune_button.click()
    app.processEvents()
    names = field.picking
    assert names is not None
    offered = len(names.found())
    paints = Paints()
    frame.installEventFilter(paints)
    times: list[float] = []
    for number, unit in enumerate(communes[::EVERY]):
        names.start()
        names.line.setFocus()
        app.processEvents()
        for letter in unit.folded:
            before = paints.count
            start = time.perf_counter()
            names.line.press(letter)
            while paints.count == before:
                app.processEvents()
            app.processEvents()
            took = time.perf_counter() - start
            if number:
                times.append(took)
        assert unit.code in {pick.id for pick in names.found()}, unit
    frame.close()
    details: dict[str, object] = {
        "median_ms": round(median(times) * 1000, 1),
        "letters": len(times),
        "offered": offered,
    }
    return Result("places", (Figure("p95_ms", p95(times) * 1000, 30, "ms"),), details)


if __name__ == "__main__":
    main(measure)

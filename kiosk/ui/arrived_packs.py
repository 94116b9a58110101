"""Between two citizens: what the province has sent comes into force before the next one sits down.

The page waits meanwhile, because a language or a form must not change under somebody's hands.
"""

from typing import TYPE_CHECKING

from kiosk.services import distributed

if TYPE_CHECKING:
    from kiosk.services.distributed import Came
    from kiosk.ui.conductor import Conductor


def take_packs(conductor: "Conductor") -> None:
    """Takes in what waits. Nothing is shown when nothing does; what was refused stands in the journal and on the health page."""
    shift = conductor.shift
    if shift is None or shift.desk.practice or not distributed.waits(shift.desk.folder):
        return
    desk = shift.desk

    def came(what: "Came") -> None:
        if what.installed and conductor.shift is shift:
            desk.read_forms_again()
            conductor.packs_changed()
            conductor.open_citizen()

    conductor.work(lambda: distributed.take_in(desk), came)

"""A walk through the whole office, part by part; at each stop the page is drawn in the views wanted and looked at."""

from collections.abc import Callable, Iterator, Sequence

from kiosk.domain.roles import Role
from kiosk.gallery import tour_citizen as citizen
from kiosk.gallery import tour_counter as counter
from kiosk.gallery.inspection import Drawn, Fault, draw, inspect
from kiosk.gallery.office import MARITAL
from kiosk.gallery.reading import read
from kiosk.gallery.stage import Stage, Stop
from kiosk.gallery.tour_studio import recording
from kiosk.gallery.views import View
from kiosk.gallery.widgets import samples
from kiosk.i18n.packs import VIETNAMESE

Tour = Callable[[Stage], Iterator[Stop]]


def _gate(stage: Stage) -> Iterator[Stop]:
    yield from citizen.at_the_gate(stage)
    yield from citizen.on_duty(stage)


def _marital(stage: Stage) -> Iterator[Stop]:
    _on_duty(stage)
    yield from citizen.questions(stage, MARITAL)


def _end(stage: Stage) -> Iterator[Stop]:
    _on_duty(stage)
    yield from citizen.question_states(stage)
    yield from citizen.quickly(stage)
    yield from citizen.rows(stage)
    yield from citizen.to_the_end(stage)
    yield from citizen.worksheet(stage)
    yield from citizen.alone(stage)
    yield from counter.capturing(stage)


def _choosing(stage: Stage) -> Iterator[Stop]:
    _on_duty(stage)
    yield from citizen.choosing(stage)


def _counter(stage: Stage) -> Iterator[Stop]:
    _on_duty(stage)
    found = counter.stock(stage)
    yield from counter.heaps(stage, found)
    yield from counter.dossier(stage, found)
    yield from counter.day(stage)
    yield from counter.on_trips(stage)


def _studio(stage: Stage) -> Iterator[Stop]:
    _on_duty(stage)
    yield from recording(stage)


def _widgets(stage: Stage) -> Iterator[Stop]:
    _on_duty(stage)
    stage.conductor.open_citizen()
    yield from samples(stage)


def _on_duty(stage: Stage) -> None:
    if stage.conductor.shift is None:
        stage.seat(stage.open_desk(Role.COMMUNE_OFFICER))


#: Every page, in parts that can be walked by themselves.
PARTS: dict[str, Tour] = {
    "gate": _gate,
    "choosing": _choosing,
    "questions": _marital,
    "visit": _end,
    "counter": _counter,
    "studio": _studio,
    "widgets": _widgets,
}


def walk(
    stage: Stage,
    tour: Tour,
    views: Callable[[int, Stop], Sequence[View]],
    seen: Callable[[Stop, View, Drawn, tuple[Fault, ...]], None],
) -> int:
    """Goes along a tour and shows ``seen`` each page in the views wanted for it; returns how many pictures there were.

    ``views`` is given the number of the stop. A page that speaks Vietnamese alone is looked at once for all languages.
    """
    count = 0
    for number, stop in enumerate(tour(stage)):
        done: set[View] = set()
        for wanted in views(number, stop):
            view = wanted if stop.citizens else View(wanted.panel, wanted.text, wanted.contrast, VIETNAMESE)
            if view in done:
                continue
            done.add(view)
            drawn = draw(stage.wear(stop, view))
            faults = inspect(drawn, view.panel)
            if len(done) == 1:  # names and their order are the same in every look
                faults += read(drawn.window)
            seen(stop, view, drawn, faults)
            count += 1
    return count

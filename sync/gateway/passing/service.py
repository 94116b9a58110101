"""Runs passing on until it is told to stop: workers that hand dossiers on, and one that looks, hears and reports.

Listens to nothing. Holds the opener's keys, because it tells what was sealed to them: it belongs to the opener's account,
and may reach no other address than those of its plan.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from forms.clock import Clock
from forms.source import UnsoundDefinition
from sync.gateway.backoffice import BackOffice
from sync.gateway.database import Database
from sync.gateway.exporting import Exporter
from sync.gateway.jobs import JobWorker
from sync.gateway.journal import note, note_failure
from sync.gateway.keyring import OpenerKeys
from sync.gateway.keywatch import KeyWatch
from sync.gateway.layout import Layout
from sync.gateway.opener.numbers import DelegatedNumbers
from sync.gateway.passing.bundles import Bundles
from sync.gateway.passing.calling import Caller, HttpsCaller, Line
from sync.gateway.passing.config import PassingPlan, RoadKind, RoadPlan, load_plan
from sync.gateway.passing.hearing import Hearing
from sync.gateway.passing.ledger import Ledger
from sync.gateway.passing.letters import Letters
from sync.gateway.passing.overview import road_states
from sync.gateway.passing.passer import Passer, PassingPorts
from sync.gateway.passing.roads import DongBo, NoiHoSo, Road
from sync.gateway.passing.sweeping import Sweeper
from sync.gateway.passing.waking import KIND
from sync.gateway.shelving import open_shelf

LOOK_SECONDS = 1.0
HEALTH_SECONDS = 60.0
KEYS_SECONDS = 0.5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Passing:
    """Everything one plan needs, put together."""

    plan: PassingPlan
    roads: Mapping[str, Road]
    passer: Passer
    sweeper: Sweeper
    hearing: Hearing
    ledger: Ledger


def build(
    layout: Layout,
    database: Database,
    plan: PassingPlan,
    keys: OpenerKeys,
    clock: Clock,
    caller: Callable[[RoadPlan], Caller] = HttpsCaller,
    after: Callable[[str], None] = lambda _step: None,
) -> Passing:
    """Put the parts of ``plan`` together. ``caller`` makes what reaches a system; ``after`` is where a test pulls the plug."""
    shelf = open_shelf(layout)
    exporter = Exporter(database, shelf, KeyWatch(layout.opener_keys), layout.packs, clock)
    roads = {name: _road(road, keys, clock, caller) for name, road in plan.roads.items()}
    ledger = Ledger(database, plan, DelegatedNumbers(layout.number_blocks), clock)
    letters = Letters(database, exporter, plan.codes, clock)
    office = BackOffice(database, shelf, layout.packs, clock)
    return Passing(
        plan,
        roads,
        Passer(PassingPorts(ledger, letters, roads, clock, after=after)),
        Sweeper(database, plan, clock),
        Hearing(database, office, plan.codes, clock),
        ledger,
    )


def _road(plan: RoadPlan, keys: OpenerKeys, clock: Clock, caller: Callable[[RoadPlan], Caller]) -> Road:
    if plan.kind is RoadKind.BUNDLE:
        return Bundles(plan, keys.sign, keys.gateway)
    line = Line(plan, caller(plan), clock)
    return DongBo(plan, line) if plan.kind is RoadKind.DONGBO else NoiHoSo(plan, line)


def run_passing(
    layout: Layout, database_url: str | None, clock: Clock, stop: threading.Event, ready: Callable[[], None]
) -> None:
    """Pass on until ``stop`` is set; ``ready`` is called once the plan has been read.

    ``UnsoundDefinition``, naming every fault, when the plan cannot be used at the start; one that becomes unusable later is
    reported, and the last good one stays in force.
    """
    plan = load_plan(layout.passing)
    database = Database.open(database_url, layout.database)
    try:
        ready()
        keys = KeyWatch(layout.opener_keys)
        while _are_there(keys, stop) and not stop.is_set():
            held = keys.now()
            passing = build(layout, database, plan, held, clock)
            plan = _follow(passing, layout.passing, partial(_holds, keys, held), database, clock, stop)
    finally:
        database.close()
        note(_log, "passing ended")


def _holds(keys: KeyWatch, held: OpenerKeys) -> bool:
    return keys.now() is held


def _are_there(keys: KeyWatch, stop: threading.Event) -> bool:
    """Wait until the opener has made its keys; False when ``stop`` is set first."""
    while keys.present() is None:
        if stop.wait(KEYS_SECONDS):
            return False
    return True


def _follow(
    passing: Passing,
    file: Path,
    same_keys: Callable[[], bool],
    database: Database,
    clock: Clock,
    stop: threading.Event,
) -> PassingPlan:
    """Work by one plan and one set of keys until either is replaced or ``stop`` is set; the plan to go on by."""
    ended = threading.Event()
    worker = JobWorker(database, clock, {KIND: passing.passer.handle})
    threads = [
        threading.Thread(target=worker.run, args=(ended,), name=f"passing-{number}", daemon=True)
        for number in range(passing.plan.workers)
    ]
    watch = PlanWatch(file)
    note(_log, "passing begins", count=len(passing.roads))
    for thread in threads:
        thread.start()
    try:
        return _look(passing, watch, same_keys, database, clock, stop, threads)
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _look(
    passing: Passing,
    watch: "PlanWatch",
    same_keys: Callable[[], bool],
    database: Database,
    clock: Clock,
    stop: threading.Event,
    threads: list[threading.Thread],
) -> PassingPlan:
    hear_again = dict.fromkeys(passing.roads, clock.monotonic())
    health_again = clock.monotonic()
    caught_up = False
    while not stop.is_set() and same_keys():
        if not all(thread.is_alive() for thread in threads):
            raise RuntimeError("a worker of passing on has died")
        try:
            if not caught_up:
                passing.sweeper.catch_up()
                caught_up = True
            passing.sweeper.sweep()
            for name, road in passing.roads.items():
                if clock.monotonic() >= hear_again[name] and not passing.passer.resting.left(name):
                    hear_again[name] = clock.monotonic() + _hear(passing.hearing, road)
            if clock.monotonic() >= health_again:
                report(database, passing.plan, clock)
                health_again = clock.monotonic() + HEALTH_SECONDS
        except (SQLAlchemyError, OSError):
            note_failure(_log, "storage failed")
        if (changed := watch.changed()) is not None:
            return changed
        stop.wait(LOOK_SECONDS)
    return passing.plan


def _hear(hearing: Hearing, road: Road) -> float:
    """Hear one road; in how many seconds again."""
    if isinstance(road, Bundles):
        hearing.read(road)
        return LOOK_SECONDS
    hearing.ask(road)
    return float(road.plan.hear_seconds)


def report(database: Database, plan: PassingPlan, clock: Clock) -> None:
    """One line of the log for each road: how much waits, is held, passed, refused, and since when the oldest waits."""
    with database.read() as session:
        states = road_states(session, plan, clock.now())
    for one in states:
        bad = one.quarantined or one.held
        note(
            _log,
            "passing health",
            logging.WARNING if bad else logging.INFO,
            road=one.road,
            waiting=one.waiting,
            held=one.held,
            passed=one.passed,
            quarantined=one.quarantined,
            seconds=one.oldest_seconds,
        )


class PlanWatch:
    """Notices that ``passing.yaml`` was replaced."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen = self._stat()

    def changed(self) -> PassingPlan | None:
        """The new plan when there is a sound one; a faulty one is reported once and left alone."""
        seen = self._stat()
        if seen == self._seen:
            return None
        self._seen = seen
        try:
            return load_plan(self._file)
        except UnsoundDefinition as fault:
            note(_log, "plan unsound, the last one stays", logging.ERROR, count=len(fault.faults))
            return None

    def _stat(self) -> tuple[int, int] | None:
        try:
            stat = self._file.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size

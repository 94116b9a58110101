"""The road under every order of acts and deaths: what was confirmed is at the province exactly once.

Real services, store, outbox, agent, ingest and opener over folders that only ever hold what was made durable. A rule
either acts as a person or a process would, or arms a death at the Nth durable step of one of them.
"""

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from forms.sample import sample, sample_papers
from forms.states import Carriage, CaseStatus
from kiosk.domain.papers import DutyKind, duties
from kiosk.services import assisted, counter, filing, intake, papers
from kiosk.services.desk import Desk
from sync.manifest import Manifest
from tests.office_factories import PNG
from tests.office_factories import taken as page
from tests.road.ledger_of_truth import Told, check_all, check_draft, drafts_at_kiosk, sealed_at_kiosk
from tests.road.plug import Arm, Killed, Plug, installed
from tests.road.world import AGENT, INGEST, OPENER, SERVICE, World

CODE = "1.004873"
ACTORS = (SERVICE, AGENT, INGEST, OPENER)
SIZES = (900, 30_000, 66_000, 900_000)
DEATH = st.one_of(
    st.none(),
    *[
        st.builds(Arm, left=st.integers(1, most), after=st.booleans(), power=st.booleans())
        for most in (4, 9, 30)
    ],
)
"""When somebody dies of what is being done: near its beginning, in its middle, late, or much later of something else."""
FAULTS = st.lists(st.sampled_from(["ok", "before", "after", 700, 40_000, 300_000]), max_size=4)
_tally: dict[str, int] = {}


class Road(RuleBasedStateMachine):
    """One office, one province, and everything that can happen to them.

    No rule has a precondition: how far threads have come by then may differ from one time to the next, and the same choices must
    be drawn again. A rule for which there is nothing to do does nothing.
    """

    template: Path

    @initialize()
    def begin(self) -> None:
        # Not in __init__: that runs for machines that are never torn down.
        self.stack = ExitStack()
        self.root = Path(tempfile.mkdtemp(prefix="road-"))
        self.stack.callback(shutil.rmtree, self.root)
        self.plug = self.stack.enter_context(installed(Plug()))
        self.world = World(self.template, self.root / "w", self.plug)
        self.stack.callback(self.world.close)
        self.told: dict[str, Told] = {}
        self.asked = 0
        self.noise = random.Random(7)

    # The counter

    def _script(self, seed: int, size: int | None) -> Told:
        desk = self.world.desk
        definition = desk.catalogue.newest(CODE, desk.today())
        context = desk.context_of_new()
        answers = sample(definition, seed, papers=size is not None, context=context)
        slots = list(sample_papers(definition, answers, context))
        if size is not None and not slots:
            slots = ["identity_card"]
        files = [(slot, PNG + self.noise.randbytes(size or 900)) for slot in slots]
        return Told(dict(answers), files)

    def _near(self, actor: str, death: Arm | None) -> None:
        if death is not None:
            self.world.kill_next(actor, Arm(death.left, death.after, death.power))

    @rule(seed=st.integers(0, 5), count=st.integers(0, 30), death=DEATH)
    def citizen_comes(self, seed: int, count: int, death: Arm | None) -> None:
        self._near(SERVICE, death)
        told = self._script(seed, None)
        try:
            dossier = self.world.serve(lambda desk: intake.begin(desk, CODE, "vi-VN"))
        except Killed:
            (dossier,) = drafts_at_kiosk(self.world.desk) - set(self.told) or (None,)
            if dossier is None:
                return
        self.told[dossier] = told
        self._answer(dossier, count)

    def _drafts(self) -> list[str]:
        here = drafts_at_kiosk(self.world.desk)
        return [dossier for dossier in self.told if dossier in here]

    @rule(which=st.integers(0, 99), count=st.integers(1, 30), death=DEATH)
    def citizen_answers(self, which: int, count: int, death: Arm | None) -> None:
        if drafts := self._drafts():
            self._near(SERVICE, death)
            self._answer(drafts[which % len(drafts)], count)

    def _answer(self, dossier: str, count: int) -> None:
        told = self.told[dossier]
        for name in told.left()[:count]:
            value = told.script[name]
            try:
                save = partial(intake.save_answer, dossier_id=dossier, field=name, value=value, page="p")
                self.world.serve(save)
            except Killed:
                check_draft(self.world.desk, dossier, told, (name, value))
                return
            told.saved[name] = value

    @rule(which=st.integers(0, 99), size=st.sampled_from(SIZES), death=DEATH)
    def paper_is_taken(self, which: int, size: int, death: Arm | None) -> None:
        if drafts := self._drafts():
            self._near(SERVICE, death)
            self._attach(drafts[which % len(drafts)], "identity_card", PNG + self.noise.randbytes(size))

    def _attach(self, dossier: str, slot: str, data: bytes) -> None:
        told = self.told[dossier]
        try:
            self.world.serve(lambda desk: _take(desk, dossier, slot, data))
        except Killed:
            if len(self.world.desk.store.papers.list(dossier)) == len(told.attached):
                return
        told.attached.append((slot, data))
        check_draft(self.world.desk, dossier, told)

    @rule(which=st.integers(0, 99), death=DEATH)
    def officer_confirms_twice(self, which: int, death: Arm | None) -> None:
        drafts = self._drafts()
        if not drafts:
            return
        dossier = drafts[which % len(drafts)]
        self._answer(dossier, 99)
        told = self.told[dossier]
        for slot, data in [paper for paper in told.papers if paper not in told.attached]:
            self._attach(dossier, slot, data)
        if told.left() or any(paper not in told.attached for paper in told.papers):
            return
        self._near(SERVICE, death)
        for _ in range(2):
            try:
                filed = self.world.serve(lambda desk: filing.confirm(desk, dossier))
            except Killed:
                if dossier in drafts_at_kiosk(self.world.desk):
                    check_draft(self.world.desk, dossier, told)
                continue
            assert told.slip in (None, (filed.slip, filed.parcel))
            told.slip = (filed.slip, filed.parcel)

    @rule(seed=st.integers(0, 9), size=st.sampled_from((None, *SIZES)), death=DEATH)
    def dossier_is_filed_at_once(self, seed: int, size: int | None, death: Arm | None) -> None:
        self._near(SERVICE, death)
        told = self._script(seed, size)
        try:
            filed = self.world.serve(
                lambda desk: assisted.file_at_once(
                    desk, CODE, told.script, [(slot, page(one)) for slot, one in told.papers], "vi-VN"
                )
            )
        except Killed:
            desk = self.world.desk
            for dossier in (sealed_at_kiosk(desk) | drafts_at_kiosk(desk)) - set(self.told):
                self._adopt(dossier, told)
            return
        told.saved, told.attached = dict(told.script), list(told.papers)
        told.slip = (filed.slip, filed.parcel)
        self.told[filed.dossier] = told

    def _adopt(self, dossier: str, told: Told) -> None:
        """A dossier whose filing was cut short: whole, or a draft that holds the first part of it."""
        desk = self.world.desk
        found = {a.field: a.value for a in desk.store.dossiers.answers(dossier)}
        taken = len(desk.store.papers.list(dossier))
        if dossier in sealed_at_kiosk(desk):
            assert taken == len(told.papers)
        elif found:
            assert found == told.script
        told.saved = dict(told.script) if found else {}
        told.attached = told.papers[:taken]
        self.told[dossier] = told
        if dossier in drafts_at_kiosk(desk):
            check_draft(desk, dossier, told)

    @rule(which=st.integers(0, 99), size=st.sampled_from((None, *SIZES)), death=DEATH)
    def officer_supplements(self, which: int, size: int | None, death: Arm | None) -> None:
        filed = self._filed()
        if not filed:
            return
        self._near(SERVICE, death)
        dossier = filed[which % len(filed)]
        self.asked += 1
        note, data = f"Bổ sung {self.asked}", [] if size is None else [PNG + self.noise.randbytes(size)]
        told = self.told[dossier]
        before = len(self.world.desk.store.parcels.by_dossier(dossier))
        try:
            self.world.serve(
                lambda desk: counter.supplement(
                    desk, dossier, note, [("identity_card", page(one)) for one in data]
                )
            )
        except Killed:
            if len(self.world.desk.store.parcels.by_dossier(dossier)) == before:
                return
        told.supplements.append((note, data))

    def _filed(self) -> list[str]:
        here = sealed_at_kiosk(self.world.desk)
        return [dossier for dossier in self.told if dossier in here]

    @rule(death=DEATH)
    def counter_looks(self, death: Arm | None) -> None:
        self._near(SERVICE, death)
        try:
            self.world.serve(counter.refresh)
        except Killed:
            return

    # The road

    @rule(faults=FAULTS, down=st.integers(0, 9), who=st.sampled_from((AGENT, INGEST)), death=DEATH)
    def agent_carries(self, faults: list[str | int], down: int, who: str, death: Arm | None) -> None:
        self._near(who, death)
        self.world.cable.faults = [None if fault == "ok" else fault for fault in faults]
        self.world.cable.down = down == 9
        self.world.carry()
        self.world.cable.faults.clear()
        self.world.cable.down = False

    @rule(death=DEATH)
    def opener_works(self, death: Arm | None) -> None:
        self._near(OPENER, death)
        self.world.open()

    @rule(who=st.sampled_from((AGENT, INGEST, OPENER)), death=DEATH, backed_up=st.booleans())
    def an_hour_passes(self, who: str, death: Arm | None, backed_up: bool) -> None:
        self._near(who, death)
        self.world.clock.pass_time(3600)
        self.world.carry()
        self.world.open()
        self.world.carry()
        if backed_up:
            self.world.backed_up()

    @rule(which=st.integers(0, 99), what=st.integers(0, 3))
    def province_answers(self, which: int, what: int) -> None:
        recorded = self._recorded()
        if not recorded:
            return
        dossier = recorded[which % len(recorded)]
        if what == 0:
            self.world.notify(lambda office: office.tell_status(dossier, CaseStatus.RECEIVED))
        elif what == 1:
            self.world.notify(lambda office: office.tell_status(dossier, CaseStatus.PROCESSING))
        elif what == 2:
            self.world.notify(lambda office: office.ask_supplement(dossier, "Xin thêm giấy tờ"))
        else:
            file = self.root / "result.pdf"
            file.write_bytes(b"%PDF-1.4 " + self.noise.randbytes(1000))
            self.world.notify(lambda office: office.give_result(dossier, file))

    def _recorded(self) -> list[str]:
        return [line.dossier for line in self.world.gateway.office.dossiers()]

    @rule(which=st.integers(0, 99), gone=st.booleans())
    def a_sector_goes_bad_at_the_province(self, which: int, gone: bool) -> None:
        """Under a blob that has arrived and that nobody has called delivered: the kiosk still has it."""
        blobs = self._on_the_way()
        if not blobs:
            return
        path = self.world.gateway.shelf.path(blobs[which % len(blobs)])
        if gone:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-1] + b"?")

    def _on_the_way(self) -> list[str]:
        shelf = self.world.gateway.shelf
        return [
            ref.blob
            for item in self.world.desk.outbox.list()
            if item.carriage is not Carriage.DELIVERED
            and not self._is_delivered(item.parcel)
            and (raw := self.world.desk.outbox.manifest(item.parcel)) is not None
            for ref in Manifest.decode_unverified(raw).blobs
            if shelf.has(ref.blob)
        ]

    def _is_delivered(self, parcel: str) -> bool:
        return any(key[0] == parcel and key[2] == "delivered" for key in self.world.gateway.statements())

    @rule(actor=st.sampled_from(ACTORS))
    def process_is_restarted(self, actor: str) -> None:
        self.world.restart(actor)

    # What must hold

    @invariant()
    def nothing_is_there_that_nobody_confirmed(self) -> None:
        assert set(self._recorded()) <= sealed_at_kiosk(self.world.desk)

    @invariant()
    def no_parcel_is_told_two_things(self) -> None:
        self.world.heard()

    def teardown(self) -> None:
        with self.stack:
            self.world.heal()
            self.world.settle()
            check_all(self.world, self.told)
            for kill in self.plug.kills:
                _tally[kill] = _tally.get(kill, 0) + 1


def _take(desk: Desk, dossier: str, slot: str, data: bytes) -> Any:
    """A paper as the screen takes it: pictured, and what is owed to its owner done."""
    taken = papers.keep(desk, dossier, slot, [page(data)])
    for duty in duties(taken):
        if duty.kind is DutyKind.HAND_BACK:
            papers.handed_back(desk, taken)
    return taken


def _run(template: Path, profile: settings) -> None:
    Road.template = template
    if os.environ.get("HOSO_ROAD_NOSHRINK"):
        profile = settings(profile, phases=[Phase.generate])
    run_state_machine_as_test(Road, settings=profile)


def _walk(template: Path, seed: int, steps: int) -> None:
    """The same machine on a long way of its own, everybody acting and dying about as often as everybody else."""
    Road.template = template
    source = random.Random(seed)
    road = Road()
    road.begin()

    def death() -> Arm | None:
        most = source.choice((0, 4, 9, 30))
        return Arm(source.randint(1, most), source.random() < 0.5, source.random() < 0.5) if most else None

    def which() -> int:
        return source.randrange(100)

    def size() -> int | None:
        return source.choice((None, *SIZES))

    def faults() -> list[Any]:
        return [
            source.choice(("ok", "before", "after", 700, 40_000, 300_000)) for _ in range(source.randrange(4))
        ]

    acts: list[Callable[[], object]] = [
        lambda: road.citizen_comes(seed=which(), count=source.randrange(30), death=death()),
        lambda: road._drafts() and road.paper_is_taken(which=which(), size=size() or 900, death=death()),
        lambda: road._drafts() and road.officer_confirms_twice(which=which(), death=death()),
        lambda: road.dossier_is_filed_at_once(seed=which(), size=size(), death=death()),
        lambda: road._filed() and road.officer_supplements(which=which(), size=size(), death=death()),
        lambda: road.counter_looks(death=death()),
        lambda: road.agent_carries(faults=faults(), down=source.randrange(10), who=AGENT, death=death()),
        lambda: road.agent_carries(faults=faults(), down=source.randrange(10), who=INGEST, death=death()),
        lambda: road.opener_works(death=death()),
        lambda: road.an_hour_passes(who=source.choice(ACTORS[1:]), death=death(), backed_up=source.random() < 0.3),
        lambda: road.an_hour_passes(who=OPENER, death=death(), backed_up=False),
        lambda: road._recorded() and road.province_answers(which=which(), what=source.randrange(4)),
        lambda: road._on_the_way() and road.a_sector_goes_bad_at_the_province(which=which(), gone=which() < 50),
        lambda: road.process_is_restarted(actor=source.choice(ACTORS)),
    ]  # fmt: skip
    try:
        for _ in range(steps):
            source.choice(acts)()
            road.nothing_is_there_that_nobody_confirmed()
            road.no_parcel_is_told_two_things()
        road.teardown()
    except AssertionError as fault:
        fault.__context__ = None  # hundreds of deaths, each met while another was on its way
        raise
    finally:
        road.stack.close()


WALK_PARTS = 6
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@pytest.fixture(autouse=True)
def _quick(quick_forms: None, one_stream: None) -> Iterator[None]:
    yield
    if name := os.environ.get("HOSO_ROAD_TALLY"):
        Path(name).write_text("".join(f"{count:5} {kill}\n" for kill, count in sorted(_tally.items())))


def test_the_road_keeps_its_promises_under_any_order_of_deaths(road_template: Path) -> None:
    # The same examples on every machine: a push must not fail for what another push would have found.
    _run(
        road_template,
        settings(
            max_examples=10,
            stateful_step_count=20,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=_CHECKS,
        ),
    )


@pytest.mark.parametrize("seed", range(4))
def test_long_ways_with_many_deaths(
    road_template: Path, seed: int, record_property: Callable[[str, object], None]
) -> None:
    _walk(road_template, seed, 40)
    record_property("ways", 1)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(WALK_PARTS))
def test_very_many_long_ways(
    road_template: Path, part: int, record_property: Callable[[str, object], None]
) -> None:
    first, many = int(os.environ.get("HOSO_ROAD_SEED", "1000")), int(os.environ.get("HOSO_ROAD_WALKS", "300"))
    seeds = range(first + part, first + many, WALK_PARTS)
    for seed in seeds:
        _walk(road_template, seed, 60)
    record_property("ways", len(seeds))


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_the_road_keeps_its_promises_for_long(
    road_template: Path, record_property: Callable[[str, object], None]
) -> None:
    many = int(os.environ.get("HOSO_ROAD_EXAMPLES", "300"))
    record_property("ways", many)
    _run(
        road_template,
        settings(
            max_examples=many,
            stateful_step_count=50,
            database=None,
            deadline=None,
            print_blob=True,
            suppress_health_check=_CHECKS,
        ),
    )

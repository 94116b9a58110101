"""A stick is pulled out, or the power of either side goes, at any moment of two trips: nothing lost, nothing twice, and no
torn acknowledgement is believed.

The processes are recorded at the kernel's door as in ``test_power_cut``; the stick's own disk is played as FAT (``fat``).
"""

import json
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from forms.clock import SystemClock
from forms.states import Carriage
from kiosk.folder import Folder as Office
from kiosk.services import assisted, counter
from kiosk.services.unlocking import reopen
from sync.courier import Carried, export_parcels, import_answers, note_of
from sync.gateway.courier import Courier, StickEmpty, TakenIn
from sync.identity import load_identity
from sync.manifest import manifest_hash
from sync.stick import ROOT as STICK_ROOT
from sync.stick import Stick
from tests.faults import recording
from tests.faults.at_the_counter import CODE, SLOT, papers_of
from tests.faults.cuts import ALL_STATES, PARTS, SEED, STICK, Day, Player, Tree, disks_of, play_whole
from tests.faults.fat import Fat
from tests.faults.platter import after, as_it_is, fates, lay
from tests.office_factories import ANSWERS, taken
from tests.road.ledger_of_truth import Told, check_all
from tests.road.plug import GATEWAY, KIOSK, Plug
from tests.road.processes import ROOT
from tests.road.world import World, make_template
from tests.store_factories import SetClock

DOSSIERS = 3
MACHINES = ((STICK,), (KIOSK, STICK), (GATEWAY, STICK))
WANTED = ALL_STATES // 3 // len(MACHINES) // PARTS


@dataclass(frozen=True)
class Trips:
    """The recorded day, and what each citizen remembers."""

    day: Day
    filed: dict[str, tuple[tuple[str, str], list[bytes]]]

    def told(self) -> dict[str, Told]:
        made = {}
        for dossier, (slip, papers) in self.filed.items():
            files = [(SLOT, data) for data in papers]
            made[dossier] = Told(dict(ANSWERS), files, dict(ANSWERS), files, slip)
        return made


@pytest.fixture(scope="module")
def trips(tmp_path_factory: pytest.TempPathFactory) -> Trips:
    if sys.platform != "linux" or not recording.is_possible():
        pytest.skip("this account may not watch its own processes with strace")
    root = tmp_path_factory.mktemp("trips")
    start = make_template(root / "start", SetClock(SystemClock().now()))
    (start / "stick").mkdir()
    desk = reopen(Office(start / "office"), json.loads((start / "shift.json").read_text()), SystemClock())
    filed = {}
    for number in range(1, DOSSIERS + 1):
        papers = papers_of(number)
        done = assisted.file_at_once(desk, CODE, ANSWERS, [(SLOT, taken(data)) for data in papers], "vi-VN")
        filed[done.dossier] = (done.slip, done.parcel), papers
    desk.close()
    live = root / "live"
    shutil.copytree(start, live)
    recording.record([sys.executable, "-m", "tests.faults.stick_day", str(live)], root / "trace", ROOT, 600)
    kinds = {KIOSK: recording.Replay, GATEWAY: recording.Replay, STICK: Fat}
    made = Day(start, tuple(recording.calls(root / "trace")), SystemClock().now(), live, kinds)
    (root / "trace").unlink()
    return Trips(made, filed)


def steps(lines: list[bytes]) -> tuple[tuple[str, int], ...]:
    """After which steps somebody has been told that the stick may go."""
    said = [json.loads(line) for line in lines if line.startswith(b'{"step"') and line.endswith(b"}\n")]
    return tuple((one["step"], one["trip"]) for one in said)


@pytest.mark.soak
def test_a_recording_of_two_trips_gives_what_the_processes_left(trips: Trips) -> None:
    told = steps(play_whole(trips.day).lines())
    assert [step for step, _ in told] == ["exported", "taken in", "handed out", "imported"] * 2


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("machines", MACHINES, ids="+".join)
def test_cuts_with_a_stick_lose_nothing_and_double_nothing(
    trips: Trips,
    machines: tuple[str, ...],
    part: int,
    tmp_path: Path,
    quick_forms: None,
    one_stream: None,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    tally: Counter[str] = Counter()
    for name, tree, told in disks_of(trips.day, machines, WANTED, steps, part):
        _goes_on(trips, tree, told, tmp_path / "state", name)
        tally[name.split(", ")[1]] += 1
        shutil.rmtree(tmp_path / "state")
    with capsys.disabled():
        sys.stdout.write(
            f"\ncut of {' and '.join(machines)}: {tally.total()} disks, part {part}, seed {SEED}: {dict(tally)}\n"
        )
    record_property("disks", tally.total())
    assert tally.total() >= WANTED


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("forgotten", [".part", "/answers", "/blobs", "/stick"])
def test_a_flush_of_the_stick_that_is_forgotten_is_found(
    trips: Trips, forgotten: str, tmp_path: Path, quick_forms: None, one_stream: None
) -> None:
    player, found = Player(trips.day), 0
    player.disks[STICK].forgets = forgotten
    heard: tuple[tuple[str, int], ...] = ()
    for number, call in enumerate(trips.day.calls):
        if not player.play(call) or (told := steps(player.lines())) == heard:
            continue  # only just after somebody was told that the stick may go
        heard = told
        tree = {name: as_it_is(disk.top) for name, disk in player.disks.items()}
        tree[STICK] = after(player.disks[STICK].top, fates(random.Random(1), call.ended + 1)[2])
        if forgotten != ".part":
            tree[STICK] = after(player.disks[STICK].top, fates(random.Random(1), call.ended + 1)[0])
        try:
            _goes_on(trips, tree, told, tmp_path / "state", str(number))
        except AssertionError:
            found += 1
        shutil.rmtree(tmp_path / "state")
    assert found


class Journey:
    """Both ends of the stick after the cut."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        self._folder = folder
        self._identity = load_identity(world.folder.outbox)

    def out(self) -> None:
        carrier = self._world.carrier
        export_parcels(
            carrier.outbox,
            Stick(self._folder),
            note_of(carrier.outbox, carrier.inbox, self._identity),
        )

    def take_in(self) -> TakenIn:
        try:
            taken_in = self._courier().take_in(self._folder)
        except StickEmpty:
            taken_in = TakenIn(0, 0, 0, 0)
        self._world.open()
        return taken_in

    def hand_out(self) -> None:
        self._courier().hand_out(self._folder)

    def home(self) -> Carried:
        """Take the answers in; whatever is believed now, the province has really said."""
        if not (self._folder / STICK_ROOT).is_dir():
            return Carried()
        carrier = self._world.carrier
        done = import_answers(carrier.outbox, carrier.inbox, self._identity, Stick(self._folder))
        said = self._world.gateway.statements()
        for one in carrier.outbox.list():
            manifest = carrier.outbox.manifest(one.parcel)
            assert manifest is not None
            if one.carriage is Carriage.DELIVERED:
                assert (one.parcel, manifest_hash(manifest).hex(), "delivered") in said
        return done

    def _courier(self) -> Courier:
        gateway = self._world.gateway
        return Courier(gateway.database, gateway.shelf, self._world.clock)


def _goes_on(trips: Trips, tree: Tree, told: tuple[tuple[str, int], ...], root: Path, name: str) -> None:
    """The product opens these disks and carries on by stick, and then by wire; everything must be there, once."""
    root.mkdir()
    (root / "cut").mkdir()
    lay(tree[KIOSK], root / "cut" / "office")
    lay(tree[GATEWAY], root / "cut" / "gateway")
    lay(tree[STICK], root / "stick")
    shutil.copy(trips.day.start / "shift.json", root / "cut")
    world = None
    try:
        world = World(root / "cut", root / "w", Plug(), trips.day.ended + timedelta(hours=1))
        assert world.desk.store.damaged_pages() == ()
        assert world.desk.outbox.ledger.is_sound()
        journey = Journey(world, root / "stick")
        _holds(world, journey, told[-1] if told else ("", 0))
        while True:
            journey.out()
            taken_in = journey.take_in()
            journey.hand_out()
            home = journey.home()
            world.serve(counter.refresh)
            if not (taken_in.blobs or home.statements or home.notices or home.results):
                break
        assert world.desk.outbox.counts() == {Carriage.DELIVERED: DOSSIERS}
        world.settle()
        check_all(world, trips.told())
    except Exception as fault:
        raise AssertionError(f"after a cut at {name}, told {told[-1:]}") from fault
    finally:
        if world is not None:
            world.close()


def _holds(world: World, journey: Journey, last: tuple[str, int]) -> None:
    """What the last word spoken promised is there before anybody does anything more."""
    step, trip = last
    if (step, trip) == ("exported", 1):
        assert journey.take_in().whole == DOSSIERS
    elif (step, trip) == ("taken in", 1):
        world.open()
        assert {line.carriage for line in world.gateway.office.dossiers()} == {"delivered"}
    elif step == "handed out" and trip == 1:
        journey.home()
    if (step, trip) >= ("handed out", 1) and step in {"handed out", "imported"}:
        assert world.desk.outbox.counts() == {Carriage.DELIVERED: DOSSIERS}
    if (step, trip) == ("handed out", 2):
        journey.home()
    if (step, trip) in {("handed out", 2), ("imported", 2)}:
        world.serve(counter.refresh)
        results = [
            one
            for dossier in world.desk.store.dossiers.list(limit=10)
            for one in world.desk.store.notices.for_dossier(dossier.id)
            if one.result is not None
        ]
        assert [world.desk.store.notices.result(one.id) is not None for one in results] == [True]

"""The power goes at any moment of a working day: nothing a person relies on is lost, nothing is there twice.

A day of real processes is recorded at the kernel's door (``recording``), disks are rebuilt as a cut may leave them
(``platter``), and the product itself opens them and goes on until everything is home.
"""

import json
import random
import shutil
import socket
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.clock import SystemClock
from sync.gateway.models import NoticeRow
from tests.faults import recording
from tests.faults.at_the_counter import NOTE, SLOT, extra_paper, papers_of
from tests.faults.cuts import ALL_STATES, PARTS, SEED, Day, Player, Tree, disks_of, play_whole
from tests.faults.platter import after, as_it_is, fates, lay
from tests.office_factories import ANSWERS
from tests.road.ledger_of_truth import Told, check_all, drafts_at_kiosk, sealed_at_kiosk
from tests.road.plug import GATEWAY, KIOSK, Plug
from tests.road.processes import ROOT
from tests.road.world import World, make_template
from tests.store_factories import SetClock

DOSSIERS = 4
MACHINES = ((KIOSK,), (GATEWAY,), (KIOSK, GATEWAY))
WANTED = ALL_STATES * 2 // 3 // len(MACHINES) // PARTS


@dataclass
class Promise:
    """What people relied on at some moment, as the processes had said it."""

    begun: dict[str, int] = field(default_factory=dict)
    answered: dict[str, set[str]] = field(default_factory=dict)
    attached: Counter[str] = field(default_factory=Counter)
    slips: dict[str, tuple[str, str]] = field(default_factory=dict)
    supplements: set[str] = field(default_factory=set)
    notified: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, lines: list[bytes]) -> "Promise":
        made = cls()
        for line in lines:
            said = json.loads(line) if line.startswith(b"{") and line.endswith(b"}\n") else {}
            if "begun" in said:
                made.begun[said["begun"]] = said["number"]
            elif "answered" in said:
                made.answered.setdefault(said["answered"], set()).add(said["field"])
            elif "attached" in said:
                made.attached[said["attached"]] += 1
            elif "filed" in said:
                made.slips[said["filed"]] = (said["slip"], said["parcel"])
            elif "notified" in said:
                made.notified[said["notified"]] += 1
            elif "supplement" in said:
                made.supplements.add(said["parcel"])
        return made


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    if sys.platform != "linux" or not recording.is_possible():
        pytest.skip("this account may not watch its own processes with strace")
    root = tmp_path_factory.mktemp("day")
    start = make_template(root / "start", SetClock(SystemClock().now()))
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    identity = start / "office" / "outbox" / "agent.json"
    identity.write_text(
        json.dumps({**json.loads(identity.read_text()), "gateway": f"http://127.0.0.1:{port}"})
    )
    live = root / "live"
    shutil.copytree(start, live)
    arguments = [sys.executable, "-m", "tests.faults.day", str(live), str(port), str(DOSSIERS)]
    recording.record(arguments, root / "trace", ROOT, 600)
    kinds = dict.fromkeys((KIOSK, GATEWAY), recording.Replay)
    made = Day(start, tuple(recording.calls(root / "trace")), SystemClock().now(), live, kinds)
    (root / "trace").unlink()
    return made


@pytest.mark.soak
def test_a_recording_gives_what_the_processes_left(day: Day) -> None:
    promise = Promise.of(play_whole(day).lines())
    assert len(promise.slips) == DOSSIERS
    assert len(promise.supplements) == 1
    assert promise.notified.total() == 2


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("machines", MACHINES, ids="+".join)
def test_power_cuts_lose_nothing_and_double_nothing(
    day: Day,
    machines: tuple[str, ...],
    part: int,
    tmp_path: Path,
    quick_forms: None,
    one_stream: None,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    tally: Counter[str] = Counter()
    for name, tree, promise in disks_of(day, machines, WANTED, Promise.of, part):
        _goes_on(day, tree, promise, tmp_path / "state", name)
        tally[name.split(", ")[1]] += 1
        shutil.rmtree(tmp_path / "state")
    with capsys.disabled():
        sys.stdout.write(
            f"\npower cut of {' and '.join(machines)}: {tally.total()} disks, part {part}, seed {SEED}: {dict(tally)}\n"
        )
    record_property("disks", tally.total())
    assert tally.total() >= WANTED


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("machine", "forgotten"),
    [(KIOSK, "kiosk.db-wal"), (KIOSK, "outbox/blobs"), (GATEWAY, "gateway.db-wal")],
)
def test_a_forgotten_flush_is_found(
    day: Day, machine: str, forgotten: str, tmp_path: Path, quick_forms: None, one_stream: None
) -> None:
    player, found = Player(day), 0
    player.disks[machine].forgets = forgotten
    for number, call in enumerate(day.calls):
        if not player.play(call) or call.name != "write" or call.args[0].partition("<")[0] != "1":
            continue  # only just after somebody was told something
        if b'"filed"' not in (said := recording.text_of(call)) and b'"supplement"' not in said:
            continue
        tree = {name: as_it_is(disk.top) for name, disk in player.disks.items()}
        tree[machine] = after(player.disks[machine].top, fates(random.Random(1), call.ended + 1)[0])
        try:
            _goes_on(day, tree, Promise.of(player.lines()), tmp_path / "state", str(number))
        except AssertionError:
            found += 1
        shutil.rmtree(tmp_path / "state")
    assert found


def _goes_on(day: Day, tree: Tree, promise: Promise, root: Path, name: str) -> None:
    """The product opens these disks and carries on; then everything promised must be there, once."""
    root.mkdir()
    lay(tree[KIOSK], _folder(root / "cut") / "office")
    lay(tree[GATEWAY], root / "cut" / "gateway")
    shutil.copy(day.start / "shift.json", root / "cut")
    world = None
    try:
        world = World(root / "cut", root / "w", Plug(), day.ended + timedelta(hours=1))
        told = _told(world, promise)
        assert world.desk.store.damaged_pages() == ()
        assert world.desk.outbox.ledger.is_sound()
        world.settle()
        check_all(world, told)
        _check_notified(world, promise)
    except Exception as fault:
        raise AssertionError(f"after a power cut at {name}") from fault
    finally:
        if world is not None:
            world.close()


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _told(world: World, promise: Promise) -> dict[str, Told]:
    """What citizens remember; of a draft, at least what had been said to be saved must be there."""
    desk = world.desk
    sealed, drafts = sealed_at_kiosk(desk), drafts_at_kiosk(desk)
    told: dict[str, Told] = {}
    for dossier in sealed | drafts | set(promise.begun):
        assert dossier in sealed | drafts, "a dossier that was begun is gone"
        number = promise.begun.get(dossier)
        papers = [] if number is None else [(SLOT, data) for data in papers_of(number)]
        one = told[dossier] = Told(dict(ANSWERS), papers)
        one.slip = promise.slips.get(dossier)
        one.supplements = [(NOTE, [extra_paper()])]
        if dossier in sealed:
            one.saved, one.attached = dict(one.script), papers
            continue
        found = {a.field: a.value for a in desk.store.dossiers.answers(dossier)}
        assert promise.answered.get(dossier, set()) <= set(found)
        assert found.items() <= one.script.items()
        one.saved = found
        taken = len(desk.store.papers.list(dossier))
        assert taken >= promise.attached[dossier]
        one.attached = papers[:taken]
    return told


def _check_notified(world: World, promise: Promise) -> None:
    """What the province's staff were told is done, and every supplement the officer was told is sent, has arrived."""
    with world.gateway.database.read() as session:
        spoken = Counter(
            row.dossier
            for row in session.scalars(select(NoticeRow).where(NoticeRow.what.in_(("supplement", "result"))))
        )
    assert promise.notified <= spoken
    assert promise.supplements <= {parcel.id for parcel in world.desk.store.parcels.list()}

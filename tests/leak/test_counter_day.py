"""A whole day at the counter ends in a fault or in a sudden death; afterwards every byte on the kiosk's side is searched."""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.clock import SystemClock
from kiosk.folder import Folder
from kiosk.services import counter, filing
from kiosk.services.unlocking import shift_of, unlock
from tests.leak.finders import hits, packed
from tests.leak.planted import NAME, NUMBER, WORDS, paper
from tests.road.processes import PASSPHRASE, Child, Province, run, set_up

SEALED_ENDINGS = (".notice",)
SEALED_FOLDERS = ("blobs", "results")
BOOK = ("kiosk.db", "kiosk.db-wal", "kiosk.db-shm")


@pytest.mark.parametrize("word", [*WORDS, PASSPHRASE])
def test_each_planted_word_is_found_in_every_disguise(word: str) -> None:
    for how, data in packed(word).items():
        assert word in hits(data, [word]), how


class Day:
    """An office after two such days: one ended in a fault, the other by SIGKILL with a draft open."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.out = root / "asked-for"
        self.out.mkdir()
        self.province = Province(root / "province", root / "province.err")
        try:
            self.folder = set_up(root, self.province)
            desk = unlock(self.folder, "can-bo-1", PASSPHRASE, SystemClock())
            self.key = desk.db_key
            self.seed = desk.signing.seed
            hello = json.dumps({"shift": shift_of(desk)}) + "\n"
            self.said: list[bytes] = []
            for ending in ("fault", "death"):
                child = Child(
                    ["-m", "tests.leak.counter_day", str(self.folder.root), str(self.out), ending],
                    root / f"counter-{ending}.err",
                    stdin=hello.encode(),
                )
                assert child.is_ready(b"ready\n"), (root / f"counter-{ending}.err").read_text()
                if ending == "fault":
                    assert child.finish() == 1
                else:
                    self.while_open = self._search()
                    child.kill()
                self.said += child.lines
            filing.requeue(desk)
            for _ in range(6):
                told = run(["-m", "sync", "once", "--data-dir", str(self.folder.root), "--json"])
                self.said.append(json.dumps(told).encode())
                counter.refresh(desk)
            assert told["delivered"] == 4, told
            self.citizens = {row.citizen_name for row in counter.rows(desk)}
            desk.close()
        finally:
            self.province.serve.end()

    def kiosk_files(self) -> Iterator[Path]:
        """Data folder, machine folder, temporary folder, home, and what the processes said on standard error."""
        yield from self.root.glob("*.err")
        for name in ("office", "machine", "temp", "home"):
            yield from (path for path in (self.root / name).rglob("*") if path.is_file())

    def _search(self) -> dict[str, set[str]]:
        found = {}
        for path in self.kiosk_files():
            words = hits(path.read_bytes(), [*WORDS, PASSPHRASE]) | hits(path.name.encode(), WORDS)
            if words:
                found[str(path)] = words
        return found

    def search(self) -> dict[str, set[str]]:
        """The planted words that can be found, by file; the passphrase is planted too."""
        return self._search()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    root = tmp_path_factory.mktemp("day")
    patch = pytest.MonkeyPatch()
    for variable, name in (
        ("HOSO_CONFIG_DIR", "machine"), ("TMPDIR", "temp"), ("HOME", "home"), ("XDG_CACHE_HOME", "home/cache"),
        ("XDG_CONFIG_HOME", "home/config"), ("XDG_DATA_HOME", "home/data"), ("XDG_RUNTIME_DIR", "home/runtime"),
    ):  # fmt: skip
        (root / name).mkdir(exist_ok=True, parents=True)
        patch.setenv(variable, str(root / name))
    patch.setattr(tempfile, "tempdir", None)
    made = Day(root)
    yield made
    patch.undo()


def test_no_byte_on_the_kiosks_side_names_anybody(day: Day) -> None:
    # The encrypted book, its journal and the sealed blobs are searched like everything else: nothing is left out.
    searched = {path.name for path in day.kiosk_files()}
    assert {"kiosk.db", "outbox.db", "screen.log", "counter-fault.err", "agent.json"} <= searched
    assert (
        sum(path.parent.name in SEALED_FOLDERS or path.suffix in SEALED_ENDINGS for path in day.kiosk_files())
        > 8
    )
    assert day.while_open == {}, "with everything open, as a stolen running machine holds it on disk"
    assert day.search() == {}


def test_no_key_lies_beside_the_book(day: Day) -> None:
    for secret in (day.key, day.seed):
        for form in (secret, secret.hex().encode(), secret.hex().upper().encode()):
            assert [path for path in day.kiosk_files() if form in path.read_bytes()] == []


def test_nothing_was_said_that_nobody_asked_for(day: Day) -> None:
    assert hits(b"\n".join(day.said), WORDS) == set()
    fault = (day.root / "counter-fault.err").read_bytes()
    assert b"LookupError" in fault
    assert b"Traceback" not in fault


def test_the_provinces_logs_name_nobody(day: Day) -> None:
    log = (day.root / "province.err").read_bytes()
    assert b"delivered" in log
    assert hits(log, WORDS) == set()


def test_the_words_were_really_there(day: Day) -> None:
    """Otherwise finding nothing would prove nothing: they stand on the printed slips, in the book and at the province."""
    slips = sorted(day.out.iterdir())
    assert [path.name for path in slips] == ["slip-80mm.pdf", "slip-a5.pdf"]
    assert all("XUYẾNHGỪM" in hits(path.read_bytes(), WORDS) for path in slips)
    assert day.citizens == {NAME}
    assert hits(paper(), WORDS) == {"Mẩyzuộng"}
    assert NUMBER in hits(NUMBER.encode(), WORDS)
    assert os.environ["HOME"] == str(day.root / "home")
    assert Folder(day.root / "office").database.stat().st_size > 100_000

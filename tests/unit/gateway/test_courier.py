"""A stick between a counter and the gateway: once, whole, with answers back, whatever is pulled out when."""

import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forms.states import Carriage
from sync.card import GatewayCard
from sync.courier import export_parcels, import_answers, note_of
from sync.files import write_durably
from sync.gateway.courier import Courier, StickEmpty
from sync.gateway.settings import Setting, published
from sync.identity import Identity
from sync.inbox import Inbox
from sync.notice import open_notice
from sync.outbox import Outbox
from sync.stick import Stick, StickUnusable
from tests.unit.gateway.cargo import Cargo
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.rig import Machine


class Counter:
    """One machine's outbox and inbox, and the officer with the stick."""

    def __init__(self, desk: Desk, machine: Machine, folder: Path) -> None:
        with desk.database.read() as session:
            card = published(session, Setting.CARD)
        assert card is not None
        self.outbox, self.inbox = Outbox(folder / "outbox", desk.clock), Inbox(folder / "inbox")
        self.identity = Identity(
            "http://127.0.0.1:9", machine.device, machine.unit, GatewayCard.decode(card), machine.transport
        )

    def queue(self, cargo: Cargo) -> None:
        for blob in cargo.blobs:
            self.outbox.put_blob(blob.name, blob.data)
        self.outbox.enqueue(cargo.data)

    def leave(self, stick: Path) -> None:
        export_parcels(self.outbox, Stick(stick), note_of(self.outbox, self.inbox, self.identity))


@pytest.fixture
def counter(desk: Desk, kiosk: Machine, tmp_path: Path) -> Iterator[Counter]:
    made = Counter(desk, kiosk, tmp_path / "counter")
    yield made
    made.outbox.close()


@pytest.fixture
def courier(desk: Desk) -> Courier:
    return Courier(desk.database, desk.shelf, desk.clock)


def new_stick(tmp_path: Path, name: str = "usb") -> Path:
    (tmp_path / name).mkdir()
    return tmp_path / name


def test_a_dossier_goes_and_its_answers_come_by_stick(
    desk: Desk, kiosk: Machine, counter: Counter, courier: Courier, tmp_path: Path
) -> None:
    stick, cargo = new_stick(tmp_path), desk.pack(kiosk)
    with pytest.raises(StickEmpty):
        courier.take_in(stick)
    counter.queue(cargo)
    counter.leave(stick)
    taken = courier.take_in(stick)
    assert (taken.parcels, taken.whole, taken.blobs, taken.skipped) == (1, 1, 3, 0)
    assert (courier.take_in(stick).whole, courier.take_in(stick).blobs) == (1, 0)
    pack = tmp_path / "bieu-mau.7"
    pack.write_bytes(b"signed by its publisher")
    out = courier.hand_out(stick, [pack], wait=5.0, pause=lambda _seconds: desk.opener.work())
    assert (out.statements, out.notices, out.packs, out.waiting) == (2, 1, 1, 0)
    said = import_answers(counter.outbox, counter.inbox, counter.identity, Stick(stick))
    assert (said.statements, said.notices, said.packs, said.skipped) == (2, 1, 1, 0)
    assert counter.outbox.counts() == {Carriage.DELIVERED: 1}

    # A result follows by the next visit; what the counter has heard is cleared off the stick.
    paper = tmp_path / "ket-qua.pdf"
    paper.write_bytes(b"%PDF-1.7 " + bytes(3000))
    desk.office.give_result(cargo.manifest.dossier, paper, None, "UBND")
    desk.opener.work()
    counter.leave(stick)
    out = courier.hand_out(stick)
    assert (out.statements, out.notices, out.results, out.packs) == (0, 1, 1, 0)
    said = import_answers(counter.outbox, counter.inbox, counter.identity, Stick(stick))
    assert (said.statements, said.notices, said.results) == (0, 1, 1)
    seqs = [seq for seq, _ in counter.inbox.after(0)]
    last = open_notice(list(counter.inbox.after(0))[-1][1], desk.keys.sign.public, kiosk.notice)[1]
    assert seqs == [1, 2]
    assert last.result is not None
    assert counter.inbox.settled(last.result.blob)
    counter.leave(stick)
    courier.hand_out(stick)
    left = Stick(stick)
    assert (list(left.statements()), left.notices(kiosk.unit), left.results()) == ([], [], [])


def spoil(path: Path, _data: bytes) -> None:
    path.write_bytes(b"")  # the name was there, its bytes never came


def cut_short(path: Path, data: bytes) -> None:
    path.write_bytes(data[: len(data) // 2])


@pytest.mark.parametrize("harm", [None, spoil, cut_short])
def test_a_stick_pulled_out_at_any_step_harms_nothing(
    desk: Desk,
    kiosk: Machine,
    counter: Counter,
    courier: Courier,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    harm: Callable[[Path, bytes], None] | None,
) -> None:
    cargoes = [desk.pack(kiosk), desk.pack(kiosk)]
    for cargo in cargoes:
        counter.queue(cargo)
    write = write_durably
    left = [0]

    def pulled_after(path: Path, data: bytes, *more: object) -> None:
        if left[0] == 0:
            if harm is not None:
                harm(path, data)
            raise OSError(errno.EIO, "gone")
        left[0] -= 1
        write(path, data, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("sync.stick.write_durably", pulled_after)
    step = 0
    while True:
        stick = new_stick(tmp_path, f"out-{step}")
        left[0] = step
        try:
            counter.leave(stick)
            break
        except StickUnusable:
            if (stick / "hoso-kiosk").is_dir():
                courier.take_in(stick)
                desk.opener.work()
        step += 1
    assert step > 8
    courier.take_in(stick)
    desk.opener.work()
    # The way home: pulled out at any step too.
    back = 0
    while True:
        left[0] = back
        try:
            courier.hand_out(stick)
            break
        except StickUnusable:
            import_answers(counter.outbox, counter.inbox, counter.identity, Stick(stick))
        back += 1
    import_answers(counter.outbox, counter.inbox, counter.identity, Stick(stick))
    assert back >= 3  # each pull left what it had written
    assert counter.outbox.counts() == {Carriage.DELIVERED: 2}
    assert {row.id for row in desk.dossiers()} == {cargo.manifest.dossier for cargo in cargoes}
    assert len(desk.dossiers()) == 2
    assert counter.inbox.numbers() == [1, 2]


def test_a_strangers_stick_gets_no_dossier_in_and_no_answer_out(
    desk: Desk, kiosk: Machine, counter: Counter, courier: Courier, tmp_path: Path
) -> None:
    stick = new_stick(tmp_path)
    stranger = Machine(unit=kiosk.unit, device=kiosk.device)
    forged = desk.pack(stranger)
    counter.queue(forged)
    counter.leave(stick)
    courier.take_in(stick)
    desk.opener.work()
    assert desk.dossiers() == []
    assert not any(desk.shelf.has(blob.name) for blob in forged.blobs)

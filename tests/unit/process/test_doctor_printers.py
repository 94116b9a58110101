"""``kiosk doctor`` names every printer and says how it is, by the command as a person runs it."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.clock import SystemClock
from kiosk.__main__ import main
from kiosk.devices.printer import WORDS
from kiosk.domain.print_jobs import PaperSize, Trouble
from kiosk.folder import Folder
from kiosk.services import print_queue
from kiosk.services.doctor import STORE_GOOD, store_finding
from kiosk.services.office import SAMPLE, set_up
from kiosk.services.unlocking import unlock
from tests.office_factories import PASSPHRASE
from tests.printers.print_server import PrintServer, can_run
from tests.printers.thermal import NetworkThermal, Thermal


def told(capsys: pytest.CaptureFixture[str], what: str, *options: str) -> list[str]:
    capsys.readouterr()
    main(["doctor", "--json", *options])
    return [line["text"] for line in json.loads(capsys.readouterr().out) if line["what"] == what]


def printers(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    return told(capsys, "printer", *options)


def test_the_database_of_an_open_office_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Folder(tmp_path / "office")
    set_up(folder, SAMPLE, PASSPHRASE, SystemClock())
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSPHRASE + "\n"))
    here = ("--data-dir", str(folder.root))
    assert told(capsys, "store", *here) == []
    assert told(capsys, "store", *here, "--officer", "quan-tri-1") == [STORE_GOOD.vi]
    damaged = store_finding(("page 7: HMAC", "page 9: HMAC"))
    assert damaged.grade.blocks
    assert damaged.message.in_vietnamese(**damaged.params).startswith("Tệp dữ liệu kiosk.db có 2 chỗ hỏng.")


@pytest.fixture
def thermal() -> Iterator[NetworkThermal]:
    end = NetworkThermal(Thermal(paper=0))
    yield end
    end.close()


@pytest.mark.skipif(not can_run(), reason="needs root and cups-daemon, cups-client, cups-server-common")
def test_printers_of_the_system_and_those_chosen_are_named_with_their_state(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    thermal: NetworkThermal,
) -> None:
    folder = Folder(tmp_path / "office")
    set_up(folder, SAMPLE, PASSPHRASE, SystemClock())
    desk = unlock(folder, "quan-tri-1", PASSPHRASE, SystemClock())
    print_queue.choose(desk, PaperSize.ROLL, thermal.address)
    desk.close()
    from kiosk.devices.cups import library

    server = PrintServer()
    try:
        monkeypatch.setenv("CUPS_SERVER", server.address)
        library().cupsSetServer(server.address.encode())
        server.run("cupsdisable", "Other")
        here = ("--data-dir", str(folder.root))
        system = ["Máy in File: sẵn sàng.", f"Máy in Other: {WORDS[Trouble.PAUSED].vi}"]
        assert printers(capsys, *here) == system
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSPHRASE + "\n"))
        name = thermal.address.removeprefix("tcp:")
        out_of_paper = f"Máy in {name}: {WORDS[Trouble.PAPER_OUT].vi}"
        assert printers(capsys, *here, "--officer", "quan-tri-1") == [*system, out_of_paper]
        server.stop()
        assert printers(capsys, *here) == [
            "Chưa thấy máy in nào. Nối máy in, cài trong hệ điều hành, rồi chọn ở trang Máy in của cán bộ."
        ]
    finally:
        server.close()
        library().cupsSetServer(None)

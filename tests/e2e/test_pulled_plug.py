"""The plug is pulled (SIGKILL) in the middle of a capture and in the middle of a printing, with real processes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from forms.clock import SystemClock
from kiosk.domain.print_jobs import PaperSize
from kiosk.folder import Folder
from kiosk.services import print_queue
from kiosk.services.assisted import file_at_once
from kiosk.services.office import SAMPLE, OfficePlan, set_up
from kiosk.services.unlocking import unlock
from tests.e2e.office import ROOT
from tests.office_factories import ANSWERS, PASSPHRASE, Province, make_known, taken
from tests.printers.thermal import NetworkThermal, Thermal

SUPERVISOR = """
import sys
from pathlib import Path
from kiosk.folder import Folder
from kiosk.supervisor import supervise
data, notes = sys.argv[1:]
command = [sys.executable, "-m", "tests.e2e.plugged_screen", data, notes]
sys.exit(supervise(Folder(Path(data)), (), command=command))
"""


def _wait(notes: Path, step: str, patience: float = 90.0) -> dict[str, Any]:
    end = time.monotonic() + patience
    while True:
        told = [json.loads(line) for line in notes.read_text().splitlines() if line.endswith("}")]
        assert not [one for one in told if one["step"] == "failed"], told
        for one in told:
            if one["step"] == step:
                return one
        assert time.monotonic() < end, told
        time.sleep(0.02)


@pytest.mark.soak
def test_the_same_page_and_the_same_job_after_the_plug_was_pulled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOSO_CONFIG_DIR", str(tmp_path / "machine"))
    folder, clock = Folder(tmp_path / "office"), SystemClock()
    officer = next(one for one in SAMPLE.officers if one.code == "can-bo-1")
    set_up(folder, OfficePlan(SAMPLE.office, (officer,)), PASSPHRASE, clock)
    printer = NetworkThermal(Thermal(deaf_after=1))
    desk = unlock(folder, "can-bo-1", PASSPHRASE, clock)
    make_known(desk, Province.new())
    filed = file_at_once(desk, "1.004873", ANSWERS, [("identity_card", taken())], "vi-VN")
    print_queue.choose(desk, PaperSize.ROLL, printer.address)
    desk.close()
    notes = tmp_path / "notes"
    notes.write_text("")
    (tmp_path / "filed").write_text(filed.dossier)
    kiosk = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(folder.root), str(notes)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
    )
    try:
        os.kill(_wait(notes, "storing")["pid"], signal.SIGKILL)
        again = _wait(notes, "papers-again")
        assert (again["page"], again["readable"]) == ("papers", [True])  # the page taken before, whole
        printing = _wait(notes, "printing")
        end = time.monotonic() + 60
        while not printer.thermal.bands:
            assert time.monotonic() < end
            time.sleep(0.02)
        os.kill(printing["pid"], signal.SIGKILL)
        asked = _wait(notes, "asked")
        assert (asked["jobs"], asked["mode"]) == ([["failed", "interrupted"]], "counter")
        assert printer.thermal.cuts == 0  # nothing is printed a second time by itself
        assert kiosk.wait(30) == 0
    finally:
        if kiosk.poll() is None:
            kiosk.kill()
        kiosk.communicate()
        printer.close()

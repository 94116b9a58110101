"""What ``make run`` shows where there is no display: real pages, a real gateway and agent, and a link cut on the way."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.office import ROOT


@pytest.mark.timeout(300)
def test_the_demo_brings_one_dossier_home_over_a_link_that_is_cut(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "kiosk", "demo", "--headless", "--json"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert (
        "No audio device" not in ran.stderr
    )  # said at every clip by a machine without a loudspeaker, as most servers are
    report = json.loads(ran.stdout)
    assert report["carriage"] == "delivered"
    assert report["case_status"] == 2
    assert report["link_cuts"] == 1
    assert Path(report["slip_pdf"]).read_bytes().startswith(b"%PDF")

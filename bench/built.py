"""Starts what the build made: sets up an office, enrols it, files one dossier, carries it, plays one clip, paints a page.

Also proves the split: no Qt beside the agent's own code, no virtual keyboard, no WebEngine. The gateway runs from source,
because it is the province's and never part of the kiosk's build.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.office_factories import ANSWERS, PASSPHRASE

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN = ("VirtualKeyboard", "WebEngine", "starlette", "uvicorn")


def main(folder: Path) -> int:
    """Returns 0 when all of it worked."""
    kiosk, agent = folder / "hoso-kiosk", folder / "hoso-agent"
    strays = [
        str(p.relative_to(folder)) for p in folder.rglob("*") if any(word in p.name for word in FORBIDDEN)
    ]
    assert not strays, strays
    size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        env = {**os.environ, "HOSO_CONFIG_DIR": str(root / "machine"), "QT_QPA_PLATFORM": "offscreen"}
        data = ("--data-dir", str(root / "office"))

        def run(*command: str, stdin: str = PASSPHRASE + "\n") -> dict[str, object]:
            done = subprocess.run(
                command, input=stdin, capture_output=True, text=True, env=env, timeout=120, check=False
            )
            assert done.returncode == 0, (command, done.returncode, done.stderr[-800:], done.stdout[-400:])
            found: dict[str, object] = json.loads(done.stdout)
            return found

        serve = [
            sys.executable,
            "-m",
            "sync.gateway",
            "serve",
            "--data",
            str(root / "gateway"),
            "--port",
            "0",
            "--json",
        ]
        gateway = subprocess.Popen(
            serve, stdout=subprocess.PIPE, text=True, cwd=ROOT, stderr=subprocess.DEVNULL
        )
        try:
            assert gateway.stdout is not None
            url = json.loads(gateway.stdout.readline())["url"]
            code = run(
                sys.executable, "-m", "sync.gateway", "enrol", "--data", str(root / "gateway"), "--json"
            )["code"]
            run(str(kiosk), "init", "--sample", *data, "--json")
            run(str(kiosk), "enrol", str(code), "--gateway", url, *data, "--json")
            answers = root / "answers.json"
            answers.write_text(json.dumps(ANSWERS, ensure_ascii=False), encoding="utf-8")
            filed = run(
                str(kiosk),
                "file",
                "1.004873",
                "--answers",
                str(answers),
                "--officer",
                "can-bo-1",
                *data,
                "--json",
            )
            report: dict[str, object] = {}
            for _ in range(30):
                report = run(str(agent), "once", *data, "--json")
                if report["delivered"] == 1:
                    break
                time.sleep(0.5)
            assert report["delivered"] == 1, report
            slip = root / "slip.pdf"
            run(
                str(kiosk),
                "slip",
                str(filed["dossier"]),
                "--out",
                str(slip),
                "--officer",
                "can-bo-1",
                *data,
                "--json",
            )
            clip: Any = run(str(kiosk), "doctor", "--play", *data, "--json")
            played = [found for found in clip if found["what"] == "sound"]
            assert [found["grade"] for found in played] == ["good"], played
            painted = _screen_lives(kiosk, root / "office", env)
        finally:
            gateway.terminate()
            gateway.wait(20)
    print(
        json.dumps(
            {
                "folder_mb": round(size / 1e6),
                "filed": filed["slip"],
                "delivered": 1,
                "clip": "played",
                "screen": painted,
            }
        )
    )
    return 0


def _screen_lives(kiosk: Path, office: Path, env: dict[str, str]) -> str:
    """The built application under its own supervisor paints and says it is alive."""
    command = [str(kiosk), "screen", "--data-dir", str(office), "--size", "1280x800"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as screen:
        assert screen.stdin is not None
        assert screen.stdout is not None
        screen.stdin.write(b"{}\n")
        screen.stdin.flush()
        said = json.loads(screen.stdout.readline())
        screen.terminate()
    assert said == {"alive": True}, said
    return "alive"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))

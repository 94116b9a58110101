"""Two trips of a stick between an office without a link and its province, as real processes, to be watched:
``python -m tests.faults.stick_day ROOT``.

``ROOT`` holds ``office`` with dossiers that wait, ``gateway`` and the empty folder ``stick``. Says after each step that the
stick may be taken away.
"""

import json
import sys
from pathlib import Path

from tests.road.processes import Child, run

AWAIT = 120


def main(root: Path) -> None:
    office, gateway, stick = (str(root / name) for name in ("office", "gateway", "stick"))
    serve = Child(["-m", "sync.gateway", "serve", "--data", gateway, "--port", "0"], root / "errors")
    serve.first_line()
    try:
        for trip in (1, 2):
            run(["-m", "sync", "export", stick, "--data-dir", office, "--json"])
            _say({"step": "exported", "trip": trip})
            run(["-m", "sync.gateway", "courier-in", stick, "--data", gateway])
            _say({"step": "taken in", "trip": trip})
            run(["-m", "sync.gateway", "courier-out", stick, "--data", gateway, "--wait", str(AWAIT)])
            _say({"step": "handed out", "trip": trip})
            run(["-m", "sync", "import", stick, "--data-dir", office, "--json"])
            _say({"step": "imported", "trip": trip})
            if trip == 1:
                result = root / "result.pdf"
                result.write_bytes(b"%PDF-1.4 an invented result" + bytes(5000))
                first = run(["-m", "sync.gateway", "list", "--data", gateway, "--json"])[0]["dossier"]
                run(
                    [
                        "-m",
                        "sync.gateway",
                        "notify",
                        first,
                        "--data",
                        gateway,
                        "--result",
                        str(result),
                        "--json",
                    ]
                )
    finally:
        serve.end()


def _say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

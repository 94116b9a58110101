"""One working day of an office and its province as real processes, to be watched: ``python -m tests.faults.day ROOT PORT COUNT``.

``ROOT`` holds ``office``, ``gateway`` and ``shift.json``. Says each thing the province's staff now relies on.
"""

import json
import sys
from pathlib import Path

from forms.clock import SystemClock
from sync.files import write_durably
from sync.times import write_time
from tests.road.processes import Child, run


def main(root: Path, port: str, count: str) -> None:
    gateway, office = root / "gateway", root / "office"
    errors = root / "errors"
    serve = Child(["-m", "sync.gateway", "serve", "--data", str(gateway), "--port", port], errors)
    serve.first_line()
    agent = Child(["-m", "sync", "run", "--data-dir", str(office)], errors)
    shift = json.dumps(json.loads((root / "shift.json").read_text())) + "\n"
    counter = Child(["-m", "tests.faults.at_the_counter", str(office), count], errors, stdin=shift.encode())
    try:
        told = _await(counter, b'"numbered"')["numbered"]
        result = root / "result.pdf"
        result.write_bytes(b"%PDF-1.4 an invented result" + bytes(5000))
        for dossier, what in (
            (told[0], ["--supplement", "Xin thêm giấy tờ"]),
            (told[1], ["--result", str(result)]),
        ):
            run(["-m", "sync.gateway", "notify", dossier, "--data", str(gateway), *what, "--json"])
            sys.stdout.write(json.dumps({"notified": dossier, "what": what[0]}) + "\n")
            sys.stdout.flush()
        counter.stdin.write(b"go\n")
        counter.stdin.flush()
        _await(counter, b'"home"')
        write_durably(gateway / "backup-watermark", write_time(SystemClock().now()).encode())
        counter.stdin.write(b"go\n")
        counter.stdin.flush()
        assert counter.finish() == 0
    finally:
        counter.kill()
        agent.end()
        serve.end()


def _await(child: Child, word: bytes) -> dict[str, list[str]]:
    for _ in range(3000):
        for line in child.lines:
            if word in line:
                found: dict[str, list[str]] = json.loads(line)
                return found
        assert not child.ends_within(0.05), "the counter has ended"
    raise AssertionError(f"{word!r} was not said")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])

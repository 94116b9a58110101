"""A counter without a screen: files, hears, supplements, and says of each thing what a citizen now relies on.

Reads a shift from the first line of standard input; then one word a line says what to do next.
"""

import json
import random
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from forms.clock import SystemClock
from forms.states import Carriage
from kiosk.domain.papers import DutyKind, duties
from kiosk.folder import Folder
from kiosk.services import counter, filing, intake, papers
from kiosk.services.desk import Desk
from kiosk.services.unlocking import reopen
from tests.office_factories import ANSWERS, PNG, taken

CODE = "1.004873"
SLOT = "identity_card"
SIZES = ((), (900,), (70_000, 3_000), (200_000,))
"""Papers of the first, second, … dossier, in bytes: none, in the batch, by an upload of its own."""
NOTE = "Bổ sung giấy tờ"


def papers_of(number: int) -> list[bytes]:
    """The papers of dossier ``number``, always the same."""
    source = random.Random(number)
    return [PNG + source.randbytes(size) for size in SIZES[number % len(SIZES)]]


def extra_paper() -> bytes:
    """What a supplement brings."""
    return PNG + random.Random(99).randbytes(2_000)


def main(folder: Folder, count: int) -> None:
    desk = reopen(folder, json.loads(sys.stdin.readline()), SystemClock())
    _say({"ready": True})
    filed = [_file(desk, number) for number in range(count)]
    _until(desk, lambda: all(desk.store.dossiers.get(one).official_number for one in filed))
    _say({"numbered": filed})
    sys.stdin.readline()  # the province has asked for more and given a result
    _until(desk, lambda: sum(len(desk.store.notices.for_dossier(one)) for one in filed) >= count + 2)
    done = counter.supplement(desk, filed[0], NOTE, [(SLOT, taken(extra_paper()))])
    _say({"supplement": filed[0], "parcel": done.parcel})
    _until(desk, lambda: all(p.carriage is Carriage.DELIVERED for p in desk.store.parcels.list()))
    _say({"home": True})
    sys.stdin.readline()
    counter.refresh(desk)
    desk.close()


def _file(desk: Desk, number: int) -> str:
    dossier = intake.begin(desk, CODE, "vi-VN")
    _say({"begun": dossier, "number": number})
    for field, value in ANSWERS.items():
        intake.save_answer(desk, dossier, field, value, page="p")
        _say({"answered": dossier, "field": field})
    for data in papers_of(number):
        kept = papers.keep(desk, dossier, SLOT, [taken(data)])
        for duty in duties(kept):
            if duty.kind is DutyKind.HAND_BACK:
                papers.handed_back(desk, kept)
        _say({"attached": dossier})
    done = filing.confirm(desk, dossier)
    _say({"filed": dossier, "slip": done.slip, "parcel": done.parcel})
    return dossier


def _until(desk: Desk, is_done: "object") -> None:
    assert callable(is_done)
    ends = time.monotonic() + 120
    while not is_done():
        assert time.monotonic() < ends, "nothing came home"
        time.sleep(0.3)
        counter.refresh(desk)


def _say(what: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Folder(Path(sys.argv[1])), int(sys.argv[2]))

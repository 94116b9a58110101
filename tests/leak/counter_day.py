"""A day at the counter in a process of its own, full of planted names: answers, papers, a mark, interpreter and witness, a
slip, a supplement, a draft left open — and then the fault or the death the test asks for.

Reads the shift from standard input like a screen does. Prints ``ready`` when the day's work lies on disk.
"""

import json
import sys
from pathlib import Path

from forms.clock import SystemClock
from kiosk.folder import Folder
from kiosk.journal import Journal, quiet_excepthook
from kiosk.services import confirmation, counter, filing, intake, papers, printing
from kiosk.services.unlocking import reopen
from tests.leak.planted import (
    ANSWERS,
    CARD,
    INTERPRETER,
    NAME,
    NOTE,
    NUMBER,
    READER,
    WITNESS,
    WRONG_NUMBER,
    paper,
)
from tests.office_factories import taken as page


def main(root: Path, out: Path, ending: str) -> None:
    hello = json.loads(sys.stdin.readline())
    folder = Folder(root)
    quiet_excepthook(Journal(folder.logs, "screen"))
    desk = reopen(folder, hello["shift"], SystemClock())
    dossier = intake.begin(desk, "1.004873", "vi-VN")
    for field, value in ANSWERS.items():
        intake.save_answer(desk, dossier, field, value, page="p")
    intake.save_answer(desk, dossier, "requester_number", WRONG_NUMBER, page="p")
    assert filing.check(desk, dossier)
    intake.save_answer(desk, dossier, "requester_number", NUMBER, page="p")
    taken = papers.keep(desk, dossier, "identity_card", [page(paper())])
    papers.handed_back(desk, taken)
    confirmation.read_back(desk, dossier, READER, INTERPRETER, "km-Khmr-VN")
    confirmation.sign_by_finger(desk, dossier, paper(500))
    confirmation.sign_by_witness(desk, dossier, WITNESS)
    confirmation.consent_to_keep(desk, dossier, True, "vi-VN", f"Ông bà {NAME} đồng ý?")
    filing.confirm(desk, dossier)
    counter.supplement(desk, dossier, NOTE, [("divorce_ruling", page(paper(90_000)))])
    for size in ("a5", "80mm"):
        (out / f"slip-{size}.pdf").write_bytes(printing.slip_pdf(desk, dossier, size))
    assert counter.rows(desk, search=NAME)
    assert counter.rows(desk, search=NUMBER)
    counter.refresh(desk)
    left = intake.begin(desk, "1.004873", "vi-VN")
    intake.save_answer(desk, left, "requester_name", NAME, page="p")
    draft = intake.open_draft(desk, left)
    try:
        intake.offer_card(draft, CARD[:40] + NAME)
    except Exception as fault:  # noqa: BLE001 - whatever it is, only the journal is asked what it makes of it
        desk.journal.exception("card", fault, what=NAME, dossier=left, reason=NUMBER)
    desk.journal.write(NAME, officer=NAME, code=NUMBER, citizen=NAME)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if ending == "fault":
        raise LookupError(f"{NAME} {NUMBER} {ANSWERS}")
    sys.stdin.read()  # until somebody kills this process with everything open


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])

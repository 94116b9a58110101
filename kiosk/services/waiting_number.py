"""The waiting number of what a citizen entered alone, on paper: at the self-service screen, and again at the counter.

It names nobody, so that whoever finds it learns nothing.
"""

from collections.abc import Sequence

from forms.errors import KnownError
from forms.text import Message
from kiosk.documents.lines import Show, in_vietnamese, pair
from kiosk.documents.waiting_facts import WaitingData
from kiosk.domain.print_jobs import PrintKind
from kiosk.domain.roles import Act, demand
from kiosk.i18n.packs import VIETNAMESE
from kiosk.services.checking import arrivals
from kiosk.services.desk import Desk
from kiosk.services.handing_in import claim_number
from kiosk.services.languages import translator_of
from kiosk.services.print_queue import ToPrint, slip_size
from kiosk.services.printing import SIZES
from kiosk.services.standing import state_of

SIT_DOWN = Message(
    "ui.alone.sit_down",
    "Mời bà con ngồi chờ, cán bộ sẽ gọi số.",
    "Title after a citizen alone has handed in. Must not lose: sit down, an officer calls the number.",
)
YOUR_NUMBER = Message(
    "ui.alone.your_number", "Số của bà con", "Over the waiting number, in very large digits."
)
CARD_READY = Message(
    "ui.alone.card_ready",
    "Cầm sẵn thẻ căn cước để cán bộ đối chiếu.",
    "After a citizen alone has handed in: the officer compares the card with the answers.",
)
PAPERS_READY = Message(
    "ui.alone.papers_ready",
    "Chuẩn bị sẵn giấy tờ để cán bộ xem:",
    "Over the names of the papers an officer will look at.",
)
NOT_YET = Message(
    "ui.alone.not_yet",
    "Hồ sơ chưa nộp xong: cán bộ xem giấy tờ, đọc lại rồi bà con mới ký.",
    "Must not lose: nothing is filed before an officer has looked at it and the citizen has signed.",
)
_NO_NUMBER = Message(
    "error.counter.no_waiting_number",
    "Hồ sơ này lập cùng cán bộ nên không có số chờ.",
    "A waiting number is to be printed for a draft that nobody entered alone",
)


def given(desk: Desk) -> str:
    """The next number of the day, for somebody who has come to the counter: one row of numbers for those who entered
    something alone and those who did not. Raises ``KnownError`` when the disk takes nothing.
    """
    demand(desk.officer.role, Act.CHECK_DRAFTS)
    return f"{claim_number(desk.folder.intake, desk.today()):03d}"


def to_wait(desk: Desk, number: str) -> ToPrint:
    """The paper for a number that was ``given``."""
    return _paper(desk, number, VIETNAMESE, (SIT_DOWN,))


def paper(desk: Desk, number: str, language: str, papers: Sequence[Message] = ()) -> ToPrint:
    """The paper for somebody who has handed in; ``papers`` are what an officer will look at."""
    asked = (PAPERS_READY, *papers) if papers else ()
    return _paper(desk, number, language, (SIT_DOWN, CARD_READY, *asked, NOT_YET))


def _paper(desk: Desk, number: str, language: str, lines: Sequence[Message]) -> ToPrint:

    def make() -> bytes:
        from kiosk.documents.press import waiting_pdf

        show = _words(desk, language)
        data = WaitingData(
            desk.office.name,
            number,
            desk.now(),
            pair(show(YOUR_NUMBER)),
            tuple(pair(show(line)) for line in lines),
        )
        return waiting_pdf(data, SIZES[slip_size(desk).value])

    return ToPrint(PrintKind.WAITING_NUMBER, make)


def of_draft(desk: Desk, dossier_id: str) -> ToPrint:
    """The same again for somebody who has lost it. Raises ``KnownError`` for a draft that has none."""
    demand(desk.officer.role, Act.CHECK_DRAFTS)
    found = arrivals(desk, (dossier_id,)).get(dossier_id)
    if found is None:
        raise KnownError(_NO_NUMBER)
    dossier = desk.store.dossiers.get(dossier_id)
    papers = tuple(
        one.paper.name for one in state_of(desk, dossier).papers if one.needed and not one.waits_for_lookup
    )
    return paper(desk, f"{found.number:03d}", dossier.language, papers)


def _words(desk: Desk, language: str) -> Show:
    if language == VIETNAMESE:
        return in_vietnamese
    return translator_of(desk.folder, language).show

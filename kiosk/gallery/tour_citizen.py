"""The citizen's pages in their order: greeting, procedures, questions, papers, check, mark, confirmation, slip.

A tour puts page after page on the stage and yields its stop; whoever walks along looks at it in as many looks as wanted.
"""

from collections.abc import Iterator, Mapping
from functools import partial

from forms.answers import Value
from kiosk.gallery import steps
from kiosk.gallery.office import MARITAL, NOTHING, answers_to, taken_in
from kiosk.gallery.stage import Stage, Stop
from kiosk.services import confirmation, intake, papers
from kiosk.services.handing_in import HandedIn
from kiosk.services.quick_hands import QuickHands
from kiosk.services.visit import Stage as At
from kiosk.ui.beats import HERE, STILL_THERE
from kiosk.ui.recover_desk import RecoverPage
from kiosk.ui.screens.handed_in import HandedInScreen
from kiosk.ui.screens.leave import LeaveByPinScreen
from kiosk.ui.screens.papers_to_show import PapersToShowScreen
from kiosk.ui.screens.question import QuestionScreen
from kiosk.ui.screens.signature import SignatureScreen
from kiosk.ui.sheet import Sheet
from kiosk.ui.widgets.kit import Spoken

ROWS = "2.001159"
WORKSHEET = "3.000333"
GUIDE = "HD.vneid"
LINKED = "3.000722"
CARD = "011190000999|123456789|NGUYỄN THỊ MẪU|03051990|Nữ|Bản Mẫu, Xã Búng Lao, Điện Biên|15042021"


def at_the_gate(stage: Stage) -> Iterator[Stop]:
    """Before anybody is on duty."""
    c = stage.conductor
    yield Stop("welcome")
    c.open_doors()
    stage.settle()
    yield Stop("unlock", citizens=False)
    yield Stop("unlock-keyboard", citizens=False, over=partial(steps.type_into, stage, "passphrase"))
    RecoverPage(c, c._gate.show_unlock).open()
    stage.settle()
    yield Stop("recover", citizens=False)
    yield Stop("recover-keyboard", citizens=False, over=partial(steps.type_into, stage, "new-passphrase"))
    c._gate.show_unlock()
    stage.settle()


def on_duty(stage: Stage) -> Iterator[Stop]:
    """The officer has shown up: PIN, locked screen."""
    c = stage.conductor
    desk = stage.open_desk()
    c._gate.seat(desk)
    stage.settle()
    yield Stop("pin", citizens=False)
    assert c.shift is not None
    c.shift.set_pin("274916")
    c.open_citizen()
    c.lock()
    stage.settle()
    yield Stop("locked", citizens=False)
    c.open_citizen()
    c.present(lambda: LeaveByPinScreen(c.kit), say=False, languages=False)
    stage.settle()
    yield Stop("leave-by-pin", citizens=False)


def choosing(stage: Stage) -> Iterator[Stop]:
    """Language, life events, procedures, what to bring, use of data."""
    c = stage.conductor
    c.open_citizen()
    stage.settle()
    visit, citizen = stage.shift.visit, c.citizen
    assert citizen is not None
    yield Stop("language")
    visit.stage = At.PROCEDURE
    citizen.draw()
    stage.settle()
    yield Stop("procedures")
    yield Stop("procedures-help", over=lambda: steps.tap(stage, "help"))
    yield Stop("procedures-search", over=partial(steps.search, stage, "kh"))
    for event in ("birth", "marriage", "death", "residence", "certificate", "driving", "health"):
        citizen._choose_event(event)
        stage.settle()
        yield Stop(f"procedures-{event}")
    for code in (MARITAL, LINKED, ROWS, WORKSHEET, GUIDE):
        visit.end()
        visit.stage = At.PROCEDURE
        visit.choose_procedure(code)
        citizen.draw()
        stage.settle()
        yield Stop(f"prepare-{code}")
    visit.end()
    visit.stage = At.PROCEDURE
    visit.choose_procedure(MARITAL)
    visit.forward()
    citizen.draw()
    stage.settle()
    yield Stop("data-notice")
    visit.end()
    visit.stage = At.PROCEDURE
    visit.choose_procedure(GUIDE)
    visit.forward()
    citizen.draw()
    stage.settle()
    for number in range(len(visit.definition().steps) + 1):
        yield Stop(f"guide-{number + 1}")
        if number < len(visit.definition().steps):
            citizen._guides._turn_to(number + 1)
            stage.settle()


def questions(stage: Stage, code: str, *, wanted: Mapping[str, object] = NOTHING) -> Iterator[Stop]:
    """Every question of a procedure that these answers lead to, blank lines and keyboards included."""
    c = stage.conductor
    begin(stage, code, wanted)
    visit, citizen = stage.shift.visit, c.citizen
    assert citizen is not None
    for state in [page for page in visit.draft().state.pages if page.asked]:
        visit._draft = intake.go_to(stage.desk, visit.draft(), state.address)
        citizen.draw(say=False)
        stage.settle()
        name = f"{code}-{state.address.replace('/', '-')}"
        yield Stop(name)
        line = steps.typing_line(c.window.screen_shown) if c.window.screen_shown is not None else None
        if line is not None:
            yield Stop(f"{name}-keyboard", over=partial(steps.first_line, stage))


def quickly(stage: Stage) -> Iterator[Stop]:
    """Questions that have something besides while an officer enters at speed, with the mark above them."""
    c = stage.conductor
    begin(stage, MARITAL)
    visit, citizen = stage.shift.visit, c.citizen
    assert citizen is not None
    pages = ("requester_phone", "person_ethnic", "copies")
    intake.save_answers(stage.desk, visit.dossier or "", dict.fromkeys(pages), page=None)
    visit.answered()
    visit.quick = QuickHands()
    for page in pages:
        visit._draft = intake.go_to(stage.desk, visit.draft(), page)
        citizen.draw(say=False)
        stage.settle()
        over = partial(steps.first_line, stage) if page == "requester_phone" else None
        yield Stop(f"quick-{page}", over=over)
    visit.slow_down()


def question_states(stage: Stage) -> Iterator[Stop]:
    """What else may stand on a question: faults, an unsure answer, an offer of a card, a warning of quiet."""
    c = stage.conductor
    begin(stage, MARITAL)
    visit, citizen = stage.shift.visit, c.citizen
    assert citizen is not None

    def at(page: str) -> None:
        visit._draft = intake.go_to(stage.desk, visit.draft(), page)
        citizen.draw(say=False)
        stage.settle()

    at("requester_card")
    yield Stop("card-offer", over=lambda: citizen.asking.card_scanned(CARD, False))
    yield Stop("card-unreadable", over=lambda: citizen.asking.card_scanned("HELLO|WORLD", False))
    yield Stop("idle-warning", over=partial(_warn, stage))
    yield Stop("help-sheet", over=lambda: steps.tap(stage, "help"))
    yield Stop("apology", over=lambda: c.tell(RuntimeError("gallery")))
    answers: dict[str, Value] = {"requester_phone": "12", "copies": 99}
    intake.save_answers(stage.desk, visit.dossier or "", answers, page=None)
    visit.answered()
    at("requester_phone")
    yield Stop("faults", over=partial(_faults, stage))
    intake.save_answers(
        stage.desk, visit.dossier or "", {}, page=None, unsure=("requester_id_issued", "person_ethnic")
    )
    visit.answered()
    at("requester_paper_issue")
    yield Stop("unsure")
    citizen.choose_language_again()
    stage.settle()
    yield Stop("language-again")
    intake.save_answers(stage.desk, visit.dossier or "", {"purpose": "marry_here"}, page=None)
    visit.answered()
    visit.stage = At.STOPPED
    citizen.draw()
    stage.settle()
    yield Stop("stopped")


def rows(stage: Stage) -> Iterator[Stop]:
    """A list of people, and taking one out."""
    c = stage.conductor
    begin(stage, ROWS)
    visit, citizen = stage.shift.visit, c.citizen
    assert citizen is not None
    address, hub = next(
        (one.address, one.page.rows.id) for one in visit.draft().state.pages if one.page.rows is not None
    )
    visit._draft = intake.go_to(stage.desk, visit.draft(), address)
    citizen.draw()
    stage.settle()
    yield Stop("people")
    first = next(iter(intake.rows_shown(visit.draft()))).row
    yield Stop("people-remove", over=lambda: steps.tap(stage, f"{hub}/{first}-remove"))


def to_the_end(stage: Stage, code: str = MARITAL) -> Iterator[Stop]:
    """Papers, check, read-back, mark, confirmation, slip."""
    c = stage.conductor
    slots = begin(stage, code, least_papers=1)
    visit, citizen = stage.shift.visit, c.citizen
    assert citizen is not None
    assert visit.dossier is not None
    tag = "" if code == MARITAL else f"-{code}"

    def at(where: At) -> None:
        visit.stage = where
        visit.answered()
        citizen.draw()
        stage.settle()

    at(At.CHECK)
    yield Stop(f"check-papers-missing{tag}")
    at(At.PAPERS)
    yield Stop(f"papers{tag}")
    if not tag:
        slot = next(iter(slots))
        yield Stop("paper-file-sheet", over=lambda: steps.tap(stage, f"paper-{slot}-add"))
    for slot in slots:
        taken = papers.keep(stage.desk, visit.dossier, slot, (taken_in(),))
        papers.handed_back(stage.desk, taken)
    at(At.PAPERS)
    yield Stop(f"papers-taken{tag}")
    at(At.CHECK)
    yield Stop(f"check{tag}")
    at(At.READ_BACK)
    yield Stop(f"read-back{tag}")
    confirmation.read_back(stage.desk, visit.dossier, "Cán bộ Mẫu Một", None, "vi-VN")
    at(At.SIGNATURE)
    yield Stop(f"signature{tag}")
    if not tag:
        yield Stop("signature-empty", over=partial(_sign_nothing, stage))
        yield Stop("signature-witness", over=lambda: steps.tap(stage, "sign-witness"))
    confirmation.sign_on_paper(stage.desk, visit.dossier)
    at(At.OFFICER)
    yield Stop(f"officer{tag}")
    if not tag:
        yield Stop("officer-keyboard", over=partial(steps.type_into, stage, "secret"))
    visit.stage = At.OFFICER
    visit.confirm()
    citizen.draw()
    stage.settle()
    yield Stop(f"done{tag}")
    visit.end()
    c.open_citizen()
    stage.settle()


def worksheet(stage: Stage) -> Iterator[Stop]:
    """A sheet that is only printed."""
    c = stage.conductor
    begin(stage, WORKSHEET)
    visit = stage.shift.visit
    visit.stage = At.WORKSHEET
    c.open_citizen()
    stage.settle()
    yield Stop("worksheet")
    visit.end()
    c.open_citizen()
    stage.settle()


def alone(stage: Stage) -> Iterator[Stop]:
    """What only a citizen alone at the screen meets."""
    c = stage.conductor
    begin(stage, MARITAL)
    visit = stage.shift.visit
    lines = papers.lines(stage.desk, visit.draft())
    names = tuple(line.state.paper.name for line in lines if line.state.needed)
    steps.show(stage, lambda: PapersToShowScreen(c.kit, lines))
    yield Stop("alone-papers")
    steps.show(stage, lambda: HandedInScreen(c.kit, HandedIn("d" * 32, 7).text, names))
    yield Stop("alone-handed-in")
    visit.end()
    c.open_citizen()
    stage.settle()


def begin(
    stage: Stage, code: str, wanted: Mapping[str, object] = NOTHING, *, least_papers: int = 0
) -> tuple[str, ...]:
    """A visit with all questions of a procedure answered; returns the papers it needs."""
    c = stage.conductor
    assert c.shift is not None
    visit, desk = c.shift.visit, stage.desk
    visit.end()
    visit.procedure = code
    visit.dossier = intake.begin(desk, code, "vi-VN")
    visit.stage = At.QUESTIONS
    answers, slots = answers_to(desk, code, wanted, least_papers=least_papers)
    intake.save_answers(desk, visit.dossier, answers, page=None)
    visit.answered()
    c.mode = "visit"
    c.open_citizen()
    stage.settle()
    return slots


def _faults(stage: Stage) -> None:
    screen = stage.conductor.window.screen_shown
    assert isinstance(screen, QuestionScreen)
    shift = stage.conductor.shift
    assert shift is not None
    screen.show_draft(shift.visit.draft())
    screen.show_faults(shift.visit.continue_questions())


def _sign_nothing(stage: Stage) -> None:
    screen = stage.conductor.window.screen_shown
    assert isinstance(screen, SignatureScreen)
    screen.act("continue")


def _warn(stage: Stage) -> None:
    c = stage.conductor
    c.window.show_sheet(
        Sheet(
            c.window,
            c.kit,
            (c.kit.show(STILL_THERE, seconds=30),),
            icon="clock",
            actions=(HERE,),
            name="idle-warning",
            spoken=(Spoken(STILL_THERE, (("seconds", 30),)),),
        )
    )

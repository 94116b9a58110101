"""One citizen's visit, from the greeting to the slip: which stage comes next, without a single widget.

The screen draws the stage and calls ``forward``, ``back`` and the verbs; a crash is survived by ``place`` and
``restore``. Holds no answers: they are in the store the moment they are given.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from forms.definition import Definition, Kind
from forms.faults import Fault
from forms.path import page_of
from forms.text import Message
from kiosk.domain.dossier import DossierState
from kiosk.domain.office import Place
from kiosk.domain.roles import Role
from kiosk.services import filing, intake
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed
from kiosk.services.handing_in import HandedIn
from kiosk.services.intake import Draft
from kiosk.services.quick_hands import QuickHands
from kiosk.store.errors import NotFound


class Stage(StrEnum):
    """Where a visit is."""

    LANGUAGE = "language"  # greeting; the citizen picks a language by ear and sight
    PROCEDURE = "procedure"  # life events and procedures
    PREPARE = "prepare"  # what you need, what it costs, how long, who must come
    DATA_NOTICE = "data-notice"  # which data are used and on which legal basis
    QUESTIONS = "questions"  # one question or small group a page
    STOPPED = "stopped"  # the form says kindly that the paper is not needed
    PAPERS = "papers"  # each paper shown, photographed, handed back or kept
    CHECK = "check"  # all answers, each with Change
    READ_BACK = "read-back"  # somebody reads the answers aloud
    SIGNATURE = "signature"  # the citizen's mark
    OFFICER = "officer"  # the officer confirms
    DONE = "done"  # the slip
    GUIDE = "guide"  # steps to be read and heard; nothing is asked
    HANDED_IN = "handed-in"  # a citizen alone has handed in and waits to be called by number
    WORKSHEET = "worksheet"  # the prefilled sheet is printed; afterwards nothing of it stays here


MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.LANGUAGE: frozenset({Stage.PROCEDURE}),
    Stage.PROCEDURE: frozenset({Stage.PREPARE, Stage.LANGUAGE}),
    Stage.PREPARE: frozenset({Stage.DATA_NOTICE, Stage.PROCEDURE, Stage.GUIDE}),
    Stage.DATA_NOTICE: frozenset({Stage.QUESTIONS, Stage.PREPARE}),
    Stage.QUESTIONS: frozenset(
        {Stage.QUESTIONS, Stage.PAPERS, Stage.CHECK, Stage.STOPPED, Stage.DATA_NOTICE}
    ),
    Stage.STOPPED: frozenset({Stage.QUESTIONS, Stage.LANGUAGE}),
    Stage.PAPERS: frozenset({Stage.CHECK, Stage.QUESTIONS}),
    Stage.CHECK: frozenset(
        {Stage.READ_BACK, Stage.PAPERS, Stage.QUESTIONS, Stage.WORKSHEET, Stage.HANDED_IN}
    ),
    Stage.READ_BACK: frozenset({Stage.SIGNATURE, Stage.CHECK}),
    Stage.SIGNATURE: frozenset({Stage.OFFICER, Stage.READ_BACK}),
    Stage.OFFICER: frozenset({Stage.DONE, Stage.SIGNATURE, Stage.CHECK}),
    Stage.DONE: frozenset({Stage.LANGUAGE}),
    Stage.GUIDE: frozenset({Stage.PREPARE, Stage.LANGUAGE}),
    Stage.WORKSHEET: frozenset({Stage.CHECK, Stage.LANGUAGE}),
    Stage.HANDED_IN: frozenset({Stage.LANGUAGE}),
}

_BEGIN = (Stage.LANGUAGE, Stage.PROCEDURE, Stage.PREPARE)
_LINES: dict[Kind, tuple[Stage, ...]] = {
    Kind.FILING: (
        *_BEGIN,
        Stage.DATA_NOTICE,
        Stage.QUESTIONS,
        Stage.PAPERS,
        Stage.CHECK,
        Stage.READ_BACK,
        Stage.SIGNATURE,
        Stage.OFFICER,
    ),
    Kind.WORKSHEET: (*_BEGIN, Stage.DATA_NOTICE, Stage.QUESTIONS, Stage.CHECK, Stage.WORKSHEET),
    Kind.GUIDE: (*_BEGIN, Stage.GUIDE),
}
_ALONE = (*_BEGIN, Stage.DATA_NOTICE, Stage.QUESTIONS, Stage.PAPERS, Stage.CHECK, Stage.HANDED_IN)
"""A filing begun by a citizen alone: reading back, signing and confirming are for the officer's desk."""
_LAST = (Stage.STOPPED, Stage.GUIDE, Stage.WORKSHEET, Stage.HANDED_IN)
"""Stages after which the visit is over."""

_WITHOUT_DRAFT = frozenset({*_BEGIN, Stage.DATA_NOTICE, Stage.GUIDE})
_WITH_PROCEDURE = frozenset({Stage.PREPARE, Stage.DATA_NOTICE, Stage.GUIDE})


@dataclass(slots=True)
class Visit:
    """The visit at this machine right now. ``procedure`` is chosen before a draft exists; ``changing`` is true while a
    citizen who pressed Change on the check page corrects one answer; ``quick`` is there while an officer enters at speed."""

    desk: Desk
    language: str = "vi-VN"
    branch: str = ""  # of that language, as the citizen chose it by ear
    stage: Stage = Stage.LANGUAGE
    procedure: str | None = None
    dossier: str | None = None
    changing: bool = False
    filed: Filed | None = None
    handed_in: HandedIn | None = None
    quick: QuickHands | None = None
    _draft: Draft | None = field(default=None, repr=False)

    # What the screen asks

    def draft(self) -> Draft:
        """The draft at its page, read once and again after every change."""
        assert self.dossier is not None
        if self._draft is None:
            self._draft = intake.open_draft(self.desk, self.dossier)
        return self._draft if self.quick is None else self.quick.counted(self._draft)

    def definition(self) -> Definition:
        """The chosen procedure: the draft's own version, or the newest one before there is a draft."""
        if self.dossier is not None:
            return self.draft().definition
        assert self.procedure is not None
        return self.desk.catalogue.newest(self.procedure, self.desk.today())

    def kind(self) -> Kind:
        """What becomes of this visit's answers; a filing before anything is chosen."""
        if self.dossier is None and self.procedure is None:
            return Kind.FILING
        return self.definition().kind

    def stop_message(self) -> Message | None:
        """Why the paper is not needed, when the answers say so."""
        return self.draft().state.stop if self.dossier is not None else None

    # What a person does

    def choose_language(self, tag: str, branch: str = "") -> None:
        """Switches the language on any page; answers and place stay."""
        self.language, self.branch = tag, branch
        if self.dossier is not None:
            self.desk.store.dossiers.set_language(self.dossier, tag)
            self._draft = None

    def begin_quickly(self, procedure: str, language: str) -> None:
        """An officer enters at speed: language and procedure are chosen already, the next page is the data notice."""
        self.end()
        self.procedure, self.language, self.quick = procedure, language, QuickHands()
        self.stage = Stage.DATA_NOTICE

    def slow_down(self) -> None:
        """The citizen takes over: from here on every page is shown. No answer changes."""
        self.quick = None

    def choose_procedure(self, code: str) -> None:
        """Picks a procedure and shows what is needed for it."""
        self.procedure = code
        self._go(Stage.PREPARE)

    def begin_questions(self) -> None:
        """After the data notice: the draft exists from here on."""
        assert self.procedure is not None
        if self.dossier is None:
            self.dossier = intake.begin(self.desk, self.procedure, self.language)
        self._draft = None
        self._go(Stage.QUESTIONS)

    def answered(self, draft: Draft | None = None) -> None:
        """Something was stored: what was read before is out of date. ``draft`` is how it stands now, where that is known."""
        self._draft = draft

    def continue_questions(self) -> tuple[Fault, ...]:
        """Judges the page on screen; goes on when it holds. Returns what is wrong otherwise."""
        draft = self.draft()
        faults = intake.judge_page(draft)
        if faults:
            return faults
        if draft.state.stop is not None:
            self._go(Stage.STOPPED)
            return ()
        if self.changing and all(page.complete for page in draft.state.pages):
            self.changing = False
            self._go(Stage.CHECK)
            return ()
        after = intake.forward(self.desk, draft, self._passed(draft))
        if after is None:
            self.changing = False
            self._go(self._after(Stage.QUESTIONS))
        else:
            self._draft = after
        return ()

    def change(self, address: str) -> None:
        """From the check page straight to the question of one answer."""
        draft = self.draft()
        page = page_of(draft.state, address)
        if page is None or self.dossier is None:
            return
        self.desk.store.dossiers.set_page(self.dossier, page)
        self.changing = True
        self._draft = None
        self._go(Stage.QUESTIONS)

    def add_row(self, rows: str) -> str:
        """One more person or thing in a repeated group: its first question is on screen now. Returns the row's id."""
        assert self.dossier is not None
        row = intake.add_row(self.desk, self.dossier, rows)
        self._draft = None
        self.open_row(rows, row)
        return row

    def open_row(self, rows: str, row: str) -> None:
        """From the hub page to the first question of one row."""
        draft = self.draft()
        first = next(
            (
                p.address
                for p in draft.state.pages
                if p.asked and p.row and (p.row.rows, p.row.id) == (rows, row)
            ),
            None,
        )
        if first is not None:
            self._draft = intake.go_to(self.desk, draft, first)

    def remove_row(self, rows: str, row: str) -> None:
        """Takes a row out with all its answers; the hub page stays on screen."""
        draft = self.draft()
        intake.remove_row(self.desk, draft.dossier.id, rows, row, page=draft.page.address)
        self._draft = None

    def forward(self) -> None:
        """On from a stage that asks nothing more."""
        if self.stage in _LAST:
            self.end()
            return
        self._go(self._after(self.stage))

    def back(self) -> None:
        """One step back; no answer is lost. From the greeting there is nowhere to go back to."""
        if self.stage is Stage.QUESTIONS:
            if self.changing:
                self.changing = False
                self._go(Stage.CHECK)
                return
            draft = self.draft()
            before = intake.back(self.desk, draft, self._passed(draft))
            if before is not None:
                self._draft = before
                return
            self._go(Stage.DATA_NOTICE)
        elif self.stage is Stage.STOPPED:
            self._draft = None
            self._go(Stage.QUESTIONS)
        elif self.stage is Stage.OFFICER:
            self._go(Stage.SIGNATURE)
        elif self.stage in self._line() and self.stage is not Stage.LANGUAGE:
            line = self._line()
            self._draft = None
            self._go(line[line.index(self.stage) - 1])

    def confirm(self) -> Filed:
        """The officer confirms. A second call answers the same."""
        assert self.dossier is not None
        return self.confirmed(filing.confirm(self.desk, self.dossier))

    def confirmed(self, filed: Filed) -> Filed:
        """``filing.confirm`` ran elsewhere (on a thread of its own): the visit is done."""
        assert filed.dossier == self.dossier
        self.filed = filed
        self._draft = None
        if self.stage is not Stage.DONE:
            self._go(Stage.DONE)
        return filed

    def handed(self, handed_in: HandedIn) -> None:
        """``handing_in.hand_in`` ran elsewhere: nothing of the citizen is left here but the number to be called by."""
        self.handed_in = handed_in
        self.dossier = self._draft = None
        if self.stage is not Stage.HANDED_IN:
            self._go(Stage.HANDED_IN)

    def end(self) -> None:
        """The next citizen: nothing of this one stays here. A draft stays in the store, a finished worksheet nowhere."""
        if self.stage is Stage.WORKSHEET and self.dossier is not None:
            with contextlib.suppress(NotFound):
                self.desk.store.dossiers.delete_draft(self.dossier, by=self.desk.officer.code)
        self.language, self.branch, self.stage = "vi-VN", "", Stage.LANGUAGE
        self.procedure = self.dossier = self.filed = self.handed_in = self._draft = self.quick = None
        self.changing = False

    def resume(self, dossier_id: str) -> None:
        """Opens a draft from the officer's list at the page it was left on; what a citizen entered alone at its papers,
        which nobody has looked at yet."""
        dossier = self.desk.store.dossiers.get(dossier_id)
        self.end()
        self.dossier, self.procedure, self.language = dossier.id, dossier.procedure, dossier.language
        self.stage = Stage.QUESTIONS
        if dossier.place is Place.SELF_SERVICE and dossier.page is None and self.kind() is Kind.FILING:
            self.stage = Stage.PAPERS

    # Surviving a crash

    def place(self) -> dict[str, object]:
        """Ids only: what a new screen needs to show the same page."""
        return {
            "stage": str(self.stage),
            "language": self.language,
            "branch": self.branch,
            "procedure": self.procedure,
            "dossier": self.dossier,
            "changing": self.changing,
            "quick": sorted(self.quick.shown) if self.quick is not None else None,
        }

    def restore(self, place: Mapping[str, object]) -> None:
        """Back to where ``place`` says; a place that no longer exists becomes the greeting."""
        self.stage = Stage.LANGUAGE
        self.end()
        try:
            stage = Stage(str(place.get("stage")))
        except ValueError:
            return
        dossier, procedure = place.get("dossier"), place.get("procedure")
        language, branch = place.get("language"), place.get("branch")
        self.language = language if isinstance(language, str) else "vi-VN"
        self.branch = branch if isinstance(branch, str) else ""
        self.procedure = procedure if isinstance(procedure, str) else None
        if isinstance(dossier, str):
            found = self.desk.store.dossiers.summary(dossier)
            if found is None:
                return
            self.dossier = dossier
            if found.state is DossierState.SEALED:
                self.filed = filing.confirm(self.desk, dossier)
                stage = Stage.DONE
        if stage not in _WITHOUT_DRAFT and self.dossier is None:
            return
        if stage in _WITH_PROCEDURE and self.procedure is None:
            return
        self.changing = bool(place.get("changing"))
        shown = place.get("quick")
        if isinstance(shown, list):
            self.quick = QuickHands({page for page in shown if isinstance(page, str)})
        self.stage = stage

    def _passed(self, draft: Draft) -> frozenset[str]:
        return self.quick.passed(draft) if self.quick is not None else frozenset()

    def _line(self) -> tuple[Stage, ...]:
        if self.kind() is Kind.FILING and self.desk.officer.role is Role.SELF_SERVICE:
            return _ALONE
        return _LINES[self.kind()]

    def _after(self, stage: Stage) -> Stage:
        line = self._line()
        return line[line.index(stage) + 1]

    def _go(self, stage: Stage) -> None:
        if stage is not self.stage:
            assert stage in MOVES[self.stage], (self.stage, stage)
        self.stage = stage

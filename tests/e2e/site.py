"""One enrolled office beside one running gateway, and every kind of filing sent off from it.

Gateway and agent are processes of their own. The kiosk's and the gateway's short commands run in this process, through the
very functions that read a command line: their start is what takes long, and ``test_commands`` tries it.
"""

import contextlib
import io
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from forms.__main__ import main as forms_main
from forms.answers import join_file, nest
from forms.catalogue import Catalogue
from forms.clock import SystemClock
from forms.definition import Definition, FieldType, Kind
from forms.path import Context, evaluate
from forms.rules.ethnic import GROUPS
from forms.sample import invented_card, sample, sample_papers
from forms.validation import validate
from kiosk.commands.line import run as kiosk_main
from kiosk.domain.office import Place
from kiosk.folder import Folder
from kiosk.services.desk import VIETNAM, Desk
from kiosk.services.unlocking import unlock
from sync.gateway.__main__ import main as gateway_main
from tests.e2e.office import PASSPHRASE, Done, RealOffice
from tests.office_factories import SHEET

OFFICER, TRAVELLER, ADMINISTRATOR = "can-bo-1", "luu-dong-1", "quan-tri-1"
SEEDS = 60

Answers = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One dossier to file: of which procedure, with which answers, taken by whom and where."""

    name: str
    code: str
    wanted: Callable[[Answers, frozenset[str]], bool] = lambda _answers, _parts: True
    forced: Mapping[str, Any] = field(default_factory=dict)
    officer: str = OFFICER
    place: Place = Place.COUNTER


@dataclass(frozen=True)
class Sent:
    """A dossier that was filed: what was said, and what the command answered."""

    case: Case
    definition: Definition
    answers: Answers
    papers: tuple[str, ...]
    parts: tuple[str, ...]
    dossier: str
    parcel: str
    slip: str


@dataclass
class Site:
    """The office, its folder, and commands on it, on the definitions and on the gateway."""

    office: RealOffice

    @property
    def folder(self) -> Folder:
        return Folder(self.office.data)

    def kiosk(
        self, *arguments: str, officer: str = "", as_json: bool = True, stdin: str = f"{PASSPHRASE}\n"
    ) -> Done:
        who = ("--officer", officer) if officer else ()
        told = ("--json",) if as_json else ()
        where = () if "--data-dir" in arguments else ("--data-dir", str(self.office.data))
        return self._run(kiosk_main, *arguments, *who, *where, *told, stdin=stdin)

    def gateway(self, *arguments: str) -> Done:
        return self._run(gateway_main, *arguments, "--data", str(self.province), "--json")

    def forms(self, *arguments: str) -> Done:
        return self._run(forms_main, *arguments)

    @property
    def province(self) -> Path:
        return self.office.root / "gateway"

    @contextlib.contextmanager
    def desk(self, officer: str = OFFICER) -> Iterator[Desk]:
        """The open office."""
        with self._here():
            desk = unlock(self.folder, officer, PASSPHRASE, SystemClock())
        try:
            yield desk
        finally:
            desk.close()

    def file(self, case: Case, root: Path, desk: Desk) -> Sent:
        """Files one dossier by the command line; ``desk`` says under which definition and in which world."""
        definition = desk.catalogue.newest(case.code, desk.today())
        context = desk.context_of_new()
        answers, parts = made_up(definition, case, context)
        papers = sample_papers(definition, answers, context)
        nested = nest(definition, answers)
        file, sheet = root / f"{case.name}.json", root / "giay.png"
        file.write_text(json.dumps(join_file(nested, frozenset()), ensure_ascii=False), encoding="utf-8")
        sheet.write_bytes(SHEET)
        given = [word for slot in papers for word in ("--paper", f"{slot}={sheet}")]
        with _in(desk, case.place):
            done = self.kiosk("file", case.code, "--answers", str(file), *given, officer=case.officer)
        assert done.code == 0, (case.name, done.err)
        told = done.json
        return Sent(case, definition, nested, papers, parts, told["dossier"], told["parcel"], told["slip"])

    def carry(self, dossiers: set[str], carriage: str = "delivered", patience: float = 90.0) -> None:
        """Runs the agent's rounds until the gateway says that of all of them, and once more for what it answered."""
        end = time.monotonic() + patience
        while not dossiers <= {row["dossier"] for row in self.lines() if row["carriage"] == carriage}:
            assert time.monotonic() < end, self.office.sync("status").out
            self.round()
        self.round()

    def hear(self, dossier: str, case_status: int, patience: float = 90.0) -> dict[str, Any]:
        """Runs the agent's rounds until a part stands so; the office's line. The province signs its word in its own time."""
        end = time.monotonic() + patience
        while True:
            self.round()
            row = self.row(dossier)
            if case_status in {part["status"] for part in row["parts"]}:
                return row
            assert time.monotonic() < end, row

    def round(self) -> None:
        """The agent carries once and listens."""
        done = self.office.sync("once", "--patience", "3")
        assert done.code == 0, done.err

    def lines(self) -> list[dict[str, Any]]:
        """The gateway's list."""
        found: list[dict[str, Any]] = self.gateway("list").json
        return found

    def line(self, dossier: str) -> dict[str, Any]:
        (found,) = [row for row in self.lines() if row["dossier"] == dossier]
        return found

    def row(self, dossier: str) -> dict[str, Any]:
        """The office's own line of a dossier, after taking in what came home."""
        rows = self.kiosk("list", "--limit", "500", officer=OFFICER).json
        (found,) = [row for row in rows if row["dossier"] == dossier]
        return dict(found)

    def _run(self, main: Callable[[list[str]], int], *arguments: str, stdin: str = f"{PASSPHRASE}\n") -> Done:
        out, err = io.StringIO(), io.StringIO()
        with (
            self._here(),
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            patch.setattr(sys, "stdin", io.StringIO(stdin))
            try:
                code = main(list(arguments))
            except SystemExit as end:
                code = int(end.code or 0)
        return Done(code, out.getvalue(), err.getvalue())

    @contextlib.contextmanager
    def _here(self) -> Iterator[None]:
        """The machine's secret lies beside the office, not where the tests' own home is."""
        with pytest.MonkeyPatch.context() as patch:
            for name in ("HOSO_CONFIG_DIR", "HOSO_DATA_DIR"):
                patch.setenv(name, self.office.env[name])
            yield


@contextlib.contextmanager
def _in(desk: Desk, place: Place) -> Iterator[None]:
    """The office is in that place meanwhile."""
    desk.store.office.save(replace(desk.office, place=place))
    try:
        yield
    finally:
        desk.store.office.save(desk.office)


def made_up(definition: Definition, case: Case, context: Context) -> tuple[Answers, tuple[str, ...]]:
    """Invented answers of the wanted kind, flat, and the parts they choose."""
    for seed in range(SEEDS):
        answers = dict(sample(definition, seed, papers=True, context=context))
        if case.forced:
            answers = completed(definition, {**answers, **case.forced}, context)
        parts = tuple(one.part.id for one in evaluate(definition, answers, (), context).parts if one.chosen)
        if case.wanted(answers, frozenset(parts)):
            return answers, parts
    raise LookupError(case.name)


def completed(definition: Definition, answers: Answers, context: Context) -> Answers:
    """These answers with every fault in them mended: ``sample`` never goes where an officer has to judge."""
    card = invented_card(random.Random(1), "Trần Văn Thí Dụ")
    plain: dict[FieldType, Any] = {
        FieldType.NAME: card.name,
        FieldType.IDENTITY: card.number,
        FieldType.DATE: card.birth_date.isoformat() if card.birth_date else "1970-01-01",
        FieldType.PHONE: "0900000001",
        FieldType.TEXT: "Thí dụ",
        FieldType.YES_NO: False,
        FieldType.INTEGER: 1,
        FieldType.PLACE: {"province": "11", "commune": "03301", "detail": "Bản Mẫu"},
        FieldType.ETHNIC: GROUPS[0].value(),
    }
    for _ in range(SEEDS):
        papers = sample_papers(definition, answers, context)
        faults = validate(definition, answers, (), papers, context)
        if not faults:
            return answers
        shown = evaluate(definition, answers, (), context).find(faults[0].field)
        assert shown is not None, faults[0].field
        kind = shown.field.type
        answers = {
            **answers,
            shown.address: shown.options[0].id if kind is FieldType.CHOICE else plain[kind],
        }
    raise LookupError(definition.code)


def kinds() -> dict[Kind, tuple[str, ...]]:
    """The codes of the shipped procedures by what becomes of their answers; reads no definition."""
    offered = Catalogue.shipped().index(SystemClock().now().astimezone(VIETNAM).date())
    return {kind: tuple(one.code for one in offered if one.kind is kind) for kind in Kind}

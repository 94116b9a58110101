"""A gateway whose dossiers are passed on to a simulator."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from forms.catalogue import Catalogue
from forms.path import Context, evaluate
from forms.sample import sample, sample_papers
from forms.states import Channel
from sync.gateway.jobs import JobWorker
from sync.gateway.opener.answers import sealed_day
from sync.gateway.passing.config import PassingPlan
from sync.gateway.passing.service import Passing, build
from sync.gateway.passing.tables import PassingRow
from sync.gateway.passing.waking import KIND
from tests.unit.gateway.cargo import Cargo
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.passing.plans import plan
from tests.unit.gateway.passing.simulator import Direct, Simulator
from tests.unit.gateway.rig import START, Machine

LINKED, SINGLE = "3.000722", "1.001193"
_KINDS = {"birth": "ubnd_xa", "residence": "cong_an_xa", "identity": "cong_an_xa", "health": "bhxh"}


class Passed:
    """A desk, a kiosk and a simulator, and the workers between them."""

    def __init__(self, desk: Desk, kiosk: Machine, folder: Path) -> None:
        self.desk = desk
        self.kiosk = kiosk
        self.folder = folder
        self.simulator = Simulator(lacks=frozenset({"NgayTiepNhan"}))
        self.use()

    def use(
        self,
        chosen: PassingPlan | None = None,
        after: Callable[[str], None] = lambda _step: None,
        **changed: str | bool,
    ) -> Passing:
        """Fresh workers by a plan, as after a restart."""
        self.plan = chosen or plan(self.folder, **changed)
        self.passing = build(
            self.desk.layout,
            self.desk.database,
            self.plan,
            self.desk.keys,
            self.desk.clock,
            caller=lambda _road: Direct(self.simulator),
            after=after,
        )
        self.worker = JobWorker(self.desk.database, self.desk.clock, {KIND: self.passing.passer.handle})
        return self.passing

    def work(self, seconds: float = 0.0) -> int:
        """Let time go by, look for new dossiers and run what is due."""
        self.desk.clock.turn(seconds)
        self.passing.sweeper.sweep()
        return self.worker.work()

    def rows(self, dossier: str) -> dict[str, PassingRow]:
        """The books of one dossier, by part."""
        with self.desk.database.read() as session:
            found = session.scalars(select(PassingRow).where(PassingRow.dossier == dossier))
            return {row.part: row for row in found}

    def file(self, cargo: Cargo | None = None) -> str:
        """Record a dossier of the invented procedure; its id."""
        cargo = cargo or self.desk.pack(self.kiosk)
        assert [one.reason for one in self.desk.file(self.kiosk, cargo)] == [None, None]
        return cargo.manifest.dossier

    def file_real(self, code: str, routes: Mapping[str, str] | None = None, seed: int = 0) -> str:
        """Record a dossier of a shipped procedure, each part to an authority of its own kind; its id."""
        version, said, chosen, slots = _sampled(code, self.kiosk.unit, seed)
        parts = list(chosen)
        record: dict[str, Any] = {
            "parts": [
                {
                    "part": part,
                    "authority": {
                        "kind": _KINDS.get(part, "ubnd_xa"),
                        "unit": "03127",
                        "name": f"Cơ quan {part}",
                    },
                    "route": (routes or {}).get(part, "system"),
                }
                for part in parts
            ]
        }
        papers = tuple((slot, b"paper " + slot.encode()) for slot in slots)
        self.answers = dict(said)
        return self.file(
            self.desk.pack(
                self.kiosk,
                procedure=code,
                version=version,
                answers=self.answers,
                parts=tuple(parts),
                papers=papers,
                record=record,
            )
        )


@cache
def _sampled(
    code: str, unit: str, seed: int
) -> tuple[str, Mapping[str, Any], tuple[str, ...], tuple[str, ...]]:
    """(version, answers, parts, paper slots) of an ordinary invented dossier."""
    definition = Catalogue.shipped().newest(code, sealed_day(START))
    world = Context(sealed_day(START), unit, Channel.IN_PERSON, assisted=True)
    said = sample(definition, seed, papers=True, context=world)
    state = evaluate(definition, said, (), world)
    chosen = tuple(one.part.id for one in state.parts if one.chosen)
    return definition.version, state.record(), chosen, tuple(sample_papers(definition, said, world))


@pytest.fixture
def passed(desk: Desk, kiosk: Machine, tmp_path: Path) -> Passed:
    """Dossiers of the invented procedure go to the provincial system."""
    return Passed(desk, kiosk, tmp_path)

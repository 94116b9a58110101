"""Ways to walk through a shipped procedure with plain answers."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from forms.catalogue import Catalogue
from forms.definition import Definition, PaperHandling
from forms.path import Context, FormState, evaluate
from forms.states import Channel
from forms.validation import validate

DAY = date(2026, 11, 20)
HERE = Context(DAY, "03127", Channel.IN_PERSON, assisted=True)
ONLINE = replace(HERE, channel=Channel.ONLINE)
PLACE = {"province": "11", "commune": "03127", "detail": "Bản Mẫu 1"}
ELSEWHERE = {"province": "75", "commune": "25333", "detail": "Số 2 đường Mẫu"}

Answers = Mapping[str, Any]


@cache
def shipped() -> Catalogue:
    """The catalogue, read once for all walks."""
    return Catalogue.shipped()


def procedure(code: str) -> Definition:
    """The newest version of a procedure of that year."""
    return shipped().newest(code, date(2026, 12, 31))


def walk(code: str, answers: Answers, unsure: Collection[str] = (), context: Context = HERE) -> FormState:
    """The form as it stands with these answers."""
    return evaluate(procedure(code), answers, unsure, context)


def faults(
    code: str,
    answers: Answers,
    papers: Collection[str] = (),
    unsure: Collection[str] = (),
    context: Context = HERE,
) -> list[str]:
    """What stands in the way of filing: addresses of questions, slots of papers."""
    return [f.field for f in validate(procedure(code), answers, unsure, papers, context)]


def needed(state: FormState) -> dict[str, PaperHandling]:
    """The papers of this dossier and how each is handled."""
    return {p.paper.id: p.handling for p in state.papers if p.needed}


def blocking(state: FormState) -> set[str]:
    """The papers without which it cannot be filed."""
    return {p.paper.id for p in state.papers if p.blocking}


def reasons(state: FormState) -> list[str]:
    """Which rules call for the officer, by the last word of their message's id."""
    return [message.id.rpartition(".")[2] for message in state.officer_reasons]


def asked(state: FormState) -> list[str]:
    """Addresses of the pages a person is led through."""
    return [page.address for page in state.pages if page.asked]


def without(answers: Answers, *fields: str) -> dict[str, Any]:
    """The same answers with some left blank."""
    return {key: value for key, value in answers.items() if key not in fields}

"""What every shipped procedure owes to the people who hear, see and translate it."""

from pathlib import Path

import pytest

from forms.kinds import Kind
from forms.sample import sample, sample_papers
from tests.unit.forms.procedures.walking import faults, procedure, shipped, walk

CODES = sorted({code for code, _ in shipped().versions()})
SHELF = Path(__file__).parents[4] / "assets" / "pictograms"


@pytest.mark.parametrize("code", CODES)
def test_every_picture_that_is_named_exists(code: str) -> None:
    definition = procedure(code)
    named = {option.picture for field in definition.fields() for option in field.options}
    named |= {field.picture for field in definition.fields()} | {step.picture for step in definition.steps}
    assert {name for name in named if name and not (SHELF / f"{name}.svg").is_file()} == set()


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_tells_its_translator_where_it_stands(code: str) -> None:
    assert [message.id for message in procedure(code).messages() if not message.note] == []


@pytest.mark.parametrize("code", CODES)
def test_nothing_claims_to_have_been_compared_with_the_official_text(code: str) -> None:
    assert [what for what, fact in procedure(code).facts() if fact.verified] == []


@pytest.mark.parametrize("code", [code for code in CODES if procedure(code).kind is not Kind.GUIDE])
def test_a_sample_can_be_filed_and_read_back(code: str) -> None:
    answers = sample(procedure(code), 3)
    assert faults(code, answers, papers=sample_papers(procedure(code), answers)) == []
    record = walk(code, answers).record()
    assert walk(code, record).record() == record

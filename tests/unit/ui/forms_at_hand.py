"""States of the shipped procedure for tests of pages: real definitions, invented answers."""

from collections.abc import Mapping
from datetime import date

from forms.catalogue import Catalogue
from forms.path import Context, FieldState, FormState, PageState, evaluate
from forms.sample import sample
from forms.states import Channel

TODAY = date(2026, 11, 3)
CODE = "1.004873"
_CONTEXT = Context(TODAY, "03127", Channel.IN_PERSON, assisted=True, province="11")


def state_with(answers: Mapping[str, object]) -> FormState:
    definition = Catalogue.shipped().newest(CODE, TODAY)
    return evaluate(definition, answers, (), _CONTEXT)


def sample_state(seed: int) -> FormState:
    definition = Catalogue.shipped().newest(CODE, TODAY)
    return evaluate(definition, sample(definition, seed), (), _CONTEXT)


def page_state(state: FormState, page: str) -> PageState:
    return next(found for found in state.pages if found.page.id == page)


def field_state(state: FormState, field: str) -> FieldState:
    found = state.find(field)
    assert found is not None, field
    return found

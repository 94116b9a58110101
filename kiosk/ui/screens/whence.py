"""From which answer a locked one follows, so that a person sees why there is nothing to type."""

from forms.expression import compiled
from forms.path import FormState, PageState
from forms.text import Message


def whence(state: FormState, page: PageState) -> dict[str, Message]:
    """For the locked answers of a page, by address: the name of the answer they are worked out from, where there is one."""
    found: dict[str, Message] = {}
    for field in page.fields:
        rule = field.field.computed
        if not field.locked or rule is None:
            continue
        expressions = (rule.value,) if rule.when is None else (rule.value, rule.when)
        for name in (name for one in expressions for name in compiled(one.source).variables()):
            try:
                found[field.address] = state.definition.field(name).label
            except KeyError:  # the day, the office, the number of the row: no answer of anybody's
                continue
            break
    return found

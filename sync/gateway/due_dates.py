"""When an authority's answer is due: by the rule of the very form version a dossier was filed under, in the case that held.

May not read or write a row.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from forms.definition import Definition, DueRule
from forms.rules.due import due
from forms.rules.working_days import Calendar
from sync.gateway.models import PartRow


def due_at(rule: DueRule, received: datetime) -> datetime | None:
    """When the answer is due; None when the rule names no time, or the days off of that year are not announced yet:
    nothing is promised that may have to be taken back."""
    answer = due(rule, received, Calendar.load())
    return answer.at.astimezone(UTC) if answer is not None and answer.sure else None


def part_rule(definition: Definition, part: PartRow) -> DueRule:
    """The rule of one part (of the whole procedure where it has none of its own), in the case that held at filing."""
    own = next((one.due_rule for one in definition.parts if one.id == part.part), None)
    return _in_case(own or definition.due_rule, part.due_case)


def whole_rule(definition: Definition, parts: Sequence[PartRow]) -> DueRule:
    """The rule of the whole procedure. Its case was noted with the parts that have no rule of their own."""
    own = {one.id for one in definition.parts if one.due_rule is not None}
    told = [part.due_case for part in parts if part.part not in own]
    if not told and definition.due_rule.cases:
        return replace(definition.due_rule, working_days=None, cases=())  # nobody noted which case it was
    return _in_case(definition.due_rule, told[0] if told else None)


def _in_case(rule: DueRule, case: str | None) -> DueRule:
    held = next((one for one in rule.cases if one.id == case), None)
    return rule if held is None else replace(rule, working_days=held.working_days, cases=())

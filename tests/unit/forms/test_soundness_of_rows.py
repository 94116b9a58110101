"""Faults of repeated groups, parts, times, fees by formula, guides and worksheets are named with their path."""

from collections.abc import Callable
from typing import Any

import pytest

from forms.loader import UnsoundDefinition
from forms.soundness import ROLES
from kiosk.domain.roles import Role
from tests.unit.forms.household import bent_household, household, household_tree


def _rows(bent: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = bent["pages"][1]["rows"]
    return found


def _column(bent: dict[str, Any], page: int, number: int) -> dict[str, Any]:
    found: dict[str, Any] = _rows(bent)["pages"][page]["fields"][number]
    return found


HUB = "pages[1].rows"
MORE: list[tuple[str, Callable[[dict[str, Any]], Any], str, str]] = [
    (
        "column outside",
        lambda b: b["pages"][2]["fields"][0].update(show="answered(member_name)"),
        "pages[2].fields[0].show",
        "column_outside",
    ),
    (
        "row outside",
        lambda b: b["pages"][2]["fields"][0].update(show="row == 1"),
        "pages[2].fields[0].show",
        "no_such_name",
    ),
    (
        "hub before its rows",
        lambda b: _column(b, 0, 0).update(show="count(members) > 1"),
        f"{HUB}.pages[0].fields[0].show",
        "asked_later",
    ),
    (
        "column asked later",
        lambda b: _column(b, 0, 0).update(show="answered(member_pages)"),
        f"{HUB}.pages[0].fields[0].show",
        "asked_later",
    ),
    (
        "column unknown",
        lambda b: b["declarations"][2].update(when="total(members, 'nobody') > 1"),
        "declarations[2].when",
        "wrong_argument",
    ),
    (
        "sum of names",
        lambda b: b["declarations"][2].update(when="total(members, 'member_name') > 1"),
        "declarations[2].when",
        "no_numbers",
    ),
    (
        "option of a column unknown",
        lambda b: b["declarations"][2].update(when='count_where(members, "member_kind", "uncle") > 1'),
        "declarations[2].when",
        "no_such_option",
    ),
    (
        "counting no rows",
        lambda b: b["declarations"][2].update(when="count(family) > 1"),
        "declarations[2].when",
        "wrong_argument",
    ),
    ("column twice", lambda b: _column(b, 0, 0).update(id="family"), "fields", "twice"),
    ("page of a row twice", lambda b: _rows(b)["pages"][0].update(id="who"), "pages", "twice"),
    ("group without pages", lambda b: _rows(b).update(pages=[]), "pages[1]", "columns"),
    (
        "group in a group",
        lambda b: _rows(b)["pages"].append(
            {"id": "x", "title": "X", "rows": {**_rows(b), "id": "y", "pages": []}}
        ),
        "pages[1]",
        "columns",
    ),
    (
        "rows as a type",
        lambda b: _column(b, 0, 0).update(type="rows"),
        f"{HUB}.pages[0].fields[0].type",
        "not_one_of",
    ),
    ("function as an id", lambda b: _column(b, 0, 0).update(id="count"), "fields", "bad_id"),
    (
        "card of another's row",
        lambda b: b["pages"][0].update(card_fills=[{"person": "member"}]),
        "pages",
        "card_person",
    ),
    ("paper of no part", lambda b: b["papers"][0].update(part="x"), "papers[0].part", "no_part"),
    (
        "declaration of no part",
        lambda b: b["declarations"][0].update(part="x"),
        "declarations[0].part",
        "no_part",
    ),
    (
        "deadline after a text",
        lambda b: b["deadlines"][0].update(after="family"),
        "deadlines[0].after",
        "no_field",
    ),
    ("deadline of negative days", lambda b: b["deadlines"][0].update(days=-1), "deadlines[0]", "amount"),
    (
        "negative days in a case",
        lambda b: b["due_rule"]["cases"][0].update(working_days=-1),
        "due_rule",
        "amount",
    ),
    (
        "negative days of a part",
        lambda b: b["parts"][1]["due_rule"].update(working_days=-1),
        "parts[1].due_rule",
        "amount",
    ),
    (
        "formula of a text",
        lambda b: b["fees"]["entries"][0].update(formula="family"),
        "fees.entries[0].formula",
        "wrong_result",
    ),
    (
        "formula on blanks",
        lambda b: b["fees"]["entries"][0].update(formula="pages * 2000"),
        "fees.entries[0].formula",
        "fails",
    ),
    ("formula and amount", lambda b: b["fees"]["entries"][0].update(amount=1), "fees.entries[0]", "formula"),
    (
        "proof by no paper",
        lambda b: b["fees"].update(
            exemptions=[
                {
                    "id": "e",
                    "when": "together == true",
                    "why": "Vì",
                    "proof": "x",
                    "source": "s",
                    "verified": False,
                }
            ]
        ),
        "fees.exemptions[0].proof",
        "no_paper",
    ),
    ("role unknown", lambda b: b["offered_to"].update(roles=["king"]), "offered_to.roles", "role"),
    (
        "stage unknown",
        lambda b: b["presence"]["people"][0].update(at="never"),
        "presence.people[0].at",
        "not_one_of",
    ),
    (
        "source of a person unknown",
        lambda b: b["presence"]["people"][0].update(source="x"),
        "presence.people[0]",
        "no_source",
    ),
    (
        "source of a case unknown",
        lambda b: b["due_rule"]["cases"][0].update(source="x"),
        "due_rule.cases[0]",
        "no_source",
    ),
    (
        "source of a part's result unknown",
        lambda b: b["parts"][1]["result"].update(source="x"),
        "parts[1].result",
        "no_source",
    ),
    ("kind unknown", lambda b: b.update(kind="wish"), "kind", "not_one_of"),
    (
        "guide that asks",
        lambda b: b.update(
            kind="guide", steps=[{"id": "a", "title": "A", "text": "A", "source": "s", "verified": False}]
        ),
        "kind",
        "kind",
    ),
    ("guide without steps", lambda b: b.update(kind="guide", pages=None), "", "key_missing"),
    ("braces in the row's name", lambda b: _rows(b).update(one="{x}"), "form.9.000002.members.one", "braces"),
]


@pytest.mark.parametrize(("bend", "path", "kind"), [f[1:] for f in MORE], ids=[f[0] for f in MORE])
def test_a_fault_of_rows_parts_times_and_kinds_is_named(
    bend: Callable[[dict[str, Any]], Any], path: str, kind: str
) -> None:
    bent = household_tree()
    bend(bent)
    with pytest.raises(UnsoundDefinition) as refused:
        bent_household(bent)
    assert (path, kind) in {
        (f.path, f.message.id.removeprefix("error.form.definition.")) for f in refused.value.faults
    }


def test_a_guide_has_steps_and_needs_nothing_else() -> None:
    bent = household_tree()
    for key in (
        "pages",
        "due_rule",
        "fees",
        "result",
        "parts",
        "channels",
        "papers",
        "declarations",
        "deadlines",
    ):
        bent.pop(key)
    step = {
        "id": "a",
        "title": "Mở máy",
        "text": "Bấm nút.",
        "picture": "yes",
        "source": "s",
        "verified": False,
    }
    d = bent_household({**bent, "kind": "guide", "steps": [step]})
    assert (d.kind, [s.title.vi for s in d.steps], d.result, d.pages) == ("guide", ["Mở máy"], None, ())
    assert (d.due_rule.working_days, d.fees.entries) == (None, ())
    assert {"Mở máy", "Bấm nút."} <= {m.vi for m in d.messages()}
    assert "due_rule" not in dict(d.facts())


def test_a_worksheet_asks_and_promises_nothing() -> None:
    bent = household_tree()
    for key in ("due_rule", "fees", "result", "channels"):
        bent.pop(key)
    d = bent_household({**bent, "kind": "worksheet"})
    assert (d.kind, d.due_rule.working_days, len(d.pages)) == ("worksheet", None, 3)


def test_the_household_is_sound_before_it_is_bent() -> None:
    assert bent_household(household_tree()) == household()


def test_the_roles_a_procedure_may_be_offered_to_are_those_of_the_counter() -> None:
    # A citizen alone at a screen is no duty anybody is given: what they may be shown is the mode's matter.
    assert {str(role) for role in Role if role is not Role.SELF_SERVICE} == ROLES

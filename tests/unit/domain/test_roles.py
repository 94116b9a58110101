"""Duties: what each role may do, and what a postal clerk may never do."""

from pathlib import Path

import pytest

from kiosk.domain.roles import (
    ACT_NAMES,
    DECIDING_ACTS,
    ROLE_ACTS,
    ROLE_NAMES,
    Act,
    NotAllowed,
    Role,
    demand,
    may,
)


def test_every_role_has_acts_and_a_name() -> None:
    assert set(ROLE_ACTS) == set(Role) == set(ROLE_NAMES)
    assert all(ROLE_ACTS.values())


def test_every_act_belongs_to_somebody() -> None:
    assert set().union(*ROLE_ACTS.values()) == set(Act)


@pytest.mark.parametrize("act", sorted(DECIDING_ACTS))
def test_postal_clerk_never_decides(act: Act) -> None:
    assert not may(Role.POSTAL_CLERK, act)
    with pytest.raises(NotAllowed) as refusal:
        demand(Role.POSTAL_CLERK, act)
    assert refusal.value.message.id == "error.role.not_allowed"


def test_postal_clerk_receives_digitises_and_returns() -> None:
    for act in (Act.FILE, Act.KEEP_ORIGINALS, Act.TAKE_FEE, Act.HAND_OUT_RESULT):
        demand(Role.POSTAL_CLERK, act)


def test_administrator_sees_no_dossier_and_leader_files_none() -> None:
    assert not may(Role.ADMINISTRATOR, Act.SEE_DOSSIERS)
    assert not may(Role.LEADER, Act.FILE)


def test_every_act_has_a_name_of_its_own() -> None:
    assert set(ACT_NAMES) == set(Act)
    assert len({name.vi for name in ACT_NAMES.values()}) == len(Act)


def test_who_judges_does_not_collect_and_who_keeps_the_machine_sees_nobody() -> None:
    assert not may(Role.CIVIL_STATUS, Act.TAKE_FEE)
    assert not may(Role.CIVIL_STATUS, Act.CLOSE_DAY)
    assert ROLE_ACTS[Role.ADMINISTRATOR].isdisjoint({Act.SEE_DOSSIERS, Act.FILE, Act.SEE_REPORTS, Act.CALL})
    assert may(Role.POSTAL_CLERK, Act.HAND_TO_POST)
    assert not may(Role.POSTAL_CLERK, Act.PLAN_TRIP)


def table() -> str:
    """The table of duties as ``docs/operations.md`` has it."""
    roles = list(Role)
    head = "| Who may | " + " | ".join(f"`{role}`" for role in roles) + " |"
    rule = "| --- |" + " --- |" * len(roles)
    rows = [
        f"| {ACT_NAMES[act].vi} (`{act}`) | "
        + " | ".join("x" if may(role, act) else "" for role in roles)
        + " |"
        for act in Act
    ]
    return "\n".join([head, rule, *rows])


def test_the_operations_page_has_the_table_of_duties() -> None:
    page = (Path(__file__).parents[3] / "docs" / "operations.md").read_text(encoding="utf-8")
    _, begun, rest = page.partition("<!-- duties -->\n")
    told, ended, _ = rest.partition("\n<!-- end of duties -->")
    assert begun
    assert ended
    assert told == table()

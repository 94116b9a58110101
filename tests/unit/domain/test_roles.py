"""Duties: what each role may do, and what a postal clerk may never do."""

import pytest

from kiosk.domain.roles import DECIDING_ACTS, ROLE_ACTS, ROLE_NAMES, Act, NotAllowed, Role, demand, may


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

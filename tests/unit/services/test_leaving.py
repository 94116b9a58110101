"""The way out of self-service by a passphrase: real key slots, and a session that really opens the office again."""

import pytest

from kiosk import leaving
from kiosk.folder import Folder
from kiosk.leaving import Leaving
from kiosk.services.unlocking import reopen
from tests.office_factories import PASSPHRASE
from tests.store_factories import SetClock

SHIFT: dict[str, object] = {"shift": {"officer": "can-bo-1"}, "place": {"stage": "language"}, "pin": "246801"}


def test_any_officers_passphrase_opens_the_office_at_the_counter(folder: Folder, clock: SetClock) -> None:
    verdict = Leaving(folder, {}).judge({"officer": "luu-dong-1", "passphrase": PASSPHRASE})
    assert verdict.session is not None
    assert verdict.session["mode"] == "counter"
    shift = verdict.session["shift"]
    assert isinstance(shift, dict)
    desk = reopen(folder, shift, clock)
    try:
        assert desk.officer.code == "luu-dong-1"
    finally:
        desk.close()


def test_wrong_passphrases_cost_a_growing_wait(folder: Folder) -> None:
    way = Leaving(folder, SHIFT)
    said = [way.judge({"officer": "can-bo-1", "passphrase": "sai-mat-khau-roi-nhe"}) for _ in range(4)]
    assert [one.reason for one in said[:3]] == [leaving.WRONG_PASSPHRASE] * 3
    assert said[3].reason == leaving.MUST_WAIT
    assert said[3].seconds > 0
    assert all(one.session is None for one in said)
    assert way.judge({"pin": "246801"}).session is not None  # the PIN is another matter


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"pin": 246801},
        {"officer": "can-bo-1"},
        {"officer": "nobody", "passphrase": "x" * 20},
        {"passphrase": PASSPHRASE},
    ],
)
def test_anything_else_is_refused(folder: Folder, said: dict[str, object]) -> None:
    verdict = Leaving(folder, SHIFT).judge(said)
    assert verdict.session is None
    assert verdict.refusal() == {"refused": leaving.FAULT, "seconds": 0}


def test_a_verdict_never_shows_the_session(folder: Folder) -> None:
    assert "can-bo-1" not in repr(Leaving(folder, SHIFT).judge({"pin": "246801"}))

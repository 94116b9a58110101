"""Fees by formula and by condition, exemptions with their proof."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from forms.definition import Expression, Fact, FeeEntry, FeeExemption, Fees
from forms.rules.fees import FEE_NOT_YET, FEE_UNKNOWN, FeeState, entry_for, fee_state
from forms.text import Message

FACT = Fact("s", verified=False)
WHY = Message("form.test.why", "Hộ nghèo được miễn lệ phí.")
DAY = date(2026, 11, 20)


@dataclass
class Said:
    """Conditions that hold and what expressions come to, by their text."""

    holding: frozenset[str] = frozenset()
    values: dict[str, Any] = field(default_factory=dict)

    def holds(self, condition: Expression | bool | None, default: bool = True) -> bool:
        return isinstance(condition, Expression) and condition.source in self.holding

    def value(self, expression: Expression) -> Any:
        return self.values.get(expression.source)


def _entry(
    amount: int | None = None,
    *,
    province: str | None = None,
    start: date | None = None,
    channel: int | None = None,
    formula: str | None = None,
    when: str | None = None,
) -> FeeEntry:
    return FeeEntry(
        province,
        amount,
        start,
        None,
        FACT,
        channel,
        Expression(formula, "f") if formula else None,
        Expression(when, "w") if when else None,
    )


PAGES = Fees((_entry(formula="pages"),), (FeeExemption(Expression("poor", "x"), WHY, FACT, "poor_paper"),))


def _state(fees: Fees, said: Said) -> FeeState:
    return fee_state(fees, said, DAY, "11", 1)


@pytest.mark.parametrize(
    ("value", "amount"), [(4000, 4000), (0, 0), (None, None), (-1, None), ("4000", None), (True, None)]
)
def test_a_formula_gives_the_amount_or_nothing_is_promised(value: object, amount: int | None) -> None:
    state = _state(PAGES, Said(values={"pages": value}))
    assert (state.amount, state.known) == (amount, amount is not None)
    assert state.why is (FEE_NOT_YET if amount is None else None)


def test_an_exemption_names_its_proof_and_beats_a_formula() -> None:
    state = _state(PAGES, Said(frozenset({"poor"}), {"pages": 4000}))
    assert (state.amount, state.exempt, state.why, state.proof) == (0, True, WHY, "poor_paper")
    assert _state(PAGES, Said(values={"pages": 4000})).proof is None


def test_a_conditional_entry_counts_only_while_it_holds() -> None:
    fees = Fees((_entry(20_000), _entry(10_000, when="by_list")), ())
    assert _state(fees, Said()).amount == 20_000
    assert _state(fees, Said(frozenset({"by_list"}))).amount == 10_000
    unasked = entry_for(fees, DAY, "11", 1)
    assert unasked is not None
    assert unasked.amount == 20_000


def test_the_closest_entry_wins_and_an_unknown_one_hides_no_gap() -> None:
    fees = Fees(
        (
            _entry(5_000, when="late"),
            _entry(province="11", start=date(2026, 7, 1)),
            _entry(8_000, province="11", start=date(2026, 1, 1), channel=2),
        ),
        (),
    )
    here = fee_state(fees, Said(frozenset({"late"})), DAY, "11", 1)
    assert (here.amount, here.known, here.why) == (None, False, FEE_UNKNOWN)
    assert fee_state(fees, Said(), DAY, "11", 2).amount == 8_000
    assert fee_state(fees, Said(frozenset({"late"})), DAY, "12", 1).amount == 5_000
    assert fee_state(fees, Said(), DAY, "12", 1) == FeeState(None, False, False, FEE_UNKNOWN, None)

"""What a dossier costs, by province, channel and date; unknown is said to be unknown, never shown as nothing.

Fees and exemptions stand in the definition or in an installed pack, each with its source. A receipt is not made here
(``forms.rules.fee_receipts``).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from forms.definition import Expression, Fact, FeeEntry, Fees
from forms.text import Message

FEE_UNKNOWN = Message(
    "ui.fee.unknown",
    "Chưa có dữ liệu về lệ phí của tỉnh này. Cán bộ sẽ nói cho bà con biết.",
    "Never translate as “free”. Shown wherever a fee would stand.",
)
FEE_NOT_YET = Message(
    "ui.fee.not_yet",
    "Chưa đủ câu trả lời để tính phí. Trả lời xong, máy sẽ tính cho bà con.",
    "Shown where a fee is worked out of answers (a fee by the page) that are still missing.",
)


class Conditions(Protocol):
    """What can tell whether a condition holds for the answers at hand, and what an expression comes to."""

    def holds(self, condition: Expression | bool | None, default: bool = True) -> bool: ...

    def value(self, expression: Expression) -> Any: ...


@dataclass(frozen=True, slots=True)
class FeeState:
    """``amount`` in đồng, ``None`` when unknown. ``exempt`` means nothing is paid and ``why`` says for what reason;
    ``proof`` is then the slot of the paper that shows it, ``None`` where the definition asks for none."""

    amount: int | None
    known: bool
    exempt: bool
    why: Message | None
    fact: Fact | None
    proof: str | None = None

    @property
    def source(self) -> str | None:
        """Key of the source in the definition."""
        return self.fact.source if self.fact else None


def province_of(unit: str) -> str:
    """The province code of an office's unit code: a commune's five digits, or a province's two; else blank."""
    if len(unit) == 2 and unit.isdigit():
        return unit
    if len(unit) == 5 and unit.isdigit():
        from forms.rules.places import Places  # the table is read only where a fee depends on it

        found = Places.load().unit(unit)
        return found.province if found else ""
    return ""


def entry_for(
    fees: Fees, day: date, province: str, channel: int, answers: Conditions | None = None
) -> FeeEntry | None:
    """The entry in force: of this province before one for everywhere, of this channel before one for all, with a
    condition that holds before one without; the latest of those. Conditional entries count only with ``answers``."""
    valid = [
        e
        for e in fees.entries
        if e.province in (None, province)
        and e.channel in (None, channel)
        and (e.valid_from is None or e.valid_from <= day)
        and (e.valid_until is None or day <= e.valid_until)
        and (e.when is None or (answers is not None and answers.holds(e.when)))
    ]
    return min(valid, key=_rank, default=None)


def _rank(e: FeeEntry) -> tuple[bool, bool, bool, int]:
    return e.province is None, e.channel is None, e.when is None, -(e.valid_from or date.min).toordinal()


def fee_state(fees: Fees, answers: Conditions, day: date, unit: str, channel: int) -> FeeState:
    """What this dossier costs on that day at the office of ``unit`` (a unit or province code)."""
    for exemption in fees.exemptions:
        if answers.holds(exemption.when):
            return FeeState(0, True, True, exemption.why, exemption.fact, exemption.proof)
    by_province = any(e.province is not None for e in fees.entries)
    entry = entry_for(fees, day, province_of(unit) if by_province else "", channel, answers)
    if entry is None:
        return FeeState(None, False, False, FEE_UNKNOWN, None)
    amount = _worked_out(answers.value(entry.formula)) if entry.formula else entry.amount
    if amount is None:
        return FeeState(None, False, False, FEE_NOT_YET if entry.formula else FEE_UNKNOWN, entry.fact)
    return FeeState(amount, True, False, fees.rule, entry.fact)


def _worked_out(value: object) -> int | None:
    # Nobody is paid for filing: a formula that falls below nothing is wrong, so the amount is unknown.
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

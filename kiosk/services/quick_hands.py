"""Quick hands: an officer who enters at speed what a citizen says, page by page, and is not asked what a card has told.

Decides only which pages are shown and when one is done with. No answer is made here: what is not on a card, in an earlier
dossier somebody took over, or in a tap, stays open.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from forms.answers import Value
from forms.definition import FieldType
from forms.path import FieldState, PageState, progress
from forms.rules.phone import judge_phone
from kiosk.domain.dossier import Answer, Origin
from kiosk.services.intake import Draft

ONE_TAP = (FieldType.CHOICE, FieldType.YES_NO, FieldType.ETHNIC)
_FILLED = (Origin.CARD, Origin.EARLIER)
_PHONE_DIGITS = 10


@dataclass(slots=True)
class QuickHands:
    """One visit at this pace. ``shown``: pages that stood on the screen, or must; they are never passed over."""

    shown: set[str] = field(default_factory=set)

    def counted(self, draft: Draft) -> Draft:
        """The draft as it stands on the screen now, counted among the pages that are shown."""
        self.shown.add(draft.page.address)
        number, total = progress(draft.state, draft.page.address, self.passed(draft))
        return replace(draft, number=number, total=total)

    def passed(self, draft: Draft) -> frozenset[str]:
        """Pages that a card or an earlier dossier has filled wholly and well. Whatever is odd about one keeps it."""
        return frozenset(
            page.address
            for page in draft.state.pages
            if page.asked and page.address not in self.shown and _is_filled(page, draft)
        )

    def must_show(self, draft: Draft, fields: Iterable[str]) -> None:
        """These answers were read with difficulty: somebody has to look at them."""
        wanted = set(fields)
        self.shown |= {
            page.address for page in draft.state.pages if any(one.address in wanted for one in page.fields)
        }


def done_by_tap(draft: Draft, address: str) -> bool:
    """Whether the tap that gave this answer is all its page asks for. A warning is for somebody to read first."""
    only = only_question(draft.page)
    return (
        only is not None
        and only.address == address
        and only.field.type in ONE_TAP
        and address in draft.answers
        and only.fault is None
        and not only.warnings
    )


def usual_number(draft: Draft) -> Answer | None:
    """The number that going on from this page takes: one is suggested and nobody has said another."""
    only = only_question(draft.page)
    if only is None or only.field.type is not FieldType.INTEGER or only.address in draft.answers:
        return None
    return Answer(only.address, only.suggestion) if only.suggestion is not None else None


def phone_is_whole(value: Value | None) -> bool:
    """Whether a telephone number, typed digit by digit, is whole at its tenth digit."""
    return isinstance(value, str) and len(value) == _PHONE_DIGITS and judge_phone(value) is None


def only_question(page: PageState) -> FieldState | None:
    """The one answer a page asks for; ``None`` when there are several, or rows of them."""
    open_to_answer = [one for one in page.fields if not one.locked]
    return open_to_answer[0] if len(open_to_answer) == 1 and page.page.rows is None else None


def _is_filled(page: PageState, draft: Draft) -> bool:
    asked = [one for one in page.fields if not one.locked]
    return page.page.rows is None and bool(asked) and all(_is_settled(one, draft) for one in asked)


def _is_settled(one: FieldState, draft: Draft) -> bool:
    answer = draft.answers.get(one.address)
    return (
        answer is not None
        and answer.value is not None
        and not answer.unsure
        and answer.origin in _FILLED
        and one.fault is None
        and not one.warnings
    )

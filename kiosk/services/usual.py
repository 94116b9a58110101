"""What is usual in this office, counted from its own dossiers: offered first, never answered by itself."""

from collections import Counter

from forms.definition import Kind
from forms.rules import ethnic
from forms.rules.ethnic import EthnicGroup
from kiosk.i18n.packs import VIETNAMESE
from kiosk.services import guidance
from kiosk.services.desk import Desk
from kiosk.services.guidance import Offer

#: A group named less often says more about one citizen than about the office.
_OFTEN = 3


def procedures(desk: Desk, most: int = 3) -> tuple[Offer, ...]:
    """The procedures filed most here of those that can be filed today; before there are any, the first on offer."""
    today = desk.today()
    offers = {
        one.code: one
        for one in guidance.offers(desk)
        if one.kind is Kind.FILING and (one.last_day is None or today <= one.last_day)
    }
    filed = [code for code in desk.store.figures.filed_most() if code in offers]
    return tuple(offers[code] for code in (filed or list(offers))[:most])


def language(desk: Desk) -> str:
    """The language this officer's last citizen had; Vietnamese at first."""
    return desk.store.figures.last_language(desk.officer.code) or VIETNAMESE


def ethnic_groups(desk: Desk, field: str, most: int = 4) -> tuple[EthnicGroup, ...]:
    """Whom to offer first at an address: the groups given here most often, then those of the list in its own order."""
    given = Counter(
        str(value.get("code")) for value in desk.store.figures.given(field) if isinstance(value, dict)
    )
    often = [
        group for code, count in given.most_common() if count >= _OFTEN and (group := ethnic.group(code))
    ]
    first = [*often, *(group for group in ethnic.GROUPS if group not in often)]
    return tuple(first[:most])

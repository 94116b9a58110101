"""What holds for a dossier's parts wherever they are looked at: which states end one, and which a word is about that names
none. The second is read by the office in the same way."""

from collections.abc import Sequence

from forms.states import CaseStatus
from sync.gateway.models import PartRow, Route

ENDED = frozenset(
    {
        CaseStatus.NOT_RECEIVED,
        CaseStatus.WITHDRAWN,
        CaseStatus.STOPPED,
        CaseStatus.DECIDED,
        CaseStatus.RETURNED,
    }
)
"""States that end a part for its authority (domain facts, section 11: what deadline reports count as its end)."""


def handed_on(parts: Sequence[PartRow]) -> list[PartRow]:
    """The parts this gateway hands on: those that do not go by paper; all of them where every one does."""
    return [one for one in parts if one.route != Route.PAPER] or list(parts)

"""What stands on the paper with a waiting number. Light: loads no PDF writer."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.documents.lines import Pair


@dataclass(frozen=True, slots=True)
class WaitingData:
    """``lead`` stands over the number, ``lines`` under it; each in Vietnamese and the citizen's language."""

    office: str
    number: str
    at: datetime
    lead: Pair
    lines: tuple[Pair, ...] = ()

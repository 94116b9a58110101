"""What the take-home list tells: who comes, what to bring and why, what it costs, how long it takes. Light.

Sentences are already translated. Nothing unknown is told as nothing: no time is named where the law names none.
"""

from dataclasses import dataclass
from datetime import date

from forms.kinds import PaperHandling
from kiosk.documents.facts import SlipOffice
from kiosk.documents.lines import Pair


@dataclass(frozen=True, slots=True)
class BringPaper:
    """A paper to bring. ``why`` says in which case or what for; ``maybe`` that only some need it."""

    name: Pair
    handling: PaperHandling
    why: Pair | None = None
    maybe: bool = False


@dataclass(frozen=True, slots=True)
class Exemption:
    """Who pays nothing, and the paper that shows it when one is asked for."""

    who: Pair
    proof: Pair | None = None


@dataclass(frozen=True, slots=True)
class BringListData:
    """A take-home list. ``fee`` is an amount or "chưa có dữ liệu"; ``time`` is None when nothing is promised;
    ``deadlines`` are the citizen's own. ``people`` say who must come and when."""

    office: SlipOffice
    procedure: Pair
    procedure_code: str
    made_on: date | None
    people: tuple[Pair, ...]
    papers: tuple[BringPaper, ...]
    fee: Pair
    fee_rule: Pair | None = None
    exemptions: tuple[Exemption, ...] = ()
    time: Pair | None = None
    deadlines: tuple[Pair, ...] = ()
    guided_by: str = ""

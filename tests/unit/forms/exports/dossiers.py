"""Ordinary dossiers for the tests of exports: invented answers as a record carries them, and facts around them."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from forms.catalogue import Catalogue
from forms.definition import Definition
from forms.export_facts import DossierFacts, ExportFacts, FeeFact, PaperFact, StepFact, SupplementFact
from forms.kinds import Kind
from forms.path import Context, evaluate
from forms.sample import DAY, sample
from forms.states import Channel

SUBMITTED = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)  # 09:30 in Viet Nam
CONTEXT = Context(DAY, "03127", Channel.IN_PERSON, assisted=True)
PAPERS = (
    PaperFact("scan", "Giấy thử", "giay-thu.jpg", "image/jpeg", 4, "00" * 32, "copy", "KQ0001", b"mau!"),
    PaperFact("other", "Giấy khác", "giay-khac.jpg", "image/jpeg", 4, "11" * 32, "shown"),
)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """What the product ships."""
    return Catalogue.shipped()


def definition(code: str) -> Definition:
    """The procedure as it stands on the day of the samples."""
    return catalogue().newest(code, DAY)


def filed_codes() -> tuple[str, ...]:
    """Every procedure whose dossiers are sent."""
    return tuple(d.code for d in catalogue().definitions() if d.kind is Kind.FILING)


@lru_cache(maxsize=64)
def answers(code: str, seed: int) -> dict[str, Any]:
    """Invented answers, those the form works out included, rows nested: as a record carries them."""
    made = sample(definition(code), seed, papers=True, context=CONTEXT)
    return dict(evaluate(definition(code), made, (), CONTEXT).record())


def facts(code: str, seed: int = 0, **changed: Any) -> ExportFacts:
    """A dossier that has been confirmed and has not reached its authority yet."""
    dossier: dict[str, Any] = {
        "office_unit": "03127",
        "office_name": "UBND xã Mẫu",
        "channel": 1,
        "assisted": True,
        "submitted_at": SUBMITTED,
        "status": 1,
        "authority_name": "UBND xã Mẫu",
        "authority_unit": "03127",
    }
    return ExportFacts(
        definition(code),
        answers(code, seed),
        DossierFacts(**(dossier | changed)),
        papers=PAPERS,
        fees=(FeeFact("Lệ phí thử", 5000),),
        supplements=(SupplementFact(7, "Cán bộ Mẫu", "Thêm trang sau", SUBMITTED),),
        steps=(StepFact(SUBMITTED, 2, "Tiếp nhận", by="Cán bộ Mẫu"), StepFact(SUBMITTED, 4, "Xử lý")),
    )

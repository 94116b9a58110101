"""What an identity or health card says, as answers of a form. Reads only; ``intake`` offers and stores."""

from forms.definition import FieldType
from forms.rules.card_qr import Card
from forms.rules.health_card_qr import HealthCard
from forms.rules.places import Places, bare_name
from kiosk.domain.dossier import Value

PERMANENT = "permanent"
"""The option every form gives the kind of residence that a card tells."""


def fact(card: Card | HealthCard, name: str, kind: FieldType) -> Value:
    """One fact of the card as an answer of that kind; ``None`` when the card does not know it."""
    if kind is FieldType.DATE:
        day = getattr(card, name, None) if name in ("birth_date", "issued") else None
        return day.isoformat() if day is not None else None
    if name == "residence_kind":
        return PERMANENT if getattr(card, "residence", "") else None
    value = getattr(card, name, None)
    if name == "residence" and kind is FieldType.PLACE:
        return place_on_card(value) if value else None
    return str(value) if isinstance(value, str) and value else None


def place_on_card(text: str) -> dict[str, str]:
    """The address printed on a card as a place of today, as far as its names are today's; the rest stays as detail.

    Cards older than the mergers name units that no longer exist: then only the text is offered, and a person picks.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    places = Places.load()
    provinces = {unit.folded: unit.code for unit in places.provinces()}
    province = provinces.get(bare_name(parts[-1])) if parts else None
    if province is None:
        return {"detail": text}
    communes: dict[str, list[str]] = {}
    for unit in places.communes(province):
        communes.setdefault(unit.folded, []).append(unit.code)
    for position in range(len(parts) - 2, -1, -1):
        found = communes.get(bare_name(parts[position]), [])
        if len(found) == 1:
            place = {"province": province, "commune": found[0]}
            detail = ", ".join(parts[:position])
            return {**place, "detail": detail} if detail else place
    return {"province": province, "detail": ", ".join(parts[:-1])} if parts[:-1] else {"province": province}

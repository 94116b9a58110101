"""Which unit decides a part: the own commune, or any other the citizen named."""

from collections.abc import Mapping

from forms.definition import Authority
from forms.rules.places import Places
from kiosk.domain.dossier import Value
from kiosk.domain.office import Office


def authority_of(office: Office, authority: Authority, answers: Mapping[str, Value]) -> tuple[str, str]:
    """Unit code and printed name of the authority that decides; the own office's where no other was named."""
    chosen = answers.get(authority.place_field) if authority.place_field else None
    code = str(chosen.get("commune") or "") if isinstance(chosen, Mapping) else ""
    if not code or code == office.unit:
        return office.unit, office.authority_name
    unit = Places.load().unit(code)
    return code, f"UBND {unit.full_name}" if unit is not None else code

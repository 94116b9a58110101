"""Which unit decides a part: the own commune's, or that of any other commune the citizen named."""

from collections.abc import Mapping

from forms.definition import Authority
from forms.rules.places import Places
from kiosk.domain.dossier import Value
from kiosk.domain.office import Office
from kiosk.services.routing import AuthorityKind

_OF_THE_PROVINCE = frozenset({AuthorityKind.INSURANCE, AuthorityKind.PROVINCE_POLICE})
_COMMITTEE = ("UBND ", "Ủy ban nhân dân ")


def authority_of(office: Office, authority: Authority, answers: Mapping[str, Value]) -> tuple[str, str]:
    """Unit code and printed name of the authority that decides; the own office's where no other was named.

    Authorities of a commune have the commune's code, those of a province the province's. One that is not a public
    office of some place (a notary) has no code of its own: it stands under the office that filed.
    """
    chosen = answers.get(authority.place_field) if authority.place_field else None
    place = chosen if isinstance(chosen, Mapping) else {}
    commune = str(place.get("commune") or "")
    if authority.kind in _OF_THE_PROVINCE:
        province = str(place.get("province") or "") or office.province
        return province, _joined(authority.name.vi, _full_name(province))
    if authority.kind == AuthorityKind.NOTARY:
        return office.unit, authority.name.vi
    prefix = "Công an" if authority.kind == AuthorityKind.COMMUNE_POLICE else "UBND"
    if commune and commune != office.unit:
        return commune, f"{prefix} {_full_name(commune)}"
    if prefix == "UBND":
        return office.unit, office.authority_name
    return office.unit, f"{prefix} {place_name(office.authority_name)}"


def place_name(committee: str) -> str:
    """The place in the printed name of a people's committee: ``UBND xã Mẫu`` → ``xã Mẫu``."""
    for prefix in _COMMITTEE:
        committee = committee.removeprefix(prefix)
    return committee


def _joined(authority: str, province: str) -> str:
    """``Bảo hiểm xã hội tỉnh`` + ``tỉnh Điện Biên``, the kind of unit said once."""
    kind = province.partition(" ")[0]
    return f"{authority.removesuffix(' ' + kind)} {province}"


def _full_name(code: str) -> str:
    unit = Places.load().unit(code)
    return unit.full_name[:1].lower() + unit.full_name[1:] if unit is not None else code

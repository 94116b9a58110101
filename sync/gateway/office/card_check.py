"""Where what was typed differs from the code on the card that was photographed with it. May not judge which is right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.answers import flatten
from forms.definition import Definition
from forms.rules.card_qr import Card, CardUnreadable, parse_card
from forms.rules.identity import disagreement
from forms.rules.names import fold, same_name
from forms.transferring import reading
from sync.gateway.office.wording import PERSONS, SEXES


@dataclass(frozen=True, slots=True)
class Compared:
    """One fact told twice. ``agrees`` is None where only one side tells it."""

    label: str
    typed: str
    on_card: str
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class CardCheck:
    """A card's code beside the person of the form it belongs to; no person when its number is nobody's here."""

    role: str | None
    holder: str
    lines: tuple[Compared, ...]

    @property
    def differs(self) -> bool:
        """Whether anything disagrees, or the card is nobody's in this dossier."""
        return self.role is None or any(line.agrees is False for line in self.lines)


def compare(
    definition: Definition, answers: Mapping[str, Any], texts: Iterable[str], everything: Mapping[str, Any]
) -> tuple[CardCheck, ...]:
    """Every identity card among ``texts`` beside the answers; other codes are passed over.

    Whose a card is is looked for in ``everything`` the dossier says: what the viewer is told may leave that person out.
    """
    flat, whole = flatten(definition, answers), flatten(definition, everything)
    found: dict[str, CardCheck] = {}
    for text in texts:
        try:
            card = parse_card(text)
        except CardUnreadable:
            continue
        found.setdefault(card.number, _check(definition, flat, whole, card))
    return tuple(found.values())


def contradictions(definition: Definition, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """What a person's number itself contradicts: the sex and the birth year written in it."""
    flat = flatten(definition, answers)
    told: dict[str, None] = {}
    for role in definition.persons():
        fields = definition.fields_of(role)
        number, sex, birth = (_text(flat, fields, fact) for fact in ("number", "sex", "birth_date"))
        if number:
            told |= dict.fromkeys(
                f"{_text(flat, fields, 'name') or PERSONS.get(role, role)}: {message.vi}"
                for message in disagreement(number, sex or None, birth or None)
            )
    return tuple(told)


def _check(
    definition: Definition, flat: Mapping[str, Any], whole: Mapping[str, Any], card: Card
) -> CardCheck:
    role = next((one for one in definition.persons() if _is_of(definition, whole, one, card)), None)
    if role is None:
        return CardCheck(None, card.name, ())
    fields = definition.fields_of(role)
    typed = {fact: _text(flat, fields, fact) for fact in ("number", "name", "birth_date", "sex", "issued")}
    sex = card.sex.value if card.sex else ""
    lines = [
        _line("Số định danh", typed["number"], card.number, typed["number"] == card.number),
        _line("Họ và tên", typed["name"], card.name, _nfc_same(typed["name"], card.name)),
        _line(
            "Ngày sinh",
            _day(typed["birth_date"]),
            _date(card.birth_date),
            _day(typed["birth_date"]) == _date(card.birth_date),
        ),
        _line("Giới tính", SEXES.get(typed["sex"], typed["sex"]), SEXES.get(sex, sex), typed["sex"] == sex),
        _line(
            "Ngày cấp", _day(typed["issued"]), _date(card.issued), _day(typed["issued"]) == _date(card.issued)
        ),
    ]
    residence = flat.get(fields["residence"].id) if "residence" in fields else None
    place = reading(fields["residence"], residence) if residence else ""
    lines.append(
        _line("Nơi thường trú", place or "", card.residence, _is_within(place or "", card.residence))
    )
    return CardCheck(role, card.name, tuple(line for line in lines if line.typed or line.on_card))


def _is_of(definition: Definition, flat: Mapping[str, Any], role: str, card: Card) -> bool:
    fields = definition.fields_of(role)
    number = _text(flat, fields, "number")
    if number:
        return number in (card.number, card.old_number)
    return same_name(_text(flat, fields, "name"), card.name)


def _line(label: str, typed: str, on_card: str, agrees: bool) -> Compared:
    return Compared(label, typed, on_card, agrees if typed and on_card else None)


def _text(flat: Mapping[str, Any], fields: Mapping[str, Any], fact: str) -> str:
    value = flat.get(fields[fact].id) if fact in fields else None
    return value if isinstance(value, str) else ""


def _nfc_same(typed: str, on_card: str) -> bool:
    return typed.casefold() == on_card.casefold()


def _is_within(typed: str, on_card: str) -> bool:
    """Cards name old units too: an address agrees when the card's begins with the hamlet and house typed."""
    first = fold(typed).partition(",")[0]
    return bool(first) and first in fold(on_card)


def _date(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def _day(text: str) -> str:
    return "/".join(reversed(text.split("-"))) if text else ""

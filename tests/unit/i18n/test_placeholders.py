"""Cutting sentences at their values and filling them."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.i18n.placeholders import Slot, agree, fill, is_sound, names, pieces

NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
TEXT = st.text(st.characters(exclude_characters="{}"), min_size=1)


@given(st.lists(TEXT | NAMES.map(Slot)))
def test_pieces_join_to_the_sentence(parts: list[str | Slot]) -> None:
    sentence = "".join(f"{{{part.name}}}" if isinstance(part, Slot) else part for part in parts)
    joined = "".join(f"{{{part.name}}}" if isinstance(part, Slot) else part for part in pieces(sentence))
    assert joined == sentence
    assert names(sentence) == {part.name for part in parts if isinstance(part, Slot)}
    assert is_sound(sentence)


def test_values_are_put_in_and_never_read_as_slots() -> None:
    assert fill("Phiếu {slip} của {name}", {"slip": "TAM-1", "name": "{slip}"}) == "Phiếu TAM-1 của {slip}"


def test_missing_value_shows_an_ellipsis() -> None:
    assert fill("Phiếu {slip}", {}) == "Phiếu …"


def test_attribute_access_is_no_slot() -> None:
    assert not is_sound("{message.__class__}")
    assert fill("{message.__class__}", {"message": "x"}) == "{message.__class__}"


def test_translations_must_show_the_same_values() -> None:
    assert agree("{a} của {b}", "{b} {a}")
    assert not agree("{a} của {b}", "{a}")
    assert not agree("không có", "{a}")
    assert not agree("{a}", "{a} }")

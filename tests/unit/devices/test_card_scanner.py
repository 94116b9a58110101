"""A scan is swallowed whole, typing passes in order, and no key is ever lost or doubled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.rules.card_qr import CardUnreadable
from forms.rules.health_card_qr import read_card
from kiosk.devices.card_scanner import GAP, MOST, BurstRecogniser, Released, Scanned

CARD = "011190000001||Giàng A Thử|01011990|Nam|Bản Mẫu, Xã Mẫu, Điện Biên|15042021"

HEALTH = "HS4010120878811|4e677579e1bb856e205468e1bb8b204de1baab75|03/05/1990|2||11-001|01/01/2026|31/12/2026"


def fed(text: str, gap: float, *, enter: bool = True) -> tuple[list[Scanned], str]:
    """The scans and the typed text that come out when ``text`` is typed with ``gap`` seconds between keys."""
    bursts: BurstRecogniser[str] = BurstRecogniser()
    at, out = 100.0, []
    for char in text:
        out += bursts.key(char, char, at)
        at += gap
    if enter:
        out += bursts.key("\n", "", at, enter=True)
    out += bursts.settle()
    scans = [found for found in out if isinstance(found, Scanned)]
    return scans, "".join("".join(found.keys) for found in out if isinstance(found, Released))


def test_a_card_is_swallowed_whole() -> None:
    assert fed(CARD, 0.005) == ([Scanned(CARD)], "")


def test_a_scanner_without_enter_is_swallowed_too() -> None:
    assert fed(CARD, 0.005, enter=False) == ([Scanned(CARD)], "")


def test_a_person_types_the_same_text() -> None:
    assert fed(CARD, 0.12) == ([], CARD + "\n")


def test_a_short_burst_is_a_fast_hand() -> None:
    assert fed("0123456", 0.004) == ([], "0123456\n")


def test_a_scanner_pulled_out_in_the_middle_of_a_card_leaves_nothing_in_a_field() -> None:
    for whole in (CARD, HEALTH):
        for length in (8, 12, 13, 30):
            scans, typed = fed(whole[:length], 0.005, enter=False)
            assert (scans, typed) == ([Scanned(whole[:length])], "")
            with pytest.raises(CardUnreadable):
                read_card(scans[0].text)


def test_too_long_a_burst_is_cut_and_nothing_of_it_leaks() -> None:
    scans, typed = fed("x" * (MOST + 500), 0.001)
    assert scans == [Scanned("x" * MOST, cut=True)]
    assert typed == ""


def test_typing_before_a_scan_comes_through_and_the_scan_does_not() -> None:
    bursts: BurstRecogniser[str] = BurstRecogniser()
    out = list(bursts.key("a", "a", 1.0))
    at = 1.0 + GAP * 3
    for char in CARD:
        out += bursts.key(char, char, at)
        at += 0.002
    out += bursts.key("\n", "", at, enter=True)
    assert out == [Released(("a",)), Scanned(CARD)]
    assert not bursts.holds


@given(
    st.lists(st.tuples(st.sampled_from("ab|\n"), st.sampled_from([0.001, 0.02, 0.2])), max_size=120),
)
def test_every_key_comes_back_exactly_once(keys: list[tuple[str, float]]) -> None:
    bursts: BurstRecogniser[tuple[int, str]] = BurstRecogniser()
    at, back, swallowed = 0.0, [], 0
    for number, (char, gap) in enumerate(keys):
        at += gap
        enter = char == "\n"
        for found in bursts.key((number, char), "" if enter else char, at, enter=enter):
            if isinstance(found, Scanned):
                swallowed += len(found.text) + int(enter)
            else:
                back += [number for number, _ in found.keys]
    for found in bursts.settle():
        if isinstance(found, Scanned):
            swallowed += len(found.text)
        else:
            back += [number for number, _ in found.keys]
    assert back == sorted(set(back))
    assert len(back) + swallowed == len(keys)

"""Lines are never wider than their column, nothing is lost, and scripts without spaces break between syllables."""

import unicodedata
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents.shaping import Shaper, clean
from kiosk.documents.wrapping import Span, fill
from kiosk.i18n.syllables import cham_syllables, clusters, khmer_syllables, tai_viet_syllables

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyẾộƀĕŏ .,-/123\u0306\u0323"
KHMER = "កខគឃងចឆជញដតថទធនបផពភមយរលវសហឡអ\u17d2\u17d2ាិីុូេៅំះ់។ \u200b"


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


TAI_VIET = "ꪀꪁꪎꪒꪔꪙꪚꪣꪨꪪꪬꪮꪰꪱꪲꪳꪵꪶꪹꪸꪺꪻꪼꪽ꪿꫁ꫛ ꫟"
CHAM = "ꨀꨂꨆꨇꨌꨕꨘꨚꨣꨤꨧꨩꨪꨬꨭꨮꨯꨰꨱꨲꨳꨴꨵꨶꩀꩁꩃꩆꩉꩌꩍ꩝ "


@given(
    text=st.text(alphabet=LETTERS + KHMER + TAI_VIET + CHAM, min_size=1, max_size=160),
    width=st.floats(30, 300),
)
def test_nothing_is_lost_and_nothing_sticks_out(text: str, width: float) -> None:
    shaper = Shaper()
    shown = clean(text)
    lines = fill([Span(shown)], width, 10, shaper)
    assert squeezed("".join(line.text for line in lines)) == squeezed(shown)
    for line in lines:
        letters = [char for char in squeezed(line.text) if unicodedata.category(char) not in ("Mn", "Mc")]
        alone = len(letters) <= 1 or len(clusters(line.text)) == 1
        assert line.width <= width + 0.01 or alone, "only a single cluster may be wider than its column"


@given(text=st.text(alphabet=LETTERS + KHMER, min_size=1, max_size=120))
def test_no_line_starts_with_a_mark(text: str) -> None:
    shown = clean("ក" + text)
    for line in fill([Span(shown)], 60, 10, Shaper()):
        first = line.text.replace("\u200b", "")[:1]
        if unicodedata.category(first or "x") in ("Mn", "Mc"):
            # only where the text itself put a mark after a space
            assert any(part.startswith(first) for part in shown.replace("\u200b", " ").split(" "))


def test_khmer_syllables_hold_what_is_stacked() -> None:
    assert khmer_syllables("ស្ត្រីខ្មែរ") == ["ស្ត្រី", "ខ្មែ", "រ"]
    assert khmer_syllables("កម្ពុជា") == ["ក", "ម្ពុ", "ជា"]


def test_tai_viet_syllables_keep_their_vowels_tone_and_final() -> None:
    assert tai_viet_syllables("ꪹꪚꪱꪭꪴ") == ["ꪹꪚꪱ", "ꪭꪴ"]
    assert tai_viet_syllables("ꫛꪋꪱꪥꪹꪬꪸꪙ") == ["ꫛ", "ꪋꪱꪥ", "ꪹꪬꪸꪙ"]
    assert tai_viet_syllables("ꪎꪮꪉꪬ꫁ꪱꪵꪁꪫꪥꪼꪕꪒꪾ") == ["ꪎꪮꪉ", "ꪬ꫁ꪱ", "ꪵꪁꪫꪥ", "ꪼꪕ", "ꪒꪾ"]


def test_akhar_thrah_syllables_keep_signs_and_finals() -> None:
    assert cham_syllables("ꨀꨇꩉꨌꩌ") == ["ꨀ", "ꨇꩉ", "ꨌꩌ"]
    assert cham_syllables("ꨕꨤꨚꩆꨆꨴꨯꨱꩃ") == ["ꨕ", "ꨤ", "ꨚꩆ", "ꨆꨴꨯꨱꩃ"]


@pytest.mark.parametrize("word", ["ꪹꪚꪱꪭꪴꪎꪮꪉꪋꪱꪥ" * 4, "ꨀꨇꩉꨌꩌꨕꨤꨚꩆꨆꨴꨯꨱꩃ" * 4])
def test_long_runs_without_spaces_break_between_syllables(word: str) -> None:
    ends = set(accumulate(len(syllable) for syllable in clusters(word)))
    for width in (40, 71, 103):
        lines = fill([Span(word)], width, 10, Shaper())
        assert len(lines) > 1
        assert set(accumulate(len(line.text) for line in lines)) <= ends
        assert all(line.width <= width for line in lines)


def test_khmer_breaks_between_syllables_and_prefers_marked_words() -> None:
    shaper = Shaper()
    word = "សូមរក្សាទុកក្រដាសនេះហើយយកមកជាមួយនៅពេលមកសួរ"
    starts = {0}
    position = 0
    for syllable in khmer_syllables(word):
        position += len(syllable)
        starts.add(position)
    lines = fill([Span(word)], 80, 10, shaper)
    assert len(lines) > 2
    position = 0
    for line in lines:
        assert position in starts
        position += len(line.text)
    marked = "សូម\u200bរក្សាទុក\u200bក្រដាស\u200bនេះ"
    word_ends = set(accumulate(len(part) for part in marked.split("\u200b")))
    for width in range(45, 120, 5):
        ends, position = [], 0
        for line in fill([Span(marked)], width, 10, shaper):
            position += len(line.text)
            ends.append(position)
        assert set(ends) <= word_ends


def test_a_bare_final_consonant_does_not_start_a_line() -> None:
    shaper = Shaper()
    word = "ខ្មែរ" * 12
    for width in range(40, 120, 7):
        for line in fill([Span(word)], width, 10, shaper):
            assert not line.text.startswith("រ")


@pytest.mark.parametrize("text", ["TAM-H21.24.01-LD2-20261231-1204-C", "A" * 90, "ក" * 90])
def test_a_word_too_long_is_broken_not_cut(text: str) -> None:
    lines = fill([Span(text, bold=True)], 70, 12, Shaper())
    assert len(lines) > 1
    assert "".join(line.text for line in lines) == text
    assert all(line.width <= 70 for line in lines)


def test_a_no_break_space_holds() -> None:
    lines = fill([Span("Điện thoại 0215\u00a0000\u00a0000")], 75, 10, Shaper())
    assert any("0215\u00a0000\u00a0000" in line.text for line in lines)


def test_weights_stay_with_their_words() -> None:
    (line,) = fill([Span("Số "), Span("TAM", bold=True), Span(" · 1/2")], 300, 10, Shaper())
    assert [(piece.text, piece.bold) for piece in line.pieces] == [
        ("Số ", False),
        ("TAM ", True),
        ("· 1/2", False),
    ]

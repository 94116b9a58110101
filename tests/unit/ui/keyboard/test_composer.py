"""Typing Vietnamese and the names of its peoples by Telex, VNI and tone keys."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.keyboard.composer import Composer, Method
from kiosk.ui.keyboard.syllable import Mark, Tone, ToneStyle, Word, base_of, mark_of, tone_place

BACKSPACE = "<"


def typed(keys: str, composer: Composer, text: str = "") -> str:
    """The text a field holds after these keys."""
    for key in keys:
        edit = composer.backspace(text) if key == BACKSPACE else composer.key(text, key)
        assert edit.delete <= len(text)
        text = text[: len(text) - edit.delete] + edit.insert
    return text


TELEX = {
    # late modifiers and late tones
    "toios": "tối", "tuyenre": "tuyển", "Doongd": "Đông", "tuanas": "tuấn", "duongdw": "đương",
    "hieuer": "hiểu", "quanaf": "quần", "toiw": "tơi", "guiwr": "gửi",
    # w after uo, open and closed
    "nguowif": "người", "huow": "huơ", "thuowr": "thuở", "nuwowcs": "nước", "dduwongf": "đường",
    "huowu": "hươu", "quow": "quơ", "muaw": "mưa", "quawng": "quăng", "hoawcj": "hoặc", "luuw": "lưu",
    # a second tone replaces the first, z clears
    "meofs": "méo", "meosz": "meo",
    # undo by repetition, and what follows stays as typed
    "aaa": "aa", "ass": "as", "asss": "ass", "DDd": "Dd", "uww": "uw", "ww": "w", "xooong": "xoong",
    "Ksorr": "Ksor",
    # tone placement
    "hoaf": "hòa", "thuys": "thúy", "quys": "quý", "giaf": "già", "gif": "gì", "giuwx": "giữ",
    "ngoeor": "ngoẻo", "khuyur": "khuỷu", "khuya": "khuya", "ruwouj": "rượu", "nghieengf": "nghiềng",
    "quoocs": "quốc", "cuar": "của", "hueesf": "huề", "giawcj": "giặc", "ngoao": "ngoao",
    # case follows the letter
    "DDUOWNGF": "ĐƯỜNG", "VIEETJ": "VIỆT", "w": "ư", "tuw": "tư",
    # names no spelling check lets pass
    "Ddawks Noong": "Đắk Nông", "Kroong": "Krông", "Mnoong": "Mnông", "Hmoong": "Hmông", "H'Moong": "H'Mông",
    "Xtieeng": "Xtiêng", "Raglai": "Raglai", "Hree": "Hrê", "Braau": "Brâu", "Row-mawm": "Rơ-măm",
    "EEddee": "Êđê", "Kpaw": "Kpă", "Chamaaleas": "Chamaléa", "Mlaatj": "Mlật", "Gia Lai": "Gia Lai",
    # backspace drops the letter with its marks, the tone finds its place again
    "nguwowif<": "ngườ", "nguwowif<i": "người", "hoans<": "hóa", "aa<": "", "toans<<<<": "",
}  # fmt: skip


@pytest.mark.parametrize(("keys", "text"), TELEX.items())
def test_telex(keys: str, text: str) -> None:
    assert typed(keys, Composer(Method.TELEX)) == text


VNI = {
    "nguoi72": "người", "D9a81k No6ng": "Đắk Nông", "To61i": "Tối", "Viet65 Nam": "Việt Nam", "a11": "a1",
    "2026": "2026", "duong972": "đường", "mua7": "mưa", "thuo73": "thuở", "hoa8c5": "hoặc",
    "so61 12": "số 12",
    "a66": "a6", "d99": "d9",
    # names no spelling check lets pass, and modifiers that come late
    "Kro6ng": "Krông", "Krong6": "Krông", "Mno6ng": "Mnông", "Mnong6": "Mnông", "Hmo6ng": "Hmông",
    "Xtie6ng": "Xtiêng", "Xtieng6": "Xtiêng", "Raglai": "Raglai",
}  # fmt: skip


@pytest.mark.parametrize(("keys", "text"), VNI.items())
def test_vni(keys: str, text: str) -> None:
    assert typed(keys, Composer(Method.VNI)) == text


def test_telex_without_lone_w_leaves_w_alone() -> None:
    assert typed("twow", Composer(Method.TELEX, lone_w=False)) == "twơ"
    assert typed("w", Composer(Method.TELEX, lone_w=False)) == "w"


@pytest.mark.parametrize(
    ("keys", "old", "new"), [("hoaf", "hòa", "hoà"), ("khoer", "khỏe", "khoẻ"), ("thuys", "thúy", "thuý")]
)
def test_the_style_decides_open_oa_oe_uy(keys: str, old: str, new: str) -> None:
    assert typed(keys, Composer(Method.TELEX, ToneStyle.OLD)) == old
    assert typed(keys, Composer(Method.TELEX, ToneStyle.NEW)) == new
    assert typed(keys + "n", Composer(Method.TELEX, ToneStyle.NEW)) == typed(
        keys + "n", Composer(Method.TELEX)
    )


def test_tone_keys_set_replace_and_take_away_the_tone() -> None:
    composer = Composer(Method.TONE_KEYS)
    text = typed("nguyên", composer)
    for tone, expected in ((Tone.NGA, "nguyễn"), (Tone.SAC, "nguyến"), (Tone.SAC, "nguyên")):
        edit = composer.tone(text, tone)
        text = text[: len(text) - edit.delete] + edit.insert
        assert text == expected


@pytest.mark.parametrize("name", ["Krông", "Mnông", "Hmông", "Xtiêng", "Raglai"])
def test_tone_keys_leave_names_of_peoples_as_they_are_typed(name: str) -> None:
    assert typed(name, Composer(Method.TONE_KEYS)) == name


def test_dak_by_tone_keys() -> None:
    composer = Composer(Method.TONE_KEYS)
    text = typed("Đăk", composer)
    edit = composer.tone(text, Tone.SAC)
    assert text[: len(text) - edit.delete] + edit.insert == "Đắk"


def test_a_tone_key_without_a_vowel_does_nothing() -> None:
    composer = Composer(Method.TONE_KEYS)
    assert composer.tone("Kr", Tone.SAC).insert == ""
    assert composer.tone("", Tone.SAC).delete == 0


def test_tone_keys_leave_telex_letters_alone() -> None:
    assert typed("aasddw", Composer(Method.TONE_KEYS)) == "aasddw"


def test_a_tone_in_an_earlier_syllable_of_a_long_name_stays_there() -> None:
    assert typed("glai", Composer(Method.TONE_KEYS), "Lá") == "Láglai"


def test_letters_of_other_languages_keep_their_marks() -> None:
    composer = Composer(Method.TONE_KEYS)
    assert typed("n", composer, "Bơ\u0306") == "Bơ\u0306n"
    assert typed("<", composer, "Bơ\u0306") == "B"
    assert typed("ƀŏĕñ", composer) == "ƀŏĕñ"


def test_undone_keys_are_forgotten_with_the_next_word_and_when_the_cursor_moves() -> None:
    composer = Composer(Method.TELEX)
    assert typed("ass as", composer) == "as á"
    typed("ass", composer)
    assert composer.key("ta", "s").insert == "á"


ONSETS = ("", "b", "ch", "đ", "gh", "h", "kr", "mn", "ngh", "qu", "th", "tr", "xt")
RHYMES = (
    "a", "ai", "anh", "ăng", "âu", "e", "ên", "iêng", "iêu", "o", "oang", "oăc", "ong", "ôi", "ơi", "u", "ua",
    "uân", "uôn", "ui", "ưa", "ưi", "ươi", "ương", "ươu", "ưu", "uyên", "y",
)  # fmt: skip
TONES = tuple(Tone)
_TONE_KEY = {Tone.LEVEL: "", Tone.SAC: "s", Tone.HUYEN: "f", Tone.HOI: "r", Tone.NGA: "x", Tone.NANG: "j"}
_TELEX_MARK = {Mark.CIRCUMFLEX: None, Mark.BREVE: "w", Mark.HORN: "w", Mark.BAR: "d"}


def telex_keys(letters: tuple[str, ...], tone: Tone) -> str:
    """How a careful typist writes these letters: each modifier right after its letter, the tone last."""
    keys = ""
    for letter in letters:
        mark = mark_of(letter)
        modifier = "" if mark is None else (_TELEX_MARK[mark] or base_of(letter))
        keys += base_of(letter) + modifier
    return keys + _TONE_KEY[tone]


syllables = st.tuples(st.sampled_from(ONSETS), st.sampled_from(RHYMES), st.sampled_from(TONES)).filter(
    lambda drawn: not (drawn[0] == "qu" and drawn[1][0] in "uư")
)


@given(syllables)
def test_telex_writes_every_syllable(drawn: tuple[str, str, Tone]) -> None:
    onset, rhyme, tone = drawn
    letters = tuple(onset + rhyme)
    written = Word(letters, tone).written()
    assert typed(telex_keys(letters, tone), Composer(Method.TELEX)) == written


@given(syllables)
def test_reading_a_written_syllable_gives_its_letters_and_tone_back(drawn: tuple[str, str, Tone]) -> None:
    letters = tuple(drawn[0] + drawn[1])
    assert Word.read(Word(letters, drawn[2]).written()) == Word(letters, drawn[2])


@given(syllables, st.integers(0, 12))
def test_as_many_backspaces_as_letters_empty_the_word(drawn: tuple[str, str, Tone], extra: int) -> None:
    letters = tuple(drawn[0] + drawn[1])
    text = "Ông " + Word(letters, drawn[2]).written()
    assert typed(BACKSPACE * len(letters), Composer(Method.TELEX), text) == "Ông "
    assert typed(BACKSPACE * (len(letters) + 4 + extra), Composer(Method.TELEX), text) == ""


@given(st.text(alphabet="abcdeghiklmnopqrstuvxyzwjfAĐÊ 'ơ\u0306ƀ-09", max_size=14), st.sampled_from(Method))
def test_whatever_is_typed_stays_composed_and_never_eats_an_earlier_word(keys: str, method: Method) -> None:
    text = typed(keys, Composer(method), "Hồ Xuân ")
    assert text.startswith("Hồ Xuân ")
    assert unicodedata.is_normalized("NFC", text)


@given(st.sampled_from(RHYMES), st.sampled_from(list(ToneStyle)))
def test_a_tone_always_stands_on_a_vowel(rhyme: str, style: ToneStyle) -> None:
    at = tone_place(tuple(rhyme), style)
    assert at is not None
    assert base_of(rhyme[at]) in "aeiouy"

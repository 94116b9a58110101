"""Packs of words found in sources: nothing shown that no source has, every letter drawn, a speaker's work never touched."""

import csv
import re
import unicodedata
from pathlib import Path

import polib
import pytest

from kiosk.documents.fonts import SHIPPED
from kiosk.documents.shaping import Shaper, clean, missing_characters
from kiosk.i18n.packs import VIETNAMESE, Pack, PackShelf, shipped_folder
from kiosk.i18n.terms import FOLDER, Certainty, Placed, Terms, TermsUnsoundError, put, update
from kiosk.i18n.translator import Translator
from kiosk.ui.keyboard.layouts import KeyKind, pack_letters, pack_letters_upright

TERMS = shipped_folder() / FOLDER
TEMPLATES = ("hni-Latn-VN", "kjg-Latn-VN", "nut-Latn-VN")
SCRIPTS = {"Latn": "LATIN", "Tavt": "TAI VIET", "Cham": "CHAM", "Khmr": "KHMER"}
DOTTED_CIRCLE = 0x25CC


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms.read(TERMS)


@pytest.fixture(scope="module")
def packs() -> tuple[Pack, ...]:
    shelf = PackShelf.shipped()
    assert shelf.faults == ()
    return tuple(shelf.get(tag) for tag in shelf.tags() if tag != VIETNAMESE)


def texts(pack: Pack) -> list[tuple[str, str]]:
    """What the pack says, by message id, without the signs that the Vietnamese itself has."""
    if not pack.messages_file.exists():
        return []
    entries = polib.pofile(str(pack.messages_file), encoding="utf-8")
    return [
        (entry.msgctxt, "".join(char for char in entry.msgstr if char.isalnum() or char not in entry.msgid))
        for entry in entries
        if entry.msgstr and not entry.obsolete
    ]


def test_packs_are_in_step_with_the_words_found() -> None:
    assert update(shipped_folder(), check=True) == (), "run python -m kiosk.i18n.terms"


def test_what_is_shown_is_a_draft_and_says_where_it_was_found(terms: Terms) -> None:
    for tag, words in terms.words.items():
        forms = {term.form.casefold() for term in words.values() if term.is_shown}
        parts = {part for form in forms for part in form.split()}
        for entry in polib.pofile(str(shipped_folder() / tag / "messages.po"), encoding="utf-8"):
            where = (tag, entry.msgctxt, entry.msgstr)
            assert entry.fuzzy, where
            assert re.search(r"^certainty: (two-sources|attested|converted)$", entry.tcomment, re.M), where
            if entry.tcomment.startswith("attested: "):
                assert entry.msgstr.casefold() in forms, where
            else:
                assert entry.tcomment.startswith("words: "), where
                assert set(entry.msgstr.casefold().replace(",", "").split()) <= parts, where


def test_no_doubtful_word_is_shown(terms: Terms) -> None:
    doubtful = {
        (tag, term.form.casefold())
        for tag, words in terms.words.items()
        for term in words.values()
        if not term.is_shown and term.form not in {other.form for other in words.values() if other.is_shown}
    }
    assert len(doubtful) > 80
    for tag in terms.words:
        po = polib.pofile(str(shipped_folder() / tag / "messages.po"), encoding="utf-8")
        assert not {(tag, entry.msgstr.casefold()) for entry in po} & doubtful


def test_the_lists_are_sorted_out(terms: Terms) -> None:
    """Every word in the composed form and in the script of its tag, every source named and used."""
    used: set[str] = set()
    for tag, words in terms.words.items():
        for term in words.values():
            used |= set(term.sources)
            assert unicodedata.is_normalized("NFC", term.form), (tag, term.gloss)
            assert term.is_shown <= in_script(term.form, tag.split("-")[1]), (tag, term.form)
    assert used == terms.sources.keys()
    with (TERMS / "phrases.csv").open(encoding="utf-8") as file:
        assert {row["tag"] for row in csv.DictReader(file)} <= terms.words.keys()


def in_script(text: str, script: str) -> bool:
    letters = [char for char in text if unicodedata.category(char)[0] == "L"]
    return all(SCRIPTS[script] in unicodedata.name(char) or char == "\u02bc" for char in letters)


def test_every_text_of_every_pack_can_be_drawn_and_joins(packs: tuple[Pack, ...]) -> None:
    """Each letter has a glyph in a font the pack names, and no mark stands where its letter is missing."""
    shaper = Shaper()
    assert badly_drawn("ꪱꪀ\u17b6\u1780", shaper), "a vowel sign before its letter"
    for pack in packs:
        shelf = tuple(family for family in SHIPPED if family.name in pack.fonts)
        assert len(shelf) == len(pack.fonts), pack.tag
        named = [("name", pack.name), *(("letter", letter) for letter in pack.letters)]
        for id, text in [*named, *texts(pack)]:
            assert not missing_characters(text), (pack.tag, id, missing_characters(text))
            assert not badly_drawn(text, shaper), (pack.tag, id)
            families = {run.face.family for run in shaper.runs(clean(text), bold=False)}
            assert families <= set(shelf), (pack.tag, id, "in a font the pack does not name")


def badly_drawn(text: str, shaper: Shaper) -> bool:
    for run in shaper.runs(clean(text), bold=False):
        font = run.face.pdf_font.face
        glyphs = {font.charToGlyph[ord(char)] for char in run.glyphs}
        if 0 in glyphs or (
            DOTTED_CIRCLE not in map(ord, text) and font.charToGlyph.get(DOTTED_CIRCLE) in glyphs
        ):
            return True
    return False


def test_each_pack_names_itself_and_tells_the_officer_what_it_is(packs: tuple[Pack, ...]) -> None:
    named = {pack.tag: pack.name for pack in packs}
    assert len(packs) >= 20
    assert len(set(named.values())) == len(named)
    for pack in packs:
        assert pack.reviewers == (), (
            f"{pack.tag}: a reviewer is named who cannot have read what we put together"
        )
        assert len(pack.about_vi) > 40
        assert pack.tag.split("-")[1] in SCRIPTS
        if f"Tiếng {pack.name}" == pack.name_vi:
            assert "tự gọi" in pack.about_vi, f"{pack.tag}: named in Vietnamese, which the officer must know"
    for tag in TEMPLATES:
        assert texts(next(pack for pack in packs if pack.tag == tag)) == []


def test_the_keyboard_has_a_key_for_every_letter_a_pack_adds(packs: tuple[Pack, ...]) -> None:
    assert any(len(letter) > 1 for pack in packs for letter in pack.letters), "a letter with a mark above it"
    for pack in packs:
        for rows in (pack_letters(pack.letters), pack_letters_upright(pack.letters)):
            keys = {key.value for row in rows for key in row if key.kind is KeyKind.CHAR}
            assert keys == set(pack.letters)
        shown = "".join(text for _, text in texts(pack)) if pack.tag.split("-")[1] == "Latn" else ""
        if pack.tag.startswith(("en-", "km-")):
            continue
        typed = {char for letter in pack.letters for char in letter.casefold()}
        for char in unicodedata.normalize("NFC", shown).casefold():
            base = unicodedata.normalize("NFD", char)
            vietnamese = set(base[1:]) <= set("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")
            plain = (char.isascii() or char == "đ" or base[0] in "aeiouy") and vietnamese
            assert char in typed or plain, (pack.tag, char)


def test_the_fallback_of_akhar_thrah_is_cham_in_latin_letters() -> None:
    translator = Translator(PackShelf.shipped(), "cjm-Cham-VN")
    assert [pack.tag for pack in PackShelf.shipped().chain(translator.tag)][:2] == [
        "cjm-Cham-VN",
        "cjm-Latn-VN",
    ]


# -- what the command does


WANTED = {"ui.answer.yes": Placed("Zaos", "attested: zaos — A list\ncertainty: attested")}
MESSAGES = {"ui.answer.yes": "Có", "ui.answer.no": "Không"}


def entry(id: str, text: str, comment: str = "", *flags: str) -> polib.POEntry:
    return polib.POEntry(msgctxt=id, msgid=MESSAGES[id], msgstr=text, tcomment=comment, flags=list(flags))


def test_a_word_comes_as_a_draft_once() -> None:
    po = polib.POFile()
    assert put(po, WANTED, MESSAGES)
    assert [(one.msgid, one.msgstr, one.fuzzy) for one in po] == [("Có", "Zaos", True)]
    assert not put(po, WANTED, MESSAGES)


@pytest.mark.parametrize(
    "theirs",
    [
        entry("ui.answer.yes", "Yog", "attested: zaos — A list", "fuzzy"),  # another word, typed over ours
        entry("ui.answer.yes", "Zaos", "attested: zaos — A list"),  # ours, approved by a reader
        entry("ui.answer.yes", "Muôx", "", "fuzzy"),
    ],
)
def test_what_a_person_wrote_stays(theirs: polib.POEntry) -> None:
    po = polib.POFile()
    po.append(theirs)
    before = str(theirs)
    assert not put(po, WANTED, MESSAGES)
    assert [str(one) for one in po] == [before]


def test_a_word_no_longer_trusted_is_taken_back() -> None:
    po = polib.POFile()
    po.append(entry("ui.answer.no", "Tsi", "attested: tsi — A list\ncertainty: attested", "fuzzy"))
    po.append(entry("ui.answer.yes", "Có", "attested: có — A list\ncertainty: attested", "fuzzy"))
    assert put(po, WANTED, MESSAGES)
    assert {one.msgctxt: one.msgstr for one in po} == {"ui.answer.yes": "Zaos"}


FILES = {
    "sources.csv": "key,source,terms\nA,A list,CC BY\n",
    "tyz-Latn-VN.csv": "gloss,vi,form,certainty,source,note\nyes,có,mì,attested,A,\nold,già,ké,doubtful,A,\n",
    "uses.csv": "gloss,message,vi\nyes,ui.answer.*,Có\n",
    "phrases.csv": "tag,message,vi,form,words\n",
}


@pytest.mark.parametrize(
    ("file", "line", "fault"),
    [
        ("tyz-Latn-VN.csv", "no,không,bố,attested,B,", "unnamed source"),
        ("tyz-Latn-VN.csv", "no,không,bố,sure,A,", "certainty"),
        ("tyz-Latn-VN.csv", "yes,có,mì,attested,A,", "twice"),
        ("uses.csv", "yes,ui.answer.*,Vâng", "no message"),
        ("uses.csv", "moon,ui.answer.*,Có", "no language"),
        ("phrases.csv", "tyz-Latn-VN,ui.answer.no,Không,mì khoe,yes", "not made of"),
        ("phrases.csv", "tyz-Latn-VN,ui.answer.no,Không,ké,old", "not made of"),
    ],
)
def test_lists_that_contradict_themselves_are_refused(
    tmp_path: Path, file: str, line: str, fault: str
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text + (line + "\n" if name == file else ""), encoding="utf-8")
    with pytest.raises(TermsUnsoundError, match=fault):
        Terms.read(tmp_path).placements("tyz-Latn-VN", MESSAGES)


def test_a_list_gives_what_it_has_and_keeps_back_what_is_doubtful(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = Terms.read(tmp_path)
    assert found.words["tyz-Latn-VN"]["old"].certainty is Certainty.DOUBTFUL
    assert found.placements("tyz-Latn-VN", MESSAGES) == {
        "ui.answer.yes": Placed("Mì", "attested: mì — A list\ncertainty: attested")
    }

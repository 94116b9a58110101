"""Gathering sentences from sources and keeping translators' work through every change."""

from pathlib import Path

import polib
import pytest

from forms.text import Message
from kiosk.i18n.extract import update
from kiosk.i18n.gather import Found, Gathering, gather
from kiosk.i18n.packs import PackShelf
from kiosk.i18n.translator import Translator
from tests.unit.i18n.packmaking import COUNT, HELLO, write_pack, write_po

TAG = "tyz-Latn-VN"


def gathering(*messages: Message) -> Gathering:
    return Gathering(tuple(Found(message, ("kiosk/ui/page.py",)) for message in messages), ())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_po(write_pack(tmp_path / "translations", TAG), {HELLO: "chào"})
    return tmp_path


def entries(root: Path) -> dict[str, polib.POEntry]:
    po = polib.pofile(str(root / "translations" / TAG / "messages.po"))
    return {entry.msgctxt: entry for entry in po}


def source(root: Path, text: str) -> Gathering:
    (root / "kiosk").mkdir()
    (root / "kiosk" / "page.py").write_text("from forms.text import Message as M\n" + text, encoding="utf-8")
    return gather(root, definitions=False)


def test_literals_are_found_by_whatever_name_message_has(root: Path) -> None:
    found = source(root, 'A = M("ui.a", "Một", note="Nút")\nB = [M(id="error.b", vi="Hai " "ba {n}")]\n')
    assert found.faults == ()
    assert found.messages == (Message("error.b", "Hai ba {n}"), Message("ui.a", "Một", "Nút"))
    assert found.found[0].places == ("kiosk/page.py",)


def test_a_note_may_be_shared_by_name(root: Path) -> None:
    found = source(root, 'NOTE = "Nút"\nA = M("ui.a", "Một", NOTE)\nB = M("ui.b", NOTE)\n')
    assert found.messages == (Message("ui.a", "Một", "Nút"),)
    assert len(found.faults) == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('x = 1\nA = M("ui.a", f"{x}")', "literal"),
        ('A = M("ui.a", "Một " + "hai")', "literal"),
        ('A = M("a", "Một")', "no message id"),
        ('A = M("ui.a", " ")', "no Vietnamese"),
        ('A = M("ui.a", "{n:02d}")', "brace"),
        ('A = M("ui.a", "Một")\nB = M("ui.a", "Hai")', "something else"),
        ("A = (", "not valid Python"),
    ],
)
def test_faults_in_sources_are_named(root: Path, text: str, fault: str) -> None:
    found = source(root, text)
    assert any(fault in line and "kiosk/page.py" in line for line in found.faults)


def test_new_sentences_wait_in_the_template_and_notes_reach_the_translator(root: Path) -> None:
    found = gathering(Message(HELLO.id, HELLO.vi, "Trang đầu"), Message(COUNT.id, COUNT.vi, "Trang cuối"))
    update(root, found)
    assert entries(root).keys() == {HELLO.id}, "a pack holds what has been translated"
    assert (entries(root)[HELLO.id].msgstr, entries(root)[HELLO.id].comment) == ("chào", "Trang đầu")
    template = polib.pofile(str(root / "translations" / "messages.pot"))
    assert [(entry.msgctxt, entry.msgstr, entry.comment) for entry in template] == [
        (HELLO.id, "", "Trang đầu"),
        (COUNT.id, "", "Trang cuối"),
    ]


def test_changed_vietnamese_makes_a_translation_stale_and_its_return_heals_it(root: Path) -> None:
    changed = Message(HELLO.id, "Kính chào bà con")
    update(root, gathering(changed))
    entry = entries(root)[HELLO.id]
    assert (entry.msgstr, entry.previous_msgid, entry.fuzzy) == ("chào", HELLO.vi, True)
    translator = Translator(PackShelf.load([root / "translations"]), TAG)
    assert translator.show(changed).text == changed.vi
    update(root, gathering(HELLO))
    assert entries(root)[HELLO.id].previous_msgid in (None, "")


def test_sentences_that_are_gone_are_kept_and_can_come_back(root: Path) -> None:
    update(root, gathering(COUNT))
    assert entries(root)[HELLO.id].obsolete
    assert Translator(PackShelf.load([root / "translations"]), TAG).show(HELLO).text == HELLO.vi
    update(root, gathering(COUNT, HELLO))
    assert not entries(root)[HELLO.id].obsolete
    assert entries(root)[HELLO.id].msgstr == "chào"


def test_update_is_steady_and_check_writes_nothing(root: Path) -> None:
    update(root, gathering(HELLO))
    assert update(root, gathering(HELLO)) == ()
    before = entries(root).keys()
    assert update(root, gathering(HELLO, COUNT), check=True) == (root / "translations" / "messages.pot",)
    assert len(update(root, gathering(COUNT), check=True)) == 2
    assert entries(root).keys() == before


def test_who_reads_meanwhile_has_the_whole_old_file(root: Path) -> None:
    update(root, gathering(HELLO))
    template = root / "translations" / "messages.pot"
    before = template.read_text(encoding="utf-8")
    with template.open(encoding="utf-8") as reader:
        update(root, gathering(COUNT))
        assert reader.read() == before
    assert template.read_text(encoding="utf-8") != before
    assert [one.name for one in template.parent.iterdir() if one.name.startswith(".")] == []

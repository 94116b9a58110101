"""What is wrong with a pack's texts, branches and voices, and which languages are offered."""

from pathlib import Path

import polib
import pytest

from forms.text import Message
from kiosk.i18n.checking import Kind, check_texts, foreign_letters
from kiosk.i18n.clips import read_recordings
from kiosk.i18n.core_path import core_path
from kiosk.i18n.offering import LANGUAGES, in_order, offering_text, read_offering
from kiosk.i18n.pack_text import pack_toml
from kiosk.i18n.packs import PackError, PackShelf, read_pack
from kiosk.i18n.sentences import read_sentences
from kiosk.i18n.stats import all_messages
from kiosk.i18n.translator import Translator
from tests.unit.i18n.packmaking import COUNT, HELLO, write_clips, write_pack, write_po

TAG = "qab-Latn-VN"


def found(folder: Path) -> set[tuple[Kind, str]]:
    return {(one.kind, one.where) for one in check_texts(read_pack(folder), (HELLO, COUNT))}


def test_a_good_pack_has_nothing(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, TAG)
    write_po(folder, {HELLO: "chào", COUNT: "{name}: {n}"})
    assert found(folder) == set()


@pytest.mark.parametrize(
    ("message", "text", "kind"),
    [
        (COUNT, "{n}", Kind.PLACEHOLDERS),
        (COUNT, "{n} {name} {", Kind.PLACEHOLDERS),
        (HELLO, "chào ភាសា", Kind.SCRIPT),
        (HELLO, "xin che\u0302\u0323", Kind.NFC),
        (Message(HELLO.id, "Xin chào"), "chào", Kind.STALE),
        (Message("ui.test.gone", "Hết"), "x", Kind.UNKNOWN),
    ],
)
def test_each_fault_is_found_and_named(tmp_path: Path, message: Message, text: str, kind: Kind) -> None:
    folder = write_pack(tmp_path, TAG)
    write_po(folder, {message: text})
    assert found(folder) == {(kind, message.id)}


def test_one_broken_entry_costs_only_itself(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, TAG)
    write_po(folder, {HELLO: "chào"})
    with (folder / "messages.po").open("a", encoding="utf-8") as file:
        file.write(f'\nmsgctxt "{COUNT.id}"\nmsgid "{COUNT.vi}"\nmsgstr "{{n}} của {{name}}\n')
    assert found(folder) == {(Kind.BROKEN, COUNT.id)}
    shown = Translator(PackShelf.load([tmp_path]), TAG).show
    assert (shown(HELLO).text, shown(COUNT, n=1, name="A").tag) == ("chào", "vi-VN")


def test_a_file_of_another_program_is_read_the_same(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, TAG)
    write_po(
        folder, {HELLO: "chào\n“bà con”", COUNT: "{name}: {n}"}, flags=["fuzzy"], tcomment="attested: a list"
    )
    before = dict(read_sentences(folder / "messages.po"))
    text = (folder / "messages.po").read_text(encoding="utf-8")
    for other in (text.replace("\n\n", "\n \t\n"), text.replace("\n", "\r\n"), text.rstrip("\n")):
        (folder / "messages.po").write_bytes(other.encode())
        assert dict(read_sentences(folder / "messages.po")) == before
    assert before[HELLO.id].text == "chào\n“bà con”"


def test_shipped_texts_are_read_as_the_library_reads_them() -> None:
    path = PackShelf.shipped().get("km-Khmr-VN").messages_file
    wanted = {
        one.msgctxt: (one.msgid, one.msgstr, one.fuzzy)
        for one in polib.pofile(str(path), encoding="utf-8")
        if one.msgstr and not one.obsolete and not one.previous_msgid
    }
    assert {key: (one.source, one.text, one.is_draft) for key, one in read_sentences(path).items()} == wanted


def test_another_script_may_hold_names_in_latin_letters() -> None:
    assert foreign_letters("ឯកសារ VNeID", "Khmr") == ()
    assert foreign_letters("B1", "Khmr") == ()
    assert foreign_letters("This whole sentence is English", "Khmr") != ()
    assert foreign_letters("ꪎꪳ ꪼꪕ ក", "Tavt") == ("ក",)


def test_counted_sentences_have_the_forms_of_their_language(tmp_path: Path) -> None:
    forms = {"msgid_plural": COUNT.vi, "msgstr_plural": {0: "{n} one {name}", 1: "{n} many {name}"}}
    folder = write_pack(tmp_path, TAG)
    write_po(folder, {COUNT: ""}, **forms)
    assert found(folder) == {(Kind.PLURAL, COUNT.id)}
    with (folder / "pack.toml").open("a", encoding="utf-8") as file:
        file.write('[words]\nplural = "one-other"\n')
    assert found(folder) == set()
    shown = Translator(PackShelf.load([tmp_path]), TAG).show
    assert [shown(COUNT, n=n, name="A").text for n in (0, 1, 2)] == ["0 many A", "1 one A", "2 many A"]


def test_branches_and_voices_are_read_written_and_asked_in_order(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, TAG)
    with (folder / "pack.toml").open("a", encoding="utf-8") as file:
        for branch in ("one", "two"):
            file.write(f'[[branches]]\nid = "{branch}"\nname = "{branch}"\nname_vi = "Nhánh {branch}"\n')
        file.write('[[voices]]\nid = "machine"\nsynthetic = true\n')
        for voice, branch in (("ba", "one"), ("ong", "two")):
            file.write(f'[[voices]]\nid = "{voice}"\nbranch = "{branch}"\nconsented = "2026-11-01"\n')
    write_clips(folder, {HELLO: ["a.ogg"], COUNT: ["a.ogg"]}, voice="machine", synthetic=True)
    write_clips(folder, {HELLO: ["a.ogg"]}, voice="ba")
    write_clips(folder, {HELLO: ["a.ogg"]}, voice="ong")
    pack = read_pack(folder)
    (tmp_path / "again" / TAG).mkdir(parents=True)
    (tmp_path / "again" / TAG / "pack.toml").write_text(pack_toml(pack), encoding="utf-8")
    again = read_pack(tmp_path / "again" / TAG)
    assert (again.branches, again.voices) == (pack.branches, pack.voices)
    shelf = PackShelf.load([tmp_path])

    def voice(branch: str, message: Message) -> str:
        clip = Translator(shelf, TAG, branch).clip(message)
        assert clip is not None
        return clip.path.parent.name

    assert [voice(branch, HELLO) for branch in ("one", "two", "")] == ["ba", "ong", "ba"]
    assert voice("two", COUNT) == "machine", "what no person has said is said by the machine"


@pytest.mark.parametrize(
    "wrong",
    [
        '[[voices]]\nid = "../up"\n',
        '[[voices]]\nid = "a"\nbranch = "none"\n',
        '[[voices]]\nid = "a"\n[[voices]]\nid = "a"\n',
        '[[voices]]\nid = "a"\nconsented = "soon"\n',
        "[[branches]]\nid = 1\n",
        'provinces = ["x"]\n',
        '[words]\nplural = "many"\n',
        'min_program = "99.0"\n',
    ],
)
def test_wrong_words_about_voices_refuse_the_pack(tmp_path: Path, wrong: str) -> None:
    folder = write_pack(tmp_path, TAG)
    described = (folder / "pack.toml").read_text(encoding="utf-8")
    (folder / "pack.toml").write_text(described + wrong, encoding="utf-8")
    with pytest.raises(PackError):
        read_pack(folder)


def test_a_language_is_offered_from_nine_tenths_or_by_wish_and_a_spoilt_list_shuts_nobody_out(
    tmp_path: Path,
) -> None:
    for tag, provinces in (
        ("qab-Latn-VN", []),
        ("qac-Latn-VN", ["11"]),
        ("qad-Latn-VN", []),
        ("qae-Latn-VN", []),
    ):
        write_pack(tmp_path, tag, tag, provinces=provinces)
    shelf = PackShelf.load([tmp_path])
    (tmp_path / LANGUAGES).write_text(
        offering_text({"qab-Latn-VN": 0.899, "qad-Latn-VN": 0.9}, ["qae-Latn-VN"]), encoding="utf-8"
    )
    offering = read_offering(tmp_path)
    assert [tag for tag in shelf.tags() if offering.is_offered(tag)] == [
        "vi-VN",
        "qad-Latn-VN",
        "qae-Latn-VN",
    ]
    order = [tag[:3] for tag in in_order(shelf, offering, "11")]
    assert order == ["vi-", "qad", "qae", "qac", "qab"], "offered first, then those of the province"
    (tmp_path / LANGUAGES).write_text("{", encoding="utf-8")
    assert not read_offering(tmp_path).is_offered("qae-Latn-VN")
    assert read_offering(tmp_path).is_offered("vi-VN")


def test_the_core_path_is_short_enough_to_be_recorded_in_an_afternoon() -> None:
    path = core_path()
    assert len(path.messages) == len(set(path.messages))
    gone = {*path.messages, *path.more} - {message.id for message in all_messages()}
    assert gone == set(), "run python -m kiosk.gallery.core_path"
    assert not set(path.messages) & set(path.more)
    assert [page.name for page in path.pages][:2] == ["language", "procedure"]
    clips = read_recordings(PackShelf.shipped().get("vi-VN").clips_file)
    assert len(path.messages) <= 150
    assert sum(clips[one].seconds for one in path.messages) <= 12 * 60


@pytest.mark.soak
def test_the_core_path_is_what_a_walk_through_the_screens_meets() -> None:
    """A whole visit on the real screens takes its time."""
    from kiosk.gallery.core_path import walk

    assert walk() == core_path(), "run python -m kiosk.gallery.core_path"

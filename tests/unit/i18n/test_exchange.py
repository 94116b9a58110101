"""A translator's file and back: what went out comes in the same, whatever program it went through."""

import tempfile
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.errors import KnownError
from forms.text import Message
from kiosk.i18n import exchange
from kiosk.i18n.gather import Found, Gathering
from kiosk.i18n.packs import Pack, read_pack
from kiosk.i18n.sentences import read_sentences
from kiosk.i18n.sheet_file import read_sheet, write_sheet
from tests.unit.i18n.packmaking import COUNT, HELLO, write_pack, write_po

TAG = "qab-Latn-VN"
THIRD = Message("ui.test.third", "Dòng một\nDòng “hai” \\ {name}")
GATHERING = Gathering(tuple(Found(message, ("kiosk/ui/page.py",)) for message in (HELLO, COUNT, THIRD)), ())

#: What people write, and what breaks files: quotes, backslashes, line breaks, formulas, spaces at the ends, markup.
TEXT = st.text(
    st.sampled_from("abcđơựꪼក\"'\\\n=+@<&_x0041 \t")
    | st.characters(categories=("L", "M", "N", "P", "S", "Zs")),
    min_size=1,
    max_size=20,
).filter(lambda text: text.strip() and "{" not in text and "}" not in text)
NOTE = st.text(st.sampled_from("abc:,–đ "), max_size=12).map(str.strip)


def _pack(parent: str, *entries: tuple[Message, str, bool, str]) -> Pack:
    folder = write_pack(Path(parent), TAG)
    po = polib.POFile(wrapwidth=0)
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for message, text, draft, note in entries:
        po.append(
            polib.POEntry(
                msgctxt=message.id,
                msgid=message.vi,
                msgstr=text,
                tcomment=note,
                flags=["fuzzy"] if draft else [],
            )
        )
    po.save(str(folder / "messages.po"))
    return read_pack(folder)


@settings(max_examples=25, deadline=None)
@given(TEXT, TEXT, st.booleans(), NOTE, st.sampled_from([".po", ".xlsx"]))
def test_what_went_out_comes_in_the_same(one: str, two: str, draft: bool, note: str, ending: str) -> None:
    with tempfile.TemporaryDirectory() as there, tempfile.TemporaryDirectory() as here:
        full = _pack(there, (HELLO, one, draft, note), (THIRD, two + "{name}", not draft, ""))
        empty = _pack(here)
        file = Path(there) / f"out{ending}"
        (exchange.write_po if ending == ".po" else exchange.write_xlsx)(full, GATHERING, file)
        text, merged = exchange.merge_in(empty, GATHERING, exchange.read_file(file))
        empty.messages_file.write_text(text, encoding="utf-8")
        assert merged.changed == tuple(sorted((HELLO.id, THIRD.id)))
        assert dict(read_sentences(empty.messages_file)) == dict(read_sentences(full.messages_file))
        again, merged = exchange.merge_in(empty, GATHERING, exchange.read_file(file))
        assert (again, merged.changed) == (text, ())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(TEXT | st.just(""), min_size=1, max_size=4), max_size=5))
def test_a_sheet_is_read_as_it_was_written(rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as there:
        file = Path(there) / "sheet.xlsx"
        write_sheet(file, [["id"], *rows], title="x")
        read = [list(row) for row in read_sheet(file)]

    def bare(row: list[str]) -> list[str]:
        return bare(row[:-1]) if row and not row[-1] else row

    wanted = [bare(row) for row in rows]
    assert [bare(row) for row in read[1:]] == [row for row in wanted if row]


def test_other_vietnamese_is_stale_and_other_values_are_refused(tmp_path: Path) -> None:
    pack = _pack(str(tmp_path / "a"), (HELLO, "cũ", False, "attested: a list"))
    lines = (
        exchange.Line(HELLO.id, "Chào bà con", ("mới",), False),
        exchange.Line(COUNT.id, COUNT.vi, ("{n} của {ai}",), False),
        exchange.Line("ui.test.gone", "Hết", ("x",), False),
        exchange.Line(THIRD.id, THIRD.vi, ("  ",), False),
    )
    text, merged = exchange.merge_in(pack, GATHERING, lines)
    assert (merged.stale, merged.refused, merged.unknown) == ((HELLO.id,), (COUNT.id,), ("ui.test.gone",))
    assert "#| msgid" in text
    pack.messages_file.write_text(text, encoding="utf-8")
    assert dict(read_sentences(pack.messages_file)) == {}


def test_plural_forms_come_back(tmp_path: Path) -> None:
    pack = _pack(str(tmp_path / "a"))
    line = exchange.Line(COUNT.id, COUNT.vi, ("{n} sheet of {name}", "{n} sheets of {name}"), True)
    pack.messages_file.write_text(exchange.merge_in(pack, GATHERING, [line])[0], encoding="utf-8")
    for ending, write in ((".po", exchange.write_po), (".xlsx", exchange.write_xlsx)):
        write(pack, GATHERING, tmp_path / f"out{ending}")
        found = {one.id: one for one in exchange.read_file(tmp_path / f"out{ending}")}
        assert found[COUNT.id] == line


@pytest.mark.parametrize("name", ["a.po", "a.xlsx", "gone.po", "gone.xlsx"])
def test_what_is_no_such_file_is_named(tmp_path: Path, name: str) -> None:
    if "gone" not in name:
        (tmp_path / name).write_bytes(b"\xff\x00PK\x05\x06 no file of ours")
    with pytest.raises(KnownError) as refused:
        exchange.read_file(tmp_path / name)
    assert refused.value.params["name"] == name
    write_po(write_pack(tmp_path, TAG), {HELLO: "x"})  # the pack itself is untouched by it
    assert read_sentences(tmp_path / TAG / "messages.po")[HELLO.id].text == "x"

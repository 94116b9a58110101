"""Every declaration says wholly what was answered, in letters one can read, on paper one can sign."""

from dataclasses import replace

import pytest

from forms.definition import Definition, FieldType
from forms.layout import Choice, Column, Grid, Layout, Line, Piece, Table
from kiosk.documents import declaration_wording as wording
from kiosk.documents.declaration_facts import DeclarationData
from kiosk.documents.paper import SHEETS, Paper
from kiosk.documents.press import declaration_pdf, preview_png
from kiosk.documents.raster import page_count
from kiosk.documents.shaping import missing_characters
from kiosk.documents.values import written

from .declared import AUTHORITY, NAMES, SLIP, longest, ordinary, printing
from .looking import faults, inks, said_in_reading_order, squeezed
from .samples import picture, text_of

A4 = SHEETS[Paper.A4]
PRINTED = [name for name in NAMES if printing(name)]
EVERY = [(name, definition) for name in PRINTED for definition in printing(name)]
LAYOUT = pytest.mark.parametrize("name", PRINTED)


def look(pdf: bytes) -> list[str]:
    return faults(pdf, A4.side, A4.top, A4.bottom)


def pieces(layout: Layout) -> list[tuple[str, Piece | Column]]:
    """Everything that writes a value, with the repeated group it stands in."""
    found: list[tuple[str, Piece | Column]] = []
    for held in layout.body:
        match held.block:
            case Line():
                found += [("", piece) for piece in held.block.pieces]
            case Grid():
                found += [("", piece) for row in held.block.rows for piece in row.cells]
            case Table():
                found += [(held.block.rows or "", column) for column in held.block.columns]
    return found


def values(data: DeclarationData) -> list[str]:
    """Every value the paper must say, as it is written."""
    told: list[str] = []
    asked = {f.id: f for f in data.definition.fields()}
    for rows, piece in pieces(data.layout):
        ids = data.answers.get(rows, ()) if rows else ("",)
        assert isinstance(ids, list | tuple)
        for row in ids:
            before = f"{rows}/{row}/" if rows else ""
            for name in piece.fields:
                if name in asked and (before + name) in data.answers:
                    told.append(written(asked[name], data.answers[before + name], piece.format))
                    break
    return [text for text in told if text]


@pytest.mark.parametrize(("name", "definition"), EVERY, ids=[f"{n}-{d.code}" for n, d in EVERY])
def test_a_sample_dossier_is_wholly_on_paper(name: str, definition: Definition) -> None:
    data = replace(ordinary(name, definition), parts=None)
    pdf = declaration_pdf(data)
    assert look(pdf) == []
    said = said_in_reading_order(pdf)
    lost = [
        value
        for held in data.layout.body
        if held.only_with is None or data.answers.get(held.only_with)
        for value in values(replace(data, layout=replace(data.layout, body=(held,))))
        if squeezed(value) not in said
    ]
    assert lost == []
    assert squeezed(SLIP) in said
    assert squeezed(AUTHORITY) in said
    assert "\ufffd" not in said


@LAYOUT
def test_the_longest_answers_run_on_and_lose_nothing(name: str) -> None:
    data = longest(name, printing(name)[0])
    pdf = declaration_pdf(data)
    assert look(pdf) == []
    said = said_in_reading_order(pdf)
    # a cell that runs on over a page's end is interrupted by its neighbours, so it is looked for word by word
    lost = [word for value in values(data) for word in value.split() if squeezed(word) not in said]
    assert lost == []
    for page in range(page_count(pdf)):
        assert squeezed(f"Trang {page + 1}/{page_count(pdf)}") in said


@LAYOUT
def test_a_word_without_end_is_broken_and_not_cut(name: str) -> None:
    data = longest(name, printing(name)[0], unbroken=True, rows=3)
    pdf = declaration_pdf(data)
    assert look(pdf) == []
    expected = sum(value.upper().count("Ữ") for value in values(data))
    assert said_in_reading_order(pdf).upper().count("Ữ") >= expected


@LAYOUT
def test_a_blank_form_has_the_questions_and_no_answers(name: str) -> None:
    data = replace(ordinary(name, printing(name)[0]), filled=False)
    pdf = declaration_pdf(data)
    assert look(pdf) == []
    said = text_of(pdf)
    assert SLIP not in said
    assert AUTHORITY not in said
    assert declaration_pdf(replace(data, answers={}, slip_number="", to="", place="", made_on=None)) == pdf
    for held in data.layout.body:
        if isinstance(held.block, Line) and not held.block.only_answered:
            assert all(squeezed(piece.label) in squeezed(said) for piece in held.block.pieces)


@pytest.mark.parametrize("name", ["to_khai_xac_nhan_tinh_trang_hon_nhan", "to_khai_khai_tu"])
def test_a_blank_form_is_set_closer_rather_than_signed_on_a_page_of_its_own(name: str) -> None:
    data = replace(ordinary(name, printing(name)[0]), filled=False)
    assert page_count(declaration_pdf(data)) == 1


@LAYOUT
def test_no_letter_of_the_forms_own_text_is_missing(name: str) -> None:
    layout = ordinary(name, printing(name)[0]).layout
    assert missing_characters(repr(layout)) == ()


@LAYOUT
def test_the_same_answers_give_the_same_bytes(name: str) -> None:
    data = ordinary(name, printing(name)[0])
    assert declaration_pdf(data) == declaration_pdf(data)


def test_a_reference_layout_says_so_on_every_page() -> None:
    definition = printing("to_khai_lien_thong_khai_sinh")[0]
    pdf = declaration_pdf(longest("to_khai_lien_thong_khai_sinh", definition))
    said = text_of(pdf)
    assert wording.REFERENCE.vi.upper() in said
    assert said.count(wording.REFERENCE_MARK.vi) >= page_count(pdf) > 1
    ct01 = text_of(declaration_pdf(ordinary("ct01", printing("ct01")[0])))
    assert "tham khảo" not in ct01.lower()


def test_what_the_citizen_did_not_know_is_left_to_the_officer() -> None:
    data = ordinary("to_khai_khai_sinh", printing("to_khai_khai_sinh")[0])
    name = str(data.answers["child_name"]).upper()
    assert name in text_of(declaration_pdf(data))
    assert wording.UNSURE.vi not in text_of(declaration_pdf(data))
    unsure = text_of(declaration_pdf(replace(data, unsure=frozenset({"child_name"}))))
    assert name not in unsure, "even if an older answer lies beside it"
    assert wording.UNSURE.vi in unsure


def test_a_draft_is_marked_across_every_page() -> None:
    data = longest("ct01", printing("ct01")[0])
    final, draft = declaration_pdf(data), declaration_pdf(replace(data, draft=True))
    assert wording.DRAFT.vi not in text_of(final)
    assert text_of(draft).count(wording.DRAFT.vi) == page_count(draft)
    assert page_count(draft) == page_count(final)


def test_the_chosen_option_is_the_one_that_is_ticked() -> None:
    name = "to_khai_khai_tu"
    data = ordinary(name, printing(name)[0])
    yes = declaration_pdf(replace(data, answers={**data.answers, "copies_wanted": True, "copies": 2}))
    no = declaration_pdf(replace(data, answers={**data.answers, "copies_wanted": False, "copies": 2}))
    assert _ticks(yes) == (True, False)
    assert _ticks(no) == (False, True)
    assert _ticks(declaration_pdf(replace(data, filled=False))) == (False, False)


def _ticks(pdf: bytes) -> tuple[bool, bool]:
    """Whether the boxes before "Có" and "Không" of the question about copies hold ink."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            found = text.search("Đề nghị cấp bản sao:").get_next()
            if found is None:
                continue
            sheet = picture(preview_png(pdf, number, dots_per_inch=288))
            ticks = []
            for option in ("Có", "Không"):
                start = text.search(option, match_case=True, match_whole_word=True, index=found[0]).get_next()
                assert start is not None
                left, _, _, top = text.get_charbox(start[0])
                box = (left - 11, top - 6, left - 7, top - 2)  # inside of the square before the word
                scale, height = 4, page.get_height()
                area = [int(value * scale) for value in (box[0], height - box[3], box[2], height - box[1])]
                ticks.append(sheet.crop(tuple(area)).getextrema()[0] < 100)  # type: ignore[arg-type, operator]
            return ticks[0], ticks[1]
    finally:
        document.close()
    raise AssertionError("the question about copies is not on the paper")


def test_sections_of_parts_not_chosen_are_left_out() -> None:
    name = "to_khai_lien_thong_khai_tu"
    data = ordinary(name, printing(name)[0])
    two = text_of(declaration_pdf(replace(data, parts=frozenset({"death", "residence"}))))
    four = text_of(declaration_pdf(replace(data, parts=None)))
    assert "Xóa đăng ký thường trú" in two
    assert "Mai táng phí" not in two
    assert "Tử tuất" not in two
    assert "IV. Mai táng phí" in four
    assert "V. Tử tuất" in four


def test_a_table_over_several_pages_repeats_its_head_and_counts_its_rows() -> None:
    pdf = declaration_pdf(longest("ct01", printing("ct01")[0], rows=40))
    said = said_in_reading_order(pdf)
    assert page_count(pdf) > 3
    assert said.count(squeezed("Mối quan hệ với chủ hộ")) >= page_count(pdf) - 1
    assert look(pdf) == []


def test_signatures_stay_with_the_day_and_the_pledge() -> None:
    """Whatever comes before, the page that is signed says what is pledged, and where and when."""
    name = "to_khai_khai_tu"
    definition = printing(name)[0]
    data = ordinary(name, definition)
    for length in range(0, 1200, 150):
        told = replace(data, answers={**data.answers, "death_cause": "Nguyên nhân " * (length // 12)})
        pdf = declaration_pdf(told)
        last = [n for n in range(page_count(pdf)) if "Người yêu cầu (Ký" in _page_text(pdf, n)]
        assert len(last) == 1
        page = _page_text(pdf, last[0])
        assert "Tôi cam đoan" in page
        assert "Mường Mẫu, ngày 22 tháng 11 năm 2026" in page
        assert str(data.answers["requester_name"]) in page


def _page_text(pdf: bytes, number: int) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(document[number].get_textpage().get_text_range().split())
    finally:
        document.close()


def test_every_choice_shows_all_its_options() -> None:
    for name in PRINTED:
        definition = printing(name)[0]
        data = replace(ordinary(name, definition), filled=False)
        said = said_in_reading_order(declaration_pdf(data))
        asked = {f.id: f for f in definition.fields()}
        for held in data.layout.body:
            if isinstance(held.block, Choice):
                for field in (asked[f] for f in held.block.fields if f in asked):
                    if field.type is FieldType.CHOICE:
                        assert all(squeezed(option.label.vi) in said for option in field.options)


def test_a_number_longer_than_its_cells_is_written_out() -> None:
    data = ordinary("ct01", printing("ct01")[0])
    short = inks(declaration_pdf(replace(data, answers={**data.answers, "mover_number": "011097000123"})))[0]
    long = replace(data, answers={**data.answers, "mover_number": "0110970001239999"})
    assert "0110970001239999" in text_of(declaration_pdf(long))
    assert len(short) > len(inks(declaration_pdf(long))[0]), "in cells every digit stands alone"

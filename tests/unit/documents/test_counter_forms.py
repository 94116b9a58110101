"""The counter's forms 02 to 07 and the routing sheet: filled, blank, with texts of any length, and promising nothing."""

from dataclasses import fields, replace
from typing import Any

import pytest
import zxingcpp

from forms.text import Message
from kiosk.documents import counter_wording
from kiosk.documents.counter_facts import CaseHead, OfficeHead
from kiosk.documents.lines import Pair, Show, in_vietnamese
from kiosk.documents.paper import SHEETS, Paper
from kiosk.documents.press import preview_png
from kiosk.documents.raster import page_count
from kiosk.documents.shaping import missing_characters

from .counter_samples import CASE, CITIZENS, HEAD, OFFICES, stretched, texts
from .looking import faults, said_in_reading_order, squeezed
from .samples import CODE, KHMER_SENTENCE, khmer, picture, text_of

EVERY = [*CITIZENS, *OFFICES]
FORM = pytest.mark.parametrize("form", EVERY)


def facts(form: str) -> Any:
    return (CITIZENS.get(form) or OFFICES[form])[1]


def printed(form: str, data: Any, show: Show = in_vietnamese) -> bytes:
    return CITIZENS[form][0](data, show) if form in CITIZENS else OFFICES[form][0](data)


def look(form: str, pdf: bytes) -> list[str]:
    sheet = SHEETS[Paper.A4_WIDE if form == "07" else Paper.A4]
    return faults(pdf, sheet.side, sheet.top, sheet.bottom)


def left_out(form: str) -> set[str]:
    """What a form has no line for: the letters name no e-mail, the books no web page."""
    everything = set(texts(CASE)) | set(texts(HEAD))
    said = said_in_reading_order(printed(form, facts(form)))
    return {text for text in everything if squeezed(text) not in said}


@FORM
def test_everything_the_office_told_is_on_paper(form: str) -> None:
    pdf = printed(form, facts(form))
    assert look(form, pdf) == []
    said = said_in_reading_order(pdf)
    own = [
        text
        for field in fields(facts(form))
        if field.name not in ("head", "case", "code")
        for text in texts(getattr(facts(form), field.name))
        if text not in texts(CASE)
    ]
    assert [text for text in own if squeezed(text) not in said and squeezed(text.upper()) not in said] == []
    for text in (HEAD.office, HEAD.parent, HEAD.number):
        assert squeezed(text) in said
    assert squeezed(CASE.citizen) in said
    assert squeezed(CASE.official_number) in said
    assert "\ufffd" not in said


@FORM
def test_texts_of_any_length_run_on(form: str) -> None:
    data = stretched(facts(form), unbroken=False)
    pdf = printed(form, data)
    assert look(form, pdf) == []
    said = said_in_reading_order(pdf)
    gone = left_out(form)
    short, long = texts(facts(form)), texts(data)
    assert len(short) == len(long)
    for before, after in zip(short, long, strict=True):
        if before in gone or before == CODE:
            continue
        missing = [word for word in after.split() if squeezed(word) not in said and word.upper() not in said]
        assert missing == [], before


@FORM
def test_a_word_without_end_is_broken_and_not_cut(form: str) -> None:
    data = stretched(facts(form), unbroken=True)
    if form == "07":
        data = replace(data, entries=data.entries[:2])
    assert look(form, printed(form, data)) == []


@FORM
def test_the_blank_form_asks_everything_and_tells_nothing(form: str) -> None:
    data = replace(facts(form), blank=True)
    pdf = printed(form, data)
    assert look(form, pdf) == []
    said = text_of(pdf)
    for text in (CASE.citizen, CASE.official_number, CASE.slip_number, "Nguyễn Thị Mẫu", "22/11/2026"):
        assert text not in said
    assert page_count(pdf) == 1
    emptied = replace(data, entries=()) if form == "07" else replace(data, case=CaseHead())
    assert printed(form, emptied) == pdf


@FORM
def test_it_is_marked_as_following_an_older_template(form: str) -> None:
    said = text_of(printed(form, facts(form)))
    mark = counter_wording.REFERENCE_OWN if form == "routing" else counter_wording.REFERENCE
    assert mark.vi.upper() in said
    assert said.count(counter_wording.REFERENCE_MARK.vi) >= 1


@pytest.mark.parametrize("form", CITIZENS)
def test_in_the_citizens_language_it_still_fits(form: str) -> None:
    pdf = printed(form, facts(form), khmer)
    assert look(form, pdf) == []
    assert squeezed(KHMER_SENTENCE) in said_in_reading_order(pdf)
    assert "bản dịch nháp" in text_of(pdf)


@pytest.mark.parametrize("form", CITIZENS)
def test_a_language_without_a_word_for_it_is_not_printed_twice(form: str) -> None:
    def same(message: Message, **params: Any) -> Pair:
        return Pair(message.in_vietnamese(**params), message.in_vietnamese(**params))

    assert printed(form, facts(form), same) == printed(form, facts(form))


@FORM
def test_the_same_facts_give_the_same_bytes(form: str) -> None:
    assert printed(form, facts(form)) == printed(form, facts(form))


def test_no_new_day_is_named_that_the_authority_did_not_name() -> None:
    said = text_of(printed("04", replace(facts("04"), new_due_at=None)))
    assert "30/11/2026" in text_of(printed("04", facts("04")))
    assert "30/11/2026" not in said
    assert counter_wording.APOLOGY_NEW.vi in said


def test_a_refusal_at_the_counter_does_not_ask_what_only_the_online_one_asks() -> None:
    online, counter = (text_of(printed("03", replace(facts("03"), online=which))) for which in (True, False))
    assert counter_wording.FILED.vi in online
    assert counter_wording.FILED.vi not in counter


def test_before_the_official_number_the_provisional_one_stands_there() -> None:
    case = replace(CASE, official_number="")
    said = text_of(printed("02", replace(facts("02"), case=case)))
    assert f"{counter_wording.SLIP_NUMBER.vi}: {CASE.slip_number}" in said
    assert f"{counter_wording.OFFICIAL_NUMBER.vi}:" not in said


@pytest.mark.parametrize("form", ["02", "03", "04", "05", "06", "routing"])
def test_a_trial_number_is_called_one_on_every_paper(form: str) -> None:
    told = facts(form)
    official = printed(form, told)
    trial = printed(
        form, replace(told, case=replace(told.case, official_number="THU-03127-261122-0007", trial=True))
    )
    assert "thử nghiệm" not in text_of(official)
    assert squeezed("THU-03127-261122-0007 (số thử nghiệm)") in squeezed(text_of(trial))


def test_the_routing_sheet_carries_the_slips_code() -> None:
    sheet = picture(preview_png(printed("routing", facts("routing"))))
    assert [code.text for code in zxingcpp.read_barcodes(sheet)] == [CODE]


def test_the_registers_head_stands_on_every_page() -> None:
    pdf = printed("07", facts("07"))
    said = said_in_reading_order(pdf)
    assert page_count(pdf) > 1
    assert said.count(squeezed(counter_wording.REGISTER_HOW.vi)) == page_count(pdf)
    assert all(squeezed(f"Dòng {n}") in said for n in range(1, 20))


def test_an_empty_office_leaves_lines_to_write_on() -> None:
    head = OfficeHead("Ủy ban nhân dân xã Mường Mẫu")
    pdf = printed("02", replace(facts("02"), head=head, case=CaseHead(), papers=(), reason=""))
    assert look("02", pdf) == []
    assert counter_wording.CITIZEN.vi in text_of(pdf)


def test_no_letter_of_the_wording_is_missing() -> None:
    told = [value.vi for value in vars(counter_wording).values() if isinstance(value, Message)]
    assert len(told) > 50
    assert [text for text in told if missing_characters(text)] == []

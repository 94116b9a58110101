"""Declarations, counter forms, the routing sheet and the transfer view, printed from real dossiers."""

from datetime import date

import pypdfium2
import pytest

from forms.errors import KnownError
from forms.states import CaseStatus
from kiosk.domain.audit import Event
from kiosk.domain.dossier import Route
from kiosk.domain.roles import NotAllowed
from kiosk.services import (
    bringing,
    counter,
    counter_forms,
    declaring,
    intake,
    parts,
    printing,
    returning,
    transferring,
)
from kiosk.services.counter_forms import CounterForm, Told
from kiosk.services.desk import Desk
from sync.parcel import StatementType
from tests.office_factories import PASSPHRASE, Province, file_invented, invented
from tests.store_factories import SetClock

BIRTH, DEATH, SINGLE, STAY = "3.000722", "2.002913", "1.004873", "2.001159"


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def _pages(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _events(desk: Desk) -> list[tuple[Event, str]]:
    return [(entry.event, entry.detail) for entry in desk.store.audit.entries(limit=1000)]


def test_a_filed_dossiers_declaration_is_ready_to_sign(desk: Desk) -> None:
    filed = file_invented(desk, SINGLE)
    (line,) = declaring.declarations(desk, filed.dossier)
    pdf = declaring.declaration_pdf(desk, filed.dossier)
    said = _text(pdf)
    dossier = desk.store.dossiers.get(filed.dossier)
    assert filed.slip in said
    assert dossier.citizen_name.split()[-1] in said
    assert "bản nháp" not in said.lower()
    assert (Event.DECLARATION_PRINTED, "") in _events(desk)
    assert line.title in said or line.title.upper() in said


def test_a_blank_one_tells_nothing_of_anybody(desk: Desk) -> None:
    filed = file_invented(desk, SINGLE)
    said = _text(declaring.declaration_pdf(desk, filed.dossier, blank=True))
    assert filed.slip not in said
    assert desk.store.dossiers.get(filed.dossier).citizen_name not in said
    assert said == _text(declaring.blank_declaration_pdf(desk, SINGLE)) or "Kính gửi" in said


def test_an_unfinished_draft_says_so_on_its_declaration_and_a_finished_one_does_not(desk: Desk) -> None:
    answers, _ = invented(desk, SINGLE)
    dossier = intake.begin(desk, SINGLE, "vi-VN")
    intake.save_answers(desk, dossier, {"purpose": "other"}, page=None)
    assert "nháp" in _text(declaring.declaration_pdf(desk, dossier)).lower()
    intake.save_answers(desk, dossier, answers, page=None)
    assert "nháp" not in _text(declaring.declaration_pdf(desk, dossier)).lower()


def test_looking_at_a_declaration_is_no_printing(desk: Desk) -> None:
    filed = file_invented(desk, SINGLE)
    before = desk.store.audit.head()
    assert all(page.startswith(b"\x89PNG") for page in declaring.declaration_pages(desk, filed.dossier))
    assert desk.store.audit.head() == before


def test_a_declaration_that_is_not_there_is_said(desk: Desk) -> None:
    filed = file_invented(desk, SINGLE)
    with pytest.raises(KnownError) as refused:
        declaring.declaration_pdf(desk, filed.dossier, declaration="no-such-one")
    assert refused.value.message.id == "error.declaration.none"


def test_a_paper_part_has_a_routing_sheet_and_one_by_wire_has_none(desk: Desk) -> None:
    filed = file_invented(desk, BIRTH, parents="both")
    said = _text(counter_forms.routing_pdf(desk, filed.dossier, "residence"))
    assert filed.slip in said
    assert "chưa kết nối" in said
    assert (Event.COUNTER_FORM_PRINTED, "routing/residence") in _events(desk)
    for part in ("birth", "nothing"):
        with pytest.raises(KnownError) as refused:
            counter_forms.routing_pdf(desk, filed.dossier, part)
        assert refused.value.message.id == "error.routing.not_paper"


@pytest.mark.parametrize("form", CounterForm)
def test_every_counter_form_is_printed_filled_and_blank(desk: Desk, form: CounterForm) -> None:
    filed = file_invented(desk, SINGLE)
    name = desk.store.dossiers.get(filed.dossier).citizen_name
    told = Told("Thiếu giấy mẫu", ("divorce_ruling",))
    assert name in _text(counter_forms.counter_form_pdf(desk, filed.dossier, form, told))
    assert name not in _text(counter_forms.counter_form_pdf(desk, filed.dossier, form, Told(), blank=True))
    assert (Event.COUNTER_FORM_PRINTED, f"form-{form}") in _events(desk)


def test_a_postal_clerk_prints_no_decision(desk: Desk, clock: SetClock) -> None:
    from kiosk.services.unlocking import unlock

    filed = file_invented(desk, SINGLE)
    clerk = unlock(desk.folder, "buu-chinh-1", PASSPHRASE, clock)
    assert counter_forms.forms_for(clerk.officer.role) == (CounterForm.SUPPLEMENT, CounterForm.CONTROL)
    made = counter_forms.counter_form_pdf(clerk, filed.dossier, CounterForm.SUPPLEMENT, Told())
    assert made.startswith(b"%PDF")
    for make in (counter_forms.counter_form_pdf, counter_forms.counter_form_pages):
        with pytest.raises(NotAllowed):
            make(clerk, filed.dossier, CounterForm.REFUSAL, Told())
    clerk.close()


def test_the_register_holds_the_days_asked_for(desk: Desk) -> None:
    filed = file_invented(desk, SINGLE)
    name = desk.store.dossiers.get(filed.dossier).citizen_name
    day, other = date(2026, 11, 23), date(2026, 11, 24)
    assert name in _text(counter_forms.register_pdf(desk, day, day))
    assert name not in _text(counter_forms.register_pdf(desk, other, other))
    assert name not in _text(counter_forms.register_pdf(desk, day, day, blank=True))


def test_a_dossier_is_shown_in_the_order_of_the_portal(desk: Desk) -> None:
    filed = file_invented(desk, SINGLE)
    blocks = transferring.transfer(desk, filed.dossier)
    said = [line.value_text for block in blocks for line in block.lines]
    assert desk.store.dossiers.get(filed.dossier).citizen_name.upper() in said
    assert (Event.EXPORTED, "transfer") in _events(desk)
    told = transferring.transfer_as_json(blocks)
    assert [block["title"] for block in told] == [block.title for block in blocks]
    assert len(transferring.transfer_lines(blocks)) == len(blocks) + len(said)


def test_several_declarations_become_one_pdf(desk: Desk) -> None:
    from kiosk.documents.joining import joined
    from kiosk.documents.raster import page_count

    one = declaring.blank_declaration_pdf(desk, SINGLE)
    assert page_count(joined([one, one])) == 2 * page_count(one)


def test_what_to_bring_is_told_before_and_after_the_answers(desk: Desk) -> None:
    before = _text(bringing.bring_pdf(desk, SINGLE))
    assert desk.office.name in before.replace("\r\n", " ")
    answers, _ = invented(desk, SINGLE, marital_status="divorced")
    dossier = intake.begin(desk, SINGLE, "km-Khmr-VN")
    intake.save_answers(desk, dossier, answers, page=None)
    for size in ("a5", "a4"):
        assert bringing.bring_for_pdf(desk, dossier, size).startswith(b"%PDF")


def test_the_slip_lists_each_part_and_what_goes_on_paper(desk: Desk) -> None:
    filed = file_invented(desk, DEATH, linked_parts="two")
    facts = printing.slip_facts(desk, filed.dossier)
    assert [(part.authority, part.on_paper) for part in facts.parts] == [
        (part.authority_name, part.route is Route.PAPER) for part in desk.store.dossiers.parts(filed.dossier)
    ]
    said = _text(printing.slip_pdf(desk, filed.dossier))
    assert "in ra giấy" in said
    told = " ".join(said.split())
    assert all(f"{part.name.vi} {part.authority}" in told for part in facts.parts)


def test_the_slip_of_a_single_part_names_one_authority(desk: Desk) -> None:
    filed = file_invented(desk, SINGLE)
    facts = printing.slip_facts(desk, filed.dossier)
    assert [part.on_paper for part in facts.parts] == [False]
    assert facts.undelivered is None
    assert "in ra giấy" not in _text(printing.slip_pdf(desk, filed.dossier))


def test_a_notice_of_stay_says_it_is_not_told_yet_until_the_police_have_it(
    desk: Desk, province: Province
) -> None:
    filed = file_invented(desk, STAY)
    told = printing.slip_facts(desk, filed.dossier).undelivered
    assert told is not None
    assert told.vi in _text(printing.slip_pdf(desk, filed.dossier)).replace("\r\n", " ")
    assert counter.detail(desk, filed.dossier).undelivered is not None
    (row,) = counter.rows(desk)
    assert counter.undelivered_of(desk, row) is not None
    manifest = desk.outbox.manifest(filed.parcel) or b""
    for kind in (StatementType.RECORDED, StatementType.DELIVERED):
        desk.outbox.accept(
            province.states(kind, filed.parcel, manifest, dossier=filed.dossier), province.sign.public
        )
    returning.refresh(desk)
    # The province has it; the police, who are not connected, have nothing until the paper is brought to them.
    assert printing.slip_facts(desk, filed.dossier).undelivered == told
    (row,) = counter.rows(desk)
    assert counter.undelivered_of(desk, row) is not None
    parts.move_by_hand(desk, filed.dossier, "stay", CaseStatus.RECEIVED)
    assert printing.slip_facts(desk, filed.dossier).undelivered is None
    assert counter.detail(desk, filed.dossier).undelivered is None
    (row,) = counter.rows(desk)
    assert counter.undelivered_of(desk, row) is None

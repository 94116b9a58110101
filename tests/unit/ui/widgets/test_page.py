"""A page of a form is drawn from its state, reports answers, and lets nothing a person types be swept
away.
"""

import dataclasses

import pytest
from pytestqt.qtbot import QtBot

from forms.faults import Fault
from forms.text import Message
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.fields.choices import ChoiceInput
from kiosk.ui.widgets.fields.lines import LineInput
from kiosk.ui.widgets.fields.view import FieldView
from kiosk.ui.widgets.notices import ErrorSummary, NoticeBox
from kiosk.ui.widgets.page import PageWidget, page_widget
from kiosk.ui.widgets.text_block import TextBlock
from kiosk.ui.widgets.tiles import ChoiceTile
from tests.unit.ui.forms_at_hand import TODAY, page_state, state_with
from tests.unit.ui.kits import make_kit

MISSING = Message("test.missing", "Mời bà con trả lời câu này.")


def page(qtbot: QtBot, name: str, answers: dict[str, object]) -> PageWidget:
    made = page_widget(make_kit(), page_state(state_with(answers), name), today=TODAY, home="11")
    qtbot.addWidget(made)
    return made


def test_fields_are_found_by_their_id_and_report_their_answers(qtbot: QtBot) -> None:
    shown = page(qtbot, "purpose", {})
    view = shown.findChild(FieldView, "purpose")
    assert view is not None
    with qtbot.waitSignal(shown.answered) as told:
        assert isinstance(view.input, ChoiceInput)
        view.input.tiles.tap("marry_abroad")
    assert told.args == ["purpose", "marry_abroad", False]
    assert shown.values() == {"purpose": ("marry_abroad", False)}


def test_an_option_is_found_by_field_and_option(qtbot: QtBot) -> None:
    shown = page(qtbot, "purpose", {"purpose": "other"})
    tile = shown.findChild(ChoiceTile, "purpose-other")
    assert tile is not None
    assert tile.isChecked()


def test_i_do_not_know_clears_the_answer_and_an_answer_clears_it(qtbot: QtBot) -> None:
    shown = page(qtbot, "requester_birth", {"purpose": "marry_abroad", "requester_birth": "1984-05-03"})
    view = shown.view("requester_birth")
    assert view.unsure_button is not None
    assert shown.aside() is view.unsure_button
    with qtbot.waitSignal(shown.answered) as told:
        view.unsure_button.click()
    assert told.args == ["requester_birth", None, True]
    view.unsure_button.click()
    assert view.is_unsure(), "a double tap takes nothing back"
    with qtbot.waitSignal(shown.answered) as told:
        view.input.answer("1984")
    assert told.args == ["requester_birth", "1984", False]
    assert not view.is_unsure()


def test_a_fault_is_shown_at_the_field_only_when_told_to(qtbot: QtBot) -> None:
    shown = page(qtbot, "requester_name", {"purpose": "marry_abroad"})
    assert not shown.findChildren(NoticeBox)
    field = shown.state.fields[0].field
    shown.show_faults([Fault(field.id, field.label, MISSING)])
    assert [box.accessibleName() for box in shown.findChildren(NoticeBox)] == [MISSING.vi]
    shown.show_faults([])
    qtbot.waitUntil(lambda: not shown.findChildren(NoticeBox))


def test_a_group_has_a_summary_whose_lines_lead_to_the_fields(qtbot: QtBot) -> None:
    shown = page(qtbot, "requester_paper_issue", {"purpose": "marry_abroad"})
    assert len(shown.fields()) > 1
    faults = [Fault(field.field.id, field.field.label, MISSING) for field in shown.state.fields]
    shown.show_faults(faults)
    summary = shown.findChild(ErrorSummary, "faults")
    assert summary is not None
    line = summary.findChild(BigButton, f"problem-{faults[-1].field}")
    assert line is not None
    assert line.accessibleName() == f"{faults[-1].label.vi}: {MISSING.vi}"
    with qtbot.waitSignal(summary.chosen) as chosen:
        line.click()
    assert chosen.args == [faults[-1].field]


def test_an_answer_that_calls_for_another_question_leaves_typed_text_alone(qtbot: QtBot) -> None:
    answers: dict[str, object] = {"purpose": "other", "purpose_kind": "loan"}
    shown = page(qtbot, "purpose_other", answers)
    assert shown.fields() == ("purpose_kind",)
    shown.refresh(page_state(state_with(answers | {"purpose_kind": "another"}), "purpose_other"))
    assert shown.fields() == ("purpose_kind", "purpose_text")
    typed = shown.view("purpose_text").input
    assert isinstance(typed, LineInput)
    typed.line.setText("Việc mẫu")
    shown.refresh(page_state(state_with(answers | {"purpose_kind": "another"}), "purpose_other"))
    assert shown.view("purpose_text").input is typed
    assert typed.value() == "Việc mẫu"
    shown.refresh(page_state(state_with(answers), "purpose_other"))
    assert shown.fields() == ("purpose_kind",)


def test_warnings_are_said_without_stopping_anybody(qtbot: QtBot) -> None:
    shown = page(qtbot, "requester_name", {"purpose": "marry_abroad"})
    field = dataclasses.replace(shown.state.fields[0], warnings=(MISSING,))
    shown.refresh(dataclasses.replace(shown.state, fields=(field,)))
    assert [box.accessibleName() for box in shown.findChildren(NoticeBox)] == [MISSING.vi]


def test_a_suggestion_is_no_answer_until_it_is_taken(qtbot: QtBot) -> None:
    state = page_state(state_with({"purpose": "marry_abroad"}), "requester_name")
    field = dataclasses.replace(state.fields[0], value=None, suggestion="Giàng A Thử")
    shown = page_widget(make_kit(), dataclasses.replace(state, fields=(field,)), today=TODAY)
    qtbot.addWidget(shown)
    view = shown.view(field.field.id)
    assert view.value() is None
    assert view._suggestion is not None
    with qtbot.waitSignal(shown.answered) as told:
        view._suggestion.click()
    assert told.args == [field.field.id, "Giàng A Thử", False]


@pytest.mark.parametrize("language", ["vi-VN", "km-Khmr-VN"])
def test_vietnamese_stands_under_every_translation(qtbot: QtBot, language: str) -> None:
    kit = make_kit(language)
    state = page_state(state_with({}), "purpose")
    shown = page_widget(kit, state, today=TODAY)
    qtbot.addWidget(shown)
    said = kit.show(state.fields[0].field.ask)
    texts = {block.text() for block in shown.findChildren(TextBlock)}
    assert said.vi in texts
    assert said.text in texts

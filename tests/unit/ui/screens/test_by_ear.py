"""Whoever cannot read: any words can be heard, and the whole way of the marital-status procedure goes by pictures and sounds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from forms.definition import FieldType
from kiosk.devices.sound import USUAL_VOLUME, Words
from kiosk.i18n.translator import Shown
from kiosk.ui.hearing import HOLD_MS
from kiosk.ui.keyboard.panel import KeyboardPanel
from kiosk.ui.screens.answer_lines import OFFICER_READS, AnswerLine
from kiosk.ui.screens.question import QuestionScreen
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.fields.view import FieldView
from kiosk.ui.widgets.heard import Heard
from kiosk.ui.widgets.kit import Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.text_block import TextBlock
from tests.office_factories import PASSPHRASE
from tests.unit.ui.screens.seat import Seat

CARD = "011190000999|123456789|NGUYỄN THỊ MẪU|03051990|Nữ|Bản Mẫu, Xã Búng Lao, Điện Biên|15042021"


def _finger(seat: Seat, kind: QEvent.Type, at: QPoint) -> None:
    """A touch as it reaches the window, before any widget."""
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    spot = seat.window.mapToGlobal(at)
    event = QMouseEvent(kind, QPointF(at), QPointF(spot), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(seat.window.windowHandle(), event)
    QApplication.processEvents()


def _middle(seat: Seat, widget: QWidget) -> QPoint:
    return widget.mapTo(seat.window, widget.rect().center())


def _touch(seat: Seat, widget: QWidget, *, hold: bool = False, slide: int = 0) -> None:
    at = _middle(seat, widget)
    _finger(seat, QEvent.Type.MouseButtonPress, at)
    if hold:
        seat.bot.wait(HOLD_MS + 150)
    if slide:
        at = at + QPoint(0, slide)
        _finger(seat, QEvent.Type.MouseMove, at)
    _finger(seat, QEvent.Type.MouseButtonRelease, at)


def _loose_label(seat: Seat) -> BilingualLabel:
    """Words in sight that stand in no button and in no row that says itself, and that have a clip."""
    for label in seat.window.findChildren(BilingualLabel):
        alone = not any(isinstance(one, QAbstractButton | Heard) for one in _above(label))
        message = label.shown.message
        seen = label.visibleRegion().contains(label.rect().center())
        if alone and seen and message is not None and seat.conductor.kit.can_say(Spoken(message)):
            return label
    raise AssertionError(f"no loose words on {seat.page}")


def test_words_say_themselves_and_a_held_button_tells_what_it_is(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    seat.choose()
    seat.still()
    heard = seat.player.played
    label = _loose_label(seat)
    assert label.shown.message is not None
    count = len(heard)
    _touch(seat, label)
    assert heard[count:] == [seat.conductor.kit.translator.speak(label.shown.message).paths]
    count = len(heard)
    _touch(seat, label, slide=120)
    assert len(heard) == count  # that was scrolling
    on = seat.find("continue")
    _touch(seat, on, hold=True)
    assert [path.stem for path in heard[-1]] == ["ui.frame.continue"]
    assert seat.page == "prepare"  # asked, not pressed
    _touch(seat, on)
    seat.arrive("data-notice")


def test_asked_again_it_is_said_slowly_and_the_volume_is_this_citizens(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    assert not seat.player.was_slow  # the page by itself
    slow = []
    for _ in range(3):
        seat.tap("hear")
        slow.append(seat.player.was_slow)
    assert slow == [False, True, False]
    seat.player.finish()
    seat.tap("volume")
    assert seat.player.volume() > USUAL_VOLUME
    assert seat.player.is_playing()  # heard at once how loud that is
    seat.tap("volume")
    assert seat.player.volume() < USUAL_VOLUME
    seat.choose()
    assert seat.player.volume() < USUAL_VOLUME
    seat.conductor.new_visit()
    seat.arrive("language")
    assert seat.player.volume() == USUAL_VOLUME


def test_the_sound_of_a_page_ends_with_the_page(seat: Seat) -> None:
    seat.tap("language-vi-VN")
    seat.choose()
    seat.tap("hear")
    before = seat.player.played[-1]
    assert seat.player.is_playing()
    seat.press("continue")
    seat.arrive("data-notice")
    assert seat.player.played[-1] != before


# -- the whole way without a letter


class Ear:
    """Somebody who sees pictures and hears, and reads nothing: knows only what is wanted, as the sounds of the answers."""

    #: What this citizen would answer, by what the answer says when it is held.
    WANTED = frozenset(
        {
            "ui.life_event.marriage",
            "form.1.004873.name",
            "ui.data_use.keep_no",
            "form.1.004873.purpose.option.other",
            "form.1.004873.purpose_kind.option.loan",
            "form.1.004873.relation.option.self",
            "form.1.004873.requester_id_kind.option.can_cuoc",
            "form.set.requester.requester_residence_kind.option.permanent",
            "form.1.004873.person_sex.option.female",
            "form.1.004873.person_nationality.option.vietnamese",
            "form.1.004873.marital_status.option.never",
            "form.1.004873.period_needed.option.no",
            "form.1.004873.previous_certificate.option.never",
            "form.1.004873.fee_exemption.option.none",
            "form.set.result_return.result_return.option.counter",
        }
    )
    CARD_ASKED = "form.1.004873.requester_number.ask"
    YES, NO = "ui.answer.yes", "ui.answer.no"
    #: Yes or no, by the question that was heard.
    SAID = {"form.1.004873.period_needed.ask": NO, "form.set.authority.authority_here.ask": YES}  # noqa: RUF012

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.from_here = 0
        self.mute: list[str] = []
        self.pages: list[str] = []

    def arrived(self) -> list[str]:
        """A page: what it said by itself. It must have said something, and everything to touch must have a picture or a sound."""
        seat = self.seat
        seat.still()
        said = [path.stem for paths in seat.player.played[self.from_here :] for path in paths]
        self.from_here = len(seat.player.played)
        self.pages.append(seat.page)
        pictures = [one for one in seat.window.frame.body().findChildren(PictogramLabel) if one.isVisible()]  # type: ignore[union-attr]
        if not said and not pictures:
            self.mute.append(seat.page)
        for button in self.buttons():
            if not self.says(button) and not _pictures(button):
                self.mute.append(f"{seat.page}: {button.objectName()}")
        return said

    def buttons(self) -> Iterator[QAbstractButton]:
        """What can be touched; the keys of the keyboard are the officer's or a reader's."""
        for button in self.seat.window.findChildren(QAbstractButton):
            keys = any(isinstance(one, KeyboardPanel) for one in _above(button))
            if button.isVisible() and button.isEnabled() and not keys and button.width() > 1:
                yield button

    def says(self, button: QWidget) -> list[str]:
        """What a button says when it is held."""
        own = getattr(button, "shown", None)
        shown = (
            [own] if isinstance(own, Shown) else [one.shown for one in button.findChildren(BilingualLabel)]
        )
        spoken = [Spoken(one.message, one.params) for one in shown if one.message is not None]
        kit = self.seat.conductor.kit
        ids = [one.message.id for one in spoken]
        return ids if spoken and kit.can_say(*spoken) else []

    def by_sound(self, *wanted: str) -> QAbstractButton | None:
        for button in self.buttons():
            if set(wanted) & set(self.says(button)):
                return button
        return None

    def touch(self, button: QAbstractButton) -> None:
        self.seat.still()
        button.click()
        self.seat.still()

    def go_on(self) -> None:
        """The one way on: known by its sound or by the arrow on it."""
        self.seat.window.frame.put_keyboard_away()
        found = self.by_sound("ui.frame.continue") or next(
            one for one in self.buttons() if "next" in _pictures(one)
        )
        self.touch(found)


def _pictures(button: QWidget) -> list[str]:
    return [one._name for one in button.findChildren(PictogramLabel) if one.isVisible()]


def _above(widget: QWidget) -> Iterator[QWidget]:
    one: QWidget | None = widget
    while one is not None:
        yield one
        one = one.parentWidget()


def _spoken_to_the_officer(seat: Seat) -> None:
    """What no machine can say or hear: the citizen says it aloud, the officer types it."""
    for view in seat.window.findChildren(FieldView):
        if view.isVisible() and view.input.value() is None and view.field.type is FieldType.ETHNIC:
            view.answer({"name": "Thái", "code": "03", "list": "QD121"})
    seat.still()


def test_the_whole_way_by_pictures_and_sounds_alone(
    open_seat: Callable[..., Seat],
    folder: object,
    prepared: tuple[Path, dict[str, object]],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_letters(_block: TextBlock, _event: QPaintEvent) -> None:
        """No text is drawn anywhere."""

    monkeypatch.setattr(TextBlock, "paintEvent", no_letters)
    session = {"shift": prepared[1], "place": None, "pin": None, "mode": "visit"}
    seat = open_seat(folder, session)
    seat.arrive("language")
    ear = Ear(seat)
    ear.arrived()
    seat.tap("hear-vi-VN")  # a name is chosen by ear
    assert seat.player.played[-1][0].stem == "pack.name.vi-VN"
    seat.tap("language-vi-VN")
    for _ in range(60):
        said = ear.arrived()
        page = seat.page
        if page == "officer":
            break
        if page == "signature":
            seat.sign()
            ear.go_on()
            continue
        if Ear.CARD_ASKED in said and page.startswith("question"):
            seat.scan(CARD)
            seat.still()
            accept = ear.by_sound("ui.card.accept")
            assert accept is not None
            ear.touch(accept)
        else:
            tried: set[int] = set()
            while True:
                answer = next(
                    (
                        one
                        for one in ear.buttons()
                        if id(one) not in tried
                        and set(ear.says(one)) & (Ear.WANTED | {Ear.SAID.get(ask, "") for ask in said})
                    ),
                    None,
                )
                if answer is None or seat.page != page:
                    break
                tried.add(id(answer))
                ear.touch(answer)
        if seat.page != page:
            continue
        if "form.1.004873.copies.ask" in said:  # a number: more and less are pictures
            ear.touch(next(one for one in ear.buttons() if "plus" in _pictures(one)))
        if isinstance(seat.window.screen_shown, QuestionScreen):
            _spoken_to_the_officer(seat)
        ear.go_on()
        assert seat.page != page, (page, said, ear.pages)
    assert seat.page == "officer"
    seat.write("secret", PASSPHRASE)  # the officer reads
    seat.tap("confirm")
    seat.arrive("done")
    said = ear.arrived()
    assert "ui.done.title" in said
    assert any(one.startswith("ui.say.digit.") for one in said)  # the number is said
    assert ear.mute == []
    assert len(ear.pages) > 20


def test_what_no_clip_can_say_is_left_to_the_officers_voice(seat: Seat) -> None:
    seat.to_questions()
    seat.answer_until("papers")
    seat.papers()
    seat.go_on()
    seat.arrive("check")
    seat.tap("continue")
    seat.arrive("read-back")
    lines = [one for one in seat.window.findChildren(AnswerLine) if one.isVisible()]
    told = {line.row.field: OFFICER_READS.vi in _texts_of(line) for line in lines}
    assert told["requester_name"]
    assert told["requester_residence"]
    assert told["person_ethnic"]
    assert not told["requester_birth"]
    assert not told["requester_number"]
    assert not told["marital_status"]
    line = next(one for one in lines if one.row.field == "requester_name")
    name = line.row.said.text
    seat.tap("listen-all")
    assert seat.player.heard[-1] == seat.player.played[-1], "a machine without a voice: clips alone"
    seat.player.reading = None  # nobody has needed one yet: who asks finds it
    seat.tap("listen-all")
    heard = seat.player.heard[-1]
    at = heard.index(Words(name))
    before, after = heard[at - 1], heard[at + 1]
    assert isinstance(before, Path)
    assert before.stem == "form.set.requester.requester_name.label", "in its place between the clips"
    assert isinstance(after, Path)
    assert tuple(part for part in heard if isinstance(part, Path)) == seat.player.played[-1]
    seat.player.reading = True
    label = next(one for one in line.findChildren(BilingualLabel) if one.shown.text == name)
    scroller = seat.window.frame.scroller
    assert scroller is not None
    scroller.area.ensureWidgetVisible(label)
    seat.still()
    _touch(seat, label)
    assert seat.player.heard[-1] == (Words(name),)
    _touch(seat, label)
    assert seat.player.was_slow
    seat.conductor.speak_language("km-Khmr-VN")
    seat.conductor.kit.say(*line.row.spoken())
    assert not any(isinstance(part, Words) for part in seat.player.heard[-1]), "it reads to Vietnamese ears"
    seat.press("continue")
    read = seat.shift.desk.store.confirmations.of(seat.shift.visit.dossier or "").read_back
    assert read is not None
    assert (read.reader, read.language) == (seat.shift.desk.officer.name, "vi-VN"), (
        "a person read, all the same"
    )


def _texts_of(widget: QWidget) -> list[str]:
    return [block.text() for block in widget.findChildren(TextBlock)]

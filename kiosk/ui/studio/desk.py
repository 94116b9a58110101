"""The way through the studio: language, speaker, microphone, prompt after prompt, and what becomes of them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from forms.errors import KnownError
from kiosk.devices.microphone import RATE
from kiosk.i18n.stats import PackStats
from kiosk.services import studio, studio_result, studio_words
from kiosk.services.desk import Desk
from kiosk.services.studio import Making, NewLanguage
from kiosk.services.studio_prompts import Prompt, prompt_picture, prompts, vietnamese_sound
from kiosk.services.studio_takes import Progress, Takes
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.page_faults import said_on
from kiosk.ui.picking import pick
from kiosk.ui.screens.base import Screen
from kiosk.ui.studio.language_screen import LanguageToRecordScreen
from kiosk.ui.studio.listening import ListeningPage
from kiosk.ui.studio.microphone_screen import MicrophoneScreen
from kiosk.ui.studio.prompt_screen import PromptScreen, PromptView
from kiosk.ui.studio.recorder import Recorder
from kiosk.ui.studio.result_screen import DROPPED, IN_USE, ON_STICK, ResultScreen
from kiosk.ui.studio.speaker_screen import SpeakerScreen
from kiosk.ui.studio.voices_screen import CORE_DONE, HOW_FAR, UNNAMED, VoiceLine, VoicesScreen
from kiosk.voice.clip import Made, encoded, made_of
from kiosk.voice.samples import Samples

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor


class Sitting:
    """A voice being recorded: its prompts, its takes, the place."""

    def __init__(self, made: Making, every: tuple[Prompt, ...]) -> None:
        self.made = made
        self.every = every
        self.takes = Takes.of(made)
        self.at = self.takes.next(every) or 0

    @property
    def prompt(self) -> Prompt:
        return self.every[self.at]

    @property
    def progress(self) -> Progress:
        return self.takes.progress(self.every)

    def recut(self) -> None:
        """After a translation was typed: the sentence may be cut elsewhere now."""
        before = self.prompt.message.id
        self.every = prompts(self.made.pack, self.made.branch)
        self.at = next((n for n, one in enumerate(self.every) if one.message.id == before), 0)


class StudioDesk:
    """``back`` is where the studio is left to."""

    def __init__(self, conductor: "Conductor", desk: Desk, back: Callable[[], None]) -> None:
        self._c = conductor
        self._desk = desk
        self._back = back
        self._recorder = Recorder(conductor.attached.microphone, conductor)
        self._page: Screen | None = None
        self._speaker: tuple[str, str, str] | None = None  # tag, name, branch of a new voice
        self._sitting: Sitting | None = None
        self._try: Made | None = None

    # -- the list, the language, the speaker

    def open(self) -> None:
        """The voices that were begun; counting them may take a moment."""
        self._sitting = self._speaker = None
        self._forget_try()
        self._c.work(self._lines, lambda lines: self._show(lambda: self._voices(lines)))

    def _lines(self) -> tuple[VoiceLine, ...]:
        lines = []
        for made in studio.makings(self._desk):
            left = Takes.of(made).progress(prompts(made.pack))
            speaker = made.voice.name or self._c.kit.show(UNNAMED).vi
            lines.append(VoiceLine(f"{made.tag}/{made.voice.id}", _language(made), speaker, self._far(left)))
        return tuple(lines)

    def _far(self, left: Progress) -> str:
        show = self._c.kit.show
        if left.core_done < left.core:
            minutes = max(1, round(left.minutes_left))
            return show(HOW_FAR, done=left.core_done, total=left.core, minutes=minutes).text
        return show(CORE_DONE, done=left.all_done, total=left.all).text

    def _voices(self, lines: tuple[VoiceLine, ...]) -> Screen:
        screen = VoicesScreen(self._c.kit, lines)
        screen.chosen.connect(self._c.guarded(self._resume))
        screen.new_asked.connect(self._c.guarded(self.choose_language))
        return self._leads(screen, self._back)

    def choose_language(self) -> None:
        """Which language."""

        def build() -> Screen:
            screen = LanguageToRecordScreen(self._c.kit, studio.languages(self._desk))
            screen.chosen.connect(self._c.guarded(self.choose_speaker))
            screen.begun.connect(self._c.guarded(partial(self._begin_language, screen)))
            return self._leads(screen, self.open)

        self._show(build)

    def _begin_language(self, screen: DeskPage, name: str, name_vi: str, grammar: str) -> None:
        try:
            tag = studio.begin_language(self._desk, NewLanguage(name, name_vi, grammar=grammar))
        except KnownError as error:
            screen.tell_error(error)
            return
        self.choose_speaker(tag)

    def choose_speaker(self, tag: str) -> None:
        """Who speaks, and what they agree to."""

        def build() -> Screen:
            pack = next(one for one in studio.languages(self._desk) if one.tag == tag)
            screen = SpeakerScreen(self._c.kit, pack.name_vi, pack.branches)
            screen.agreed.connect(
                self._c.guarded(lambda name, branch: self._try_microphone((tag, name, branch)))
            )
            return self._leads(screen, self.choose_language)

        self._show(build)

    # -- the microphone

    def _try_microphone(self, speaker: tuple[str, str, str] | None) -> None:
        self._speaker = speaker
        self._forget_try()
        self._show(self._microphone)

    def _forget_try(self) -> None:
        """What was said only to try the microphone is kept nowhere."""
        self._try = None
        self._try_file.unlink(missing_ok=True)

    @property
    def _try_file(self) -> Path:
        return self._desk.folder.studio / "try.ogg"

    def _microphone(self) -> Screen:
        consent = self._speaker is not None
        screen = MicrophoneScreen(
            self._c.kit, self._recorder, consent=consent, good=bool(self._try and self._try.samples.size)
        )
        screen.took.connect(self._c.guarded(lambda take: self._judge(take, partial(self._tried, screen))))
        screen.heard_again.connect(self._c.guarded(self._hear_try))
        screen.passed.connect(self._c.guarded(self._passed))
        speaker = self._speaker
        back = self.open if speaker is None else partial(self.choose_speaker, speaker[0])
        return self._listens(self._leads(screen, back), screen)

    def _tried(self, screen: MicrophoneScreen, made: Made) -> None:
        self._try = made
        good = bool(made.samples.size)
        screen.show_good(good)
        if not good:
            screen.judged(made.judgement)
        else:
            self._hear_try()

    def _hear_try(self) -> None:
        if self._try is not None and self._try.samples.size:
            self._try_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._try_file.write_bytes(encoded(self._try.samples))
            self._c.kit.player.play(self._try_file)

    def _passed(self) -> None:
        speaker, agreed = self._speaker, self._try
        self._forget_try()
        if speaker is None:
            self._draw()
            return
        tag, name, branch = speaker
        self._c.work(
            lambda: self._opened(studio.add_voice(self._desk, tag, name=name, branch=branch, agreed=agreed)),
            self._sit,
        )

    # -- prompt after prompt

    def _resume(self, key: str) -> None:
        """Another day: the microphone is tried again, then the same prompt."""
        tag, _, voice = key.partition("/")

        def opened(sitting: Sitting) -> None:
            self._sitting = sitting
            self._try_microphone(None)

        self._c.work(lambda: self._opened(studio.making(self._desk, tag, voice)), opened)

    def _opened(self, made: Making) -> Sitting:
        return Sitting(made, prompts(made.pack, made.branch))

    def _sit(self, sitting: Sitting) -> None:
        self._sitting, self._speaker = sitting, None
        self._draw()

    @property
    def sitting(self) -> Sitting:
        """The voice in hand."""
        assert self._sitting is not None
        return self._sitting

    def _draw(self) -> None:
        self._show(self._prompt)

    def _prompt(self) -> Screen:
        sitting = self.sitting
        prompt, made, kit = sitting.prompt, sitting.made, self._c.kit
        take = sitting.takes.taken[prompt.file] if sitting.takes.has(prompt) else None
        view = PromptView(
            language=_language(made),
            tag=made.tag,
            letters=made.pack.letters,
            prompt=prompt,
            number=sitting.at + 1,
            progress=sitting.progress,
            text=studio_words.written(made, prompt.message),
            seconds=take.seconds if take is not None else 0.0,
            picture=prompt_picture(prompt),
            can_hear_vi=bool(vietnamese_sound(prompt)),
        )
        screen = PromptScreen(kit, self._recorder, view)
        ways: dict[str, Callable[[], None]] = {
            "hear": self._hear,
            "hear-vi": lambda: kit.player.play(*vietnamese_sound(prompt)),
            "redo": self._redo,
            "skip": self._skip,
            "before": lambda: self._go(max(0, sitting.at - 1)),
            "next": self._next,
            "finish": self._finish,
        }
        screen.wanted.connect(self._c.guarded(lambda word: ways[word]()))
        screen.written.connect(self._c.guarded(partial(self._write, screen)))
        screen.took.connect(
            self._c.guarded(lambda samples: self._judge(samples, partial(self._took, screen)))
        )
        return self._listens(self._leads(screen, self._finish), screen)

    def _took(self, screen: PromptScreen, made: Made) -> None:
        """A good take is on the disk before it is played back; a bad one is said, and is nowhere."""
        if not made.samples.size:
            screen.judged(made.judgement)
            return
        sitting, prompt = self.sitting, self.sitting.prompt

        def kept(_none: object) -> None:
            self._draw()
            self._hear()

        self._c.work(lambda: sitting.takes.keep(prompt, made.samples, sitting.every), kept)

    def _hear(self) -> None:
        sitting = self.sitting
        self._c.kit.player.play(sitting.made.clips / sitting.prompt.file)

    def _redo(self) -> None:
        sitting = self.sitting
        sitting.takes.drop(sitting.prompt, sitting.every)
        self._draw()

    def _skip(self) -> None:
        sitting = self.sitting
        sitting.takes.skip(sitting.prompt)
        self._next()

    def _next(self) -> None:
        """The next prompt that is still open; the result when none is, or when the core path has just become complete."""
        sitting = self.sitting
        found = sitting.takes.next(sitting.every, sitting.at)
        if found is None or (sitting.prompt.core and not sitting.every[found].core):
            self._finish()
            if found is not None:
                sitting.at = found
            return
        self._go(found)

    def _go(self, at: int) -> None:
        self.sitting.at = at
        self._draw()

    def _write(self, screen: PromptScreen, text: str) -> None:
        sitting = self.sitting
        try:
            studio_words.write(sitting.made, sitting.prompt.message, text)
        except KnownError as error:
            screen.tell_error(error)
            return
        if len(sitting.prompt.parts) > 1:  # only where values stand in the sentence may it be cut elsewhere
            sitting.recut()
            self._draw()

    # -- what becomes of it

    def _finish(self) -> None:
        sitting = self.sitting
        self._c.work(lambda: studio_result.standing(sitting.made), self._show_result)

    def _show_result(self, stats: PackStats) -> None:
        sitting = self.sitting

        def build() -> Screen:
            screen = ResultScreen(
                self._c.kit, _language(sitting.made), sitting.progress, offered=stats.offered
            )
            ways: dict[str, Callable[[], None]] = {
                "use": lambda: self._use(screen),
                "stick": lambda: self._stick(screen),
                "more": self._draw,
                "drop": self._drop,
            }
            screen.wanted.connect(self._c.guarded(lambda word: ways[word]()))
            return self._leads(screen, self.open)

        self._show(build)

    def _use(self, screen: DeskPage) -> None:
        def done(_result: object) -> None:
            self._c.packs_changed()
            if screen is self._c.window.screen_shown:
                screen.tell("good", IN_USE)

        made = self.sitting.made
        self._work(screen, lambda: studio_result.take_into_use(self._desk, made), done)

    def _stick(self, screen: DeskPage) -> None:
        made = self.sitting.made
        folder = pick(self._c, folders=True)
        if folder is not None:
            self._work(
                screen,
                lambda: studio_result.put_on_stick(self._desk, made, folder),
                lambda _result: screen.tell("good", ON_STICK, tag=made.tag),
            )

    def _drop(self) -> None:
        """The speaker's word is enough; nobody has to give a reason."""
        studio.drop_voice(self._desk, self.sitting.made)
        self.open()
        self._c.sheet((self._c.kit.show(DROPPED),), icon="trash")

    # -- small

    def _judge(self, take: Samples, then: Callable[[Made], None]) -> None:
        self._c.work(lambda: made_of(take, RATE), then)

    def _work(self, screen: DeskPage, function: Callable[[], object], done: Callable[[object], None]) -> None:
        self._c.work(function, done, said_on(self._c, screen))

    def _show(self, build: Callable[[], Screen]) -> None:
        self._c.present(build, say=False, languages=False)

    def _leads(self, screen: Screen, back: Callable[[], None]) -> Screen:
        screen.went_back.connect(self._c.guarded(back))
        return screen

    def _listens(self, screen: Screen, page: ListeningPage) -> Screen:
        """The microphone is open exactly while such a page stands."""
        self._page = page

        def left() -> None:
            if self._page is page:
                self._recorder.close()

        page.left.connect(left)
        page.begun.connect(self._c.kit.player.stop)
        self._recorder.open()
        return screen


def _language(made: Making) -> str:
    branch = made.branch
    return branch.name_vi if branch is not None else made.pack.name_vi

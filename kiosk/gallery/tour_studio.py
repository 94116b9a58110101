"""The voice studio's pages: voices that were begun, languages, the speaker, the microphone, a prompt, what becomes of it."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from kiosk.gallery import steps
from kiosk.gallery.stage import Stage, Stop
from kiosk.services import studio
from kiosk.services.studio_prompts import prompts
from kiosk.services.studio_takes import Takes
from kiosk.ui.studio.desk import Sitting, StudioDesk
from kiosk.voice.clip import Made
from kiosk.voice.judging import Judgement
from kiosk.voice.samples import CLIP_RATE

TAG = "hmn-Latn-VN"


def recording(stage: Stage) -> Iterator[Stop]:
    """From the list to the result, with one invented voice of a branch."""
    desk, c = stage.desk, stage.conductor
    c.mode = "counter"
    tone = 0.1 * np.sin(np.arange(CLIP_RATE) * 0.06)
    agreed = Made(tone, Judgement((), -20.0, -60.0))
    made = studio.add_voice(desk, TAG, name="Giàng A Thử", branch="dou", agreed=agreed)
    every = prompts(made.pack, made.branch)
    Takes.of(made).keep(every[0], tone, every)
    c.open_home()
    pages = StudioDesk(c, desk, c.open_home)
    pages.open()
    stage.settle()
    yield Stop("studio", citizens=False)
    pages.choose_language()
    stage.settle()
    yield Stop("studio-language", citizens=False)
    pages.choose_speaker(TAG)
    stage.settle()
    yield Stop("studio-speaker", citizens=False)
    pages._try_microphone(None)
    stage.settle()
    yield Stop("studio-microphone", citizens=False)
    sitting = Sitting(made, every)
    pages._sit(sitting)
    stage.settle()
    yield Stop("studio-prompt", citizens=False)
    yield Stop("studio-prompt-keyboard", citizens=False, over=partial(steps.type_into, stage, "translation"))
    pages._go(0)
    stage.settle()
    yield Stop("studio-prompt-taken", citizens=False)
    longest = max(range(len(every)), key=lambda n: len(every[n].vi) if every[n].core else 0)
    pages._go(longest)
    stage.settle()
    yield Stop("studio-prompt-long", citizens=False)
    pages._finish()
    stage.settle()
    yield Stop("studio-result", citizens=False)

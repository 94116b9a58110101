"""The microphone is tried before the first prompt: with a new speaker it hears the consent, later any words."""

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.ui.counter.section import words
from kiosk.ui.studio.listening import ListeningPage
from kiosk.ui.studio.recorder import Recorder
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.studio.mic.title", "Thử micrô", "Title: the microphone is tried.")
TITLE_CONSENT = Message(
    "ui.studio.mic.title_consent", "Nói đồng ý vào micrô", "Title: the speaker says the consent aloud."
)
SAY_CONSENT = Message(
    "ui.studio.mic.say_consent",
    "Bấm Thu, người nói nói bằng tiếng của mình: “Tôi đồng ý cho thu tiếng nói của tôi”, rồi bấm Dừng. Máy nghe thử luôn"
    " micrô có tốt không.",
    "What to say into the microphone first.",
)
SAY_ANYTHING = Message(
    "ui.studio.mic.say_anything",
    "Bấm Thu, người nói nói một câu bất kỳ, rồi bấm Dừng. Máy nghe thử micrô có tốt không.",
    "The microphone is tried again on another day.",
)
DISTANCE = Message(
    "ui.studio.mic.distance",
    "Micrô cách miệng chừng một gang tay, hơi lệch sang bên. Thanh dưới đây lên tới phần “vừa” là tốt.",
    "How to sit before the microphone.",
)
GOOD = Message("ui.studio.mic.good", "Nghe rõ. Bắt đầu thu được rồi.", "The microphone is good.")
HEAR = Message("ui.studio.mic.hear", "Nghe lại", "Button: plays what was just recorded.")
GO_ON = Message("ui.studio.mic.go_on", "Bắt đầu thu", "Button: on to the first prompt.")


class MicrophoneScreen(ListeningPage):
    """``heard_again`` to play the try; ``passed`` when the officer goes on after a good one."""

    name = "studio-microphone"
    heard_again = Signal()
    passed = Signal()

    def __init__(self, kit: Kit, recorder: Recorder, *, consent: bool, good: bool) -> None:
        super().__init__(kit, kit.show(TITLE_CONSENT if consent else TITLE).text, "sound", recorder)
        self.rows.addWidget(
            words(kit, kit.show(SAY_CONSENT if consent else SAY_ANYTHING).text, role=Role.BODY)
        )
        self.rows.addWidget(words(kit, kit.show(DISTANCE).text, "muted"))
        self.rows.addWidget(self.meter)
        self.rows.addWidget(self.record_button())
        self._again: BigButton = self.deed("try-hear", HEAR, "ear")
        self._on: BigButton = self.deed("try-on", GO_ON, "next", kind=Kind.PRIMARY)
        self._again.tapped.connect(self.heard_again)
        self._on.tapped.connect(self.passed)
        self.show_good(good)

    def help_text(self) -> tuple[Message, ...]:
        """How to sit before the microphone."""
        return (DISTANCE,)

    def show_good(self, good: bool) -> None:
        """Whether the try was good: only then there is a way on."""
        self.show_deed(self._again, shown=good)
        self.show_deed(self._on, shown=good)
        if good:
            self.tell("good", GOOD)

"""What the tools above a page do: back, text size, contrast, language, help and the officer's corner."""

from typing import TYPE_CHECKING

from kiosk.ui.theme.tokens import Contrast
from kiosk.ui.widgets.frame import PageFrame
from kiosk.ui.widgets.kit import Spoken

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor


class Tools:
    """Wires every new frame of the window."""

    def __init__(self, conductor: "Conductor") -> None:
        self._c = conductor

    def wire(self, frame: PageFrame) -> None:
        """Connects the tools of a frame."""
        guarded = self._c.guarded
        frame.back.connect(self._back)
        frame.text_size_wanted.connect(guarded(self._next_text_size))
        frame.contrast_wanted.connect(guarded(self._other_contrast))
        frame.language_wanted.connect(guarded(self._language))
        frame.help_wanted.connect(guarded(self._help))
        frame.officer_wanted.connect(guarded(self._officer))

    def _back(self) -> None:
        screen = self._c.window.screen_shown
        if screen is not None:
            screen.went_back.emit()

    def _next_text_size(self) -> None:
        look = self._c.kit.look
        self._c.look_again(look.with_text(look.scale.text.following()))

    def _other_contrast(self) -> None:
        look = self._c.kit.look
        other = Contrast.CALM if look.contrast is Contrast.HIGH else Contrast.HIGH
        self._c.look_again(look.with_contrast(other))

    def _language(self) -> None:
        if self._c.mode == "visit" and self._c.citizen is not None:
            self._c.citizen.choose_language_again()

    def _help(self) -> None:
        screen = self._c.window.screen_shown
        if screen is not None:
            texts = screen.help_text()
            self._c.sheet(
                tuple(self._c.kit.show(text) for text in texts),
                icon="help",
                spoken=tuple(Spoken(text) for text in texts),
                name="help-sheet",
            )

    def _officer(self) -> None:
        """Where a PIN was set it is asked: a citizen alone must not see other people's dossiers."""
        shift = self._c.shift
        if self._c.apart is not None:
            self._c.apart.officer_wanted()
        elif shift is not None and shift.has_pin:
            self._c.lock(self._c.open_home)
        elif shift is not None:
            self._c.open_home()

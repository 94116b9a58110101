"""What the tools above a page do: back, volume, text size, contrast, language, help and the officer's corner; and how
whoever is at the screen types.
"""

from typing import TYPE_CHECKING

from kiosk.devices.sound import louder_or_soft
from kiosk.ui.theme.tokens import Contrast
from kiosk.ui.widgets.frame import PageFrame

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.keyboard.composer import Method
    from kiosk.ui.shift import Shift


class Tools:
    """Wires every new frame of the window."""

    def __init__(self, conductor: "Conductor") -> None:
        self._c = conductor

    def wire(self, frame: PageFrame) -> None:
        """Connects the tools of a frame."""
        guarded = self._c.guarded
        frame.back.connect(self._back)
        frame.text_size_wanted.connect(guarded(self._next_text_size))
        frame.volume_wanted.connect(guarded(self._next_volume))
        frame.contrast_wanted.connect(guarded(self._other_contrast))
        frame.language_wanted.connect(guarded(self._language))
        frame.help_wanted.connect(guarded(self._help))
        frame.officer_wanted.connect(guarded(self._officer))
        frame.typing = self._typing
        frame.typing_chosen.connect(guarded(self._types_by))

    @property
    def _officers(self) -> "Shift | None":
        """The shift, while its officer types: on a page of their own, or for a citizen at speed."""
        c = self._c
        quick = c.citizen is not None and c.citizen.quick.on
        return c.shift if c.apart is None and (c.mode != "visit" or quick) else None

    def _typing(self) -> "Method | None":
        shift = self._officers
        return shift.typing if shift is not None else self._c.window.citizens_typing

    def _types_by(self, method: "Method") -> None:
        """An officer's way of typing lasts, a citizen's until the next one comes."""
        shift = self._officers
        if shift is not None:
            shift.types_by(method)
        else:
            self._c.window.citizens_typing = method

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
        from kiosk.ui.helping import show_help

        show_help(self._c)

    def _next_volume(self) -> None:
        """As usual, loud, soft, as usual; the page is said again so that it can be heard."""
        player = self._c.kit.player
        player.set_volume(louder_or_soft(player.volume()))
        frame = self._c.window.frame
        frame.header.show_volume()
        frame.say_page()

    def _officer(self) -> None:
        """Where a PIN was set it is asked: a citizen alone must not see other people's dossiers."""
        shift = self._c.shift
        if self._c.apart is not None:
            self._c.apart.officer_wanted()
        elif shift is not None and shift.has_pin:
            self._c.lock(self._c.open_home)
        elif shift is not None:
            self._c.open_home()

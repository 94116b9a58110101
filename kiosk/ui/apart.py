"""What a screen that is no officer's does differently: one citizen alone, or practice. The conductor asks it at every fork."""

from typing import Protocol

from forms.text import Message


class Apart(Protocol):
    """A screen's other life. Such a screen leaves nothing with the supervisor."""

    still_there: Message
    """Asked when nobody has touched the screen for a while; ``{seconds}`` are left."""

    has_counter: bool
    """Whether there is an officer's side to it at all."""

    def begin(self) -> None:
        """The first page."""

    def next_citizen(self) -> None:
        """Whoever was here is done or gone."""

    def officer_wanted(self) -> None:
        """The officer's corner was touched."""

    def leave(self) -> None:
        """The counter was closed."""

    def told(self, said: dict[str, object]) -> None:
        """The supervisor answered."""

    def presented(self) -> None:
        """A page stands."""

    def end(self) -> None:
        """The window goes."""

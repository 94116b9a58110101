"""The two kinds of error in this product.

``KnownError`` is the world's doing and carries a message a person can act on; ``BugError`` is ours and is never shown
to a citizen as it is. Everything else that escapes is treated as a BugError.
"""

from forms.text import Message


class KnownError(Exception):
    """Something in the world is not as it must be: a wrong secret, a full disk, a damaged file, an invalid answer.

    ``message`` says what happened and what the person can do; ``params`` fill its placeholders and must hold no
    personal data, because they may be logged.
    """

    def __init__(self, message: Message, **params: object) -> None:
        super().__init__(message.in_vietnamese(**params))
        self.message = message
        self.params = params


class BugError(Exception):
    """The program contradicted itself. Shown as a plain apology with a reference, logged without personal data."""

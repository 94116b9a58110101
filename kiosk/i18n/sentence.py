"""A sentence ready to be shown and said in any language: the message and the values that stand in its gaps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from forms.text import Message
from kiosk.i18n.values import Digits, Formats, KnownDate, Money, Value

_FORMATS = Formats()


@dataclass(frozen=True, slots=True)
class Spoken:
    """Give ``message`` and ``params`` to ``Translator.show``, or to whatever speaks."""

    message: Message
    params: Mapping[str, Value] = field(default_factory=dict)

    @property
    def vi(self) -> str:
        """The sentence in Vietnamese, for papers and the command line."""
        return self.message.in_vietnamese(**{name: _written(value) for name, value in self.params.items()})


def _written(value: Value) -> str | int:
    if isinstance(value, Message):
        return value.vi
    if isinstance(value, Money):
        return f"{_FORMATS.number(value.dong)} đồng"
    if isinstance(value, Digits):
        return value.text
    if isinstance(value, datetime):
        return _FORMATS.moment(value)
    if isinstance(value, date):
        return _FORMATS.day(KnownDate.of(value))
    return _FORMATS.day(value) if isinstance(value, KnownDate) else value

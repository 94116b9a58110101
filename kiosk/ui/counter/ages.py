"""How old something is, in as few words as an officer needs at a glance."""

from datetime import datetime

from forms.text import Message
from kiosk.i18n.values import KnownDate
from kiosk.ui.widgets.kit import Kit

_NOW = Message("ui.counter.age.now", "vừa xong", "Age of a dossier: less than a minute.")
_MINUTES = Message("ui.counter.age.minutes", "{n} phút", "Age of a dossier or a notice, in minutes.")
_HOURS = Message("ui.counter.age.hours", "{n} giờ", "Age of a dossier or a notice, in hours.")
_DAYS = Message("ui.counter.age.days", "{n} ngày", "Age of a dossier or a notice, in days.")
_DATE = Message("ui.counter.age.date", "{day}", "A date, when something is older than a month.")
_AGO = Message("ui.counter.age.ago", "{age} trước", "How long ago; {age} is for example '3 giờ'.")
_IN = Message("ui.counter.age.in", "sau {age}", "In how long; {age} is for example '3 phút'.")
_SOON = Message("ui.counter.age.soon", "ngay bây giờ", "The next attempt is due now.")

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def age(kit: Kit, at: datetime, now: datetime) -> str:
    """``5 phút``, ``3 giờ``, ``12 ngày``, then the day itself. A clock set back gives "vừa xong", never a minus."""
    seconds = (now - at).total_seconds()
    if seconds < _MINUTE:
        return kit.show(_NOW).text
    if seconds > 30 * _DAY:
        return kit.show(_DATE, day=KnownDate.of(at)).text
    return _span(kit, seconds)


def ago(kit: Kit, at: datetime, now: datetime) -> str:
    """``3 giờ trước``; a day or "vừa xong" stands alone."""
    text = age(kit, at, now)
    if (now - at).total_seconds() < _MINUTE or (now - at).total_seconds() > 30 * _DAY:
        return text
    return kit.show(_AGO, age=text).text


def until(kit: Kit, at: datetime, now: datetime) -> str:
    """``sau 4 phút``, or "ngay bây giờ" when it is due."""
    seconds = (at - now).total_seconds()
    if seconds < 1:
        return kit.show(_SOON).text
    return kit.show(_IN, age=_span(kit, max(seconds, _MINUTE))).text


def _span(kit: Kit, seconds: float) -> str:
    if seconds < _HOUR:
        return kit.show(_MINUTES, n=int(seconds // _MINUTE)).text
    if seconds < _DAY:
        return kit.show(_HOURS, n=int(seconds // _HOUR)).text
    return kit.show(_DAYS, n=int(seconds // _DAY)).text

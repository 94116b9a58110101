"""The language packs of this machine, for screens, papers and the command line."""

from collections.abc import Mapping
from typing import cast

from forms.text import Message
from kiosk.folder import Folder
from kiosk.i18n.packs import PackShelf
from kiosk.i18n.translator import Shown, Translator
from kiosk.i18n.values import Value


def shelf_of(folder: Folder) -> PackShelf:
    """Installed packs above the shipped ones; a damaged one is stepped around and listed in ``faults``."""
    return PackShelf.shipped(folder.packs)


def shown(tag: str, message: Message, params: Mapping[str, object]) -> Shown:
    """One message in one shipped language, with its values."""
    values = {
        key: cast("Value", value if isinstance(value, int | str | Message) else str(value))
        for key, value in params.items()
    }
    return Translator(PackShelf.shipped(), tag).show(message, **values)


def names_of_languages(folder: Folder) -> dict[str, str]:
    """The Vietnamese name of every language here, by tag."""
    shelf = shelf_of(folder)
    return {tag: shelf.get(tag).name_vi for tag in shelf.tags()}


def stats(folder: Folder) -> list[dict[str, object]]:
    """One object a pack: how far each has come."""
    from kiosk.i18n.stats import all_messages, stats_of

    shelf = shelf_of(folder)
    messages = all_messages()
    return [stats_of(shelf.get(tag), messages).as_dict() for tag in shelf.tags()]

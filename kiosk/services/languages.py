"""The language packs of this machine, for screens, papers and the command line."""

from collections.abc import Mapping
from typing import cast

from forms.text import Message
from kiosk.folder import Folder
from kiosk.i18n.offering import LANGUAGES, Offering, offering_text, read_offering
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


def offering_of(folder: Folder) -> Offering:
    """Which languages every citizen is offered here."""
    return read_offering(folder.packs)


def translator_of(folder: Folder, tag: str) -> Translator:
    """The language of a dossier, for its papers: only words of a language that is offered here."""
    return Translator(shelf_of(folder), tag, written=offering_of(folder).is_offered(tag))


def remember_standing(folder: Folder, *, wanted: Mapping[str, bool] | None = None) -> Offering:
    """Counts what the installed packs cover and keeps it for the greeting, with the office's wishes as they now are."""
    from kiosk.i18n.stats import all_messages, stats_of_language
    from kiosk.store import files

    before, shelf = offering_of(folder), shelf_of(folder)
    wishes = dict.fromkeys(before.wanted, True) | dict(wanted or {})
    installed = {pack.tag for pack in shelf.packs if pack.folder.parent == folder.packs}
    messages = all_messages() if installed else ()
    shares = {tag: stats_of_language(shelf, tag, messages).core_share for tag in installed}
    folder.packs.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = offering_text(shares, (tag for tag, wish in wishes.items() if wish))
    files.replace(folder.packs / LANGUAGES, text.encode())
    return offering_of(folder)


def stats(folder: Folder) -> list[dict[str, object]]:
    """One object a pack: how far each has come."""
    from kiosk.i18n.stats import pack_stats

    return [one.as_dict() for one in pack_stats(shelf_of(folder))]

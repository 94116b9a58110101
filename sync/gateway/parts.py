"""Which parts of a dossier a word is about that names none. Read by the office in the same way."""

from collections.abc import Sequence

from sync.gateway.models import PartRow, Route


def handed_on(parts: Sequence[PartRow]) -> list[PartRow]:
    """The parts this gateway hands on: those that do not go by paper; all of them where every one does."""
    return [one for one in parts if one.route != Route.PAPER] or list(parts)

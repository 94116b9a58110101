"""Finding a dossier by a name as somebody remembers it, or by a few digits of any of its numbers.

Words and queries are folded the same way (đ→d, ƀ→b, no marks, small letters). The index lives in the
encrypted file and is changed in the transaction of the change itself.
"""

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import Connection, select, text

from forms.rules.names import fold
from kiosk.store.models import DossierRow, IdentityRow, PersonRow, table

# How many trailing digits of a number people remember.
_TAIL = 4

_WORD_CATEGORIES = frozenset("LNM")

_MATCH = text(
    "SELECT rowid FROM dossier_search WHERE dossier_search MATCH :query"
    " ORDER BY rowid DESC LIMIT :limit OFFSET :skip"
)
_DROP = text("DELETE FROM dossier_search WHERE rowid = :row")
_ADD = text("INSERT INTO dossier_search(rowid, names, numbers) VALUES (:row, :names, :numbers)")
_D = table(DossierRow).c
_P = table(PersonRow).c
_I = table(IdentityRow).c


def _bare(word: str) -> str:
    return "".join(c for c in word if unicodedata.category(c)[0] in _WORD_CATEGORIES)


def _split(folded: str) -> list[str]:
    return [w for w in re.split(r"[\W_]+", folded) if w]


def name_words(names: Iterable[str]) -> str:
    """The words the index keeps for these names."""
    words: dict[str, None] = {}
    for name in names:
        for word in fold(name).split():
            for piece in {_bare(word), *map(_bare, _split(word))}:
                if piece:
                    words[piece] = None
    return " ".join(words)


def number_words(numbers: Iterable[str]) -> str:
    """The words the index keeps for these numbers: whole, each part that holds a digit, and the last four
    digits.
    """
    words: dict[str, None] = {}
    for number in numbers:
        folded = fold(number)
        whole = _bare(folded.replace(" ", ""))
        if not whole:
            continue
        words[whole] = None
        for part in _split(folded):
            if any(c.isdigit() for c in part) and len(part) > 2:
                words[_bare(part)] = None
        if whole.isdigit() and len(whole) > _TAIL:
            words[whole[-_TAIL:]] = None
    return " ".join(words)


def query_of(typed: str) -> str | None:
    """The index's query for what somebody typed; ``None`` when there is nothing to look for.

    A word with a digit is looked for among the numbers, any other among the names; all must be there. The
    last word may be unfinished, and so may every number.
    """
    words = [bare for bare in map(_bare, fold(typed).split()) if bare]
    terms = []
    for place, word in enumerate(words):
        if any(c.isdigit() for c in word):
            terms.append(f'numbers : "{word}" *')
        elif place == len(words) - 1:
            terms.append(f'names : "{word}" *')
        else:
            terms.append(f'names : "{word}"')
    return " AND ".join(f"({term})" for term in terms) or None


def matching(connection: Connection, typed: str, limit: int, offset: int) -> list[int]:
    """Rows of dossiers, newest first."""
    query = query_of(typed)
    if query is None:
        return []
    found = connection.execute(_MATCH, {"query": query, "limit": limit, "skip": offset})
    return [row.rowid for row in found]


def index(connection: Connection, row: int) -> None:
    """Bring the index up to what the tables say of this dossier."""
    dossier = connection.execute(
        select(_D.citizen_name, _D.slip_number, _D.official_number).where(_D.row == row)
    ).one()
    people = connection.execute(select(_P.name, _P.phone).where(_P.dossier == row)).all()
    identities = connection.execute(
        select(_I.number).join_from(table(IdentityRow), table(PersonRow)).where(_P.dossier == row)
    ).scalars()
    numbers = [dossier.slip_number, dossier.official_number, *(p.phone for p in people), *identities]
    forget(connection, row)
    connection.execute(
        _ADD,
        {
            "row": row,
            "names": name_words([dossier.citizen_name, *(p.name for p in people)]),
            "numbers": number_words(n for n in numbers if n),
        },
    )


def forget(connection: Connection, row: int) -> None:
    """Take a dossier out of the index."""
    connection.execute(_DROP, {"row": row})

"""Databases written by earlier versions of the program, and the maker of the next one.

Before ``MIGRATIONS`` gets a new line, run ``python -m tests.unit.store.old`` with the program as it is: it
writes ``v<version>.db`` here, under the test key and with invented contents. From then on that file is never
made again.
"""

from pathlib import Path

from kiosk.domain.dossier import Answer
from kiosk.store.migrations import MIGRATIONS
from tests.store_factories import KEY, OFFICER, draft, facts, new_store, paper

FOLDER = Path(__file__).parent

__all__ = ["FOLDER", "KEY", "make", "path_of", "versions"]


def versions() -> list[int]:
    """Versions kept here."""
    return sorted(int(path.stem[1:]) for path in FOLDER.glob("v*.db"))


def path_of(version: int) -> Path:
    return FOLDER / f"v{version}.db"


def make(folder: Path) -> Path:
    """Write a database of this program's version into ``folder``."""
    target = folder / f"v{MIGRATIONS[-1].version}.db"
    if target.exists():
        raise FileExistsError(target)
    with new_store(folder) as store:
        made = draft(store)
        store.dossiers.save_answers(made.id, (Answer("subject.name", "Nguyễn Thị Mẫu"),), by=OFFICER)
        picture = paper(store, made.id)
        store.dossiers.seal(made.id, facts(papers=(picture.id,)))
    return (folder / "kiosk.db").rename(target)

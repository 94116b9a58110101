"""Tables a province brings up to date between releases: places and holidays. Which files count, and whether they may.

A table that is there wins over the one we ship; what only the shipped one knows stays known, so that an old address still
has a name. May not know what the rows mean.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from forms.bundle_head import HEAD, SIGNATURE, Kind
from forms.errors import BugError
from forms.installed import issues
from forms.reading import DefinitionFault
from forms.source import UnsoundDefinition
from forms.text import Message

PLACES, DAYS, ANNOUNCED = "places.tsv", "holidays.json", "holidays.yaml"
FILES: Mapping[Kind, tuple[str, ...]] = {Kind.PLACES: (PLACES,), Kind.HOLIDAYS: (DAYS, ANNOUNCED)}
LEAST_PROVINCES, LEAST_COMMUNES = 20, 2_000
"""A table with fewer units than this is a mistake, whatever law may still be made: it would leave citizens without a place."""

NO_TABLE = Message(
    "error.bundle.no_table",
    "Gói này chỉ có các tệp {names}.",
    "For publishers: a file in a pack of tables that nothing would read; {names} are file names.",
)
UNREADABLE = Message("error.bundle.table_unreadable", "Bảng này không đọc được.", "For publishers of tables.")
TOO_FEW = Message(
    "error.bundle.table_too_few",
    "Bảng có {provinces} tỉnh và {communes} xã, ít hơn mức có thể đúng.",
    "For publishers of tables of places; both are numbers.",
)
NO_YEAR = Message(
    "error.bundle.table_no_year",
    "Bảng ngày nghỉ không có năm {year}.",
    "For publishers of tables of holidays; {year} is this year.",
)

_here: dict[str, Path] = {}


def follow(packs: Path | None) -> None:
    """From now on tables come from what is installed under a machine's ``packs`` and in force; ``None``: those we ship."""
    use({} if packs is None else installed(packs))


def use(files: Mapping[str, Path]) -> None:
    """From now on these files count, by the names of ``FILES``."""
    _here.update(files)  # first: who asks meanwhile, in another thread, is given none of ours in its place
    for name in _here.keys() - files.keys():
        _here.pop(name, None)


def table(name: str, shipped: Path) -> Path:
    """The file that counts."""
    return _here.get(name, shipped)


def installed(packs: Path) -> dict[str, Path]:
    """The tables in force under ``packs``; one whose files are not what was signed is passed over."""
    found: dict[str, Path] = {}
    for kind, names in FILES.items():
        for issue in issues(packs / str(kind)):
            if issue.in_force and issue.is_whole:
                found |= {name: issue.folder / name for name in names if (issue.folder / name).is_file()}
    return found


def table_faults(kind: Kind, folder: Path, today: date) -> tuple[DefinitionFault, ...]:
    """What stands against the files of a pack of tables."""
    found: list[DefinitionFault] = []
    for file in sorted(path for path in folder.rglob("*") if not path.is_dir()):
        name = file.relative_to(folder).as_posix()
        if name in (HEAD, SIGNATURE):
            continue
        if name not in FILES[kind]:
            found.append(DefinitionFault(name, "", NO_TABLE, {"names": ", ".join(FILES[kind])}))
            continue
        try:
            found += _JUDGES[name](file, name, today)
        except UnsoundDefinition as error:
            found += error.faults
        except (BugError, UnicodeDecodeError):
            found.append(DefinitionFault(name, "", UNREADABLE, {}))
    return tuple(found)


def _places(file: Path, name: str, _today: date) -> list[DefinitionFault]:
    from forms.rules.places import read_table

    units = read_table(file)
    provinces = sum(unit.code == unit.province for unit in units)
    communes = len(units) - provinces
    if provinces >= LEAST_PROVINCES and communes >= LEAST_COMMUNES:
        return []
    return [DefinitionFault(name, "", TOO_FEW, {"provinces": provinces, "communes": communes})]


def _days(file: Path, name: str, today: date) -> list[DefinitionFault]:
    from forms.rules.working_days import read_calendar

    known = today.year in read_calendar(file).years
    return [] if known else [DefinitionFault(name, "years", NO_YEAR, {"year": today.year})]


def _announced(file: Path, _name: str, _today: date) -> list[DefinitionFault]:
    from forms.rules.working_days import read_corrections

    read_corrections(file)
    return []


_JUDGES: Mapping[str, Callable[[Path, str, date], list[DefinitionFault]]] = {
    PLACES: _places,
    DAYS: _days,
    ANNOUNCED: _announced,
}

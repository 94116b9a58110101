"""Provinces and communes of the two-level map, from a dated table under ``assets/places``.

Loaded when the first place is needed. Codes are text with leading zeros; two digits name a province, five a commune.
The table, its source and date: ``assets/places/README.md``. Knows no districts: there are none any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from forms.data_packs import PLACES, table
from forms.errors import BugError
from forms.rules.names import fold
from forms.text import Message

TABLE = Path(__file__).resolve().parents[2] / "assets" / "places" / "places.tsv"

PLACE_INCOMPLETE = Message(
    "error.form.place.incomplete",
    "Mời bà con chọn tỉnh rồi chọn xã, phường.",
    "Shown under a place where the province or the commune was not chosen.",
)
PLACE_UNKNOWN = Message(
    "error.form.place.unknown",
    "Tỉnh, xã này không có trong danh sách hiện nay. Mời bà con chọn lại trong danh sách.",
    "Shown under a place whose codes are not in the table.",
)
PLACE_DETAIL = Message(
    "error.form.place.detail",
    "Mời bà con ghi thêm thôn, bản, tổ dân phố hoặc số nhà.",
    "Shown under a place where the hamlet, street or house number is needed.",
)
DETAIL_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Unit:
    """A province (``province`` is its own code) or a commune.

    ``full_name`` has the kind of unit in front ("Xã …"); ``decision`` is the text that made it so and ``valid_from``
    the day it began, ``None`` where the table does not know it. ``folded`` is the bare name for finding.
    """

    code: str
    province: str
    full_name: str
    folded: str
    decision: str
    valid_from: date | None

    @property
    def name(self) -> str:
        """The name without the kind of unit."""
        for kind in _KINDS:
            if self.full_name.startswith(kind):
                return self.full_name[len(kind) :]
        return self.full_name


_KINDS = ("Thành phố ", "Tỉnh ", "Phường ", "Xã ", "Đặc khu ")
_FOLDED_KINDS = ("thanh pho ", "tinh ", "phuong ", "xa ", "dac khu ")


class Places:
    """The table of today's units. Get it by ``Places.load()``."""

    def __init__(self, units: tuple[Unit, ...], before: "Places | None" = None) -> None:
        """``before`` is an earlier table, for the names of what is no more."""
        self._before = before
        self._by_code = {unit.code: unit for unit in units}
        self._provinces = tuple(unit for unit in units if unit.code == unit.province)
        self._communes: dict[str, tuple[Unit, ...]] = {
            province.code: tuple(u for u in units if u.province == province.code and u.code != u.province)
            for province in self._provinces
        }

    @staticmethod
    def load() -> "Places":
        """The table that counts on this machine, read once: the one we ship, or a newer one a pack brought."""
        return _load(table(PLACES, TABLE))

    def unit(self, code: str) -> Unit | None:
        """The province or commune of that code, also one that a newer table knows no more."""
        return self._by_code.get(code) or (self._before.unit(code) if self._before else None)

    def is_current(self, code: str) -> bool:
        """Whether there is such a province or commune today."""
        return code in self._by_code

    def provinces(self) -> tuple[Unit, ...]:
        """All provinces, ordered by code."""
        return self._provinces

    def communes(self, province: str) -> tuple[Unit, ...]:
        """The communes of a province, ordered by name; none for an unknown province."""
        return tuple(sorted(self._communes.get(province, ()), key=lambda u: (u.folded, u.code)))

    def find(self, query: str, province: str | None = None, limit: int = 20) -> tuple[Unit, ...]:
        """Communes whose name holds every typed word's beginning; marks, đ and the kind of unit may be left out.

        Names that begin with the query come first. A blank query gives the first communes of the province.
        """
        pool = self._communes.get(province, ()) if province else self._all_communes()
        wanted = _without_kind(fold(query))
        words = [f" {word}" for word in wanted.split()]
        hits = [unit for unit in pool if all(word in f" {unit.folded}" for word in words)]
        hits.sort(key=lambda u: (not u.folded.startswith(wanted), u.folded, u.code))
        return tuple(hits[:limit])

    def _all_communes(self) -> tuple[Unit, ...]:
        return tuple(unit for communes in self._communes.values() for unit in communes)


@lru_cache(maxsize=2)
def _load(file: Path) -> Places:
    return Places(read_table(file), _load(TABLE) if file != TABLE else None)


def read_table(file: Path) -> tuple[Unit, ...]:
    """The units of a table file, in its order. ``BugError`` when the file we ship is damaged."""
    lines = file.read_text(encoding="utf-8").splitlines()
    decisions: dict[str, tuple[str, date | None]] = {}
    units: list[Unit] = []
    try:
        for line in lines:
            cells = line.split("\t")
            if line.startswith("#") or not line:
                continue
            if cells[0] == "decision":
                decisions[cells[1]] = (cells[2], date.fromisoformat(cells[3]) if cells[3] else None)
                continue
            code, name, folded, decision = cells
            text, since = decisions[decision]
            # Communes follow their province in the file.
            province = code if len(code) == 2 else units[-1].province
            units.append(Unit(code, province, name, folded, text, since))
    except (ValueError, KeyError, IndexError) as error:
        raise BugError("the table of places is damaged") from error
    return tuple(units)


def bare_name(text: str) -> str:
    """A unit's name as somebody wrote it, folded and without its kind: comparable with ``Unit.folded``."""
    folded = fold(text)
    return (
        folded.removeprefix("tp. ").removeprefix("tp ") if folded.startswith("tp") else _without_kind(folded)
    )


def _without_kind(query: str) -> str:
    for kind in _FOLDED_KINDS:
        if query.startswith(kind) and len(query) > len(kind):
            return query[len(kind) :]
    return query


def judge_place(value: Mapping[str, object], *, detail_required: bool) -> Message | None:
    """What is wrong with a place answer."""
    province, commune, detail = value.get("province"), value.get("commune"), value.get("detail")
    if not province or not commune:
        return PLACE_INCOMPLETE
    unit = Places.load().unit(commune) if isinstance(commune, str) else None
    if (
        unit is None
        or len(unit.code) == 2
        or unit.province != province
        or not Places.load().is_current(unit.code)
    ):
        return PLACE_UNKNOWN
    if set(value) - {"province", "commune", "detail"}:
        return PLACE_UNKNOWN
    if detail is None:
        return PLACE_DETAIL if detail_required else None
    return None if isinstance(detail, str) and len(detail) <= DETAIL_LIMIT else PLACE_DETAIL

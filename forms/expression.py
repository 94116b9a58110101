"""Conditions and computed values of a definition, evaluated by a small closed part of CEL.

Names are field ids plus ``today`` (``YYYY-MM-DD``), ``office``, ``channel`` (1–3), ``assisted`` and, inside a repeated
group, ``row`` (the row's number from 1). The hub of a group is the list of its rows, which only ``count``, ``total`` and
``count_where`` look into. A blank or hidden answer is ``null``: comparing it for equality is ``false``, everything else
on it is refused when the definition is loaded, so that "blank" never means something by accident. Functions never raise
and know of blanks.

The engine's package imports a whole terminal toolkit; only its compiled half is loaded here, and only when the first
expression is needed.
"""

import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from forms.definition import Expression
from forms.errors import BugError
from forms.rules import dates, identity
from forms.rules.birth_notice import is_birth_notice_number
from forms.rules.names import same_name
from forms.rules.words import amount_in_words, date_in_words, number_in_words

RESERVED = ("today", "office", "channel", "assisted", "row")
"""Names every expression may use; no field may be called so."""


class Program(Protocol):
    """A compiled expression of the engine."""

    def execute(self, context: Any) -> Any: ...

    def variables(self) -> list[str]: ...

    def functions(self) -> list[str]: ...


def _length(text: Any) -> int:
    return len(text) if isinstance(text, str) else 0


def _province_of(place: Any) -> Any:
    return place.get("province") if isinstance(place, Mapping) else None


def _commune_of(place: Any) -> Any:
    return place.get("commune") if isinstance(place, Mapping) else None


def _sex_disagrees(number: Any, sex: Any) -> bool:
    return bool(number) and identity.SEX_DISAGREES in identity.disagreement(number, sex, None)


def _year_disagrees(number: Any, birth: Any) -> bool:
    return bool(number) and identity.YEAR_DISAGREES in identity.disagreement(number, None, birth)


def _least(a: Any, b: Any) -> Any:
    return min(a, b) if _are_numbers(a, b) else None


def _most(a: Any, b: Any) -> Any:
    return max(a, b) if _are_numbers(a, b) else None


def _are_numbers(*values: Any) -> bool:
    return all(type(value) is int for value in values)


def _upper(text: Any) -> Any:
    return text.upper() if isinstance(text, str) else None


def _count(rows: Any) -> int:
    return len(rows) if isinstance(rows, list) else 0


def _cells(rows: Any, column: Any) -> list[Any]:
    return [row.get(column) for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _total(rows: Any, column: Any) -> int:
    return sum(cell for cell in _cells(rows, column) if type(cell) is int)


def _count_where(rows: Any, column: Any, value: Any) -> int:
    return sum(1 for cell in _cells(rows, column) if type(cell) is type(value) and cell == value)


# Function, and what each argument must be: kinds of value by name ("amount" is an integer or blank, "column" the id
# of a question of the rows before it, written out); "any" is not looked at.
FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "answered": (lambda value: value is not None, ("any",)),
    "length": (_length, ("text",)),
    "same_name": (same_name, ("text", "text")),
    "age_years": (dates.age_years, ("date", "date")),
    "age_at_least": (dates.age_at_least, ("date", "int", "date")),
    "age_under": (dates.age_under, ("date", "int", "date")),
    "surely_before": (dates.surely_before, ("date", "date")),
    "days_between": (dates.days_between, ("date", "date")),
    "year_of": (dates.year_of, ("date",)),
    "province_of": (_province_of, ("place",)),
    "commune_of": (_commune_of, ("place",)),
    "sex_disagrees": (_sex_disagrees, ("number", "text")),
    "year_disagrees": (_year_disagrees, ("number", "date")),
    "birth_notice_shaped": (is_birth_notice_number, ("text",)),
    # Knows no day until an evaluation names one: see functions_on.
    "days_since": (lambda _day: None, ("date",)),
    "date_in_words": (lambda day: date_in_words(day if isinstance(day, str) else None), ("date",)),
    "number_in_words": (lambda n: number_in_words(n if type(n) is int else None), ("amount",)),
    "amount_in_words": (lambda n: amount_in_words(n if type(n) is int else None), ("amount",)),
    "upper": (_upper, ("text",)),
    "least": (_least, ("amount", "amount")),
    "most": (_most, ("amount", "amount")),
    "count": (_count, ("rows",)),
    "total": (_total, ("rows", "column")),
    "count_where": (_count_where, ("rows", "column", "any")),
}

_PLAIN_FUNCTIONS = {name: function for name, (function, _) in FUNCTIONS.items()}

_OPERATORS = frozenset(
    {
        "_==_",
        "_!=_",
        "_<_",
        "_<=_",
        "_>_",
        "_>=_",
        "_&&_",
        "_||_",
        "!_",
        "_?_:_",
        "@in",
        "_+_",
        "_-_",
        "-_",
        "_*_",
    }
)


def functions_on(today: str) -> dict[str, Callable[..., Any]]:
    """The functions as they are on one day (``YYYY-MM-DD``)."""
    return {**_PLAIN_FUNCTIONS, "days_since": lambda day: dates.days_between(day, today)}


@lru_cache(maxsize=1)
def engine() -> Any:
    """The compiled half of the CEL package, without the package's command line."""
    spec = importlib.util.find_spec("cel")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for suffix in importlib.machinery.EXTENSION_SUFFIXES:
            file = Path(folder, "cel" + suffix)
            if file.is_file():
                return _load_extension("cel.cel", file)
    import cel  # another layout of the package: heavier, but the same engine

    return cel


def _load_extension(name: str, file: Path) -> Any:
    if name in sys.modules:
        return sys.modules[name]
    loader = importlib.machinery.ExtensionFileLoader(name, str(file))
    module = importlib.util.module_from_spec(importlib.machinery.ModuleSpec(name, loader, origin=str(file)))
    loader.exec_module(module)
    return module


@lru_cache(maxsize=65536)
def compiled(source: str) -> Program:
    """The program of an expression. ``ValueError`` when it is no CEL; the loader turns that into a fault."""
    program: Program = engine().compile(source)
    return program


def forbidden_names(source: str) -> tuple[str, ...]:
    """Functions and operators of the expression that definitions may not use (``size`` counts bytes, for one)."""
    return tuple(
        name for name in compiled(source).functions() if name not in _OPERATORS and name not in FUNCTIONS
    )


class Scope:
    """The names one evaluation sees. Cheap to make, changed as the evaluation learns more."""

    def __init__(
        self, values: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]] | None = None
    ) -> None:
        # The engine copies every variable it was given whenever one is added after an evaluation, so it is given
        # blanks only, once, and asks for what is known: a form of a thousand values would take a thousand times as long.
        self._blank = dict.fromkeys(values)
        self._known = {name: value for name, value in values.items() if value is not None}
        self._context = engine().Context(self._blank, dict(functions or _PLAIN_FUNCTIONS))
        self._context.set_variable_resolver(self._known.get)

    def put(self, name: str, value: Any) -> None:
        """Makes one more value known, or changes it."""
        if value is None:
            self._known.pop(name, None)
        else:
            self._known[name] = value
        if name not in self._blank:
            self._blank[name] = None
            self._context.add_variable(name, None)

    def put_all(self, values: Mapping[str, Any]) -> None:
        """As ``put``, for several names the scope was made with."""
        known = self._known
        for name, value in values.items():
            if value is None:
                known.pop(name, None)
            else:
                known[name] = value

    def value(self, expression: Expression) -> Any:
        """The expression's value. ``BugError`` when it fails: the loader's probes should have refused it."""
        try:
            return compiled(expression.source).execute(self._context)
        except (TypeError, ValueError, RuntimeError, KeyError, IndexError, OverflowError) as error:
            # The engine's text may quote answers: only the place in the definition is told.
            raise BugError(f"expression failed at {expression.path}: {type(error).__name__}") from None

    def holds(self, condition: Expression | bool | None, default: bool = True) -> bool:
        """Whether a condition holds; a missing one is ``default``."""
        if condition is None:
            return default
        return condition if isinstance(condition, bool) else self.value(condition) is True

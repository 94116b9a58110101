"""Expressions: blanks, functions, and an engine that loads lightly."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import Expression
from forms.errors import BugError
from forms.expression import FUNCTIONS, Scope, forbidden_names, functions_on


def _holds(source: str, **values: object) -> bool:
    return Scope(values).holds(Expression(source, "test"))


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("a == 'x'", False),
        ("a != 'x'", True),
        ("answered(a)", False),
        ("a in ['x']", False),
        ("answered(a) && a == 'x'", False),
        ("surely_before(a, '2020')", False),
        ("age_at_least(a, 18, '2026-11-20')", False),
        ("age_under(a, 18, '2026-11-20')", False),
        ("length(a) > 0", False),
        ("same_name(a, a)", False),
        ("sex_disagrees(a, 'male')", False),
        ("year_disagrees(a, '1990')", False),
        ("commune_of(a) == '03127'", False),
    ],
)
def test_blank_is_false_and_only_where_said(source: str, wanted: bool) -> None:
    assert _holds(source, a=None) is wanted


def test_length_counts_characters_and_not_bytes() -> None:
    assert _holds("length(a) == 4", a="Đặng")


def test_functions_know_places_names_and_numbers() -> None:
    place = {"province": "11", "commune": "03127"}
    assert _holds("province_of(a) == '11' && commune_of(a) == '03127'", a=place)
    assert _holds("same_name(a, 'dang van mau')", a="Đặng Văn Mẫu")
    assert _holds("sex_disagrees(a, 'male') && !sex_disagrees(a, 'female')", a="011190000001")
    assert _holds("year_disagrees(a, '1991') && !year_disagrees(a, '1990-02')", a="011190000001")


def test_a_failing_expression_is_our_bug_and_quotes_no_answer() -> None:
    with pytest.raises(BugError) as failed:
        Scope({"a": "Nguyễn Thị Mẫu"}).value(Expression("a < 3", "pages[0].show"))
    assert "pages[0].show" in str(failed.value)
    assert "Mẫu" not in str(failed.value)
    assert failed.value.__cause__ is None


def test_bytes_functions_time_and_unknown_functions_are_forbidden() -> None:
    assert forbidden_names(
        "size(a) > 1 && timestamp(b) != nosuch(c) && a.matches('x') && [1].exists(i, i == 1)"
    ) == (
        "@not_strictly_false",
        "matches",
        "nosuch",
        "size",
        "timestamp",
    )
    assert forbidden_names("answered(a) ? b + 1 > 2 : !(c in ['x'])") == ()


@given(
    name=st.sampled_from(sorted(FUNCTIONS)),
    values=st.lists(st.none() | st.text() | st.integers() | st.booleans(), min_size=3, max_size=3),
)
def test_functions_never_raise_on_blanks_and_strange_texts(name: str, values: list[object]) -> None:
    function, kinds = FUNCTIONS[name]
    arguments = [
        5 if kind == "int" else v if isinstance(v, str) else None
        for kind, v in zip(kinds, values, strict=False)
    ]
    found = function(*arguments)
    assert found is None or isinstance(found, bool | int | str)


def test_the_engine_comes_without_its_terminal_toolkit() -> None:
    code = (
        "import sys, forms.path\n"
        "assert not {'yaml', 'cel', 'cel.cel', 'forms.loader'} & set(sys.modules), 'loaded before it was needed'\n"
        "from forms.expression import engine; engine()\n"
        "assert not {'cel.cli', 'typer', 'prompt_toolkit', 'rich', 'pygments'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


ROWS = [{"kind": "child", "pages": 3}, {"kind": "head", "pages": None}, {"kind": "child", "pages": 4}]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("count(rows)", 3),
        ("count(blank)", 0),
        ("total(rows, 'pages')", 7),
        ("total(blank, 'pages')", 0),
        ("count_where(rows, 'kind', 'child')", 2),
        ("count_where(rows, 'pages', true)", 0),
        ("count_where(blank, 'kind', 'child')", 0),
        ("least(2, 3) + most(2, 3) * 10", 32),
        ("least(blank, 3)", None),
        ("upper(name)", "ĐẶNG VĂN MẪU"),
        ("upper(blank)", None),
        ("date_in_words(day)", "Ngày mười lăm tháng tư năm hai nghìn không trăm hai mươi sáu"),
        ("number_in_words(15)", "mười lăm"),
        ("amount_in_words(8000)", "Tám nghìn đồng"),
        ("amount_in_words(blank)", None),
        ("days_since(day)", 219),
        ("days_since('2026-04')", None),
        ("days_since(blank)", None),
    ],
)
def test_functions_of_rows_words_and_days(source: str, wanted: object) -> None:
    values = {"rows": ROWS, "blank": None, "name": "Đặng Văn Mẫu", "day": "2026-04-15"}
    assert Scope(values, functions_on("2026-11-20")).value(Expression(source, "test")) == wanted


def test_what_a_scope_is_told_can_change_and_be_forgotten() -> None:
    scope, x = Scope({"a": 1}), Expression("answered(a) && a == 2", "test")
    assert not scope.holds(x)
    scope.put("a", 2)
    assert scope.holds(x)
    scope.put("a", None)
    assert not scope.holds(x)
    scope.put("b", None)
    assert not scope.holds(Expression("answered(b)", "test"))
    scope.put("b", False)
    assert scope.holds(Expression("b == false", "test"))

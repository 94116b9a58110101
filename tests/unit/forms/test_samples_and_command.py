"""Invented answers and ``python -m forms``."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.__main__ import main
from forms.answers import UNSURE_KEY, flatten, join_file, nest, split_file
from forms.catalogue import Catalogue
from forms.definition import Definition, Kind
from forms.describing import describe
from forms.errors import KnownError
from forms.path import evaluate
from forms.sample import sample, sample_papers
from forms.validation import validate
from tests.unit.forms.household import household
from tests.unit.forms.small import HERE, SMALL, marital, small


@settings(max_examples=15, deadline=None)
@given(st.integers())
def test_any_seed_gives_a_dossier_that_may_be_filed_at_once(seed: int) -> None:
    answers = sample(marital(), seed)
    assert validate(marital(), answers, (), (), HERE) == ()
    assert sample(marital(), seed) == answers


@settings(max_examples=15, deadline=None)
@given(st.integers())
def test_any_seed_gives_a_dossier_with_papers(seed: int) -> None:
    answers = sample(marital(), seed, papers=True)
    slots = sample_papers(marital(), answers)
    assert validate(marital(), answers, (), slots, HERE) == ()
    assert evaluate(marital(), answers, (), HERE).warnings == ()
    if slots:
        assert {f.field for f in validate(marital(), answers, (), (), HERE)} == set(slots)


def test_samples_reach_people_who_file_for_others_and_every_known_status() -> None:
    made = [sample(marital(), seed, papers=True) for seed in range(40)]
    assert {a["relation"] for a in made} == {"self", "other"}
    assert {a["marital_status"] for a in made} == {"never", "married", "divorced", "widowed"}


def test_a_sample_of_another_definition() -> None:
    assert validate(small(), sample(small(), 5), (), (), HERE) == ()


def test_samples_have_rows_one_and_more() -> None:
    made = [sample(household(), seed, papers=True) for seed in range(20)]
    for answers in made:
        papers = sample_papers(household(), answers)
        assert validate(household(), nest(household(), answers), (), papers, HERE) == ()
    assert {len(a.get("members", ())) for a in made} >= {0, 1, 2}


@pytest.mark.parametrize("d", Catalogue.shipped().definitions(), ids=lambda d: d.code)
def test_every_shipped_procedure_has_a_sample_that_may_be_filed(d: Definition) -> None:
    if d.kind is Kind.GUIDE:
        assert d.steps
        return
    answers = sample(d, 1)
    state = evaluate(d, answers, (), HERE)
    assert validate(d, answers, (), sample_papers(d, answers), HERE) == ()
    assert (state.stop, state.to_officer) == (None, None)
    assert flatten(d, state.record()) == state.payload()
    again = evaluate(d, state.record(), (), HERE)
    assert again.payload() == state.payload()


@given(
    answers=st.dictionaries(
        st.text(st.characters(exclude_characters="$"), min_size=1), st.text() | st.booleans()
    ),
    unsure=st.frozensets(st.text(), max_size=3),
)
def test_an_answers_file_is_put_together_and_taken_apart(
    answers: dict[str, str | bool], unsure: frozenset[str]
) -> None:
    assert split_file(json.loads(json.dumps(join_file(answers, unsure)))) == (answers, unsure)


@pytest.mark.parametrize("content", [[], "x", {UNSURE_KEY: "x"}, {UNSURE_KEY: [1]}, None])
def test_a_file_of_another_shape_is_refused(content: object) -> None:
    with pytest.raises(KnownError):
        split_file(content)


def _json(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_listing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    procedures = _json(capsys)["procedures"]
    assert isinstance(procedures, list)
    assert "1.004873" in [p["code"] for p in procedures]
    assert main(["list"]) == 0
    assert "Cấp Giấy xác nhận tình trạng hôn nhân" in capsys.readouterr().out


def test_showing_lists_the_fields_an_answers_file_has(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "1.004873", "--json"]) == 0
    shown = _json(capsys)
    fields = shown["fields"]
    assert isinstance(fields, list)
    assert [f["id"] for f in fields] == [f.id for f in marital().fields()]
    assert {f["id"] for f in fields if f["sensitive"]} == {"person_ethnic", "fee_exemption"}
    assert main(["show", "1.004873"]) == 0
    assert "Chưa có dữ liệu" in capsys.readouterr().out


def test_showing_what_is_not_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "9.9"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.strip()) == ("", "Máy này không có thủ tục mã 9.9.")


def test_sampling_prints_an_answers_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "1.004873", "--seed", "7", "--json"]) == 0
    answers, unsure = split_file(_json(capsys))
    assert unsure == frozenset()
    assert validate(marital(), answers, unsure, (), HERE) == ()
    assert main(["sample", "1.004873", "--seed", "7", "--papers"]) == 0
    assert "$papers" in json.loads(capsys.readouterr().out)


def test_checking_names_file_and_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    capsys.readouterr()
    (tmp_path / "good.yaml").write_text(SMALL, encoding="utf-8")
    bad = tmp_path / "bad.yaml"
    bad.write_text(SMALL.replace("""colour == "red\"""", "colour > 1"), encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    assert f"{bad}: pages[1].show: " in capsys.readouterr().out
    assert main(["check", str(bad), "--json"]) == 1
    faults = _json(capsys)["faults"]
    assert isinstance(faults, list)
    assert [(f["file"], f["path"]) for f in faults] == [(str(bad), "pages[1].show")]
    bad.unlink()
    fees = 'format: 1\ncode: "1"\nsources: {s: x}\nentries: [{amount: 1, source: s, verified: false}]\n'
    (tmp_path / "fees.yaml").write_text(fees, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    assert main(["check", str(tmp_path / "none")]) == 1


def test_installed_packs_are_seen_and_their_faults_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "packs" / "forms" / "9.000001"
    folder.mkdir(parents=True)
    (folder / "1.yaml").write_text(SMALL, encoding="utf-8")
    assert main(["show", "9.000001", "--json", "--data-dir", str(tmp_path)]) == 0
    assert _json(capsys)["code"] == "9.000001"
    (folder / "2.yaml").write_text("nonsense", encoding="utf-8")
    assert main(["check", "--data-dir", str(tmp_path)]) == 1
    assert "9.000001/2.yaml" in capsys.readouterr().out
    assert main(["list", "--data-dir", str(tmp_path)]) == 0


def test_wrong_usage_is_two() -> None:
    for arguments in ([], ["nonsense"], ["sample", "1.004873", "--seed", "x"]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 2


def test_showing_tells_everything_a_definition_states() -> None:
    told = json.dumps(describe(household()), ensure_ascii=False)
    missing = [m.vi for m in household().messages() if json.dumps(m.vi, ensure_ascii=False)[1:-1] not in told]
    assert missing == []
    again = describe(household())
    assert [f["id"] for f in again["fields"] if f["rows"] == "members"] == [
        c.id for c in household().rows()[0].columns()
    ]
    assert again["pages"][1]["rows"]["pages"][0]["id"] == "member_who"

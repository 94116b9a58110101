"""A published file cannot be edited unnoticed."""

from pathlib import Path

import pytest

from forms.errors import KnownError
from forms.pins import CHANGED, GONE, PINS, as_pinned, pin, pin_faults, published, read_pins, unpinned

NAME = "procedures/9.000001/1.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in (
        NAME,
        "procedures/9.000001/fees.yaml",
        "sets/mother/1.yaml",
        "layouts/ct01/1.yaml",
        "data/x.yaml",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"a: {name}\nb: 1\n", encoding="utf-8")
    return tmp_path


def test_everything_published_is_pinned_once(root: Path) -> None:
    assert published(root) == ("layouts/ct01/1.yaml", NAME, "sets/mother/1.yaml")
    assert [f.file for f in unpinned(root)] == list(published(root))
    assert pin(root) == published(root)
    assert (pin(root), unpinned(root), pin_faults(root)) == ((), (), ())


def test_an_edited_file_is_a_fault_and_is_never_pinned_anew(root: Path) -> None:
    pin(root)
    before = read_pins(root)
    (root / NAME).write_text("a: edited\n", encoding="utf-8")
    (root / "sets/mother/2.yaml").write_text("a: 2\n", encoding="utf-8")
    assert pin(root) == ("sets/mother/2.yaml",)
    assert [(f.file, f.message) for f in pin_faults(root)] == [(NAME, CHANGED)]
    assert read_pins(root)[NAME] == before[NAME]
    assert not as_pinned(NAME, (root / NAME).read_bytes(), read_pins(root))


def test_a_lost_file_is_a_fault(root: Path) -> None:
    pin(root)
    (root / NAME).unlink()
    assert [(f.file, f.message) for f in pin_faults(root)] == [(NAME, GONE)]


def test_line_ends_are_no_edit(root: Path) -> None:
    pin(root)
    text = (root / NAME).read_bytes().replace(b"\n", b"\r\n")
    (root / NAME).write_bytes(text)
    assert pin_faults(root) == ()
    assert as_pinned(NAME, text, read_pins(root))
    assert not as_pinned("procedures/other.yaml", text, read_pins(root))


@pytest.mark.parametrize("text", ["[]", "{", '{"a": 1}'])
def test_a_damaged_list_of_pins_is_told(root: Path, text: str) -> None:
    (root / PINS).write_text(text, encoding="utf-8")
    with pytest.raises(KnownError):
        pin_faults(root)


def test_nothing_we_ship_was_edited_after_it_was_pinned() -> None:
    assert pin_faults() == ()

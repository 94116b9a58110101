"""Every picture that is asked for is there, in one style, and no question shows one picture for two answers."""

import ast
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from forms.catalogue import Catalogue
from forms.definition import Definition
from kiosk.ui.screens.life_events import LIFE_EVENTS, event_picture, procedure_picture
from kiosk.ui.theme.tokens import CALM, Contrast, contrast
from kiosk.ui.widgets.error_pictures import error_picture
from kiosk.ui.widgets.pictogram import FOLDER, has_pictogram, pictogram
from tests.unit.ui.forms_at_hand import TODAY

ROOT = Path(__file__).resolve().parents[4]
OFFERED = Catalogue.shipped().offered(TODAY)
NAMES = sorted(path.stem for path in FOLDER.glob("*.svg"))
#: What a pictogram may be drawn with: four colours of the palette, and strokes that stay visible at 12 mm.
COLOURS = {CALM.ink, CALM.accent, CALM.tint, CALM.surface, "none"}
THINNEST, THICKEST = 1.0, 6.0


def ids(definition: Definition) -> str:
    return definition.code


@pytest.mark.parametrize("definition", OFFERED, ids=ids)
def test_every_procedure_paper_step_and_answer_has_its_picture(definition: Definition) -> None:
    assert definition.picture is not None
    assert has_pictogram(definition.picture)
    for paper in definition.papers:
        assert has_pictogram(paper.picture or ""), paper.id
    for step in definition.steps:
        assert has_pictogram(step.picture or ""), step.id
    for page in definition.all_pages():
        for field in page.fields:
            if field.picture is not None:
                assert has_pictogram(field.picture), field.id
            for option in field.options:
                assert has_pictogram(option.picture or ""), (field.id, option.id)


@pytest.mark.parametrize("definition", OFFERED, ids=ids)
def test_no_two_answers_of_a_question_look_alike(definition: Definition) -> None:
    for page in definition.all_pages():
        for field in page.fields:
            seen = Counter(option.picture for option in field.options)
            assert all(times == 1 for times in seen.values()), (field.id, seen)


def test_no_two_procedures_look_alike() -> None:
    seen = Counter(one.picture for one in OFFERED)
    assert [name for name, times in seen.items() if times > 1] == []


def test_every_life_event_on_offer_has_words_and_a_picture() -> None:
    for event in {one.life_event for one in OFFERED}:
        assert event in LIFE_EVENTS
        assert has_pictogram(event_picture(event))
    assert len({event_picture(event) for event in LIFE_EVENTS}) == len(LIFE_EVENTS)


def test_a_picture_only_a_newer_program_has_gives_way_to_that_of_the_life_event() -> None:
    assert procedure_picture("chua-co-hinh", "residence") == "house"
    assert procedure_picture(None, "birth") == "birth"
    assert procedure_picture("birth-register", "birth") == "birth-register"
    assert procedure_picture(None, "something new") == "other"


def said_errors() -> Iterator[str]:
    """Ids of all sentences about errors that a screen of the kiosk may come to show."""
    for top in ("kiosk", "forms", "sync"):
        for file in sorted((ROOT / top).rglob("*.py")):
            if "gateway" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Message" and node.args:
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and str(first.value).startswith("error."):
                        yield str(first.value)


def test_every_kind_of_error_has_its_picture() -> None:
    errors = sorted(set(said_errors()))
    assert len(errors) > 200
    without = [one for one in errors if not has_pictogram(error_picture(one) or "")]
    assert without == []
    assert error_picture("ui.problem.title") is None
    assert error_picture("error.form.date.a_new_one") == "error-date"


def test_pictures_named_in_the_program_exist() -> None:
    """Icons given as literals: ``icon="…"`` and the pictogram widgets' own argument."""
    missing = set()
    for file in sorted((ROOT / "kiosk" / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            given = [k.value for k in node.keywords if k.arg in ("icon", "icon_after")]
            if getattr(node.func, "id", "") in ("PictogramLabel", "IconButton") and len(node.args) > 1:
                given.append(node.args[1])
            for value in given:
                if (
                    isinstance(value, ast.Constant)
                    and isinstance(value.value, str)
                    and not has_pictogram(value.value or "no")
                ):
                    missing.add((file.name, value.value))
    assert missing == set()


@pytest.mark.parametrize("name", NAMES)
def test_one_style(name: str) -> None:
    source = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    root = ET.fromstring(source)
    assert root.attrib["viewBox"] == "0 0 64 64"
    assert root.attrib["stroke-linecap"] == root.attrib["stroke-linejoin"] == "round"
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', source)) <= COLOURS
    for width in re.findall(r'stroke-width="([\d.]+)"', source):
        assert THINNEST <= float(width) <= THICKEST
    for tag in root.iter():
        assert tag.tag.rpartition("}")[2] in {"svg", "path", "circle", "rect", "ellipse", "line", "g"}, (
            tag.tag
        )


@pytest.mark.parametrize("shown", list(Contrast))
def test_each_can_be_seen_at_twelve_millimetres_and_none_is_another(
    qapp: QApplication, shown: Contrast
) -> None:
    """On the coarsest known screen twelve millimetres are 48 pixels: something dark enough is there, in the middle."""
    from kiosk.ui.theme.tokens import PALETTES

    palette, side = PALETTES[shown], 48
    looks: dict[bytes, str] = {}
    for name in NAMES:
        picture = pictogram(name, side, shown).toImage()
        bold = sum(
            1
            for x in range(0, side, 2)
            for y in range(0, side, 2)
            if picture.pixelColor(x, y).alpha() > 200
            and contrast(picture.pixelColor(x, y).name(), palette.surface) >= 3
        )
        assert bold >= 9, name
        same = looks.setdefault(bytes(picture.constBits()), name)
        assert same == name, f"{name} is drawn like {same}"

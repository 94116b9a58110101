"""Physical sizes, contrast and glyphs: what old eyes and unsure fingers depend on."""

import re

import pytest
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QApplication

from kiosk.ui.theme.fonts import LATIN_STEP, TALL_STEP, line_step
from kiosk.ui.theme.look import first_look
from kiosk.ui.theme.sizes import Role, Scale, TextSize, calibrated, usual_px_per_mm
from kiosk.ui.theme.style import style_sheet
from kiosk.ui.theme.tokens import CALM, PALETTES, Contrast, Palette, contrast

#: What is written on what, and the least contrast (WCAG 2.2: 4.5 for text, here 7 where citizens read).
TEXT_PAIRS = [
    ("ink", "ground", 7.0),
    ("ink", "surface", 7.0),
    ("ink", "accent_wash", 7.0),
    ("muted", "ground", 4.5),
    ("muted", "surface", 4.5),
    ("muted", "accent_wash", 4.5),
    ("muted", "sunken", 4.5),
    ("accent_ink", "accent", 7.0),
    ("accent_ink", "accent_press", 7.0),
    ("key_ink", "key", 7.0),
    ("key_ink", "key_special", 7.0),
    ("danger_ink", "danger_wash", 7.0),
    ("warn_ink", "warn_wash", 7.0),
    ("ink", "good_wash", 7.0),
    ("good", "surface", 4.5),
    ("danger", "surface", 4.5),
]
#: Borders and signs that show where something is (WCAG 2.2: 3).
SHAPE_PAIRS = [
    ("edge", "ground"),
    ("edge", "surface"),
    ("edge", "sunken"),
    ("accent", "ground"),
    ("accent", "accent_wash"),
    ("focus", "ground"),
    ("focus", "surface"),
    ("danger", "danger_wash"),
    ("warn", "warn_wash"),
]


@pytest.mark.parametrize("palette", PALETTES.values(), ids=[str(name) for name in PALETTES])
def test_every_pair_in_use_can_be_told_apart(palette: Palette) -> None:
    for ink, surface, least in TEXT_PAIRS:
        assert contrast(getattr(palette, ink), getattr(palette, surface)) >= least, (ink, surface)
    for shape, surface in SHAPE_PAIRS:
        assert contrast(getattr(palette, shape), getattr(palette, surface)) >= 3.0, (shape, surface)


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)


@pytest.mark.parametrize("px_per_mm", [3.95, 4.03, 5.88, 8.86])
def test_millimetres_are_never_cut_short(px_per_mm: float) -> None:
    scale = Scale(px_per_mm)
    for length in (0.3, 12, 16, 20):
        assert scale.mm(length) >= length * px_per_mm


def test_a_question_is_24_points_and_answers_18() -> None:
    scale = Scale(5.88)
    assert scale.em(Role.QUESTION) == round(24 * 25.4 / 72 * 5.88)
    assert scale.em(Role.ANSWER) == round(18 * 25.4 / 72 * 5.88)


@pytest.mark.parametrize(
    "role", [Role.QUESTION, Role.ANSWER, Role.ANSWER_UNDER, Role.BODY, Role.INPUT, Role.NOTE]
)
def test_each_text_size_is_larger_than_the_last(role: Role) -> None:
    sizes = [Scale(5.88, size).em(role) for size in TextSize]
    assert sizes == sorted(set(sizes))


def test_text_sizes_go_round() -> None:
    assert [size.following() for size in TextSize] == [TextSize.LARGE, TextSize.LARGEST, TextSize.NORMAL]


def test_an_impossible_screen_is_refused() -> None:
    with pytest.raises(ValueError, match="no screen"):
        Scale(0.1)


def test_calibration_and_the_value_before_it() -> None:
    assert calibrated(85.6 * 5.88) == pytest.approx(5.88)
    assert usual_px_per_mm(1280, 800, 100.0) == 5.88
    assert usual_px_per_mm(2560, 1440, 109.0) == pytest.approx(109 / 25.4)
    assert 2.0 <= usual_px_per_mm(1024, 768, 96.0) <= 12.0


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("Giấy xác nhận tình trạng hôn nhân", LATIN_STEP),
        ("ខ្ញុំមិនដឹង", TALL_STEP),
        ("ꪎꪲꪫ", TALL_STEP),
        ("Bơ\u0306", TALL_STEP),
        ("", LATIN_STEP),
    ],
)
def test_tall_scripts_get_taller_lines(text: str, step: float) -> None:
    assert line_step(text) == step
    assert TALL_STEP >= 1.6


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "ĂÂĐÊÔƠƯ ăâđêôơư ắằẳẵặ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự ýỳỷỹỵ",
        "ŏ ĕ ĭ ŭ ƀ č ñ Ơ\u0306",
        "\u25cc\u0301 \u25cc\u0300 \u25cc\u0309 \u25cc\u0303 \u25cc\u0323",
        "សូមជ្រើសរើសស្ថានភាពគ្រួសារ ០១២៣៤៥៦៧៨៩",
    ],
)
def test_no_glyph_is_missing(qapp: QApplication, text: str, bold: bool) -> None:
    look = first_look()
    assert {"Noto Sans", "Noto Sans Khmer"} <= set(look.families)
    layout = QTextLayout(text, look.font(Role.BODY, bold=bold))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    assert runs
    for run in runs:
        assert 0 not in run.glyphIndexes(), run.rawFont().familyName()
        assert run.rawFont().familyName().startswith("Noto Sans")


def test_the_style_sheet_names_only_colours_of_the_palette(qapp: QApplication) -> None:
    for name in Contrast:
        look = first_look().with_contrast(name)
        known = {colour for _, colour in look.palette.items()}
        sheet = style_sheet(look)
        assert set(re.findall(r"#[0-9a-f]{6}\b", sheet)) <= known
    assert CALM.accent in style_sheet(first_look())

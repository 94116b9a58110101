"""The eye that judges the papers sees what it must."""

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from .looking import faults


def drawn(*texts: tuple[float, float, float, str]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 400))
    for x, y, size, text in texts:
        canvas.setFont("Helvetica", size)
        canvas.drawString(x, y, text)
    canvas.save()
    return out.getvalue()


def test_a_clean_page_has_no_faults() -> None:
    pdf = drawn((50, 200, 10, "first words"), (150, 200, 10, "more words"), (50, 186, 9, "next line"))
    assert faults(pdf, 40, 40, 40) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ((50, 180, 8.5, "small"), "8.50 pt"),
        ((50, 193.9, 10, "over it"), "overlap"),
        ((80, 200, 10, "into it"), "crowded"),
        ((340, 100, 12, "a long way out"), "outside"),
        ((50, 30, 10, "below"), "outside"),
        ((50, 355, 12, "above"), "outside"),
    ],
)
def test_what_a_reader_would_not_accept_is_seen(text: tuple[float, float, float, str], fault: str) -> None:
    found = faults(drawn((50, 200, 10, "first words"), text), 40, 40, 40)
    assert any(fault in one for one in found), found

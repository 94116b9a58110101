"""Figures as a picture: bars in SVG, drawn by the server, readable without colours and by a screen reader.

May not count anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

BARS = 15
_ROW, _LABEL, _BAR, _NUMBER = 30, 300, 440, 90


@dataclass(frozen=True, slots=True)
class Bar:
    """One group: how many came in, and how many of them are late (drawn hatched inside the bar)."""

    label: str
    whole: int
    late: int


def bars(title: str, rows: Sequence[Bar]) -> str:
    """The picture of at most ``BARS`` groups; empty when there are none."""
    shown = rows[:BARS]
    most = max((row.whole for row in shown), default=0)
    if not most:
        return ""
    width, height = _LABEL + _BAR + _NUMBER, _ROW * len(shown) + 8
    told = "; ".join(f"{row.label}: {row.whole}, quá hạn {row.late}" for row in shown)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" class="chart">',
        f"<title>{escape(title)}</title><desc>{escape(told)}</desc>",
        '<defs><pattern id="late" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="#fff"/><rect width="3" height="6" fill="#9c1c1c"/></pattern></defs>',
    ]
    for place, row in enumerate(shown):
        lines += _row(place * _ROW + 4, row, most)
    return "".join([*lines, "</svg>"])


def _row(top: int, row: Bar, most: int) -> list[str]:
    whole, late = (round(_BAR * count / most, 1) for count in (row.whole, row.late))
    label = row.label if len(row.label) <= 40 else row.label[:39] + "…"
    middle = top + _ROW // 2 + 1
    return [
        f'<text x="{_LABEL - 8}" y="{middle}" text-anchor="end" font-size="15" fill="#1b1b1b">{escape(label)}</text>',
        f'<rect x="{_LABEL}" y="{top}" width="{max(1.0, whole)}" height="{_ROW - 10}" fill="#1f5fa8"/>',
        f'<rect x="{_LABEL}" y="{top}" width="{late}" height="{_ROW - 10}" fill="url(#late)" stroke="#9c1c1c"/>'
        if row.late
        else "",
        f'<text x="{_LABEL + whole + 8}" y="{middle}" font-size="15" fill="#1b1b1b">{row.whole}'
        f"{f' ({row.late})' if row.late else ''}</text>",
    ]

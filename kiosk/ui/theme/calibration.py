"""How many pixels a millimetre has on this machine's screen, as somebody measured it with an identity card.

A small file beside the data, without anything personal: it belongs to the machine, so no backup of dossiers brings it to
another. A screen of another size in pixels (another resolution, a turned tablet) was not measured by it. May know no Qt.
"""

from pathlib import Path

from kiosk.ui.theme.sizes import PLAUSIBLE

FILE = "screen.json"


def measured(root: Path, width: int, height: int) -> float | None:
    """Pixels per millimetre of a screen of that size; ``None`` when nobody measured it or the file is not what it was."""
    try:
        text = (root / FILE).read_text(encoding="ascii")
        import json  # not before the first picture of a machine that was never measured

        told = json.loads(text)
        value = float(told["px_per_mm"][_name(width, height)])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    low, high = PLAUSIBLE
    return value if low <= value <= high else None


def keep(root: Path, width: int, height: int, px_per_mm: float) -> None:
    """Notes the measure, whole or not at all; measures of other sizes stay. Raises ``OSError``."""
    import json

    try:
        text = (root / FILE).read_text(encoding="ascii")
        told = json.loads(text)
        known = {str(size): float(value) for size, value in told["px_per_mm"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        known = {}
    known[_name(width, height)] = round(px_per_mm, 4)
    fresh = root / f"{FILE}.new"
    fresh.write_text(json.dumps({"px_per_mm": known}, sort_keys=True) + "\n", encoding="ascii")
    fresh.replace(root / FILE)


def _name(width: int, height: int) -> str:
    return f"{width}x{height}"

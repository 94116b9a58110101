"""Qt's palette for the whole application and a style sheet for the few stock widgets, built from a look's
tokens.

The kiosk's own widgets paint themselves from the same tokens. A style sheet on the application made every
page twice as slow (measured: 17 ms against 8 ms a question), so it is put on tables and progress bars
alone, by ``dress``.
"""

import os

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.ui.theme.look import Look
from kiosk.ui.theme.sizes import Role

_SHEET = """
QScrollBar:vertical {{ background: transparent; width: {bar}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {edge}; border-radius: {bar_radius}px; min-height: {least}px; }}
QScrollBar:horizontal {{ background: transparent; height: {bar}px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {edge}; border-radius: {bar_radius}px; min-width: {least}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QTableView, QListView, QTreeView {{
    background: {surface}; alternate-background-color: {ground}; color: {ink};
    border: {edge_px}px solid {line}; border-radius: {radius}px; gridline-color: {line};
    selection-background-color: {accent_wash}; selection-color: {ink};
}}
QHeaderView::section {{
    background: {sunken}; color: {muted}; border: 0; border-bottom: {edge_px}px solid {line};
    padding: {gap}px {pad}px; font-weight: bold;
}}
QTableView::item, QListView::item {{ padding: {gap}px {pad}px; border: 0; }}
QTableView::item:selected, QListView::item:selected {{ background: {accent_wash}; color: {ink}; }}
QProgressBar {{ background: {sunken}; border: 0; border-radius: {bar_radius}px; height: {bar}px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: {bar_radius}px; }}
"""


def style_sheet(look: Look) -> str:
    """The style sheet for stock widgets in this look."""
    mm = look.mm
    sizes = {
        "gap": mm(1.2),
        "pad": mm(2.5),
        "radius": mm(1.6),
        "edge_px": max(1, mm(0.25)),
        "bar": mm(2.4),
        "bar_radius": mm(1.2),
        "least": mm(12),
    }
    return _SHEET.format(**dict(look.palette.items()), **sizes)


def qt_palette(look: Look) -> QPalette:
    """Qt's palette in the colours of this look."""
    tokens = look.palette
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.ground,
        QPalette.ColorRole.WindowText: tokens.ink,
        QPalette.ColorRole.Base: tokens.surface,
        QPalette.ColorRole.AlternateBase: tokens.ground,
        QPalette.ColorRole.Text: tokens.ink,
        QPalette.ColorRole.Button: tokens.surface,
        QPalette.ColorRole.ButtonText: tokens.ink,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.accent_ink,
        QPalette.ColorRole.PlaceholderText: tokens.muted,
        QPalette.ColorRole.Mid: tokens.line,
        QPalette.ColorRole.Link: tokens.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    return palette


#: The style everywhere. Whoever sets it as ``QT_STYLE_OVERRIDE`` before the application starts spares the first page the
#: question which style there is (a twentieth of the start).
FUSION = "fusion"


def apply(app: QApplication, look: Look) -> None:
    """Gives the application its colours and its font. Fusion everywhere: no system's own look shines
    through.
    """
    if os.environ.get("QT_STYLE_OVERRIDE") != FUSION and app.style().name() != FUSION:
        app.setStyle(FUSION)
    app.setPalette(qt_palette(look))
    app.setFont(look.font(Role.OFFICER))


def dress(widget: QWidget, look: Look) -> None:
    """Puts the style sheet on one stock widget (a table, a list, a progress bar) and what is in it."""
    widget.setStyleSheet(style_sheet(look))

"""Pages of the gallery dress the application; the next test finds it plain again."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.office_factories import little_stretching


@pytest.fixture(scope="module", autouse=True)
def _little_stretching() -> Iterator[None]:
    """An office is set up for every part: its keys need not be hard to guess."""
    with little_stretching():
        yield


@pytest.fixture(autouse=True)
def _plain_application(qapp: QApplication) -> Iterator[None]:
    sheet, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    yield
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)

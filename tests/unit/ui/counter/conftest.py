"""A clock moved by hand and a kit on it, for every screen of the counter."""

import pytest

from kiosk.ui.widgets.kit import Kit
from tests.unit.devices.clocks import HandClock
from tests.unit.ui.counter import invented


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def kit(qapp: object, clock: HandClock) -> Kit:
    return invented.kit(clock=clock)

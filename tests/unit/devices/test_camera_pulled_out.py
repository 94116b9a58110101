"""The camera's Qt half when its cable is pulled, its driver fails or it falls silent: told once, and found again."""

import pytest
from PySide6.QtMultimedia import QCamera
from pytestqt.qtbot import QtBot

from kiosk.devices import camera_qt
from kiosk.devices.camera import CameraState, Picture
from kiosk.devices.camera_qt import QtCamera

pytestmark = pytest.mark.qt_log_ignore("PulseAudio|QCamera|camera")


class _Told:
    def __init__(self) -> None:
        self.states: list[CameraState] = []
        self.pictures: list[Picture | None] = []

    def camera_is(self, state: CameraState) -> None:
        self.states.append(state)

    def camera_shows(self, picture: Picture) -> None:
        raise AssertionError("nothing is plugged in")

    def camera_took(self, picture: Picture | None) -> None:
        self.pictures.append(picture)


@pytest.fixture
def running(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> tuple[QtCamera, _Told]:
    """A camera as it stands while its page is shown; the machine the tests run on has none."""
    monkeypatch.setattr(camera_qt.QMediaDevices, "videoInputs", staticmethod(list))
    camera, told = QtCamera(), _Told()
    camera._watcher = told
    camera._camera = QCamera(camera)
    camera._camera.errorOccurred.connect(camera._failed)
    camera._device = b"1"
    camera._say(CameraState.LIVE)
    return camera, told


def test_a_cable_that_is_pulled_is_told_once_and_a_picture_asked_for_still_ends(
    running: tuple[QtCamera, _Told], qtbot: QtBot
) -> None:
    camera, told = running
    camera._plugged()
    camera._plugged()
    assert told.states == [CameraState.LIVE, CameraState.LOST]
    camera.take()
    qtbot.waitUntil(lambda: told.pictures == [None])
    camera.stop()


def test_a_camera_that_falls_silent_or_fails_is_told(running: tuple[QtCamera, _Told]) -> None:
    camera, told = running
    camera._fell_silent()
    camera._failed()
    assert told.states == [CameraState.LIVE, CameraState.SILENT, CameraState.LOST]
    camera.stop()
    camera._plugged()
    assert told.states[-1] is CameraState.LOST  # nobody is told anything after it was closed

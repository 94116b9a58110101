"""The camera's port: small live pictures to aim by, and one large picture when somebody asks for it. Knows no Qt.

A camera is open only while a page with its live picture is on the screen. It may be missing, be pulled out, be held by
another program or send nothing although it says it runs: each of these is a state to be said once, never an exception.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from forms.text import Message


class CameraState(StrEnum):
    """What is known of the camera now."""

    OFF = "off"
    STARTING = "starting"
    LIVE = "live"
    MISSING = "missing"  # none is plugged in
    LOST = "lost"  # was pulled out, or fails
    SILENT = "silent"  # says it runs and sends nothing


STATE_WORDS: dict[CameraState, Message] = {
    CameraState.STARTING: Message("ui.camera.starting", "Đang mở camera…", "The camera is being opened."),
    CameraState.MISSING: Message(
        "ui.camera.missing",
        "Chưa thấy camera. Xin cắm camera, hoặc dùng máy quét, hoặc chọn tệp.",
        "No camera is plugged in. Must not lose: the other ways to go on.",
    ),
    CameraState.LOST: Message(
        "ui.camera.lost",
        "Camera vừa mất kết nối. Xin cắm lại, hoặc dùng máy quét, hoặc chọn tệp.",
        "The camera was pulled out or failed. Must not lose: the other ways to go on.",
    ),
    CameraState.SILENT: Message(
        "ui.camera.silent",
        "Camera không gửi hình. Xin rút ra cắm lại, hoặc dùng máy quét, hoặc chọn tệp.",
        "The camera says it runs and sends no picture. Must not lose: the other ways to go on.",
    ),
}

SILENCE_SECONDS = 4.0
"""Without a picture for so long, a running camera is a silent one."""
LIVE_LONGEST = 960
"""Pixels of the longer side of a live picture: enough to find a sheet's edges and to read a card's code."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One picture: rows of red, green, blue without gaps."""

    width: int
    height: int
    rgb: bytes = field(repr=False)


class Watcher(Protocol):
    """Who is told. Every call comes on the thread that started the camera."""

    def camera_is(self, state: CameraState) -> None:
        """The state has changed."""

    def camera_shows(self, picture: Picture) -> None:
        """A live picture, at most ``LIVE_LONGEST`` on its longer side."""

    def camera_took(self, picture: Picture | None) -> None:
        """The large picture asked for; ``None`` when it could not be taken."""


class Camera(Protocol):
    """One camera. ``start`` and ``stop`` may be called any number of times."""

    def start(self, watcher: Watcher) -> None:
        """Opens it; also waits for one that is plugged in later."""

    def stop(self) -> None:
        """Closes it; nobody is told anything afterwards."""

    def take(self) -> None:
        """Asks for one large picture; ``camera_took`` follows, always."""

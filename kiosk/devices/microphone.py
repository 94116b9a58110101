"""The microphone's port: short blocks of sound while a page listens. Knows no Qt.

It may be missing, be pulled out, be held by another program or send nothing although it says it runs: each of these is a
state to be said before somebody speaks in vain, never an exception.
"""

from enum import StrEnum
from typing import Protocol

from forms.text import Message

#: Samples a second of every block.
RATE = 48_000
SILENCE_SECONDS = 3.0
"""Without a block for so long, a running microphone is a silent one."""


class MicrophoneState(StrEnum):
    """What is known of the microphone now."""

    OFF = "off"
    STARTING = "starting"
    LIVE = "live"
    MISSING = "missing"  # none is plugged in
    LOST = "lost"  # was pulled out, or fails
    SILENT = "silent"  # says it runs and sends nothing


STATE_WORDS: dict[MicrophoneState, Message] = {
    MicrophoneState.STARTING: Message(
        "ui.studio.mic.starting", "Đang mở micrô…", "The microphone is being opened."
    ),
    MicrophoneState.MISSING: Message(
        "ui.studio.mic.missing",
        "Chưa thấy micrô. Xin cắm micrô vào máy; máy sẽ tự nhận.",
        "No microphone is plugged in.",
    ),
    MicrophoneState.LOST: Message(
        "ui.studio.mic.lost",
        "Micrô vừa mất kết nối. Xin cắm lại. Các câu đã thu vẫn còn.",
        "The microphone was pulled out. Must not lose: what was recorded is kept.",
    ),
    MicrophoneState.SILENT: Message(
        "ui.studio.mic.silent",
        "Micrô không gửi tiếng. Rút ra cắm lại, hoặc cho phép chương trình dùng micrô trong cài đặt của máy.",
        "The microphone says it runs and sends nothing; often the system's privacy setting.",
    ),
}


class Listener(Protocol):
    """Who is told. Every call comes on the thread that started the microphone."""

    def microphone_is(self, state: MicrophoneState) -> None:
        """The state has changed."""

    def microphone_hears(self, block: bytes) -> None:
        """Sixteen-bit little-endian samples of one channel at ``RATE``."""


class Microphone(Protocol):
    """One microphone. ``start`` and ``stop`` may be called any number of times."""

    def start(self, listener: Listener) -> None:
        """Opens it; also waits for one that is plugged in later."""

    def stop(self) -> None:
        """Closes it; nobody is told anything afterwards."""

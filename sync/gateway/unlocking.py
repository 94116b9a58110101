"""Where the secret that opens the province's keys comes from: a person or systemd, never arguments or environment.

In this order: what this process was handed, a systemd credential, a terminal without echo, one line of standard input.
May not know what the secret opens.
"""

import getpass
import os
import sys
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message

CREDENTIAL = "province-key"
"""Name of the systemd credential (``LoadCredentialEncrypted=province-key:…``)."""
LEAST_CHARS = 14
_LONGEST = 1024
_ASK = Message(
    "ui.gateway.ask_secret",
    "Mật khẩu (hoặc mã PIN của thiết bị) mở khóa của tỉnh: ",
    "Asked on the terminal of the province's server; nothing is shown while it is typed.",
)
_ASK_NEW = Message(
    "ui.gateway.ask_new_secret",
    "Mật khẩu mới cho khóa của tỉnh (ít nhất {least} ký tự): ",
    "Asked on the terminal; {least} is a number.",
)
_AGAIN = Message("ui.gateway.ask_again", "Nhập lại mật khẩu mới: ", "Asked on the terminal.")


class SecretMissing(KnownError):
    """Nobody gave the secret."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.secret_missing",
                "Khóa của tỉnh đang niêm phong và chưa có mật khẩu. Nhập mật khẩu ở bàn phím, đưa qua đầu vào chuẩn, "
                "hoặc đặt credential “{name}” cho dịch vụ systemd.",
                "Shown to the administrator of the gateway; {name} is the credential's name.",
            ),
            name=CREDENTIAL,
        )


class SecretWeak(KnownError):
    """A new passphrase is too short, or was not typed the same twice."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.secret_weak",
                "Mật khẩu mới cần ít nhất {least} ký tự và hai lần nhập phải giống nhau.",
                "Shown to the administrator of the gateway; {least} is a number.",
            ),
            least=LEAST_CHARS,
        )


_held: list[str] = []


def hold(secret: str) -> None:
    """Keep what this process was handed, for everything in it that opens the keys; blank where there was nothing to hand."""
    _held[:] = [secret]


def let_go() -> None:
    """Forget what was handed over."""
    _held.clear()


def handed_secret() -> str:
    """The secret this process was handed, or its systemd credential; ``SecretMissing``. Asks nobody: for those at work."""
    secret = _held[0] if _held else _credential()
    if not secret:
        raise SecretMissing
    return secret


def present_secret() -> str:
    """The secret that opens the keys now; ``SecretMissing`` when nobody gives it."""
    # Who was handed a blank one has nobody to ask: its standard input is no person's.
    secret = handed_secret() if _held else _credential() or asked(_ASK.vi)
    if not secret:
        raise SecretMissing
    hold(secret)
    return secret


def new_secret(ask: Message = _ASK_NEW) -> str:
    """A passphrase for the time to come, of the keys that ``ask`` names; ``SecretWeak`` when it may not be used."""
    first = asked(ask.in_vietnamese(least=LEAST_CHARS))
    if sys.stdin.isatty() and asked(_AGAIN.vi) != first:
        raise SecretWeak
    if len(first) < LEAST_CHARS:
        raise SecretWeak
    return first


def read_line(handle: int) -> str:
    """One line from a pipe, byte by byte: what follows it is somebody else's to read."""
    line = bytearray()
    while len(line) < _LONGEST and (one := os.read(handle, 1)) not in (b"", b"\n"):
        line += one
    return line.decode(errors="replace").rstrip("\r")


def _credential() -> str | None:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return None
    try:
        return (Path(folder) / CREDENTIAL).read_text("utf-8").rstrip("\r\n")
    except OSError:
        return None


def asked(prompt: str) -> str:
    """What a person types without echo, or one line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    return read_line(sys.stdin.fileno())

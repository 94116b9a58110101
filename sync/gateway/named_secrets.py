"""Secrets of other systems, which a plan only names: a file beside it or an environment variable, never the secret itself.

May not keep what it reads or put it into a fault.
"""

from collections.abc import Mapping
from pathlib import Path

from forms.reading import Node
from forms.text import Message

SECRET_ONE = Message(
    "error.gateway.passing.secret",
    "Cần đúng một trong: secret_file, secret_env.",
    "For the administrator: where a secret stands.",
)
SECRET_NONE = Message(
    "error.gateway.passing.secret_empty",
    "Không đọc được bí mật ở “{name}”, hoặc nó trống.",
    "For the administrator; {name} is a file or the name of an environment variable.",
)


def secret_of(node: Node, folder: Path, environment: Mapping[str, str] | None) -> str:
    """The secret a node names; blank, with a fault noted, when there is none. Without ``environment`` it is not looked for."""
    file, variable = node.text("secret_file", needed=False), node.text("secret_env", needed=False)
    if bool(file) == bool(variable):
        node.fault("secret_file", SECRET_ONE)
        return ""
    if environment is None:
        return ""
    found = environment.get(variable, "") if variable else _first_line(folder / file)
    if not found:
        node.fault("secret_file" if file else "secret_env", SECRET_NONE, name=(file or variable)[:80])
    return found


def _first_line(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""

"""Which devices somebody chose for this machine: ``devices.toml`` read for a page that shows it, and written by that page.

What the file says of other things is kept; comments are not. ``attached`` reads the same file when devices are used.
Knows no Qt.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forms.errors import KnownError
from forms.text import Message
from kiosk.devices.attached import FILE
from kiosk.devices.serial_scanner import AUTO

_NOT_KEPT = Message(
    "error.machine.devices_not_kept",
    "Chưa ghi được lựa chọn thiết bị vào máy. Xin kiểm tra ổ đĩa rồi chọn lại.",
    "devices.toml could not be written",
)


@dataclass(frozen=True, slots=True)
class Choices:
    """``camera``: part of its name, empty for the first one, ``none`` for none. ``card_port``: ``auto``, a port's name or
    ``none``. ``scan_folder``: a path, empty for none.
    """

    camera: str = ""
    card_port: str = AUTO
    scan_folder: str = ""


def read_choices(folder: Path) -> tuple[Choices, bool]:
    """What is chosen, and whether the file could be understood; a file that is not there is understood."""
    told, understood = _read(folder / FILE)
    return (
        Choices(
            _text(told, "camera", "name"),
            _text(told, "card_scanner", "port") or AUTO,
            _text(told, "scan_folder", "path"),
        ),
        understood,
    )


def write_choices(folder: Path, choices: Choices) -> None:
    """Keeps what is chosen, whole or not at all. Raises ``KnownError`` when the disk does not take it."""
    told, _ = _read(folder / FILE)
    for table, key, value in (
        ("camera", "name", choices.camera),
        ("card_scanner", "port", choices.card_port),
        ("scan_folder", "path", choices.scan_folder),
    ):
        known = told.get(table)
        told[table] = {**(known if isinstance(known, dict) else {}), key: value}
    path = folder / FILE
    unfinished = path.with_name(f"{FILE}.part")
    try:
        with unfinished.open("w", encoding="utf-8") as sink:
            sink.write(_toml(told))
            sink.flush()
            os.fsync(sink.fileno())
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise KnownError(_NOT_KEPT) from error


def _read(path: Path) -> tuple[dict[str, Any], bool]:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, True
    except (OSError, ValueError):
        return {}, False
    wanted = (("camera", "name"), ("card_scanner", "port"), ("scan_folder", "path"))
    sound = all(
        isinstance(told.get(table, {}), dict) and isinstance(told.get(table, {}).get(key, ""), str)
        for table, key in wanted
    )
    return told, sound


def _text(told: Mapping[str, Any], table: str, key: str) -> str:
    found = told.get(table)
    value = found.get(key) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""


def _toml(told: Mapping[str, Any]) -> str:
    """Tables of plain values, which is all the file ever holds."""
    lines = []
    for table, values in told.items():
        if not isinstance(values, Mapping):
            continue
        plain = {key: value for key, value in values.items() if isinstance(value, str | bool | int | float)}
        if any(value != "" for value in plain.values()):
            lines.append(f"[{table}]")
            lines += [f"{key} = {_value(value)}" for key, value in plain.items() if value != ""]
    return "\n".join(lines) + "\n" if lines else ""


def _value(value: str | bool | int | float) -> str:
    """As JSON writes it, which TOML reads alike but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

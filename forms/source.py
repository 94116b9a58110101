"""Reading a definition's file as plain values: YAML without duplicate keys and without objects.

Knows nothing of what belongs in a definition.
"""

from pathlib import Path
from typing import Any

from forms.errors import KnownError
from forms.reading import DefinitionFault, Faults
from forms.rules.names import nfc
from forms.text import Message

NOT_YAML = Message("error.form.definition.not_yaml", "Không đọc được YAML ở dòng {line}.", "For authors.")
UNREADABLE = Message("error.form.definition.unreadable", "Không đọc được tệp.", "For authors.")
UNSOUND = Message(
    "error.form.definition.unsound",
    "Mẫu thủ tục có {count} lỗi nên không dùng được. Lỗi đầu: {first}",
    "Said to whoever installs or writes a definition; {first} is file, path and fault.",
)


class UnsoundDefinition(KnownError):
    """The file is no sound definition; ``faults`` names every fault with file and path."""

    def __init__(self, faults: tuple[DefinitionFault, ...]) -> None:
        super().__init__(UNSOUND, count=len(faults), first=faults[0].line())
        self.faults = faults


def read(file: Path, name: str) -> str:
    """The file's text. Raises ``UnsoundDefinition`` when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UnsoundDefinition((DefinitionFault(name, "", UNREADABLE, {}),)) from None


def parse(text: str, faults: Faults) -> Any:
    """The plain values of a YAML text; ``None``, with the fault noted, when it is none."""
    import yaml  # not needed by anybody who only fills a form

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Strict(base):  # type: ignore[misc]  # of either base
        """Refuses a key given twice, which YAML would let the last one win in silence."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [key.value for key, _ in node.value]
            if len(keys) != len(set(keys)):
                raise yaml.constructor.ConstructorError(None, None, "duplicate key", node.start_mark)
            return super().construct_mapping(node, deep)

    try:
        return yaml.load(nfc(text), Loader=Strict)  # noqa: S506  # a safe loader made stricter
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        faults.add("", NOT_YAML, line=mark.line + 1 if mark else 0)
        return None
    except ValueError:  # a date that does not exist
        faults.add("", NOT_YAML, line=0)
        return None

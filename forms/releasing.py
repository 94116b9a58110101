"""What those who publish forms do with finished files: write the list of procedures down, and pack and sign a folder."""

from datetime import UTC, datetime
from pathlib import Path

from forms.bundle import write_bundle
from forms.bundle_head import Head, Kind
from forms.catalogue import shipped_index_text
from forms.indexing import INDEX
from forms.pack_content import content_faults
from forms.publishing import read_secret
from forms.source import UnsoundDefinition


def write_index(*, only_check: bool = False) -> bool:
    """Writes ``index.json`` anew; with ``only_check`` only says whether it fits the files. Whether it does now."""
    wanted = shipped_index_text()
    if only_check:
        return INDEX.is_file() and INDEX.read_text(encoding="utf-8") == wanted
    INDEX.write_text(wanted, encoding="utf-8", newline="\n")
    return True


def pack(folder: Path, out: Path, kind: str, name: str, serial: int, key: Path) -> Head:
    """A signed pack of a folder. Raises ``UnsoundDefinition`` when machines would refuse what is in it."""
    secret = read_secret(key)
    chosen = Kind(kind)
    if chosen is Kind.FORMS:
        faults = content_faults(folder)
        if faults:
            raise UnsoundDefinition(faults)
    return write_bundle(
        folder, out, kind=chosen, name=name, serial=serial, key=secret, created=datetime.now(UTC)
    )

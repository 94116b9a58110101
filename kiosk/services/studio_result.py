"""What a recording becomes: a pack in use on this machine, or on a stick, ready to be signed by whoever publishes packs."""

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.roles import Act, demand
from kiosk.i18n.packs import Pack, PackShelf, read_pack
from kiosk.i18n.stats import PackStats, all_messages, stats_of
from kiosk.services.desk import Desk
from kiosk.services.languages import remember_standing
from kiosk.services.studio import Making, parts_of_pack
from kiosk.store import files
from sync.files import FolderBusy, only_one

STICK_FAULT = Message(
    "error.studio.stick",
    "Không chép được vào USB. Xem USB còn chỗ trống và không bị khóa ghi, rồi chép lại.",
    "Copying the pack to a stick failed.",
)
BUSY = Message(
    "error.studio.busy",
    "Máy đang thay gói ngôn ngữ khác. Chờ một lát rồi làm lại.",
    "Two acts on packs at the same time.",
)

_LOCK = "packs.lock"
_INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Result:
    """A pack as it stands: what it covers, and where it went."""

    pack: Pack
    stats: PackStats
    place: Path


def standing(made: Making) -> PackStats:
    """How far the pack would be in use here: with the shipped one of the same language, as ``packs stats`` counts it."""
    pack = read_pack(made.folder)
    shipped = [one for one in PackShelf.shipped().packs if one.tag == made.tag]
    return stats_of(pack, all_messages(), None, shipped)


def take_into_use(desk: Desk, made: Making) -> Result:
    """Citizens of this machine hear it from the next greeting on. Whole or not at all."""
    demand(desk.officer.role, Act.RECORD_VOICE)
    folder = desk.folder.packs
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with only_one(folder / _LOCK):
            aside = folder / _INCOMING / secrets.token_hex(8)
            with files.known_faults():
                _copy(made, aside / "new")
                place = folder / made.tag
                if place.exists():
                    place.rename(aside / "old")
                (aside / "new").rename(place)
                files.sync_folder(folder)
                shutil.rmtree(aside, ignore_errors=True)
    except FolderBusy:
        raise KnownError(BUSY) from None
    remember_standing(desk.folder)
    desk.journal.write("voice-in-use", what=made.tag, officer=desk.officer.code)
    return Result(read_pack(place), standing(made), place)


def put_on_stick(desk: Desk, made: Making, stick: Path) -> Result:
    """The pack as a folder of its tag, ready for ``packs check`` and ``packs sign``."""
    demand(desk.officer.role, Act.RECORD_VOICE)
    place = stick / made.tag
    unfinished = stick / f".{made.tag}.part"
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        _copy(made, unfinished)
        if place.exists():
            shutil.rmtree(place)
        unfinished.rename(place)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise KnownError(STICK_FAULT) from error
    desk.journal.write("voice-on-stick", what=made.tag, officer=desk.officer.code)
    return Result(made.pack, standing(made), place)


def _copy(made: Making, target: Path) -> None:
    """Every file durable: a stick is pulled out as soon as the screen says done."""
    for file in parts_of_pack(made.folder):
        copy = target / file.relative_to(made.folder)
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write_new(copy, file.read_bytes())
    for folder in (target, *(path for path in target.rglob("*") if path.is_dir())):
        files.sync_folder(folder)

"""``kiosk packs``: the translators' road. A folder of a pack is made, filled, checked, built and signed with these words.

They need no officer: what they write is a folder or a file of the caller's. Taking a pack into a kiosk is ``install``.
"""

import argparse
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from forms.errors import KnownError
from forms.text import Message
from kiosk.commands.line import Console
from kiosk.folder import Folder

if TYPE_CHECKING:
    from kiosk.i18n.checking import Found
    from kiosk.i18n.packs import Pack

Act = Callable[..., argparse.ArgumentParser]

NO_PACK = Message(
    "error.packs.no_pack",
    "Không thấy gói ngôn ngữ {name}. Ghi thư mục của gói (có tệp pack.toml) hoặc mã ngôn ngữ như hmn-Latn-VN.",
    "kiosk packs check, export, import, build, sign",
)
THERE = Message(
    "error.packs.there", "{name} đã có, máy không ghi đè. Hãy chọn tên khác.", "A file or folder exists."
)
NOT_READY = Message(
    "error.packs.not_ready", "Gói {tag} còn {count} lỗi, chưa đóng gói được. Lỗi đầu: {first}", "build, sign"
)
WRONG_ENTRY = Message(
    "error.packs.wrong_entry", "Mã ngôn ngữ {tag} không đúng dạng, thí dụ đúng: hmn-Latn-VN.", "packs new"
)
OTHER_FORMAT = Message("error.packs.other_format", "Chỉ có dạng po và xlsx.", "packs export")

MADE = Message("ui.packs.made", "Đã tạo gói {tag} trong {place}.", "kiosk packs new")
SOUND = Message("ui.packs.sound", "Gói {tag} không có lỗi; {advice} điều nên xem lại.", "kiosk packs check")
FAULTY = Message(
    "ui.packs.faulty", "Gói {tag} có {faults} lỗi, {advice} điều nên xem lại.", "kiosk packs check"
)
EXPORTED = Message("ui.packs.exported", "Đã ghi {count} câu vào {place}.", "kiosk packs export")
IMPORTED = Message(
    "ui.packs.imported",
    "Nhận {changed} câu; {stale} câu dịch từ bản tiếng Việt cũ; {refused} câu sai chỗ điền; {unknown} câu không còn dùng.",
    "kiosk packs import",
)
BUILT = Message("ui.packs.built", "Đã đóng gói {tag} vào {place}, chưa ký.", "kiosk packs build")
SIGNED = Message("ui.packs.signed", "Đã ký gói {tag} số {serial}: {place}.", "kiosk packs sign")


def add_acts(act: Act) -> None:
    """Adds this module's words under ``kiosk packs``."""
    new = act("new", make_new, "begins a pack in a folder of its tag")
    new.add_argument("tag", metavar="TAG")
    new.add_argument("--name", required=True, help="the language's name in itself")
    new.add_argument("--name-vi", required=True, help="its name in Vietnamese")
    new.add_argument("--into", type=Path, default=Path(), metavar="DIR")
    check = act("check", check_one, "whether a pack is sound: texts, letters, clips")
    check.add_argument("pack", metavar="PACK", help="a folder, or the tag of a pack of this machine")
    export = act("export", export_one, "every sentence with what the pack has of it, for a translator")
    export.add_argument("pack", metavar="PACK")
    export.add_argument("--out", type=Path, required=True, metavar="F.po|F.xlsx")
    taking = act("import", import_one, "takes a translator's file into a pack's folder")
    taking.add_argument("pack", metavar="FOLDER")
    taking.add_argument("file", type=Path, metavar="F.po|F.xlsx")
    build = act("build", build_one, "checks a pack and puts it into one unsigned file")
    build.add_argument("pack", metavar="PACK")
    build.add_argument("--out", type=Path, required=True, metavar="F.zip")
    sign = act("sign", sign_one, "signs a pack, or what build made of one, with a publisher's key")
    sign.add_argument("pack", metavar="PACK|F.zip")
    sign.add_argument("--serial", type=int, required=True, metavar="N")
    sign.add_argument("--key", type=Path, required=True, metavar="KEYFILE")
    sign.add_argument("--out", type=Path, required=True, metavar="F.zip")


def make_new(options: argparse.Namespace, _folder: Folder, console: Console) -> int:
    """``kiosk packs new``."""
    from kiosk.i18n.pack_text import pack_toml
    from kiosk.i18n.packs import Pack, PackError, read_pack

    place = options.into / options.tag
    if place.exists():
        raise KnownError(THERE, name=str(place))
    pack = Pack(
        options.tag, place, options.name, options.name_vi, "0.1.0", licence="CC-BY-4.0", fonts=("Noto Sans",)
    )
    place.mkdir(parents=True)
    (place / "pack.toml").write_text(pack_toml(pack), encoding="utf-8", newline="\n")
    try:
        read_pack(place)
    except PackError:
        (place / "pack.toml").unlink()
        place.rmdir()
        raise KnownError(WRONG_ENTRY, tag=options.tag[:40]) from None
    console.report(
        {"tag": options.tag, "folder": str(place)}, console.say(MADE, tag=options.tag, place=place)
    )
    return 0


def check_one(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs check``: exit code 1 when anything is wrong that sets an entry aside."""
    pack = _pack(options.pack, folder)
    found = _checked(pack)
    faults = [one for one in found if one.is_fault]
    told = {"tag": pack.tag, "faults": len(faults), "advice": len(found) - len(faults)}
    console.report(
        {**told, "found": [one.as_dict() for one in found]},
        *(one.line() for one in found),
        console.say(FAULTY if faults else SOUND, **told),
    )
    return 1 if faults else 0


def export_one(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs export``."""
    from kiosk.i18n.exchange import gathering_of_template, write_po, write_xlsx

    pack, kind = _pack(options.pack, folder), options.out.suffix.lower()
    if kind not in (".po", ".xlsx"):
        raise KnownError(OTHER_FORMAT)
    gathering = gathering_of_template()
    (write_po if kind == ".po" else write_xlsx)(pack, gathering, options.out)
    told = {"tag": pack.tag, "count": len(gathering.found), "place": str(options.out)}
    console.report(told, console.say(EXPORTED, **told))
    return 0


def import_one(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs import``: what came back is merged; nothing a translator wrote before is lost without another text."""
    from kiosk.i18n.checking import Found, Kind
    from kiosk.i18n.exchange import gathering_of_template, merge_in, read_file

    pack = _pack(options.pack, folder, own=True)
    text, merged = merge_in(pack, gathering_of_template(), read_file(options.file))
    pack.messages_file.write_text(text, encoding="utf-8", newline="\n")
    counts = {
        "changed": len(merged.changed),
        "stale": len(merged.stale),
        "refused": len(merged.refused),
        "unknown": len(merged.unknown),
    }
    console.report(
        {
            "tag": pack.tag,
            **{name: list(getattr(merged, name)) for name in counts},
        },
        *(Found(Kind.PLACEHOLDERS, id).line() for id in merged.refused),
        console.say(IMPORTED, **counts),
    )
    return 1 if merged.refused else 0


def build_one(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs build``: refused while anything in it would be set aside."""
    pack = _pack(options.pack, folder)
    _demand_sound(pack, console)
    if options.out.exists():
        raise KnownError(THERE, name=options.out.name)
    with zipfile.ZipFile(options.out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, file in _parts(pack.folder):
            archive.writestr(zipfile.ZipInfo(f"{pack.tag}/{path}", (1980, 1, 1, 0, 0, 0)), file.read_bytes())
    told = {"tag": pack.tag, "place": str(options.out), "bytes": options.out.stat().st_size}
    console.report(told, console.say(BUILT, tag=pack.tag, place=options.out))
    return 0


def sign_one(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk packs sign``: what a kiosk would refuse is not signed."""
    from datetime import UTC, datetime

    from forms.bundle import write_bundle
    from forms.bundle_head import PROGRAM, Kind
    from forms.publishing import read_secret

    secret = read_secret(options.key)
    with _opened(options.pack, folder) as pack, tempfile.TemporaryDirectory(prefix="hoso-pack-") as spare:
        _demand_sound(pack, console)
        clean = Path(spare)
        for path, file in _parts(pack.folder):
            (clean / path).parent.mkdir(parents=True, exist_ok=True)
            (clean / path).write_bytes(file.read_bytes())
        head = write_bundle(
            clean,
            options.out,
            kind=Kind.LANGUAGE,
            name=pack.tag.lower(),
            serial=options.serial,
            key=secret,
            created=datetime.now(UTC),
            minimum_program=pack.min_program or PROGRAM,
        )
        tag = pack.tag
    told = {"tag": tag, "serial": head.serial, "publisher": head.publisher, "place": str(options.out)}
    console.report(told, console.say(SIGNED, tag=tag, serial=head.serial, place=options.out))
    return 0


def _pack(name: str, folder: Folder, *, own: bool = False) -> "Pack":
    """A folder by its path; unless it shall be the caller's ``own``, a pack of this machine by its tag."""
    from kiosk.i18n.packs import read_pack
    from kiosk.services.languages import shelf_of

    place = Path(name)
    if (place / "pack.toml").is_file():
        return read_pack(place.resolve())
    shelf = shelf_of(folder)
    if own or name not in shelf.tags():
        raise KnownError(NO_PACK, name=name[:80])
    return shelf.get(name)


@contextmanager
def _opened(name: str, folder: Folder) -> "Iterator[Pack]":
    """The same, or what ``build`` made."""
    from kiosk.services.pack_files import is_part

    if not zipfile.is_zipfile(name):
        yield _pack(name, folder)
        return
    with tempfile.TemporaryDirectory(prefix="hoso-pack-") as spare, zipfile.ZipFile(name) as archive:
        for entry in archive.infolist():
            tag, _, path = entry.filename.partition("/")
            if not is_part(path) or not tag.replace("-", "").isalnum() or entry.file_size > 64 * 1024 * 1024:
                raise KnownError(NO_PACK, name=Path(name).name[:80])
            file = Path(spare) / tag / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(archive.read(entry))
        found = sorted(Path(spare).glob("*/pack.toml"))
        if len(found) != 1:
            raise KnownError(NO_PACK, name=Path(name).name[:80])
        yield _pack(str(found[0].parent), folder)


def _parts(place: Path) -> Iterator[tuple[str, Path]]:
    from kiosk.services.pack_files import is_part

    for file in sorted(place.rglob("*")):
        path = file.relative_to(place).as_posix()
        if file.is_file() and not file.is_symlink() and is_part(path):
            yield path, file


def _checked(pack: "Pack") -> "tuple[Found, ...]":
    from kiosk.i18n.stats import all_messages
    from kiosk.services.pack_checking import check_pack

    return check_pack(pack, all_messages())


def _demand_sound(pack: "Pack", console: Console) -> None:
    faults = [one for one in _checked(pack) if one.is_fault]
    if faults:
        console.refuse(*(one.line() for one in faults))
        raise KnownError(NOT_READY, tag=pack.tag, count=len(faults), first=faults[0].line())

"""Packs in the making: which language, which branch, whose voice. Everything lies in ``studio/<tag>``, in the shape of a pack.

Nothing here is heard by a citizen before an officer takes it into use (``studio_result``). A speaker's consent stands beside
the voice, in words spoken by the speaker; without it a voice is never handed on. May not know screens.
"""

import re
import shutil
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.roles import Act, demand
from kiosk.folder import Folder
from kiosk.i18n.pack_text import pack_toml
from kiosk.i18n.packs import VIETNAMESE, Branch, Pack, PackError, PackShelf, Voice, read_pack
from kiosk.services.desk import Desk
from kiosk.services.languages import shelf_of
from kiosk.store import files
from kiosk.voice.clip import Made, encoded

NAME_MISSING = Message(
    "error.studio.name_missing",
    "Xin ghi tên tiếng nói, bằng chính tiếng đó và bằng tiếng Việt.",
    "A new language needs both names.",
)
CONSENT_MISSING = Message(
    "error.studio.consent_missing",
    "Người nói chưa đồng ý, nên chưa thu được. Đọc cho họ nghe, họ nói đồng ý, rồi đánh dấu.",
    "Nobody is recorded without having agreed.",
)
NOT_THERE = Message(
    "error.studio.not_there",
    "Không còn phần thu âm này trên máy.",
    "The pack in the making was removed meanwhile.",
)

NO_SUCH_LANGUAGE = Message(
    "error.studio.no_such_language",
    "Máy không biết tiếng có mã {tag}. Xem các mã bằng lệnh kiosk packs stats.",
    "{tag} is a language tag that no pack has.",
)

#: Language codes for languages that have none yet, by the standard's own rule: qaa to qtz are free for everybody.
_OWN_CODES = tuple(f"q{a}{b}" for a in "abcdefghijklmnopqrst" for b in "abcdefghijklmnopqrstuvwxyz")
_CONSENT = "consent"
_NOT_PART_OF_A_PACK = ("takes", _CONSENT)


@dataclass(frozen=True, slots=True)
class NewLanguage:
    """A language nobody has a pack for. ``grammar``: ``vi`` when its numbers are built as Vietnamese ones are."""

    name: str
    name_vi: str
    script: str = "Latn"
    grammar: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """One voice of one pack in the making."""

    pack: Pack
    voice: Voice

    @property
    def tag(self) -> str:
        return self.pack.tag

    @property
    def folder(self) -> Path:
        return self.pack.folder

    @property
    def clips(self) -> Path:
        """Where this voice's clips lie."""
        return self.pack.clips_file_of(self.voice.id).parent

    @property
    def takes_file(self) -> Path:
        """What was recorded so far; no part of the pack."""
        return self.folder / "takes" / f"{self.voice.id}.json"

    @property
    def branch(self) -> Branch | None:
        """The branch the speaker speaks, where one was named."""
        return next((one for one in self.pack.branches if one.id == self.voice.branch), None)


def languages(desk: Desk) -> tuple[Pack, ...]:
    """Every language of this machine that can be given a voice, those in the making as they stand."""
    shelf = _shelf(desk)
    tags = sorted(shelf.tags(), key=lambda tag: (tag == VIETNAMESE, shelf.get(tag).name_vi))
    return tuple(shelf.get(tag) for tag in tags)


def makings(desk: Desk) -> tuple[Making, ...]:
    """Every voice that somebody has begun to record here."""
    found: list[Making] = []
    for pack in PackShelf.load([desk.folder.studio]).packs:
        taken = {path.stem for path in (pack.folder / "takes").glob("*.json")}
        found += [Making(pack, voice) for voice in pack.voices if voice.id in taken]
    return tuple(found)


def making(desk: Desk, tag: str, voice: str) -> Making:
    """One of them. Raises ``KnownError`` when it is gone."""
    try:
        pack = read_pack(desk.folder.studio / tag)
    except PackError as error:
        raise KnownError(NOT_THERE) from error
    found = next((one for one in pack.voices if one.id == voice), None)
    if found is None:
        raise KnownError(NOT_THERE)
    return Making(pack, found)


def begin_language(desk: Desk, new: NewLanguage) -> str:
    """A pack for a language that has none; returns its tag. Nothing is kept until there is a voice."""
    demand(desk.officer.role, Act.RECORD_VOICE)
    name, name_vi = (unicodedata.normalize("NFC", text.strip()) for text in (new.name, new.name_vi))
    if not name or not name_vi:
        raise KnownError(NAME_MISSING)
    here = {pack.tag.partition("-")[0] for pack in _shelf(desk).packs}
    code = next(code for code in _OWN_CODES if code not in here)
    tag = f"{code}-{new.script}-VN"
    pack = Pack(tag, desk.folder.studio / tag, name, name_vi, version="0.1", grammar=new.grammar)
    _write(pack)
    return tag


def add_voice(
    desk: Desk, tag: str, *, name: str = "", branch: str = "", agreed: Made | None = None
) -> Making:
    """A speaker sits down. ``branch`` is an id or the name of a new one; ``agreed`` is the speaker's own spoken consent.

    Raises ``KnownError`` without a consent that can be heard.
    """
    demand(desk.officer.role, Act.RECORD_VOICE)
    if agreed is None or not agreed.samples.size:
        raise KnownError(CONSENT_MISSING)
    pack = opened(desk.folder, tag)
    branches = pack.branches
    known = next((one for one in branches if branch in (one.id, one.name, one.name_vi)), None)
    if branch and known is None:
        known = Branch(_free(slug(branch), (one.id for one in branches)), branch, branch)
        branches = (*branches, known)
    base = known.id if known is not None else "voice"
    voice = Voice(
        id=_free(f"{base}-1", (one.id for one in pack.voices)),
        name=unicodedata.normalize("NFC", name.strip()),
        branch=known.id if known is not None else "",
        consented=desk.today().isoformat(),
    )
    made = Making(replace(pack, branches=branches, voices=(*pack.voices, voice)), voice)
    consent = made.folder / _CONSENT
    consent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.replace(consent / f"{voice.id}.ogg", encoded(agreed.samples))
    seat(made)
    desk.journal.write("voice-begun", what=tag, officer=desk.officer.code)
    return made


def seat(made: Making) -> None:
    """A place for a new voice's clips and takes; from now on it is one of the pack's."""
    for folder in (made.clips, made.takes_file.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(made.pack)
    if not made.takes_file.exists():
        files.replace(made.takes_file, b'{"format": 1, "takes": {}}\n')


def drop_voice(desk: Desk, made: Making) -> None:
    """A speaker takes the voice back: clips, takes and consent go; what was given to others is theirs to remove."""
    demand(desk.officer.role, Act.RECORD_VOICE)
    _write(replace(made.pack, voices=tuple(one for one in made.pack.voices if one.id != made.voice.id)))
    shutil.rmtree(made.clips, ignore_errors=True)
    made.takes_file.unlink(missing_ok=True)
    (made.folder / _CONSENT / f"{made.voice.id}.ogg").unlink(missing_ok=True)
    desk.journal.write("voice-dropped", what=made.tag, officer=desk.officer.code)


def parts_of_pack(folder: Path) -> tuple[Path, ...]:
    """The files of a pack in the making that belong to the pack itself."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".part")
    return tuple(path for path in found if path.relative_to(folder).parts[0] not in _NOT_PART_OF_A_PACK)


def slug(name: str) -> str:
    """A name as part of a folder's name: Mông Đơư → mong-dou."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d").replace("ư", "u").replace("ơ", "o"))
    kept = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
    return kept[:24] or "branch"


def _free(wanted: str, taken: Iterable[str]) -> str:
    base, dash, number = wanted.rpartition("-")
    there = set(taken)
    if wanted not in there:
        return wanted
    stem, at = (base, int(number)) if dash and number.isdigit() else (wanted, 1)
    while f"{stem}-{at}" in there:
        at += 1
    return f"{stem}-{at}"


def _shelf(desk: Desk) -> PackShelf:
    shelf = shelf_of(desk.folder)
    return PackShelf((*PackShelf.load([desk.folder.studio]).packs, *shelf.packs), shelf.faults)


def opened(folder: Folder, tag: str) -> Pack:
    """The pack in the making; begun from the installed one, whole, or from the shipped one's description."""
    place = folder.studio / tag
    if (place / "pack.toml").exists():
        return read_pack(place)
    pack = next((one for one in shelf_of(folder).packs if one.tag == tag), None)
    if pack is None:
        raise KnownError(NO_SUCH_LANGUAGE, tag=tag[:40])
    if pack.folder.parent == folder.packs:
        shutil.copytree(pack.folder, place, dirs_exist_ok=True)
        return read_pack(place)
    return replace(pack, folder=place, voices=(), reviewers=())


def _write(pack: Pack) -> None:
    pack.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.replace(pack.folder / "pack.toml", pack_toml(pack).encode())

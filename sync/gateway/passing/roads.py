"""What a road does for one part, step by step: which call comes next, and what its answer changes.

The steps of a part are always in one order: number, papers, the dossier itself, its progress, its state. Each is noted
when it has been accepted and only then; one that was not noted is taken again and must bear it. May not write rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from forms.export_table import TableKind
from forms.text import Message
from sync.gateway.passing.answers import Heard, Verdict
from sync.gateway.passing.calling import Line
from sync.gateway.passing.config import Numbers, RoadPlan
from sync.gateway.passing.letters import File, Letter, Sheet
from sync.gateway.passing.tables import LONGEST_NAME

NO_CHANGE = Message(
    "error.gateway.passing.no_change",
    "Hồ sơ đã sửa hoặc bổ sung sau khi gửi, mà hệ thống kia không có lệnh nhận thay đổi; xin báo cơ quan giải quyết.",
    "Told to the back office beside a part that was changed after it had been handed on.",
)


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a part has come with its road. ``number`` is what it is sent under."""

    number: str | None
    files: Mapping[str, File]
    accepted: bool
    message_sha256: str | None
    told_through: int
    told_status: int | None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Gain:
    """What one accepted step changed; everything else stays."""

    number: str | None = None
    file: tuple[str, File] | None = None
    message_sha256: str | None = None
    told_through: int | None = None
    told_status: int | None = None
    revision: int | None = None
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was tried: what it gained, or why not. ``lacking``: it could not even be tried."""

    gain: Gain | None = None
    heard: Heard | None = None
    lacking: Mapping[str, str] = field(default_factory=dict)


class Road(Protocol):
    """One system and the way there."""

    @property
    def plan(self) -> RoadPlan:
        """What ``passing.yaml`` says of it."""
        ...

    def step(self, stand: Stand, letter: Letter) -> Taken | None:
        """Take the next step; ``None`` when they have all we have."""
        ...

    def states(self, numbers: Sequence[str]) -> "Heard | None":
        """What they say of these numbers; ``None`` where the road tells nothing by being asked."""
        ...


class _Interface:
    """What both interfaces share."""

    def __init__(self, plan: RoadPlan, line: Line) -> None:
        self._plan = plan
        self._line = line

    @property
    def plan(self) -> RoadPlan:
        """What ``passing.yaml`` says of it."""
        return self._plan

    def states(self, numbers: Sequence[str]) -> Heard | None:
        """Ask for the states of ``numbers``. No source describes such a call: its shape is ours until one is granted."""
        if not self._plan.hears:
            return None
        return self._line.send("state", {"MaHoSo": list(numbers)})

    def _number(self, letter: Letter) -> Taken:
        unit = letter.facts.dossier.authority_unit or ""
        heard = self._line.send("number", {"MaDonVi": unit})
        number = heard.dig(self._plan.answers.get("number", "data.MaHoSo"))
        if heard.verdict is not Verdict.ACCEPTED:
            return Taken(heard=heard)
        if number is None:
            return Taken(heard=Heard(Verdict.NONSENSE, "no-number", heard.words, heard.fields))
        return Taken(Gain(number=number))

    def _upload(self, stand: Stand, letter: Letter) -> Taken | None:
        """The next paper they have not stored yet. Stored twice, they have a file nobody names."""
        if "upload" not in self._plan.paths:
            return None
        if all(paper.sha256 in stand.files for paper in letter.papers):
            return None
        for paper in letter.opened():
            if paper.sha256 in stand.files or paper.data is None:
                continue
            heard = self._line.upload("upload", paper.file_name, paper.media, paper.data)
            if heard.verdict is not Verdict.ACCEPTED:
                return Taken(heard=heard)
            told = self._plan.answers
            their_id = heard.dig(told.get("file", "data.IdTepTin"))
            their_hash = heard.dig(told.get("hash", "data.HashTepTin")) or ""
            if their_id is None or len(their_id) > LONGEST_NAME or len(their_hash) > LONGEST_NAME:
                return Taken(heard=Heard(Verdict.NONSENSE, "no-file-id", heard.words, heard.fields))
            return Taken(Gain(file=(paper.sha256, File(their_id, their_hash))))
        return None

    def _rows(self, stand: Stand, letter: Letter) -> Taken | None:
        """The next steps they have not been told, at most ten in a call."""
        due = letter.rows(stand.number, stand.told_through)
        if not due:
            return None
        lacking = {key: why for _, sheet in due for key, why in sheet.lacking.items()}
        if lacking:
            return Taken(lacking=lacking)
        heard = self._line.send("progress", [sheet.values for _, sheet in due])
        if heard.verdict is Verdict.EXISTS or heard.verdict is Verdict.ACCEPTED:
            return Taken(Gain(told_through=due[-1][0]))
        return Taken(heard=heard)

    def _first(self, stand: Stand, letter: Letter) -> Taken | None:
        """Number and papers, which come before anything else."""
        if stand.number is None and self._plan.numbers is Numbers.INTERFACE:
            return self._number(letter)
        return self._upload(stand, letter)


class DongBo(_Interface):
    """The synchronisation message: created once, changed ever after."""

    def step(self, stand: Stand, letter: Letter) -> Taken | None:
        """Take the next step; ``None`` when they have all we have."""
        first = self._first(stand, letter)
        if first is not None:
            return first
        sheet = letter.whole(TableKind.DONGBO, stand.number, stand.files)
        if not stand.accepted:
            return Taken(lacking=sheet.lacking) if sheet.lacking else self._create(sheet, letter)
        rows = self._rows(stand, letter)
        if rows is not None:
            return rows
        if letter.fingerprint(sheet) == stand.message_sha256:
            return None
        return Taken(lacking=sheet.lacking) if sheet.lacking else self._send("update", sheet, letter)

    def _create(self, sheet: Sheet, letter: Letter) -> Taken:
        made = self._send("create", sheet, letter)
        if made.heard is not None and made.heard.verdict is Verdict.EXISTS:
            return self._send("update", sheet, letter)
        return made

    def _send(self, call: str, sheet: Sheet, letter: Letter) -> Taken:
        heard = self._line.send(call, [sheet.values])
        if heard.verdict is not Verdict.ACCEPTED:
            return Taken(heard=heard)
        return Taken(Gain(accepted=True, message_sha256=letter.fingerprint(sheet)))


class NoiHoSo(_Interface):
    """The ministry's adapter: NoiHoSo once for each content, then CapNhatTienTrinh, then CapNhatTrangThai."""

    def step(self, stand: Stand, letter: Letter) -> Taken | None:
        """Take the next step; ``None`` when they have all we have."""
        first = self._first(stand, letter)
        if first is not None:
            return first
        sheet = letter.whole(TableKind.NOIHOSO, stand.number, stand.files)
        told = letter.fingerprint(sheet, with_state=False)
        if not stand.accepted:
            if sheet.lacking:
                return Taken(lacking=sheet.lacking)
            heard = self._line.send("create", sheet.values)
            if heard.verdict in (Verdict.ACCEPTED, Verdict.EXISTS):
                return Taken(Gain(accepted=True, message_sha256=told))
            return Taken(heard=heard)
        rows = self._rows(stand, letter)
        if rows is not None:
            return rows
        if int(letter.status) != stand.told_status:
            state = {"MaHoSo": stand.number, "TrangThai": str(int(letter.status))}
            heard = self._line.send("status", state)
            if heard.verdict is not Verdict.ACCEPTED:
                return Taken(heard=heard)
            return Taken(Gain(told_status=int(letter.status)))
        if told != stand.message_sha256:
            return self._change(sheet, told)
        return None

    def _change(self, sheet: Sheet, told: str) -> Taken:
        """No source describes how a dossier is changed there: by a call the grant names, else by a person."""
        if "update" not in self._plan.paths or sheet.lacking:
            return Taken(lacking=sheet.lacking or {"NoiHoSo": NO_CHANGE.vi})
        heard = self._line.send("update", sheet.values)
        if heard.verdict is not Verdict.ACCEPTED:
            return Taken(heard=heard)
        return Taken(Gain(message_sha256=told))

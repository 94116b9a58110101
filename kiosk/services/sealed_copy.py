"""A second sealed copy on a stick, kept apart from the laptop: what the province does not have yet, and every draft.

Everything is sealed to the office's own key or was sealed to the province already; nothing personal lies in clear. A copy
counts when every file was read back and compared. Format: ``docs/formats/copy.md``.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from forms.errors import KnownError
from forms.states import Carriage
from forms.text import Message
from kiosk.domain.audit import Event
from kiosk.domain.dossier import DossierState, Parcel
from kiosk.domain.papers import NewPaper, PaperStory
from kiosk.domain.roles import Act, demand
from kiosk.domain.trips import SealedCopy, Trip, TripState
from kiosk.i18n.sentence import Spoken
from kiosk.services.copy_contents import (
    CopiedDossier,
    CopiedDraft,
    CopiedParcel,
    CopyContents,
    DraftPaper,
    WholeDraft,
    read_draft,
    read_list,
    write_draft,
    write_list,
)
from kiosk.services.desk import VIETNAM, Desk, new_id
from kiosk.services.intake import open_draft, put
from kiosk.services.secrets import office_notice_key
from kiosk.store.errors import NotFound
from sync.files import write_durably
from sync.outbox import Outbox
from sync.parcel import Manifest, ParcelDamaged, blob_name, open_blob, seal_blob, write_time

ROOT = "hoso-ban-sao"
PARCELS = "hoso-kiosk"
SLOT = "copy"
EVENING = 15
"""The hour in Vietnam from which the day's copy is asked for."""

_LARGEST = 512 * 1024 * 1024

_STICK = Message(
    "error.copy.stick",
    "Không đọc hoặc ghi được USB. Xin cắm lại, kiểm tra chỗ trống rồi thử lại.",
    "The stick for the second copy is gone, full or write-protected",
)
_DIFFERS = Message(
    "error.copy.differs",
    "Bản sao đọc lại không giống bản gốc, USB này không tin được. Xin dùng USB khác.",
    "A file read back from the stick is not what was written",
)
_DAMAGED = Message(
    "error.copy.damaged",
    "Bản sao này hỏng, hoặc của cơ quan khác nên không mở được ở đây.",
    "A sealed copy cannot be opened with this office's key",
)
_NO_TRIP = Message("ui.copy.no_trip", "Không có chuyến lưu động nào đang đi.", "No copy is asked for")
_DONE = Message(
    "ui.copy.done", "Đã có bản sao hôm nay, cất riêng khỏi máy.", "Today's copy is made and apart"
)
_NOT_YET = Message("ui.copy.not_yet", "Chiều nay nhớ làm bản sao ra USB.", "It is too early in the day")
_WANTED = Message(
    "ui.copy.wanted",
    "Xin làm bản sao hôm nay ra USB: {count} việc chỉ đang nằm trên máy này.",
    "Asked each evening of a trip; {count} parcels and drafts",
)
_CONFIRM = Message(
    "ui.copy.confirm",
    "Bản sao đã xong. Xin rút USB, giao người khác giữ, rồi bấm xác nhận.",
    "The copy is made; an officer must say that the stick lies apart",
)


@dataclass(frozen=True, slots=True)
class CopyDue:
    """Whether a copy is asked for now, and why; ``unsaved`` parcels and drafts exist only on this machine."""

    due: bool
    to_confirm: bool
    unsaved: int
    last: SealedCopy | None
    said: Spoken


@dataclass(frozen=True, slots=True)
class CopyOnStick:
    """A copy lying on a stick, by what its clear label says. ``at`` as the label writes it."""

    folder: Path
    id: str
    unit: str
    counter: str
    at: str


def copy_due(desk: Desk) -> CopyDue:
    """What to ask of the team now. Nothing is asked at a counter."""
    trip = _out(desk)
    parcels, drafts = _unfinished(desk), _draft_ids(desk)
    unsaved = len(parcels) + len(drafts)
    if trip is None:
        return CopyDue(False, False, unsaved, desk.store.trips.last_copy(), Spoken(_NO_TRIP))
    last = desk.store.trips.last_copy(trip=trip.id)
    local = desk.now().astimezone(VIETNAM)
    if last is not None and _day(last.at) == local.date():
        apart = last.confirmed_at is not None
        return CopyDue(False, not apart, unsaved, last, Spoken(_DONE if apart else _CONFIRM))
    missed = (local.date() - _day(last.at if last is not None else trip.left_at or desk.now())).days > 1
    if unsaved and (missed or local.hour >= EVENING):
        return CopyDue(True, False, unsaved, last, Spoken(_WANTED, {"count": unsaved}))
    return CopyDue(False, False, unsaved, last, Spoken(_NOT_YET))


def make_copy(desk: Desk, stick: Path) -> SealedCopy:
    """Writes a copy to ``stick`` and reads all of it back. Raises ``KnownError`` when the stick cannot be trusted."""
    demand(desk.officer.role, Act.GO_ON_TRIP)
    desk.demand_road()
    trip, now, key = _out(desk), desk.now(), new_id()
    folder = stick / ROOT / f"{desk.office.unit}-{desk.office.counter}-{now:%Y%m%dT%H%M%SZ}-{key[:8]}"
    try:
        if not stick.is_dir():
            raise KnownError(_STICK)
        for part in ("drafts", f"{PARCELS}/parcels", f"{PARCELS}/blobs"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        parcels = _unfinished(desk)
        missing = [name for parcel in parcels for name in _copy_parcel(desk.outbox, parcel, folder)]
        drafts = tuple(_copy_draft(desk, dossier, folder) for dossier in _draft_ids(desk))
        contents = CopyContents(
            key, desk.office.unit, desk.office.name, desk.office.counter, now, desk.officer.code,
            "" if trip is None else trip.name,
            tuple(_dossiers(desk, parcels, trip)), drafts, tuple(dict.fromkeys(missing)),
        )  # fmt: skip
        sealed = seal_blob(write_list(contents), key, SLOT, [office_notice_key(desk).public]).data
        _put(folder / "list.hsb", sealed)
        label = {"v": 1, "id": key, "unit": contents.unit, "counter": contents.counter, "at": write_time(now)}
        _put(folder / "copy.json", json.dumps(label, sort_keys=True).encode())
        same_disk = stick.stat().st_dev == desk.folder.root.stat().st_dev
    except OSError as error:
        raise KnownError(_STICK) from error
    copy = SealedCopy(
        key, now, desk.officer.code, "" if trip is None else trip.id, folder.name, len(parcels), len(drafts),
        hashlib.sha256(sealed).hexdigest(), same_disk,
    )  # fmt: skip
    desk.store.trips.add_copy(copy)
    return copy


def confirm_apart(desk: Desk, copy_id: str) -> SealedCopy:
    """An officer says that the stick is out and kept by somebody else than the laptop."""
    demand(desk.officer.role, Act.GO_ON_TRIP)
    return desk.store.trips.confirm_copy(copy_id, by=desk.officer.code)


def copies_on(stick: Path) -> tuple[CopyOnStick, ...]:
    """The copies a stick holds, newest first, by their labels alone."""
    found = []
    try:
        for label in (stick / ROOT).glob("*/copy.json"):
            try:
                told = json.loads(label.read_bytes())
                found.append(
                    CopyOnStick(
                        label.parent,
                        str(told["id"]),
                        str(told["unit"]),
                        str(told["counter"]),
                        str(told["at"]),
                    )
                )
            except (ValueError, KeyError, TypeError):
                continue
    except OSError as error:
        raise KnownError(_STICK) from error
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def read_copy(desk: Desk, folder: Path) -> CopyContents:
    """What was on the machine that made the copy: any counter of the same office can tell.

    Raises ``KnownError`` for a damaged copy and for one of another office.
    """
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    try:
        key = str(json.loads(_read(folder / "copy.json"))["id"])
        contents = read_list(open_blob(_read(folder / "list.hsb"), key, SLOT, office_notice_key(desk)))
    except (ParcelDamaged, ValueError, KeyError, TypeError) as error:
        raise KnownError(_DAMAGED) from error
    desk.store.audit.append(Event.SEALED_COPY, contents.id, desk.officer.code, "read")
    return contents


def restore_drafts(desk: Desk, folder: Path) -> tuple[str, ...]:
    """Takes the drafts of a copy over here, so that the citizens need not tell all again; ids of those taken.

    A draft that is here already, or was filed, is left alone. Originals are where their envelopes are: each comes with the
    chain its officers signed, and goes on from there.
    """
    demand(desk.officer.role, Act.FILE)
    contents = read_copy(desk, folder)
    if contents.unit != desk.office.unit:
        raise KnownError(_DAMAGED)
    taken = []
    for one in contents.drafts:
        try:
            desk.store.dossiers.get(one.dossier)
            continue
        except NotFound:
            pass
        try:
            sealed = _read(folder / "drafts" / f"{one.dossier}.hsb")
            draft = read_draft(open_blob(sealed, one.dossier, SLOT, office_notice_key(desk)))
        except (ParcelDamaged, ValueError, KeyError, TypeError) as error:
            raise KnownError(_DAMAGED) from error
        with desk.store.together():  # a power cut leaves the whole draft or none of it
            _take_over(desk, draft)
        taken.append(one.dossier)
    return tuple(taken)


def _take_over(desk: Desk, draft: WholeDraft) -> None:
    officer = desk.officer.code
    desk.store.dossiers.create(
        dossier=draft.dossier,
        procedure=draft.procedure,
        version=draft.version,
        channel=draft.channel,
        assisted=draft.assisted,
        place=draft.place,
        authority_unit=desk.office.unit,
        authority_name=desk.office.authority_name,
        language=draft.language,
        by=officer,
        page=draft.page,
    )
    put(desk, open_draft(desk, draft.dossier), draft.answers, page=draft.page)
    papers = [
        (
            NewPaper(
                new_id(),
                one.paper,
                one.data,
                one.handling,
                one.media,
                one.how,
                one.name,
                one.pages,
                one.despite,
            ),
            PaperStory(
                one.at or desk.now(), one.by or officer, one.returned_at, one.returned_by, one.envelope
            ),
        )
        for one in draft.papers
    ]
    desk.store.papers.restore(draft.dossier, papers, draft.envelopes, by=officer)


def _out(desk: Desk) -> Trip | None:
    return next(iter(desk.store.trips.list(TripState.UNDER_WAY)), None)


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()


def _unfinished(desk: Desk) -> tuple[Parcel, ...]:
    return desk.store.parcels.list(*(one for one in Carriage if one is not Carriage.DELIVERED))


def _draft_ids(desk: Desk) -> tuple[str, ...]:
    return tuple(one.id for one in desk.store.dossiers.drafts(limit=10_000))


def _dossiers(desk: Desk, parcels: Iterable[Parcel], trip: Trip | None) -> Iterable[CopiedDossier]:
    """Those with a parcel on the way, and everything filed on the trip."""
    wanted = dict.fromkeys(parcel.dossier for parcel in parcels if parcel.dossier)
    if trip is not None and trip.left_at is not None:
        wanted |= dict.fromkeys(desk.store.dossiers.sealed_since(trip.left_at))
    for dossier_id in wanted:
        dossier = desk.store.dossiers.get(dossier_id)
        if dossier.state is not DossierState.SEALED or dossier.sealed_at is None:
            continue
        yield CopiedDossier(
            dossier.id,
            dossier.slip_number or "",
            dossier.official_number or "",
            dossier.procedure,
            dossier.citizen_name,
            dossier.sealed_at,
            tuple(
                CopiedParcel(one.id, str(one.kind), str(one.carriage))
                for one in desk.store.parcels.by_dossier(dossier.id)
            ),
            _envelopes(desk, dossier.id),
        )


def _envelopes(desk: Desk, dossier_id: str) -> tuple[str, ...]:
    return tuple(one.number for one in desk.store.papers.envelopes(dossier_id, open_only=True))


def _copy_parcel(outbox: Outbox, parcel: Parcel, folder: Path) -> list[str]:
    """Copies a parcel's blobs, then its manifest, as a courier does; names of blobs that are gone."""
    missing = []
    for ref in Manifest.decode_unverified(parcel.manifest).blobs:
        source = outbox.blob_path(ref.blob)
        data = source.read_bytes() if source.exists() else b""
        if blob_name(data) != ref.blob:
            missing.append(ref.blob)
            continue
        _put(folder / PARCELS / "blobs" / ref.blob, data)
    if not missing:
        _put(folder / PARCELS / "parcels" / f"{parcel.id}.manifest", parcel.manifest)
    return missing


def _copy_draft(desk: Desk, dossier_id: str, folder: Path) -> CopiedDraft:
    dossier = desk.store.dossiers.get(dossier_id)
    papers = []
    for paper in desk.store.papers.list(dossier_id):
        data = desk.store.papers.data(paper.id)
        if data is not None:
            papers.append(
                DraftPaper(
                    paper.paper,
                    paper.handling,
                    paper.name,
                    paper.media,
                    paper.pages,
                    paper.how,
                    data,
                    paper.digitised_at,
                    paper.digitised_by,
                    paper.despite,
                    paper.returned_at,
                    paper.returned_by,
                    paper.envelope,
                )
            )
    whole = WholeDraft(
        dossier.id, dossier.procedure, dossier.version, dossier.channel, dossier.assisted, dossier.place,
        dossier.language, dossier.page, desk.store.dossiers.answers(dossier_id), tuple(papers),
        desk.store.papers.envelopes(dossier_id),
    )  # fmt: skip
    sealed = seal_blob(write_draft(whole), dossier.id, SLOT, [office_notice_key(desk).public]).data
    _put(folder / "drafts" / f"{dossier.id}.hsb", sealed)
    return CopiedDraft(
        dossier.id,
        dossier.procedure,
        dossier.citizen_name,
        dossier.updated_at,
        hashlib.sha256(sealed).hexdigest(),
        _envelopes(desk, dossier.id),
    )


def _put(path: Path, data: bytes) -> None:
    """Writes a file durably and compares what lies there afterwards."""
    write_durably(path, data)
    if path.read_bytes() != data:
        raise KnownError(_DIFFERS)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise KnownError(_DAMAGED)
        return path.read_bytes()
    except OSError as error:
        raise KnownError(_STICK) from error

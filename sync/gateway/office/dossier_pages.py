"""A dossier, its papers, its card beside its data, and what may be the same. Looking is written down."""

from sqlalchemy import select
from starlette.responses import Response

from sync.gateway.models import DossierRow
from sync.gateway.office.audit import Event
from sync.gateway.office.card_check import compare
from sync.gateway.office.dossier import VIEWABLE, DossierPage, dossier_page
from sync.gateway.office.duplicates import duplicates, people_of_face
from sync.gateway.office.picturing import card_texts, pdf_page
from sync.gateway.office.ports import Office
from sync.gateway.office.queues import scopes_of
from sync.gateway.office.reading import OpenedParcel, answers_of
from sync.gateway.office.roles import Act
from sync.gateway.office.tables import FaceRow
from sync.gateway.office.web import Asked, Denied, Page, integer, note

_SANDBOX = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
_CARDS = 6
"""Papers that are looked into for a card's code, at most."""
_ABSENT = "Giấy tờ này chưa về đến nơi, hoặc không mở được."


def show(office: Office, asked: Asked) -> Response:
    """The dossier with its papers beside the data."""
    page = _page(office, asked)
    with office.database.read() as session:
        alike = len(duplicates(session, asked.dossier))
    note(office, asked, Event.DOSSIER_SEEN, dossier=asked.dossier)
    return office.render.page(
        "dossier.html",
        asked.here,
        asked.request,
        title=page.row.official_number or page.slip or "Hồ sơ",
        page=page,
        alike=alike,
        done=asked.request.query_params.get("xong", "")[:20],
    )


def card(office: Office, asked: Asked) -> Response:
    """The codes on photographed cards beside what was typed."""
    page = _page(office, asked)
    texts: list[str] = []
    for line in [one for one in page.papers if one.mine and one.media in VIEWABLE][:_CARDS]:
        parcel = next(one for one in page.parcels if one.row.parcel == line.parcel)
        data = office.reader.paper(parcel, line.slot)
        texts += card_texts(data) if data is not None else ()
    everything = answers_of(page.parcels)
    checks = compare(page.definition, page.answers, texts, everything) if page.definition is not None else ()
    note(office, asked, Event.CARD_COMPARED, str(len(checks)), asked.dossier)
    return office.render.page(
        "card.html", asked.here, asked.request, title="Đối chiếu mã trên thẻ", page=page, checks=checks
    )


def paper(office: Office, asked: Asked) -> Response:
    """The very bytes of a paper, opened for this one answer."""
    data, media = _paper(office, asked)
    name = _named(asked)
    kind = "inline" if media in VIEWABLE else "attachment"
    note(office, asked, Event.PAPER_SEEN, name, asked.dossier)
    headers = {"Content-Disposition": f'{kind}; filename="{name}"', "Content-Security-Policy": _SANDBOX}
    if media == "application/pdf":
        # A browser's own reader of PDF does not work in a sandbox; the file runs in nothing of ours.
        headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(
        data, headers=headers, media_type=media if media in VIEWABLE else "application/octet-stream"
    )


def pdf(office: Office, asked: Asked) -> Response:
    """One page of a PDF as a picture, drawn where it can do no harm."""
    data, media = _paper(office, asked)
    number = integer(asked.request.path_params["page"]) or 0
    drawn = pdf_page(data, number) if media == "application/pdf" and number > 0 else None
    if drawn is None:
        raise Denied(404, "Không vẽ được trang này.")
    note(office, asked, Event.PAPER_SEEN, f"{_named(asked)} {number}", asked.dossier)
    return Response(drawn[0], headers={"X-Pages": str(drawn[1])}, media_type="image/png")


def _named(asked: Asked) -> str:
    """A paper in the log and on the viewer's disk: each parcel of a dossier counts its papers from nought."""
    return f"{asked.request.path_params['parcel'][:8]}-{asked.request.path_params['slot']}"


def alike(office: Office, asked: Asked) -> Response:
    """Dossiers that may be the same, each beside this one with what agrees."""
    with office.database.read() as session:
        face = session.scalar(select(FaceRow).where(FaceRow.dossier == asked.dossier))
        pairs = duplicates(session, asked.dossier)
        own = people_of_face(session, face.id) if face is not None else ()
    note(office, asked, Event.DUPLICATES_SEEN, str(len(pairs)), asked.dossier)
    return office.render.page(
        "alike.html",
        asked.here,
        asked.request,
        title="Hồ sơ có thể trùng",
        face=face,
        own=own,
        pairs=pairs,
        seen=frozenset(_reachable(office, asked, [pair.face.dossier for pair in pairs])),
    )


def _reachable(office: Office, asked: Asked, dossiers: list[str]) -> list[str]:
    """Which of them the viewer may open: of the others only that they exist and what agrees is shown."""
    with office.database.read() as session:
        return [one for one in dossiers if asked.here.staff.sees(scopes_of(session, one))]


def _page(office: Office, asked: Asked) -> DossierPage:
    with office.database.read() as session:
        row = session.get_one(DossierRow, asked.dossier)
        return dossier_page(session, office.reader, office.words, asked.here.staff, row, office.clock.now())


def _paper(office: Office, asked: Asked) -> tuple[bytes, str]:
    """A paper of a part of the viewer's own, opened; ``Denied`` otherwise."""
    page = _page(office, asked)
    parcel, slot = asked.request.path_params["parcel"], integer(asked.request.path_params["slot"])
    line = next((one for one in page.papers if (one.parcel, one.slot) == (parcel, slot)), None)
    if line is None or not line.mine:
        raise Denied(404, "Không có giấy tờ này trong phạm vi của tài khoản.")
    opened: OpenedParcel = next(one for one in page.parcels if one.row.parcel == parcel)
    data = office.reader.paper(opened, line.slot)
    if data is None:
        raise Denied(404, _ABSENT)
    return data, line.media


_DOSSIER = "/ho-so/{dossier}"
PAGES = (
    Page(_DOSSIER, "GET", "dossier", Act.SEE, show, dossier=True),
    Page(f"{_DOSSIER}/the", "GET", "card", Act.SEE, card, dossier=True),
    Page(f"{_DOSSIER}/trung", "GET", "alike", Act.SEE, alike, dossier=True),
    Page(f"{_DOSSIER}/giay/{{parcel}}/{{slot}}", "GET", "paper", Act.SEE, paper, dossier=True),
    Page(
        f"{_DOSSIER}/giay/{{parcel}}/{{slot}}/trang/{{page}}", "GET", "paper-page", Act.SEE, pdf, dossier=True
    ),
)

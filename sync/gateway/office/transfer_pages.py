"""The transfer view of a part: each value in the order of its authority's form, copied one by one, and the number taken back.

The way until an interface is granted. Shows an officer no answer the dossier's own page would keep back. The one page that
runs a script, our own: a tap copies. Without it a tap selects the whole value.
"""

from itertools import groupby

from sqlalchemy.orm import Session
from starlette.responses import Response

from sync.gateway.exporting import Exporter
from sync.gateway.models import DossierRow
from sync.gateway.office.audit import Event
from sync.gateway.office.dossier import DossierPage, dossier_page
from sync.gateway.office.headers import POLICY
from sync.gateway.office.ports import Office
from sync.gateway.office.roles import Act
from sync.gateway.office.web import Asked, Page, note
from sync.gateway.passing.needs import is_described
from sync.gateway.passing.transfer import Transfers


def show(office: Office, asked: Asked) -> Response:
    """The values to type over, the part's papers, and where its number is written back."""
    with office.database.read() as session:
        page = _page(office, asked, session)
    # As on the dossier's page: where nobody has said what the part needs, its authority is shown all.
    described = page.definition is not None and is_described(page.definition, asked.part)
    exporter = Exporter(office.database, office.shelf, office.opener_keys, office.packs, office.clock)
    transfers = Transfers(office.database, exporter, office.clock)
    view = transfers.transfer_view(asked.dossier, asked.part if described else None)
    note(office, asked, Event.TRANSFER_SEEN, asked.part, asked.dossier)
    answer = office.render.page(
        "transfer.html",
        asked.here,
        asked.request,
        title="Chép sang hệ thống khác",
        page=page,
        card=next(one for one in page.parts if one.part == asked.part),
        number=next((one for one in view.parts if one.part == asked.part), None),
        blocks=[(title, list(rows)) for title, rows in groupby(view.rows, lambda row: row.block)],
        script=f"/tinh/{office.render.script[1]}",
    )
    answer.headers["Content-Security-Policy"] = f"{POLICY}; script-src 'self'"
    return answer


def _page(office: Office, asked: Asked, session: Session) -> DossierPage:
    row = session.get_one(DossierRow, asked.dossier)
    return dossier_page(session, office.reader, office.words, asked.here.staff, row, office.clock.now())


PAGES = (
    Page(
        "/ho-so/{dossier}/phan/{part}/chep",
        "GET",
        "transfer",
        Act.MOVE,
        show,
        dossier=True,
        part=True,
    ),
)

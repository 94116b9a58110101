"""The queue and the search."""

from dataclasses import replace
from urllib.parse import urlencode

from starlette.responses import Response

from forms.states import CaseStatus
from sync.gateway.office.audit import Event
from sync.gateway.office.finding import find
from sync.gateway.office.ports import Office
from sync.gateway.office.queues import Filter, Show, queue
from sync.gateway.office.roles import Act, Role
from sync.gateway.office.web import Asked, Page, integer, note
from sync.gateway.passing.typed_over import dossiers_at_odds

_SHOWS = {
    Show.OPEN: "Đang giải quyết",
    Show.OVERDUE: "Quá hạn",
    Show.NEAR: "Sắp đến hạn",
    Show.ENDED: "Đã kết thúc",
}
_LONGEST = 100
ODDS = 20
"""Dossiers with two numbers that are named above the queue."""


def show(office: Office, asked: Asked) -> Response:
    """One page of the queue."""
    staff, now = asked.here.staff, office.clock.now()
    wanted = _filter(asked)
    with office.database.read() as session:
        page = queue(session, staff, wanted, now)
        offices = office.offices(session)
        odds = dossiers_at_odds(session, ODDS + 1, staff.scope)
    note(office, asked, Event.QUEUE_SEEN, f"{wanted.show} {len(page.lines)}")
    return office.render.page(
        "queue.html",
        asked.here,
        asked.request,
        title="Hồ sơ cần giải quyết",
        lines=page.lines,
        wanted=wanted,
        shows=[
            (show, words, _address(replace(wanted, show=show, after=None))) for show, words in _SHOWS.items()
        ],
        further=_address(replace(wanted, after=page.after)) if page.after else "",
        first=_address(replace(wanted, after=None)) if wanted.after else "",
        offices=offices,
        odds=odds[:ODDS],
        more_odds=len(odds) > ODDS,
        procedures=office.words.procedures(now),
        statuses=[one for one in CaseStatus if one is not CaseStatus.DRAFT],
        province=staff.role is Role.SUPERVISOR,
    )


def search(office: Office, asked: Asked) -> Response:
    """What was typed comes in a form's body: names belong in no address, no history and no log."""
    typed, staff = asked.text("tim")[:_LONGEST], asked.here.staff
    with office.database.read() as session:
        findings = find(session, office.keys, staff, typed)
    note(office, asked, Event.SEARCHED, f"{findings.looked_for} {len(findings.found)}")
    return office.render.page(
        "found.html", asked.here, asked.request, title="Tìm hồ sơ", typed=typed, findings=findings
    )


def blank_search(office: Office, asked: Asked) -> Response:
    """The search alone: for whoever comes back to its address."""
    return office.render.page(
        "found.html", asked.here, asked.request, title="Tìm hồ sơ", typed="", findings=None
    )


def _filter(asked: Asked) -> Filter:
    query = asked.request.query_params
    after = tuple(integer(one) for one in query.get("sau", "").split("."))
    told = query.get("xem", "")
    return Filter(
        show=Show(told) if told in list(Show) else Show.OPEN,
        office=query.get("xa", "")[:64],
        procedure=query.get("thu_tuc", "")[:64],
        scope=query.get("co_quan", "")[:100],
        status=integer(query.get("trang_thai")),
        channel=integer(query.get("kenh")),
        trip=query.get("chuyen", "")[:80],
        after=(after[0], after[1], after[2]) if len(after) == 3 and None not in after else None,  # type: ignore[arg-type]  # no None left
    )


def _address(wanted: Filter) -> str:
    told = {
        "xem": wanted.show if wanted.show is not Show.OPEN else "",
        "xa": wanted.office,
        "thu_tuc": wanted.procedure,
        "co_quan": wanted.scope,
        "trang_thai": wanted.status or "",
        "kenh": wanted.channel or "",
        "chuyen": wanted.trip,
        "sau": ".".join(str(one) for one in wanted.after) if wanted.after else "",
    }
    query = urlencode({key: value for key, value in told.items() if value != ""})
    return f"/?{query}" if query else "/"


PAGES = (
    Page("/", "GET", "queue", Act.SEE, show),
    Page("/tim", "GET", "search", Act.SEE, blank_search),
    Page("/tim", "POST", "search-form", Act.SEE, search),
)

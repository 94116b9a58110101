"""Pages from templates: every value escaped, small, compressed where the browser takes it."""

import gzip
import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from forms.clock import Clock
from sync.gateway.office import wording
from sync.gateway.office.queues import Deadline, standing
from sync.gateway.office.roles import ROLE_NAMES, Act
from sync.gateway.office.sessions import Visit

_HERE = Path(__file__).resolve().parent
_SMALL = 1000


class Rendering:
    """Turns a template and values into an answer."""

    def __init__(self, words: wording.Wording, clock: Clock) -> None:
        self._words = words
        self._clock = clock
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "Act": Act,
            "Deadline": Deadline,
            "roles": ROLE_NAMES,
            "channels": wording.CHANNELS,
            "deadlines": wording.DEADLINES,
            "css": f"/tinh/{self.css[1]}",
        }
        self._templates.filters |= {
            "moment": wording.moment,
            "day": wording.day,
            "status": wording.status,
            "number_note": wording.number_note,
            "commune": wording.commune,
            "procedure": words.procedure,
            "markup": Markup,
        }

    @cached_property
    def css(self) -> tuple[bytes, str]:
        """The style sheet and a name that changes with it."""
        return _named("office.css")

    @cached_property
    def script(self) -> tuple[bytes, str]:
        """The one script and a name that changes with it."""
        return _named("copy.js")

    def page(
        self,
        template: str,
        visit: Visit | None,
        request: Request | None = None,
        status: int = 200,
        **values: Any,
    ) -> Response:
        """A whole page."""
        now = self._clock.now()
        text = self._templates.get_template(template).render(
            visit=visit,
            staff=visit.staff if visit else None,
            form_token=visit.form_token if visit else "",
            now=now,
            until=lambda due_at, deadline: wording.until(due_at, deadline, now),
            standing=lambda code, due_at: standing(code, due_at, now),
            part_name=self._words.part,
            **values,
        )
        return compressed(text.encode(), "text/html; charset=utf-8", request, status)

    def refusal(self, visit: Visit | None, status: int, words: str, typed: str = "") -> Response:
        """A page that says why something was not done, and gives back the reason that was ``typed`` for it."""
        return self.page(
            "refusal.html", visit, status=status, words=words, typed=typed, code=status, title="Chưa làm được"
        )


def _named(file: str) -> tuple[bytes, str]:
    data = (_HERE / "static" / file).read_bytes()
    return data, f"{hashlib.sha256(data).hexdigest()[:12]}{Path(file).suffix}"


def compressed(data: bytes, media: str, request: Request | None, status: int = 200) -> Response:
    """An answer, gzipped where the browser takes it and it is worth it."""
    headers = {"Vary": "Accept-Encoding"}
    if request is not None and len(data) > _SMALL and "gzip" in request.headers.get("accept-encoding", ""):
        data = gzip.compress(data, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(data, status, headers, media_type=media)

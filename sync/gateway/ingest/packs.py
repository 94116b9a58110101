"""The province's repository of packs, for every counter to fetch: files, as they are, and the number of the newest issue.

What is served is public and proves itself; nobody has to sign for it. May not write anything there.
"""

import json
import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from forms.distribution import METADATA, ROOT_STATEMENT, TARGETS, TIMESTAMP
from sync.gateway.ingest.bodies import Denied

_SERVED = re.compile(
    rf"{re.escape(ROOT_STATEMENT)}|{METADATA}/(timestamp|[0-9]{{1,9}}\.(root|snapshot|targets))\.json"
    rf"|{TARGETS}/[0-9a-f]{{64}}\.[a-z0-9-]{{1,60}}\.zip"
)


class PackFiles:
    """Answers ``/v1/packs/…``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[int, int] = (0, 0)  # when the timestamp was written, and the number it holds

    def newest(self) -> int:
        """The number of the newest issue; 0 when nothing is distributed. Asked with every news: read when it has changed."""
        try:
            (self._folder / ROOT_STATEMENT).stat()  # before that nobody could believe it
            at = (self._folder / TIMESTAMP).stat().st_mtime_ns
            if at != self._seen[0]:
                told = json.loads((self._folder / TIMESTAMP).read_bytes())
                self._seen = (at, int(told["signed"]["version"]))
        except (OSError, ValueError, KeyError, TypeError):
            return 0
        return self._seen[1]

    async def file(self, request: Request) -> Response:
        """One file, ``Range`` honoured."""
        path = request.path_params["path"]
        if _SERVED.fullmatch(path) is None or not await run_in_threadpool((self._folder / path).is_file):
            raise Denied(404, "pack")
        headers = {"Cache-Control": "no-cache"}
        return FileResponse(self._folder / path, headers=headers, media_type="application/octet-stream")

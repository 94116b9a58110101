"""Command line of the gateway. Exit codes: 0 done, 1 refused with a reason, 2 wrong use.

Only reads arguments and prints; what is done is done elsewhere. Nothing heavy is imported before it is needed.
"""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forms.clock import SystemClock
from forms.errors import KnownError
from forms.states import CaseStatus
from sync.gateway import words
from sync.gateway.layout import Layout

if TYPE_CHECKING:
    from sync.gateway.courier import Courier

EXPORTS = ("hotich", "linked", "eform", "dongbo", "progress", "transfer")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except KnownError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        # The system's own words about a file name no citizen's data: the caller named the file.
        print(words.STORAGE.in_vietnamese(what=error.strerror or ""), file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m sync.gateway", description=words.GATEWAY.vi)
    commands = parser.add_subparsers(
        required=True, metavar="serve|enrol|list|notify|export|courier-in|courier-out"
    )
    serve = _command(commands, "serve", words.SERVE.vi)
    serve.add_argument("--port", type=_port, default=0, help=words.PORT.vi)
    serve.add_argument("--host", default="127.0.0.1", help=words.HOST.vi)
    serve.add_argument("--url", help=words.URL.vi)
    serve.add_argument("--only", choices=("ingest", "opener"), help=words.ONLY.vi)
    serve.add_argument("--fd", type=int, help=argparse.SUPPRESS)
    serve.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    serve.set_defaults(run=_serve)
    enrol = _command(commands, "enrol", words.ENROL.vi)
    enrol.add_argument("--office", help=words.OFFICE.vi)
    enrol.set_defaults(run=_enrol)
    _command(commands, "list", words.LIST.vi).set_defaults(run=_list)
    notify = _command(commands, "notify", words.NOTIFY.vi)
    notify.add_argument("dossier", metavar="DOSSIER")
    what = notify.add_mutually_exclusive_group(required=True)
    what.add_argument("--status", type=_status, metavar="1-10", help=words.STATUS.vi)
    what.add_argument("--supplement", metavar="TEXT", help=words.SUPPLEMENT.vi)
    what.add_argument("--result", type=Path, metavar="FILE", help=words.RESULT.vi)
    notify.add_argument("--part", help=words.PART.vi)
    notify.add_argument("--by", help=words.BY.vi)
    notify.set_defaults(run=_notify)
    export = _command(commands, "export", words.EXPORT.vi)
    export.add_argument("dossier", metavar="DOSSIER")
    export.add_argument("--as", dest="into", choices=EXPORTS, required=True, help=words.INTO.vi)
    export.add_argument("--part", help=words.PART.vi)
    export.add_argument("--dialect", help=words.DIALECT.vi)
    export.add_argument("--papers", action="store_true", help=words.PAPERS.vi)
    export.set_defaults(run=_export)
    courier_in = _command(commands, "courier-in", words.COURIER_IN.vi)
    courier_in.set_defaults(run=_courier_in)
    courier_out = _command(commands, "courier-out", words.COURIER_OUT.vi)
    courier_out.add_argument(
        "--pack", type=Path, action="append", default=[], metavar="FILE", help=words.PACK.vi
    )
    courier_out.add_argument("--wait", type=float, default=30.0, metavar="SECONDS", help=words.WAIT.vi)
    courier_out.set_defaults(run=_courier_out)
    for command in (courier_in, courier_out):
        command.add_argument("stick", type=Path, metavar="DIR", help=words.STICK.vi)
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, description: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=description, description=description)
    command.add_argument("--data", "--data-dir", type=Path, required=True, metavar="DIR", help=words.DATA.vi)
    command.add_argument("--database-url", metavar="URL", help=words.DATABASE.vi)
    command.add_argument("--blobs", metavar="DIR", help=words.BLOBS.vi)
    command.add_argument("--json", action="store_true", help=words.JSON.vi)
    return command


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError
    return port


def _status(text: str) -> CaseStatus:
    status = CaseStatus(int(text))
    if status is CaseStatus.DRAFT:
        raise ValueError
    return status


def _layout(options: argparse.Namespace) -> Layout:
    from sync.gateway.faults import BlobsUnsupported, FolderUnusable

    if options.blobs and "://" in options.blobs:
        raise BlobsUnsupported
    layout = Layout.of(options.data, Path(options.blobs) if options.blobs else None)
    try:
        layout.root.mkdir(parents=True, exist_ok=True)
        layout.blobs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderUnusable(str(layout.root)) from error
    return layout


def _serve(options: argparse.Namespace) -> int:
    from sync.gateway.journal import start_journal

    start_journal()
    layout = _layout(options)
    if options.only == "ingest":
        return _serve_ingest(options, layout)
    if options.only == "opener":
        return _serve_opener(options, layout)
    from sync.gateway.supervise import Plan, Supervisor, listen

    listening = listen(options.host, options.port)
    port = listening.getsockname()[1]
    url = options.url or _url(options.host, port)
    shared = [sys.executable, "-m", "sync.gateway", "serve", "--data", str(layout.root)]
    shared += ["--blobs", str(layout.blobs), "--child"]
    shared += ["--database-url", options.database_url] if options.database_url else []
    ingest = [*shared, "--only", "ingest", "--url", url]
    if os.name == "nt":
        # Sockets are not inherited there: ingest binds the port we have just learnt.
        listening.close()
        plan = Plan(
            [*ingest, "--host", options.host, "--port", str(port)],
            [*shared, "--only", "opener"],
            None,
            url,
            layout.running,
        )
        Supervisor(plan, _print_json).run()
        return 0
    with listening:
        ingest += ["--fd", str(listening.fileno())]
        plan = Plan(ingest, [*shared, "--only", "opener"], listening, url, layout.running)
        Supervisor(plan, _print_json).run()
    return 0


def _serve_ingest(options: argparse.Namespace, layout: Layout) -> int:
    import socket

    from sync.gateway.ingest.service import IngestService
    from sync.gateway.supervise import end_with_parent, listen

    listening = listen(options.host, options.port) if options.fd is None else socket.socket(fileno=options.fd)
    with listening:
        url = options.url or _url(options.host, listening.getsockname()[1])
        service = IngestService(layout, options.database_url, url, SystemClock())
        if options.child:
            end_with_parent(service.stop)
        service.run(
            listening, lambda: _print_json({"url": url, "ingest_pid": os.getpid(), "opener_pid": None})
        )
    return 0


def _serve_opener(options: argparse.Namespace, layout: Layout) -> int:
    import queue
    import signal
    import threading

    from sync.gateway.opener.service import run_opener
    from sync.gateway.supervise import end_with_parent

    stop = threading.Event()
    ended: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
    ready = {"url": options.url, "ingest_pid": None, "opener_pid": os.getpid()}

    def work() -> None:
        try:
            run_opener(layout, options.database_url, SystemClock(), stop, lambda: _print_json(ready))
        except BaseException as fault:  # noqa: BLE001 - raised again below, in the thread that can say so
            ended.put(fault)
        else:
            ended.put(None)

    # A signal's handler may not touch an event its own thread may be waiting on: a queue it may.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.put(None))
    if options.child:
        end_with_parent(lambda: ended.put(None))
    worker = threading.Thread(target=work, name="opener")
    worker.start()
    fault = ended.get()
    stop.set()
    worker.join()
    if fault is not None:
        raise fault
    return 0


def _enrol(options: argparse.Namespace) -> int:
    from sync.gateway.codes import issue_code
    from sync.gateway.database import Database
    from sync.gateway.keyring import OpenerKeys
    from sync.gateway.opener.carding import publish_keys
    from sync.gateway.settings import Setting, published

    layout = _layout(options)
    database = Database.open(options.database_url, layout.database)
    try:
        with database.read() as session:
            sign, url = published(session, Setting.SIGN_KEY), published(session, Setting.URL)
        if sign is None:
            # Before the first start: the code must already speak of the key that start will use.
            keys = OpenerKeys.ensure(layout.opener_keys)
            publish_keys(database, keys)
            sign = keys.sign.public
        code = issue_code(database, SystemClock(), sign, options.office)
    finally:
        database.close()
    told = {"code": code, "url": url.decode() if url else None}
    if _wants_json(options):
        _print_json(told)
    else:
        print(words.ENROLLED.in_vietnamese(code=code, url=told["url"] or "–"))
    return 0


def _list(options: argparse.Namespace) -> int:
    from sync.gateway.backoffice import BackOffice
    from sync.gateway.blobs import BlobShelf
    from sync.gateway.database import Database

    layout = _layout(options)
    database = Database.open(options.database_url, layout.database)
    try:
        lines = BackOffice(database, BlobShelf(layout.blobs), layout.packs, SystemClock()).dossiers()
    finally:
        database.close()
    if _wants_json(options):
        _print_json([asdict(line) for line in lines])
        return 0
    print(words.COUNT.in_vietnamese(count=len(lines)))
    for line in lines:
        status = words.status_name(CaseStatus(line.case_status))
        print(f"{line.dossier}  {line.procedure}  {line.official_number or '–'}  {status}  {line.carriage}")
        for part in line.parts if len(line.parts) > 1 else ():
            told = words.status_name(CaseStatus(part.case_status))
            road = "" if part.route == "system" else f"  ({words.BY_PAPER.vi})"
            print(f"    {part.part}  {part.authority_name}  {told}{road}")
    return 0


def _export(options: argparse.Namespace) -> int:
    from sync.gateway.blobs import BlobShelf
    from sync.gateway.database import Database
    from sync.gateway.exporting import Exporter, Into
    from sync.gateway.telling import as_json, as_lines

    layout = _layout(options)
    database = Database.open(options.database_url, layout.database)
    try:
        shelf = BlobShelf(layout.blobs)
        exporter = Exporter(database, shelf, layout.opener_keys, layout.packs, SystemClock())
        answer = exporter.export(
            options.dossier,
            Into(options.into),
            part=options.part,
            dialect=options.dialect,
            with_papers=options.papers,
        )
    finally:
        database.close()
    if _wants_json(options):
        _print_json(as_json(answer))
    else:
        print("\n".join(as_lines(answer)))
    return 0


def _courier_in(options: argparse.Namespace) -> int:
    with _courier(options) as courier:
        _print_json(courier.take_in(options.stick).as_json())
    return 0


def _courier_out(options: argparse.Namespace) -> int:
    with _courier(options) as courier:
        _print_json(courier.hand_out(options.stick, options.pack, options.wait).as_json())
    return 0


@contextlib.contextmanager
def _courier(options: argparse.Namespace) -> "Iterator[Courier]":
    from sync.gateway.blobs import BlobShelf
    from sync.gateway.courier import Courier
    from sync.gateway.database import Database

    layout = _layout(options)
    database = Database.open(options.database_url, layout.database)
    try:
        yield Courier(database, BlobShelf(layout.blobs), SystemClock())
    finally:
        database.close()


def _notify(options: argparse.Namespace) -> int:
    from sync.gateway.backoffice import BY, BackOffice
    from sync.gateway.blobs import BlobShelf
    from sync.gateway.database import Database

    layout = _layout(options)
    by = options.by or BY
    database = Database.open(options.database_url, layout.database)
    try:
        office = BackOffice(database, BlobShelf(layout.blobs), layout.packs, SystemClock())
        if options.status is not None:
            told = office.tell_status(options.dossier, options.status, options.part, by)
        elif options.supplement is not None:
            told = office.ask_supplement(options.dossier, options.supplement, options.part, by)
        else:
            told = office.give_result(options.dossier, options.result, options.part, by)
    finally:
        database.close()
    if _wants_json(options):
        _print_json(asdict(told))
    else:
        print(words.TOLD.in_vietnamese(dossier=told.dossier))
    return 0


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _wants_json(options: argparse.Namespace) -> bool:
    # A program reads what goes into a pipe: it gets the one form that never changes with the wording.
    return bool(options.json) or not sys.stdout.isatty()


def _print_json(value: object) -> None:
    print(json.dumps(value, default=_plain, ensure_ascii=False), flush=True)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    sys.exit(main())

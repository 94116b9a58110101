"""`serve`: the gateway's processes. What they do is done elsewhere."""

import argparse
import gc
import os
import sys
from typing import TYPE_CHECKING

from forms.clock import SystemClock
from sync.gateway import words
from sync.gateway.commands.arguments import Commands, command, gateway_of, layout_of, print_json
from sync.gateway.layout import Layout

OFFICE_PORT = 8470
"""Where browsers find the back office unless told otherwise: a port of its own, not the counters'."""
NEW_OBJECTS = 10_000
"""Objects made before the collector looks for cycles: a request makes hundreds, and hardly any of them."""

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add `serve`."""
    serve = command(commands, "serve", words.SERVE.vi)
    serve.add_argument("--port", type=_port, default=0, help=words.PORT.vi)
    serve.add_argument("--host", default="127.0.0.1", help=words.HOST.vi)
    serve.add_argument("--url", help=words.URL.vi)
    serve.add_argument("--only", choices=("ingest", "opener", "passing", "office"), help=words.ONLY.vi)
    serve.add_argument("--workers", type=_count, default=1, metavar="N", help=words.WORKERS.vi)
    serve.add_argument("--openers", type=_count, default=1, metavar="N", help=words.OPENERS.vi)
    serve.add_argument("--office-port", type=_port, default=OFFICE_PORT, help=words.OFFICE_PORT.vi)
    serve.add_argument("--office-url", help=words.OFFICE_URL.vi)
    serve.add_argument(
        "--office-proxy", action="append", default=[], metavar="ADDRESS", help=words.OFFICE_PROXY.vi
    )
    serve.add_argument("--fd", type=int, help=argparse.SUPPRESS)
    serve.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    serve.set_defaults(run=_serve)


def _serve(options: argparse.Namespace) -> int:
    from sync.gateway.journal import start_journal

    start_journal()
    layout = layout_of(options) if options.child else gateway_of(options, first=True)
    if options.only == "ingest" and (options.child or options.workers == 1 or os.name == "nt"):
        return _serve_ingest(options, layout)
    if options.only == "opener":
        return _serve_opener(options, layout)
    if options.only == "passing":
        return _serve_passing(options, layout)
    if options.only == "office":
        return _serve_office(options, layout)
    from sync.gateway.faults import OneOpener
    from sync.gateway.keysafe import SEALED
    from sync.gateway.shelving import check_place
    from sync.gateway.supervise import Plan, Supervisor, listen
    from sync.gateway.unlocking import present_secret

    if options.openers > 1 and not (options.database_url or "").startswith("postgresql"):
        raise OneOpener
    check_place(layout)
    alone = options.only == "ingest"  # and its account may not even look at the others' files
    # Asked once, before anything runs: a restart in the night needs nobody.
    secret = present_secret() if not alone and (layout.opener_keys / SEALED).exists() else ""
    passing = not alone and _may_pass(layout)
    listening = listen(options.host, options.port)
    port = listening.getsockname()[1]
    url = options.url or _url(options.host, port)
    shared = [sys.executable, "-m", "sync.gateway", "serve", "--data", str(layout.root)]
    shared += ["--blobs", str(layout.blobs), "--child"]
    shared += ["--database-url", options.database_url] if options.database_url else []
    ingest = [*shared, "--only", "ingest", "--url", url, "--workers", str(options.workers)]
    more = (("passing", [*shared, "--only", "passing"]),) if passing else ()
    if not alone and layout.office_wanted.exists():
        office = ["--only", "office", "--host", options.host, "--office-port", str(options.office_port)]
        office += ["--office-url", options.office_url] if options.office_url else []
        office += [part for one in options.office_proxy for part in ("--office-proxy", one)]
        more = (*more, ("office", [*shared, *office]))
    if os.name == "nt":
        # Sockets are not inherited there: ingest binds the port we have just learnt.
        listening.close()
        plan = Plan(
            [*ingest, "--host", options.host, "--port", str(port)],
            [*shared, "--only", "opener"],
            None,
            url,
            layout.running,
            secret,
            more,
            openers=options.openers,
        )
        Supervisor(plan, print_json).run()
        return 0
    with listening:
        ingest += ["--fd", str(listening.fileno())]
        plan = Plan(
            ingest,
            [*shared, "--only", "opener"],
            listening,
            url,
            layout.running,
            secret,
            more,
            options.workers,
            0 if alone else options.openers,
        )
        Supervisor(plan, print_json).run()
    return 0


def _serve_ingest(options: argparse.Namespace, layout: Layout) -> int:
    import socket

    from sync.gateway.ingest.service import IngestService
    from sync.gateway.supervise import end_with_parent, listen

    listening = listen(options.host, options.port) if options.fd is None else socket.socket(fileno=options.fd)
    with listening:
        url = options.url or _url(options.host, listening.getsockname()[1])
        service = IngestService(layout, options.database_url, url, SystemClock(), options.workers)
        if options.child:
            end_with_parent(service.stop)
        service.run(listening, lambda: _ready({"url": url, "ingest_pid": os.getpid(), "opener_pid": None}))
    return 0


def _ready(facts: "dict[str, object]") -> None:
    """Say that this process is at work; what it has loaded stays, so the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    print_json(facts)


def _may_pass(layout: Layout) -> bool:
    """Whether anything is passed on; ``UnsoundDefinition`` before anything has started when the plan is no good."""
    if not layout.passing.exists():
        return False
    from sync.gateway.passing.config import load_plan

    load_plan(layout.passing)
    return True


def _serve_opener(options: argparse.Namespace, layout: Layout) -> int:
    from sync.gateway.opener.service import run_opener

    ready = {"url": options.url, "ingest_pid": None, "opener_pid": os.getpid()}
    return _with_keys(
        options,
        "opener",
        lambda stop: run_opener(layout, options.database_url, SystemClock(), stop, lambda: _ready(ready)),
    )


def _serve_passing(options: argparse.Namespace, layout: Layout) -> int:
    from sync.gateway.passing.service import run_passing

    ready = {"url": options.url, "ingest_pid": None, "opener_pid": None, "passing_pid": os.getpid()}
    return _with_keys(
        options,
        "passing",
        lambda stop: run_passing(
            layout, options.database_url, SystemClock(), stop, lambda: print_json(ready)
        ),
    )


def _serve_office(options: argparse.Namespace, layout: Layout) -> int:
    from sync.gateway.office.service import OfficeService
    from sync.gateway.supervise import listen

    def run(stop: "threading.Event") -> None:
        with listen(options.host, options.office_port) as listening:
            url = options.office_url or _url(options.host, listening.getsockname()[1])
            service = OfficeService(layout, options.database_url, url, SystemClock(), options.office_proxy)
            service.run(listening, stop, lambda: print_json({"office_url": url, "office_pid": os.getpid()}))

    return _with_keys(options, "office", run)


def _with_keys(options: argparse.Namespace, name: str, run: "Callable[[threading.Event], None]") -> int:
    """Run a process that holds the province's keys until it is told to end."""
    import queue
    import threading

    from sync.gateway.supervise import end_with_parent
    from sync.gateway.unlocking import hold, read_line
    from sync.signals import next_of, when_told_to_end

    if options.child:
        hold(read_line(sys.stdin.fileno()))  # before the pipe is watched for its end
    stop = threading.Event()
    ended: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()

    def work() -> None:
        try:
            run(stop)
        except BaseException as fault:  # noqa: BLE001 - raised again below, in the thread that can say so
            ended.put(fault)
        else:
            ended.put(None)

    when_told_to_end(lambda: ended.put(None))
    if options.child:
        end_with_parent(lambda: ended.put(None))
    worker = threading.Thread(target=work, name=name)
    worker.start()
    fault = next_of(ended)
    stop.set()
    worker.join()
    if fault is not None:
        raise fault
    return 0


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 64:
        raise ValueError
    return count


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError
    return port


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

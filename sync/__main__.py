"""The agent's command line: run, once, status, courtesy, export, import, enrol, roster.

Reads no environment and no database of the kiosk. May not print a traceback for a fault of the world.
"""

import argparse
import json
import logging
import math
import sys
import threading
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from typing import Any

from forms.clock import SystemClock
from forms.errors import KnownError
from forms.states import Carriage
from sync.files import only_one
from sync.inbox import Inbox
from sync.outbox import AGENT_LOCK, Outbox
from sync.outbox_moves import HELD
from sync.outbox_rows import OutboxParcel
from sync.times import write_time

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
ANY = "any"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
LOG_BYTES = 1_000_000
UNCHANGED = object()
"""Default of an option that leaves a wish as it is."""

_log = logging.getLogger("sync")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code: 0 done, 1 refused for a stated reason, 2 wrong usage."""
    options = _parser().parse_args(argv)
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO,
        format=LOG_FORMAT,
    )
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings would repeat every cut of the link
    try:
        result = options.act(options, _counter_of(options))
    except KnownError as fault:
        _print_fault(options, fault)
        return REFUSED
    if result is not None:
        _print(options, result)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sync", description="Carries sealed dossiers to the province."
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--data-dir", type=Path, help="data folder (default: the platform's user data folder)"
    )
    shared.add_argument("--json", action="store_true", help="one JSON object on standard output")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, act: Any, text: str, first: bool = False) -> argparse.ArgumentParser:
        command = commands.add_parser(name, parents=[shared], help=text, description=text)
        command.set_defaults(act=act, first=first)
        return command

    add("run", _run, "carry until told to stop")
    once = add("once", _once, "carry once, then say where everything stands")
    once.add_argument(
        "--patience", type=float, default=20.0, help="seconds to wait for the gateway's statements"
    )
    add("status", _status, "say where everything stands")
    courtesy = add("courtesy", _courtesy, "say, or change, what may be spent on papers and result files")
    courtesy.add_argument(
        "--daily-mb", type=_megabytes, default=UNCHANGED, metavar="N|any", help="megabytes a day, both ways"
    )
    courtesy.add_argument(
        "--hours", type=_hours, default=UNCHANGED, metavar="HH:MM-HH:MM|any", help="local hours of papers"
    )
    courtesy.add_argument(
        "--records-only", choices=("on", "off"), help="whether, for now, nothing but records is sent"
    )
    add("export", _export, "copy waiting parcels to a stick").add_argument("dir", type=Path, metavar="DIR")
    add("import", _import, "take in answers from a stick").add_argument("dir", type=Path, metavar="DIR")
    enrol = add(
        "enrol",
        _enrol,
        "make this machine known to a province; the public request as JSON on standard input",
        first=True,
    )
    enrol.add_argument("code", metavar="CODE")
    enrol.add_argument("--gateway", required=True, metavar="URL")
    by_stick = add(
        "enrol-stick",
        _enrol_from_stick,
        "make this machine known by a ticket on a stick; the public request as JSON on standard input",
        first=True,
    )
    by_stick.add_argument("dir", type=Path, metavar="DIR")
    by_stick.add_argument(
        "--ticket", nargs=2, metavar=("DEVICE", "FINGERPRINT"), help="this one and no other"
    )
    add("roster", _roster, "report the office's officers; JSON on standard input")
    return parser


def _megabytes(text: str) -> int | None:
    if text == ANY:
        return None
    told = float(text)
    if not 0 <= told < math.inf:
        raise ValueError(text)
    return int(told * 1_000_000)


def _hours(text: str) -> tuple[time, time] | None:
    from sync.courtesy import read_hours

    return None if text == ANY else read_hours(text)


def _counter_of(options: argparse.Namespace) -> Path:
    """The data folder; ``NoCounter`` where only enrolling could begin: nobody is told that nothing waits in a wrong one."""
    folder = _data_dir(options)
    if not options.first and not (folder / "outbox").is_dir():
        from sync.identity import NoCounter

        raise NoCounter(folder)
    return folder


def _data_dir(options: argparse.Namespace) -> Path:
    if options.data_dir is not None:
        return Path(options.data_dir)
    from platformdirs import user_data_path

    return user_data_path("hoso-kiosk", appauthor=False)


def _run(_options: argparse.Namespace, folder: Path) -> None:
    from sync.running import carry_until_told

    with only_one(folder / "outbox" / AGENT_LOCK):
        _keep_log(folder / "outbox" / "agent.log")
        outbox, inbox, link = _open(folder)
        carry_until_told(outbox, inbox, link)
        outbox.close()


def _keep_log(path: Path) -> None:
    """Beside standard error, a log in the agent's own folder; it names parcels by their ids and nobody at all."""
    from logging.handlers import RotatingFileHandler

    try:
        handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(logging.Formatter(LOG_FORMAT))
    logging.getLogger().addHandler(handler)


def _once(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    from sync.agent import run_once
    from sync.running import pause_on

    with only_one(folder / "outbox" / AGENT_LOCK):
        outbox, inbox, link = _open(folder)
        stop = threading.Event()
        report = run_once(outbox.clock, outbox, inbox, link, options.patience, pause_on(stop))
        outbox.close()
    return report.as_json()


def _status(_options: argparse.Namespace, folder: Path) -> dict[str, object]:
    from sync.agent import report

    outbox = Outbox(folder / "outbox", SystemClock())
    try:
        standing = report(outbox, Inbox(folder / "inbox")).as_json()
        standing["parcels"] = [
            _parcel(outbox, state) for state in outbox.list() if state.carriage is not Carriage.DELIVERED
        ]
    finally:
        outbox.close()
    return standing


def _parcel(outbox: Outbox, state: OutboxParcel) -> dict[str, object]:
    """One parcel that is not home: how far each of its files has come, and why not farther."""
    from sync.remedies import remedy, why_waiting

    why = None
    if state.reason is not None and state.reason != HELD:
        why = (remedy if state.carriage is Carriage.REFUSED else why_waiting)(state.reason).vi
    return {
        "parcel": state.parcel,
        "dossier": state.dossier,
        "kind": str(state.kind),
        "carriage": str(state.carriage),
        "urgent": state.urgent,
        "deadline": None if state.deadline is None else write_time(state.deadline),
        "files": [{"size": one.size, "sent": one.sent} for one in outbox.files(state.parcel)],
        "next_attempt": None if state.next_attempt is None else write_time(state.next_attempt),
        "reason": state.reason,
        "why": why,
    }


def _courtesy(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    from dataclasses import replace

    from sync.courtesy import COURTESY_FACT, Courtesy

    outbox = Outbox(folder / "outbox", SystemClock())
    try:
        wish = Courtesy.read(outbox.recall(COURTESY_FACT))
        if options.daily_mb is not UNCHANGED:
            wish = replace(wish, daily_bytes=options.daily_mb)
        if options.hours is not UNCHANGED:
            wish = replace(wish, hours=options.hours)
        if options.records_only is not None:
            wish = replace(wish, records_only=options.records_only == "on")
        outbox.remember(COURTESY_FACT, wish.write())
    finally:
        outbox.close()
    told: dict[str, object] = json.loads(wish.write())
    return told


def _export(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    from sync.courier import COURIER_LOCK, export_parcels, note_of
    from sync.identity import load_identity
    from sync.stick import Stick

    with only_one(folder / "outbox" / COURIER_LOCK):
        stick, identity = Stick(options.dir), load_identity(folder / "outbox")
        outbox = Outbox(folder / "outbox", SystemClock())
        try:
            note = note_of(outbox, Inbox(folder / "inbox"), identity)
            return export_parcels(outbox, stick, note).as_json()
        finally:
            outbox.close()


def _import(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    from sync.courier import COURIER_LOCK, WRITER, import_answers
    from sync.identity import load_identity
    from sync.stick import Stick

    with only_one(folder / "outbox" / COURIER_LOCK):
        stick, identity = Stick(options.dir), load_identity(folder / "outbox")
        outbox = Outbox(folder / "outbox", SystemClock())
        try:
            return import_answers(outbox, Inbox(folder / "inbox", WRITER), identity, stick).as_json()
        finally:
            outbox.close()


def _enrol(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    from sync.enrolment import enrol
    from sync.http_transport import HttpTransport
    from sync.transport import Transport

    def open_transport(url: str, ca_pem: str | None, believe_anyone: bool) -> Transport:
        return HttpTransport(url, ca_pem, believe_anyone=believe_anyone)

    device, card = enrol(folder / "outbox", options.code, options.gateway, _request(), open_transport)
    return {"device": device, "card": card.hex()}


def _enrol_from_stick(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    from sync.enrolment import Checked, enrol_from_stick
    from sync.stick import Stick

    outbox = folder / "outbox"
    outbox.mkdir(parents=True, exist_ok=True)
    checked = Checked(*options.ticket) if options.ticket else None
    device, card, code = enrol_from_stick(
        outbox, Stick(options.dir), _request(), SystemClock().now(), checked
    )
    return {"device": device, "card": card.hex(), "code": code}


def _roster(_options: argparse.Namespace, folder: Path) -> dict[str, object]:
    from sync.enrolment import read_officers

    officers = read_officers(_request())
    outbox, _, link = _open(folder)
    link.probe()
    link.roster(officers)
    outbox.close()
    return {"officers": len(officers)}


def _open(folder: Path) -> tuple[Outbox, Inbox, Any]:
    from sync.http_transport import HttpTransport
    from sync.identity import load_identity
    from sync.link import GatewayLink

    clock = SystemClock()
    identity = load_identity(folder / "outbox")
    links: list[GatewayLink] = []
    transport = HttpTransport(identity.url, identity.ca_pem, now=lambda: links[0].now())
    links.append(GatewayLink(transport, identity, clock))
    return Outbox(folder / "outbox", clock), Inbox(folder / "inbox"), links[0]


def _request() -> dict[str, Any]:
    from sync.enrolment import RequestMalformed

    try:
        request = json.load(sys.stdin)
    except ValueError as error:
        raise RequestMalformed from error
    if not isinstance(request, dict):
        raise RequestMalformed
    return request


def _print(options: argparse.Namespace, result: dict[str, object]) -> None:
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        for name, value in result.items():
            if isinstance(value, list):
                for one in value:
                    print(_line(one))
            else:
                print(f"{name}: {'-' if value is None else value}")


def _line(parcel: dict[str, Any]) -> str:
    """One parcel of ``status`` for a person: its files as percentages, the record first."""
    files = " ".join(f"{100 * one['sent'] // max(1, one['size'])}%" for one in parcel["files"])
    told = [parcel["parcel"], parcel["carriage"], files, "urgent" if parcel["urgent"] else ""]
    told += [parcel["next_attempt"] or "", parcel["reason"] or "", parcel["why"] or ""]
    return "  ".join(part for part in told if part)


def _print_fault(options: argparse.Namespace, fault: KnownError) -> None:
    print(str(fault), file=sys.stderr)
    if options.json:
        print(json.dumps({"error": fault.message.id, "message": str(fault)}, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())

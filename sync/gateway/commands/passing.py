"""`passing` and `transfer`: how handing on stands, and a dossier to type over by hand. What is told is decided elsewhere."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from forms.clock import SystemClock
from sync.gateway import words
from sync.gateway.commands.arguments import Commands, command, layout_of, opened, print_json, wants_json

if TYPE_CHECKING:
    from sync.gateway.layout import Layout
    from sync.gateway.passing.config import PassingPlan


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add `passing` and `transfer`."""
    passing = commands.add_parser("passing", help=words.PASSING.vi, description=words.PASSING.vi)
    inner: Commands[argparse.ArgumentParser] = passing.add_subparsers(
        required=True, metavar="status|check|release|blocks"
    )
    command(inner, "status", words.PASSING_STATUS.vi).set_defaults(run=_status)
    check = command(inner, "check", words.PASSING_CHECK.vi)
    check.add_argument("file", type=Path, nargs="?", metavar="FILE")
    check.set_defaults(run=_check)
    release = command(inner, "release", words.PASSING_RELEASE.vi)
    release.add_argument("dossier", metavar="DOSSIER")
    release.add_argument("part", metavar="PART")
    release.set_defaults(run=_release)
    blocks = command(inner, "blocks", words.PASSING_BLOCKS.vi)
    blocks.add_argument("file", type=Path, metavar="FILE")
    blocks.set_defaults(run=_blocks)
    transfer = command(commands, "transfer", words.TRANSFER.vi)
    transfer.add_argument("dossier", metavar="DOSSIER")
    transfer.add_argument("--part", help=words.PART.vi)
    transfer.add_argument("--html", type=Path, metavar="FILE", help=words.TRANSFER_HTML.vi)
    transfer.add_argument("--number", metavar="MA_HO_SO", help=words.TRANSFER_NUMBER.vi)
    transfer.add_argument("--by", default="", help=words.TRANSFER_BY.vi)
    transfer.set_defaults(run=_transfer)


def _status(options: argparse.Namespace) -> int:
    from sync.gateway.passing.bundles import odd_receipts
    from sync.gateway.passing.overview import overview

    with opened(options) as (layout, database):
        plan = _plan(layout)
        with database.read() as session:
            found = overview(session, plan, SystemClock().now())
    odd = {road.id: odd_receipts(road) for road in (plan.roads.values() if plan is not None else ())}
    if wants_json(options):
        told = {
            "configured": plan is not None,
            "odd_receipts": {road: names for road, names in odd.items() if names},
        }
        print_json(told | asdict(found))
        return 0
    for road in found.roads:
        print(
            words.PASSING_ROAD.in_vietnamese(
                road=road.road,
                waiting=road.waiting,
                held=road.held,
                passed=road.passed,
                quarantined=road.quarantined,
                typed=road.typed,
            )
        )
    for name, files in odd.items():
        for file in files:
            print(words.ODD_RECEIPT.in_vietnamese(road=name, name=file))
    for line in found.look:
        print(
            f"{line.dossier}  {line.part}  {line.road}  {line.standing}  {line.words or line.reason or '–'}"
        )
    for dossier in found.at_odds:
        print(f"{dossier}  ({words.NUMBERS_AT_ODDS.vi})")
    for title, parts in ((words.BY_PAPER, found.paper), (words.BY_HAND, found.hand)):
        for part in parts:
            print(f"{part.dossier}  {part.part}  {part.authority_name}  ({title.vi})")
    return 0


def _plan(layout: "Layout") -> "PassingPlan | None":
    from sync.gateway.passing.config import load_plan

    return load_plan(layout.passing, secrets=False) if layout.passing.exists() else None


def _check(options: argparse.Namespace) -> int:
    from forms.source import UnsoundDefinition
    from sync.gateway.passing.config import load_plan

    file = options.file or layout_of(options).passing
    try:
        plan = load_plan(file)
    except UnsoundDefinition as fault:
        if not wants_json(options):
            print("\n".join(one.line() for one in fault.faults))
            raise
        print_json({"sound": False, "faults": [one.line() for one in fault.faults]})
        return 1
    roads = [
        {"road": road.id, "kind": str(road.kind), "granted": road.granted} for road in plan.roads.values()
    ]
    unsure = [
        f"{road.id}: {fill.key}"
        for road in plan.roads.values()
        for fill in road.fills
        if not fill.evidence.verified
    ]
    print_json({"sound": True, "roads": roads, "unverified": unsure})
    return 0


def _release(options: argparse.Namespace) -> int:
    from sync.gateway.passing.releasing import release

    with opened(options) as (_, database):
        release(database, options.dossier, options.part, SystemClock())
    print_json({"dossier": options.dossier, "part": options.part, "released": True})
    return 0


def _blocks(options: argparse.Namespace) -> int:
    from sync.files import write_durably
    from sync.gateway.opener.numbers import read_blocks
    from sync.gateway.settings import Setting, publish
    from sync.times import write_time

    data = options.file.read_bytes()
    blocks = read_blocks(data)
    with opened(options) as (layout, database):
        write_durably(layout.number_blocks, data)
        with database.write() as session:
            publish(session, Setting.BLOCKS_SET, write_time(SystemClock().now()).encode())
    print_json({"blocks": len(blocks)})
    return 0


def _transfer(options: argparse.Namespace) -> int:
    from sync.files import write_durably
    from sync.gateway.exporting import Exporter
    from sync.gateway.keywatch import KeyWatch
    from sync.gateway.passing.transfer import Transfers
    from sync.gateway.passing.transfer_page import transfer_page
    from sync.gateway.shelving import open_shelf

    with opened(options) as (layout, database):
        clock = SystemClock()
        keys = KeyWatch(layout.opener_keys)
        exporter = Exporter(database, open_shelf(layout), keys, layout.packs, clock)
        transfers = Transfers(database, exporter, clock)
        if options.number:
            given = transfers.take_number(options.dossier, options.part, options.number, options.by)
            print_json({"dossier": options.dossier, "part": options.part, "number": given.number})
            return 0
        view = transfers.transfer_view(options.dossier, options.part)
    if options.html is not None:
        write_durably(options.html, transfer_page(view).encode())
        return 0
    if wants_json(options):
        print_json(asdict(view))
        return 0
    block = None
    for row in view.rows:
        if row.block != block:
            block = row.block
            print(block)
        print(f"    {row.label}: {row.value or row.missing or '–'}")
    return 0

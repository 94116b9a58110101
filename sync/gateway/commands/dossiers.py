"""`list`, `notify` and `export`: what has arrived, a word to its office, and its other forms."""

import argparse
from dataclasses import asdict
from pathlib import Path

from forms.clock import SystemClock
from forms.states import CaseStatus
from sync.gateway import words
from sync.gateway.commands.arguments import Commands, command, opened, print_json, wants_json

EXPORTS = ("hotich", "linked", "eform", "dongbo", "progress", "noihoso", "transfer")


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add `list`, `notify` and `export`."""
    command(commands, "list", words.LIST.vi).set_defaults(run=_list)
    notify = command(commands, "notify", words.NOTIFY.vi)
    notify.add_argument("dossier", metavar="DOSSIER")
    what = notify.add_mutually_exclusive_group(required=True)
    what.add_argument("--status", type=_status, metavar="1-10", help=words.STATUS.vi)
    what.add_argument("--supplement", metavar="TEXT", help=words.SUPPLEMENT.vi)
    what.add_argument("--result", type=Path, metavar="FILE", help=words.RESULT.vi)
    notify.add_argument("--part", help=words.PART.vi)
    notify.add_argument("--by", help=words.BY.vi)
    notify.set_defaults(run=_notify)
    export = command(commands, "export", words.EXPORT.vi)
    export.add_argument("dossier", metavar="DOSSIER")
    export.add_argument("--as", dest="into", choices=EXPORTS, required=True, help=words.INTO.vi)
    export.add_argument("--part", help=words.PART.vi)
    export.add_argument("--dialect", help=words.DIALECT.vi)
    export.add_argument("--papers", action="store_true", help=words.PAPERS.vi)
    export.set_defaults(run=_export)


def _list(options: argparse.Namespace) -> int:
    from sync.gateway.backoffice import BackOffice
    from sync.gateway.shelving import open_shelf

    with opened(options) as (layout, database):
        lines = BackOffice(database, open_shelf(layout), layout.packs, SystemClock()).dossiers()
    if wants_json(options):
        print_json([asdict(line) for line in lines])
        return 0
    print(words.COUNT.in_vietnamese(count=len(lines)))
    for line in lines:
        status = words.status_name(CaseStatus(line.case_status))
        seen = "  ".join((line.carriage, *line.flags))
        print(f"{line.dossier}  {line.procedure}  {line.official_number or '–'}  {status}  {seen}")
        for part in line.parts if len(line.parts) > 1 else ():
            told = words.status_name(CaseStatus(part.case_status))
            road = "" if part.route == "system" else f"  ({words.BY_PAPER.vi})"
            print(f"    {part.part}  {part.authority_name}  {told}{road}")
    return 0


def _export(options: argparse.Namespace) -> int:
    from sync.gateway.exporting import Exporter, Into
    from sync.gateway.keywatch import KeyWatch
    from sync.gateway.shelving import open_shelf
    from sync.gateway.telling import as_json, as_lines

    with opened(options) as (layout, database):
        shelf = open_shelf(layout)
        exporter = Exporter(database, shelf, KeyWatch(layout.opener_keys), layout.packs, SystemClock())
        answer = exporter.export(
            options.dossier,
            Into(options.into),
            part=options.part,
            dialect=options.dialect,
            with_papers=options.papers,
        )
    if wants_json(options):
        print_json(as_json(answer))
    else:
        print("\n".join(as_lines(answer)))
    return 0


def _notify(options: argparse.Namespace) -> int:
    from sync.gateway.backoffice import BY, BackOffice
    from sync.gateway.shelving import open_shelf

    by = options.by or BY
    with opened(options) as (layout, database):
        office = BackOffice(database, open_shelf(layout), layout.packs, SystemClock())
        if options.status is not None:
            told = office.tell_status(options.dossier, options.status, options.part, by)
        elif options.supplement is not None:
            told = office.ask_supplement(options.dossier, options.supplement, options.part, by)
        else:
            told = office.give_result(options.dossier, options.result, options.part, by)
    if wants_json(options):
        print_json(asdict(told))
    else:
        print(words.TOLD.in_vietnamese(dossier=told.dossier))
    return 0


def _status(text: str) -> CaseStatus:
    status = CaseStatus(int(text))
    if status is CaseStatus.DRAFT:
        raise ValueError
    return status

"""What every command of the gateway takes and how it answers: the data folder, the database, JSON or words.

May not know any single command.
"""

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sync.gateway import words
from sync.gateway.layout import Layout

if TYPE_CHECKING:
    from sync.gateway.database import Database

Commands = argparse._SubParsersAction  # argparse gives its public result no public name
"""Where a command is added."""


def command(
    commands: "Commands[argparse.ArgumentParser]", name: str, description: str
) -> argparse.ArgumentParser:
    """A new command with the arguments every command has."""
    parser = commands.add_parser(name, help=description, description=description)
    parser.add_argument("--data", "--data-dir", type=Path, required=True, metavar="DIR", help=words.DATA.vi)
    parser.add_argument("--database-url", metavar="URL", help=words.DATABASE.vi)
    parser.add_argument("--blobs", metavar="DIR", help=words.BLOBS.vi)
    parser.add_argument("--json", action="store_true", help=words.JSON.vi)
    return parser


def layout_of(options: argparse.Namespace) -> Layout:
    """The folders a command works in, made when absent; ``FolderUnusable`` or ``BlobsUnsupported``."""
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


def gateway_of(options: argparse.Namespace, *, first: bool = False) -> Layout:
    """The folders of a gateway that is there already: nobody works on an empty one by a slip. ``NoGatewayHere``.

    ``first`` is for what may be done before the first start too; not beside a database that is elsewhere.
    """
    from sync.gateway.faults import NoGatewayHere

    layout = Layout.of(options.data)
    there = layout.root.is_dir() if options.database_url else layout.database.exists()
    begins = first and (bool(options.database_url) or not layout.started)
    if not (there or begins):
        raise NoGatewayHere(str(layout.root))
    return layout_of(options)


@contextlib.contextmanager
def opened(options: argparse.Namespace, *, first: bool = False) -> "Iterator[tuple[Layout, Database]]":
    """The folders and the open database of a command that works beside a running gateway, or ``first`` before it."""
    from sync.gateway.database import Database

    layout = gateway_of(options, first=first)
    database = Database.open(options.database_url, layout.database)
    try:
        yield layout, database
    finally:
        database.close()


def wants_json(options: argparse.Namespace) -> bool:
    """Whether the answer is for a program."""
    # A program reads what goes into a pipe: it gets the one form that never changes with the wording.
    return bool(options.json) or not sys.stdout.isatty()


def print_json(value: object) -> None:
    """Print one JSON value on a line of its own."""
    print(json.dumps(value, default=_plain, ensure_ascii=False), flush=True)


def say_lacking(dossiers: Sequence[str]) -> int:
    """Name the dossiers a file that was asked for does not hold; the exit code."""
    if dossiers:
        print(words.LACKING.in_vietnamese(dossiers=", ".join(dossiers)), file=sys.stderr)
    return 1 if dossiers else 0


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(type(value).__name__)

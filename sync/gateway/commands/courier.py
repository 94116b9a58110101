"""`courier-in` and `courier-out`: the stick. What lies on it is read and written elsewhere."""

import argparse
from pathlib import Path

from forms.clock import SystemClock
from sync.gateway import words
from sync.gateway.commands.arguments import Commands, command, opened, print_json


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add `courier-in` and `courier-out`."""
    courier_in = command(commands, "courier-in", words.COURIER_IN.vi)
    courier_in.set_defaults(run=_courier_in)
    courier_out = command(commands, "courier-out", words.COURIER_OUT.vi)
    courier_out.add_argument(
        "--pack", type=Path, action="append", default=[], metavar="FILE", help=words.PACK.vi
    )
    courier_out.add_argument("--wait", type=float, default=30.0, metavar="SECONDS", help=words.WAIT.vi)
    courier_out.set_defaults(run=_courier_out)
    for one in (courier_in, courier_out):
        one.add_argument("stick", type=Path, metavar="DIR", help=words.STICK.vi)


def _courier_in(options: argparse.Namespace) -> int:
    from sync.gateway.courier import Courier
    from sync.gateway.keyring import IngestKeys
    from sync.gateway.shelving import open_shelf

    with opened(options) as (layout, database):
        keys = IngestKeys.present(layout.ingest_keys)
        courier = Courier(
            database, open_shelf(layout), SystemClock(), keys.sign if keys is not None else None
        )
        print_json(courier.take_in(options.stick).as_json())
    return 0


def _courier_out(options: argparse.Namespace) -> int:
    from sync.gateway.courier import Courier
    from sync.gateway.shelving import open_shelf

    with opened(options) as (layout, database):
        courier = Courier(database, open_shelf(layout), SystemClock())
        print_json(courier.hand_out(options.stick, options.pack, layout.distribution, options.wait).as_json())
    return 0

"""The product as a carrier: the real gateway behind a TLS front, the real agent, sealed dossiers; done when every statement is home."""

import contextlib
import shutil
import sqlite3
import sys

from bench.links.cargo import TLS_PORT, Load, copy_office
from bench.links.emulator import GATEWAY_ADDRESS
from bench.links.trip import Carrier, Server, Trip
from forms.states import Carriage

NAME = "this product"
_GATEWAY_PORT = 8080


def servers(trip: Trip) -> list[Server]:
    """Gateway (ingest and opener) on loopback, and the front that the link leads to."""
    data = trip.far / "gateway"
    shutil.copytree(trip.cargo.gateway, data)
    url = f"https://{GATEWAY_ADDRESS}:{TLS_PORT}"
    serve = ["serve", "--data", str(data), "--port", str(_GATEWAY_PORT), "--url", url, "--json"]
    front = [str(trip.cargo.certificate), str(trip.cargo.certificate_key), GATEWAY_ADDRESS]
    return [
        Server([sys.executable, "-m", "sync.gateway", *serve]),
        Server([sys.executable, "-m", "bench.links.front", *front, str(TLS_PORT), str(_GATEWAY_PORT)]),
    ]


def client(trip: Trip) -> list[str]:
    """The agent on an outbox with this run's dossiers; where the system is to know no BBR, without the choice."""
    copy_office(trip.cargo.office(trip.count), trip.near / "office")
    program = "sync" if trip.profile.congestion == "bbr" else "bench.links.without_bbr"
    return [sys.executable, "-m", program, "run", "--data-dir", str(trip.near / "office")]


def done(trip: Trip) -> bool:
    """Whether the agent holds the gateway's signed word for every dossier that everything of it is safe."""
    # Read past the outbox's own code: asked ten times a second for every run, that would cost the links their processor.
    try:
        with contextlib.closing(
            sqlite3.connect(f"file:{trip.near}/office/outbox/outbox.db?mode=ro", uri=True)
        ) as db:
            carriages = dict(db.execute("SELECT carriage, COUNT(*) FROM parcel GROUP BY carriage"))
    except sqlite3.OperationalError:  # where nothing has been filed yet, the agent is only about to make it
        return False
    return carriages == {str(Carriage.DELIVERED): trip.count}


def landed(trip: Trip) -> dict[str, float]:
    """Each whole blob on the gateway's shelf; a blob gets its name only when it is whole."""
    shelf = trip.far / "gateway" / "blobs"
    return {path.name: path.stat().st_ctime for path in shelf.glob("??/*")}


def _keys(load: Load) -> tuple[str, ...]:
    return load.blobs


OURS = Carrier(NAME, servers, client, landed, _keys, done)

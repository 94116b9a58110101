"""The peers of a campaign, as their own guides start them, and where to have their programs from.

A program is taken from PATH, else fetched by its own package manager's client into a folder that is kept; what cannot be had is
named as missing and the campaign goes on without it. Nothing is installed on the machine.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.links.cargo import Load
from bench.links.emulator import GATEWAY_ADDRESS
from bench.links.trip import Carrier, Server, Trip, copy_plain

HERE = Path(__file__).resolve().parent
PORT = 8080
_ADDRESS = (GATEWAY_ADDRESS, PORT)
_PYTHON = sys.executable
_DEBIAN = {"rclone": ("rclone",), "rsync": ("rsync", "libpopt0", "libxxhash0")}
_NODE_PACKAGES = ("tus-js-client@4", "@tus/server@2", "@tus/file-store@2")
_STALLED = ("--connect-timeout", "30", "--speed-limit", "1", "--speed-time", "60")


@dataclass(frozen=True, slots=True)
class Peers:
    """Those that can be had, by name, and why the others cannot."""

    present: Mapping[str, Carrier]
    missing: Mapping[str, str]


def find(folder: Path, wanted: tuple[str, ...] | None) -> Peers:
    """The peers named (all when None), their programs below ``folder`` where PATH has none."""
    present: dict[str, Carrier] = {}
    missing: dict[str, str] = {}
    for name, make in _MAKERS.items():
        if wanted is not None and name not in wanted:
            continue
        try:
            present[name] = make(folder)
        except (OSError, subprocess.SubprocessError, LookupError) as fault:
            missing[name] = str(fault) or type(fault).__name__
    return Peers(present, missing)


def names() -> tuple[str, ...]:
    """Every peer there is."""
    return tuple(_MAKERS)


def _plain_keys(load: Load) -> tuple[str, ...]:
    return load.plain


def _by_content(trip: Trip) -> dict[str, float]:
    """The time each file was last touched, by the hash of what is in it: half a file hashes to nothing we know."""
    return {
        hashlib.sha256(path.read_bytes()).hexdigest(): path.stat().st_ctime
        for path in trip.far.rglob("*")
        if path.is_file()
    }


def _depot(trip: Trip) -> list[Server]:
    return [Server([_PYTHON, str(HERE / "depot.py"), str(trip.far), GATEWAY_ADDRESS, str(PORT)])]


def _again(trip: Trip, commands: list[list[str]]) -> list[str]:
    orders = trip.near / "commands.json"
    orders.write_text(json.dumps(commands))
    return [_PYTHON, str(HERE / "again.py"), str(orders)]


def _one_flow(_folder: Path) -> Carrier:
    """The limit of one flow: everything as one body over one connection, nothing asked or waited for in between."""
    curl = _on_path("curl")

    def client(trip: Trip) -> list[str]:
        data = copy_plain(trip, trip.near / "plain")
        with (trip.near / "all").open("wb") as whole:
            for file in sorted(data.glob("*/*")):
                whole.write(file.read_bytes())
        url = f"http://{GATEWAY_ADDRESS}:{PORT}/put/all"
        return [curl, "-sS", "-f", "-H", "Expect:", "-T", str(trip.near / "all"), url]

    def landed(trip: Trip) -> dict[str, float]:
        whole = trip.far / "all"
        if not whole.exists():
            return {}
        return {key: whole.stat().st_ctime for load in trip.loads for key in load.plain}

    return Carrier("one stream", _depot, client, landed, _plain_keys)


def _rclone(folder: Path) -> Carrier:
    program, environment = _debian("rclone", folder)

    def servers(trip: Trip) -> list[Server]:
        address = f"{GATEWAY_ADDRESS}:{PORT}"
        command = [program, "serve", "webdav", str(trip.far), "--addr", address, "--config", "/dev/null"]
        return [Server(command, _ADDRESS)]

    def client(trip: Trip) -> list[str]:
        data = copy_plain(trip, trip.near / "plain")
        url = f"http://{GATEWAY_ADDRESS}:{PORT}"
        command = [program, "copy", str(data), ":webdav:", "--webdav-url", url, "--config", "/dev/null", "-q"]
        return _again(trip, [command])

    return Carrier("rclone, WebDAV", servers, client, _by_content, _plain_keys, environment=environment)


def _rsync(folder: Path) -> Carrier:
    program, environment = _debian("rsync", folder)

    def servers(trip: Trip) -> list[Server]:
        settings = trip.near / "rsyncd.conf"
        lines = ["use chroot = no", "uid = 0", "gid = 0", "[in]", f"path = {trip.far}", "read only = no"]
        settings.write_text("\n".join([*lines, ""]))
        command = [program, "--daemon", "--no-detach", f"--config={settings}"]
        return [Server([*command, f"--address={GATEWAY_ADDRESS}", f"--port={PORT}"], _ADDRESS)]

    def client(trip: Trip) -> list[str]:
        data = copy_plain(trip, trip.near / "plain")
        url = f"rsync://{GATEWAY_ADDRESS}:{PORT}/in/"
        return _again(trip, [[program, "-a", "--partial", "--timeout=30", f"{data}/", url]])

    return Carrier("rsync", servers, client, _by_content, _plain_keys, environment=environment)


def _forms(_folder: Path) -> Carrier:
    """One multipart form a dossier, the whole form again after a failure, as form-filling systems send them."""
    curl = _on_path("curl")

    def client(trip: Trip) -> list[str]:
        data = copy_plain(trip, trip.near / "plain")
        url = f"http://{GATEWAY_ADDRESS}:{PORT}/form"
        commands = []
        for dossier in sorted(data.iterdir()):
            files = [one for file in sorted(dossier.iterdir()) for one in ("-F", f"{file.name}=@{file}")]
            commands.append([curl, "-sS", "-f", *_STALLED, *files, url])
        return _again(trip, commands)

    return Carrier("curl, multipart forms", _depot, client, _by_content, _plain_keys)


def _tus_js(folder: Path) -> Carrier:
    node, modules = _on_path("node"), folder / "node"
    if not (modules / "node_modules" / "tus-js-client").exists():
        modules.mkdir(parents=True, exist_ok=True)
        _fetch([_on_path("npm"), "install", "--silent", "--prefix", str(modules), *_NODE_PACKAGES], modules)

    def servers(trip: Trip) -> list[Server]:
        command = [node, str(HERE / "tus_server.js"), str(trip.far), GATEWAY_ADDRESS, str(PORT)]
        return [Server(command, _ADDRESS)]

    def client(trip: Trip) -> list[str]:
        data = copy_plain(trip, trip.near / "plain")
        url = f"http://{GATEWAY_ADDRESS}:{PORT}/files"
        return [node, str(HERE / "tus_client.js"), str(data), url, str(trip.near / "addresses.json")]

    environment = {"NODE_PATH": str(modules / "node_modules")}
    return Carrier(
        "tus-js-client, @tus/server", servers, client, _by_content, _plain_keys, environment=environment
    )


def _yardstick(_folder: Path) -> Carrier:
    """A dossier is one package there: its time is that of the package, and of its record's too."""

    def client(trip: Trip) -> list[str]:
        data = copy_plain(trip, trip.near / "plain")
        return [_PYTHON, str(HERE / "yardstick.py"), str(data), GATEWAY_ADDRESS, str(PORT)]

    def landed(trip: Trip) -> dict[str, float]:
        packages = _by_content(trip)
        found: dict[str, float] = {}
        for number, load in enumerate(trip.loads):
            files = sorted(trip.cargo.plain(number).iterdir())
            package = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
            if package in packages:
                found |= dict.fromkeys(load.plain, packages[package])
        return found

    return Carrier("yardstick of 60 lines, 2 in flight", _depot, client, landed, _plain_keys)


_MAKERS: dict[str, Callable[[Path], Carrier]] = {
    "one-flow": _one_flow,
    "rclone": _rclone,
    "rsync": _rsync,
    "forms": _forms,
    "tus-js": _tus_js,
    "yardstick": _yardstick,
}


def _on_path(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise LookupError(f"{program} is not on PATH")
    return found


def _debian(program: str, folder: Path) -> tuple[str, dict[str, str]]:
    """The program from PATH, or unpacked from Debian's packages below ``folder``; the environment it needs then."""
    if (found := shutil.which(program)) is not None:
        return found, {}
    root = folder / "debian"
    path = root / "usr" / "bin" / program
    if not path.exists():
        packages = folder / "packages" / program
        packages.mkdir(parents=True, exist_ok=True)
        _fetch([_on_path("apt-get"), "download", *_DEBIAN[program]], packages)
        for package in packages.glob("*.deb"):
            _fetch([_on_path("dpkg"), "-x", str(package), str(root)], packages)
    libraries = ":".join(map(str, (root / "usr" / "lib").glob("*-linux-gnu")))
    return str(path), {
        "LD_LIBRARY_PATH": ":".join(filter(None, (libraries, os.environ.get("LD_LIBRARY_PATH"))))
    }


def _fetch(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        raise LookupError(
            f"{Path(command[0]).name}: {(done.stderr.strip().splitlines() or ['failed'])[-1][:120]}"
        )

"""The proxy of ``docs/deploy`` as it stands there, before the real gateway, the real agent and the back office.

Ports, paths, certificates and the province's own network are put in; nothing else is changed. Needs Debian's ``nginx``.
"""

import contextlib
import datetime
import ipaddress
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbor2
import httpx
import pyotp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from forms.clock import SystemClock
from sync.gateway.codes import issue_code
from sync.gateway.database import Database
from sync.gateway.ingest.news import WAIT_LIMIT
from sync.gateway.keyring import OpenerKeys
from sync.gateway.layout import Layout
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.roles import Role
from sync.gateway.office.staff import NewStaff, add_staff
from sync.gateway.office.tables import AuditRow
from sync.identity import load_identity
from sync.inbox import Inbox
from sync.manifest import Manifest
from sync.round import MOST_SHARES
from sync.width import MOST
from tests.road.counters import Counter
from tests.road.processes import ROOT, Child, run
from tests.unit.gateway import form

EXAMPLE = ROOT / "docs" / "deploy" / "nginx" / "hoso-gateway.conf"
COUNTERS, OFFICIALS = "hoso.tinh.example", "hoso-canbo.tinh.example"
OWN_NETWORK, ELSEWHERE = "127.0.0.2", "127.0.0.1"
PASSWORD = "mat khau thu 1"
PROGRAM = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def _wait(until: Callable[[], bool], what: str, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < ends, what
        time.sleep(0.02)


def _certificates(folder: Path) -> str:
    """A province's own authority and a certificate of it, under the names the example has; the authority."""
    now = datetime.datetime.now(datetime.UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Tinh Thu", COUNTERS)]
    told: list[list[tuple[x509.ExtensionType, bool]]] = [
        [(x509.BasicConstraints(ca=True, path_length=0), True)],
        [
            (
                x509.SubjectAlternativeName(
                    [
                        x509.DNSName(COUNTERS),
                        x509.DNSName(OFFICIALS),
                        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
                    ]
                ),
                False,
            )
        ],
    ]
    made = []
    for key, name, extensions in zip(keys, names, told, strict=True):
        builder = (
            x509.CertificateBuilder().subject_name(name).issuer_name(names[0]).public_key(key.public_key())
        )
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - datetime.timedelta(days=1))
        builder = builder.not_valid_after(now + datetime.timedelta(days=1))
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        made.append(builder.sign(keys[0], hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode())
    secret = keys[1].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for one in ("hoso", "canbo"):
        (folder / f"{one}.pem").write_text(made[1])
        (folder / f"{one}.key").write_bytes(secret)
    return made[0]


@dataclass
class Site:
    """A province behind its proxy."""

    folder: Path
    port: int
    authority: str
    layout: Layout
    database: Database
    keys: OpenerKeys
    secret: str

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.authority)

    def complaints(self) -> str:
        """What the proxy has written down as gone wrong."""
        return (self.folder / "error.log").read_text()


def _configure(folder: Path, port: int, ingest: int, office: int) -> Path:
    """The example with this machine's ports and paths in it, below the least a proxy needs around it."""
    text = EXAMPLE.read_text()
    for there, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("    listen [::]:443 ssl http2;\n", ""),  # not every machine has one
        ("127.0.0.1:8460", f"127.0.0.1:{ingest}"),
        ("127.0.0.1:8470", f"127.0.0.1:{office}"),
        ("/etc/hoso-gateway/tls/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
        ("10.0.0.0/8", OWN_NETWORK),
    ):
        assert there in text
        text = text.replace(there, here)
    (folder / "hoso-gateway.conf").write_text(text)
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/error.log warn;\n"
        f"worker_processes 1;\nevents {{}}\nhttp {{\n{places}include {folder}/hoso-gateway.conf;\n}}\n"
    )
    return whole


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if PROGRAM is None:
        pytest.fail("no nginx here: bash .ci/system-libraries, or apt-get install nginx-light")
    folder = tmp_path_factory.mktemp("proxy")
    layout = Layout.of(folder / "gateway")
    authority = _certificates(folder)
    form.install(layout.packs, "1")
    layout.tls_authority.write_text(authority)
    keys = OpenerKeys.ensure(layout.opener_keys)
    database = Database.open(None, layout.database)
    with database.write() as session:
        new = NewStaff("can-bo", "Người thử", Role.OFFICER, PASSWORD, "commune:03127")
        address = add_staff(session, OfficeKeys.ensure(layout.office_keys), new, SystemClock().now())
    layout.office_wanted.touch()
    port, ingest, office = (_free_port() for _ in range(3))
    whole = _configure(folder, port, ingest, office)
    checked = subprocess.run([PROGRAM, "-t", "-c", whole], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    serve = ["-m", "sync.gateway", "serve", "--data", str(layout.root), "--port", str(ingest)]
    told = ["--url", f"https://127.0.0.1:{port}", "--office-url", f"https://{OFFICIALS}"]
    gateway = Child([*serve, *told, "--office-port", str(office)], folder / "gateway.err")
    nginx = subprocess.Popen([PROGRAM, "-c", whole], stderr=subprocess.DEVNULL)
    try:
        gateway.first_line()
        _wait(lambda: (folder / "pid").exists(), "the proxy did not start")
        yield Site(folder, port, authority, layout, database, keys, pyotp.parse_uri(address).secret)
    finally:
        nginx.terminate()
        nginx.wait(20)
        gateway.end()
        database.close()


def test_a_counter_enrols_and_files_through_it_and_a_cut_upload_goes_on(site: Site) -> None:
    counter = Counter(site.folder / "office", "03127")
    code = issue_code(site.database, SystemClock(), site.keys.sign.public, "03127")
    machine = counter.machine
    request = {
        "office": {"unit": "03127", "name": "UBND xã Thử Nghiệm", "counter": "Q1"},
        "device_key": machine.signing.public.hex(),
        "notice_key": machine.notice.public.data.hex(),
        "officers": [
            {"code": machine.officer_code, "role": "commune_officer", "key": machine.officer.public.hex()}
        ],
    }
    enrol = ["-m", "sync", "enrol", code, "--gateway", site.url, "--data-dir", str(counter.folder), "--json"]
    machine.device = run(enrol, json.dumps(request).encode())["device"]
    identity = load_identity(counter.folder / "outbox")
    assert identity.ca_pem == site.authority  # believed from now on, and nobody else
    counter.file(site.keys, 1)
    (waiting,) = counter.outbox.list()
    with httpx.Client(base_url=site.url, verify=site.context) as client:

        def ask(path: str, fields: dict[str, Any]) -> Any:
            body = cbor2.dumps(fields)
            signed = machine.sign("POST", path, body, SystemClock().now())
            answer = client.post(path, content=body, headers=signed)
            assert answer.status_code == 200, answer.text
            return cbor2.loads(answer.content)

        manifest = Manifest.decode_unverified(counter.outbox.manifest(waiting.parcel) or b"")
        large = max(manifest.blobs, key=lambda one: one.size)
        data = counter.outbox.blob_path(large.blob).read_bytes()
        told = {"parcel": waiting.parcel, "blob": large.blob, "size": len(data)}
        (upload,) = ask("/v1/uploads", {"uploads": [told]})["uploads"]
        half = len(data) // 2
        _send_and_cut(site, upload, data, half)
        bearer = {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {upload['token']}"}

        def kept() -> int:
            return int(client.head(upload["location"], headers=bearer).headers["Upload-Offset"])

        _wait(lambda: kept() > 0, "nothing of the cut upload was kept", 10)
        assert kept() == half
        agent = counter.start()
        try:
            _wait(lambda: counter.delivered() == 1, "the dossier did not arrive")
            _wait(lambda: Inbox(counter.folder / "inbox").last() == 1, "no notice came back")
        finally:
            agent.end()
        began = time.monotonic()
        ask("/v1/news", {"parcels": [], "after": 1, "wait": 2})
        assert time.monotonic() - began >= 2  # who waits for news is kept waiting
        assert client.get("/metrics").status_code == client.get("/dang-nhap").status_code == 404
    counter.outbox.close()
    waits = [int(found) for found in re.findall(r"proxy_read_timeout\s+(\d+)s;", EXAMPLE.read_text())]
    assert min(waits) >= 2 * WAIT_LIMIT
    assert _size_refused(site, COUNTERS, "/v1/parcels", 257 << 20)
    assert "buffered" not in site.complaints()


def _send_and_cut(site: Site, upload: dict[str, Any], data: bytes, half: int) -> None:
    """Say that all of it comes, send half of it, and pull the cable."""
    head = (
        f"PATCH {upload['location']} HTTP/1.1\r\nHost: {COUNTERS}\r\nAuthorization: Bearer {upload['token']}\r\n"
        f"Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
        f"Content-Length: {len(data)}\r\n\r\n"
    )
    plain = socket.create_connection(("127.0.0.1", site.port), 10)
    with site.context.wrap_socket(plain, server_hostname=COUNTERS) as link:
        link.sendall(head.encode() + data[:half])
        time.sleep(0.5)  # a proxy that gathers would still have all of it, one that hands on has nothing left


def _size_refused(site: Site, name: str, path: str, size: int, source: str = ELSEWHERE) -> bool:
    """Whether so large a body is refused before any of it was sent."""
    asked = f"POST {path} HTTP/1.1\r\nHost: {name}\r\nContent-Length: {size}\r\n\r\n"
    plain = socket.create_connection(("127.0.0.1", site.port), 10, (source, 0))
    with site.context.wrap_socket(plain, server_hostname=name) as link:
        link.sendall(asked.encode())
        return link.recv(64).startswith(b"HTTP/1.1 413")


def test_three_counters_of_one_office_carry_as_wide_as_they_may(site: Site) -> None:
    """An office has one address in the network: each of its machines may have so many uploads at work and listen for news."""
    machines, at_once = 3, max(MOST, 2 * MOST_SHARES) + 1
    asked = f"POST /v1/roster HTTP/1.1\r\nHost: {COUNTERS}\r\nContent-Length: 100\r\n\r\n"
    with contextlib.ExitStack() as held:
        links = [
            held.enter_context(site.context.wrap_socket(plain, server_hostname=COUNTERS))
            for plain in (
                socket.create_connection(("127.0.0.1", site.port), 10) for _ in range(machines * at_once)
            )
        ]
        for link in links:
            link.sendall(asked.encode())  # and no body yet: all of them are at work at the same moment
        for link in links:
            link.sendall(bytes(100))
        answers = {link.recv(64).partition(b"\r\n")[0] for link in links}
    assert answers == {b"HTTP/1.1 401 Unauthorized"}


def test_officials_come_in_from_their_own_network_under_their_own_address(site: Site) -> None:
    def ask(source: str, method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.HTTPTransport(verify=site.context, local_address=source)
        named = {"host": OFFICIALS, "x-forwarded-for": "198.51.100.7"}  # what a browser says of itself
        with httpx.Client(transport=transport, base_url=site.url) as client:
            return client.request(
                method,
                path,
                headers=named | more.pop("headers", {}),
                extensions={"sni_hostname": OFFICIALS},
                **more,
            )

    assert ask(ELSEWHERE, "GET", "/dang-nhap").status_code == 403
    page = ask(OWN_NETWORK, "GET", "/dang-nhap")
    assert page.status_code == 200
    assert "max-age=31536000" in page.headers["strict-transport-security"]
    cookie = page.headers["set-cookie"]
    assert all(word in cookie.lower() for word in ("secure", "httponly", "samesite=strict"))
    gate = re.search(r'name="cua" value="([^"]+)"', page.text)
    assert gate
    fields = {
        "ten": "can-bo",
        "mat_khau": PASSWORD,
        "ma": pyotp.TOTP(site.secret).now(),
        "cua": gate.group(1),
    }
    headers = {"cookie": cookie.partition(";")[0], "origin": f"https://{OFFICIALS}"}
    answer = ask(OWN_NETWORK, "POST", "/dang-nhap", data=fields, headers=headers)
    assert answer.status_code == 303, answer.text
    assert "secure" in answer.headers["set-cookie"].lower()
    with site.database.read() as session:
        seen = session.scalars(select(AuditRow.detail).where(AuditRow.act == "signed-in")).all()
    assert seen == [OWN_NETWORK]
    too_much = ask(OWN_NETWORK, "POST", "/dang-nhap", content=b"x" * 3_000_000, headers=headers)
    assert too_much.status_code in (403, 413)
    assert _size_refused(site, OFFICIALS, "/ho-so", 66 << 20, OWN_NETWORK)
    assert "buffered" not in site.complaints()  # nothing of it lay on the proxy's disk

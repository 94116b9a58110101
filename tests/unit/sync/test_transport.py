"""The real transport against real sockets that misbehave."""

import contextlib
import datetime
import ipaddress
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sync import flows, http_bodies, http_transport
from sync.http_transport import HttpTransport
from sync.transport import Call, FileSlice, LinkDown, PlainHttpRefused

Handler = Callable[[socket.socket], None]


@contextlib.contextmanager
def serving(handler: Handler, context: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[int]]]:
    """A server on loopback that hands each connection to ``handler``; gives its port and the connections so far."""
    listener = socket.create_server(("127.0.0.1", 0))
    seen: list[int] = []
    open_ones: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def serve(sock: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            if context is not None:
                sock = stack.enter_context(context.wrap_socket(sock, server_side=True))
                open_ones.append(sock)
            handler(sock)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                seen.append(sock.fileno())
                open_ones.append(sock)
                threads.append(threading.Thread(target=serve, args=(sock,), daemon=True))
                threads[-1].start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], seen
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        # Broken off first and closed when nobody uses them any more: a file number closed under a TLS layer at work would
        # be given to the next connection, and get that layer's farewell.
        for sock in list(open_ones):
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
        for one in threads:
            one.join(20)
            assert not one.is_alive()
        for sock in open_ones:
            sock.close()


def hold(sock: socket.socket) -> None:
    """Neither reads nor answers until the connection is broken off."""
    poll = select.poll()
    poll.register(sock, select.POLLHUP)
    poll.poll(20_000)


def read_request(sock: socket.socket) -> tuple[bytes, bytes]:
    """One request's head and body."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = sock.recv(65_536)
        if not piece:
            raise ConnectionError
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += sock.recv(65_536)
    return head, body


def answer(sock: socket.socket, body: bytes, *lines: str, status: str = "200 OK") -> None:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines])
    sock.sendall(head.encode() + b"\r\n\r\n" + body)


def polite(sock: socket.socket) -> None:
    """Answers every request with its own body."""
    while True:
        head, body = read_request(sock)
        answer(sock, body, f"X-Line: {head.splitlines()[0].decode()}")


def test_a_connection_is_used_again_and_renewed_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "blob"
    path.write_bytes(bytes(range(256)) * 1000)
    with serving(polite) as (port, seen):
        http = HttpTransport(f"http://127.0.0.1:{port}")
        first = http.send(Call("POST", "/v1/x?y=1", b"ho so"))
        assert (first.status, first.body, first.headers["x-line"]) == (
            200,
            b"ho so",
            "POST /v1/x?y=1 HTTP/1.1",
        )
        second = http.send(Call("PATCH", "/v1/files/1", FileSlice(path, 1000, 100_000)))
        assert second.body == path.read_bytes()[1000:101_000]
        assert len(seen) == 1
        http.renew()
        assert http.send(Call("GET", "/")).status == 200
        assert len(seen) == 2
        http.renew()


def test_what_is_for_far_away_alone_is_not_sent_near_by() -> None:
    with serving(polite) as (port, seen):
        http = HttpTransport(f"http://127.0.0.1:{port}")
        with pytest.raises(LinkDown) as caught:
            http.send(Call("POST", "/", b"ho so", far=5.0))
        assert caught.value.cause == "near"
        assert http._live.away_since is None  # which is no fault of the link
        assert http.send(Call("GET", "/", far=0.0)).status == 200
        assert len(seen) == 2  # the first was opened, to find out, and brought nothing
        http.renew()


def test_a_flow_that_goes_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(sock: socket.socket) -> None:
        read_request(sock)
        hold(sock)

    with serving(silent) as (port, _):
        http = HttpTransport(f"http://127.0.0.1:{port}")
        start = time.monotonic()
        with pytest.raises(LinkDown) as caught:
            http.send(Call("POST", "/", b"x", within=0.2))
        assert caught.value.cause == "timeout"
        assert time.monotonic() - start < 3


def test_a_receiver_that_stops_reading_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(http_transport, "BLOCK_SECONDS", 0.3)

    def stuck(sock: socket.socket) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.recv(10)
        hold(sock)

    path = tmp_path / "blob"
    path.write_bytes(bytes(30_000_000))
    with serving(stuck) as (port, _):
        http = HttpTransport(f"http://127.0.0.1:{port}")
        start = time.monotonic()
        with pytest.raises(LinkDown):
            http.send(Call("PATCH", "/", FileSlice(path, 0, 30_000_000), within=60))
        assert time.monotonic() - start < 5


def test_half_an_answer_is_no_answer() -> None:
    def cut(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        sock.shutdown(socket.SHUT_RDWR)

    with serving(cut) as (port, _):
        with pytest.raises(LinkDown) as caught:
            HttpTransport(f"http://127.0.0.1:{port}").send(Call("GET", "/"))
        assert caught.value.cause == "cut"


def test_noise_and_endless_answers_are_no_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_bodies, "ANSWER_BYTES", 1000)

    def noise(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(b"\x00\x01 nonsense\r\n\r\n")
        sock.close()

    def endless(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + bytes(100_000))

    for handler in (noise, endless):
        with serving(handler) as (port, _), pytest.raises(LinkDown):
            HttpTransport(f"http://127.0.0.1:{port}").send(Call("GET", "/"))


def test_a_head_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_transport, "HEAD_SECONDS", 0.3)

    def trickling(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(1000):  # always within the limit for one byte, and never at an end
            sock.sendall(b"X")
            if not select.select([sock], [], [], 0.05)[0]:
                continue
            if not sock.recv(1):
                return

    with serving(trickling) as (port, _):
        start = time.monotonic()
        with pytest.raises(LinkDown):
            HttpTransport(f"http://127.0.0.1:{port}").send(Call("GET", "/", within=0.3))
        assert time.monotonic() - start < 5


def test_nobody_there_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(LinkDown) as caught:
        HttpTransport(f"http://127.0.0.1:{port}").send(Call("GET", "/"))
    assert caught.value.cause == "connect"


def test_a_redirect_is_not_followed() -> None:
    def portal(sock: socket.socket) -> None:
        read_request(sock)
        answer(sock, b"", "Location: http://127.0.0.1:1/login", status="302 Found")

    with serving(portal) as (port, _):
        assert HttpTransport(f"http://127.0.0.1:{port}").send(Call("GET", "/")).status == 302


def test_a_moved_network_breaks_off_what_stands_still_and_nothing_else() -> None:
    lines = {"/still": threading.Event(), "/moving": threading.Event()}

    def serve(sock: socket.socket) -> None:
        head, _ = read_request(sock)
        path = head.split(b" ")[1].decode()
        lines[path].set()
        if path == "/still":
            hold(sock)
        lines["/still"].wait(5)
        lines["/cut"].wait(5)
        answer(sock, b"here")

    lines["/cut"] = threading.Event()
    with serving(serve) as (port, _):
        http = HttpTransport(f"http://127.0.0.1:{port}")
        told: dict[str, object] = {}

        def send(path: str) -> None:
            try:
                told[path] = http.send(Call("GET", path, within=60)).body
            except LinkDown as fault:
                told[path] = fault.cause

        threads = [threading.Thread(target=send, args=(path,)) for path in ("/still", "/moving")]
        threads[0].start()
        assert lines["/still"].wait(5)
        threading.Event().wait(0.1)  # it stands still from here on
        began = time.monotonic()
        threads[1].start()
        assert lines["/moving"].wait(5)
        # Whatever moved after this moment is alive; the first has not.
        assert http.abort_still(time.monotonic() - began) == 1
        lines["/cut"].set()
        for thread in threads:
            thread.join(5)
        assert told == {"/still": "cut", "/moving": b"here"}
        http.renew()


def test_as_many_connections_are_kept_as_are_used_at_once(tmp_path: Path) -> None:
    together = threading.Barrier(9)

    def serve(sock: socket.socket) -> None:
        while True:
            _, body = read_request(sock)
            together.wait(10)
            answer(sock, body)

    with serving(serve) as (port, seen):
        http = HttpTransport(f"http://127.0.0.1:{port}")
        for _ in range(2):  # eight streams and a question
            threads = [threading.Thread(target=lambda: http.send(Call("POST", "/", b"x"))) for _ in range(9)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(10)
        assert len(seen) == 9
        http.renew()


def test_a_queue_is_told_from_a_longer_way(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[float, float]] = []
    # As the system tells it over a real link.
    monkeypatch.setattr(flows, "trips", lambda _sock: told[-1])
    with serving(polite) as (port, _):
        http = HttpTransport(f"http://127.0.0.1:{port}")

        def crowded(lately: float, least: float) -> bool:
            told.append((lately, least))
            return http.crowded()

        http.send(Call("GET", "/"))
        assert not crowded(0.02, 0.02)
        assert crowded(0.05, 0.03)
        http.renew()
        assert not http.crowded()  # nothing is open
        http.send(Call("GET", "/"))
        assert not crowded(0.65, 0.65)  # another link: what the last one could do says nothing
        assert crowded(1.0, 0.65)
        http.renew()


def test_a_request_under_way_can_be_broken_off() -> None:
    asked = threading.Event()

    def silent(sock: socket.socket) -> None:
        read_request(sock)
        asked.set()
        hold(sock)

    with serving(silent) as (port, _):
        http = HttpTransport(f"http://127.0.0.1:{port}")
        caught: list[LinkDown] = []

        def send() -> None:
            try:
                http.send(Call("GET", "/", within=60))
            except LinkDown as fault:
                caught.append(fault)

        thread = threading.Thread(target=send)
        thread.start()
        assert asked.wait(5)
        http.abort()
        thread.join(5)
        assert not thread.is_alive()
        assert len(caught) == 1


@pytest.mark.parametrize(
    "url", ["http://tinh.example", "http://10.0.0.1", "ftp://127.0.0.1", "tinh.example", ""]
)
def test_plain_http_is_for_loopback_alone(url: str) -> None:
    with pytest.raises(PlainHttpRefused):
        HttpTransport(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://localhost", "http://[::1]:80", "https://tinh.example"]
)
def test_loopback_and_tls_are_allowed(url: str) -> None:
    HttpTransport(url)


def certificate(tmp_path: Path, start: datetime.datetime, days: int) -> tuple[str, ssl.SSLContext]:
    """A self-signed authority that is its own server on loopback: (PEM, server context)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Cong thu")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=days))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    pem = built.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / f"{built.serial_number}.pem"
    path.write_bytes(secret + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return pem.decode(), context


def test_only_the_pinned_authority_is_believed(tmp_path: Path) -> None:
    now = datetime.datetime.now(datetime.UTC)
    pem, context = certificate(tmp_path, now - datetime.timedelta(days=1), 10)
    other, _ = certificate(tmp_path, now - datetime.timedelta(days=1), 10)
    with serving(polite, context) as (port, _):
        url = f"https://127.0.0.1:{port}"
        pinned = HttpTransport(url, pem, now=lambda: now)
        assert pinned.send(Call("POST", "/", b"x")).body == b"x"
        pinned.renew()
        for wrong in (HttpTransport(url, other, now=lambda: now), HttpTransport(url)):
            with pytest.raises(LinkDown) as caught:
                wrong.send(Call("GET", "/"))
            assert caught.value.cause == "tls"
        anyone = HttpTransport(url, believe_anyone=True)
        assert anyone.send(Call("GET", "/v1/gateway")).status == 200
        anyone.renew()


def test_a_pinned_certificate_is_judged_by_the_gateways_time(tmp_path: Path) -> None:
    start = datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC)
    pem, context = certificate(tmp_path, start, 10)
    known = [datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)]  # a machine whose battery is empty
    with serving(polite, context) as (port, _):
        http = HttpTransport(f"https://127.0.0.1:{port}", pem, now=lambda: known[0])
        with pytest.raises(LinkDown) as caught:
            http.send(Call("POST", "/v1/parcels", b"x"))
        assert caught.value.cause == "tls"
        assert http.send(Call("GET", "/v1/time", timeless=True)).status == 200
        known[0] = start + datetime.timedelta(days=1)
        http.renew()
        assert http.send(Call("POST", "/v1/parcels", b"x")).status == 200
        http.renew()


def test_sockets_give_up_a_silent_flow_within_seconds() -> None:
    with serving(polite) as (port, _):
        http = HttpTransport(f"http://127.0.0.1:{port}")
        http.send(Call("GET", "/"))
        (sock,) = http._live.sockets()
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 8_000
        http.renew()

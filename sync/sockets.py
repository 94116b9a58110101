"""The sockets of the road: TLS to a pinned authority, and what a system's TCP is asked for.

May not know what travels over them.
"""

import contextlib
import ipaddress
import socket
import ssl
import sys
from datetime import datetime

import urllib3.exceptions

from sync.pauses import BBR, CUBIC
from sync.transport import Manner

UNACKNOWLEDGED_MS = 8_000
"""After so long without an acknowledgement the kernel gives up the flow.

Its own limit is some fifteen minutes.
"""
PACKETS = 1.06
"""What headers of packets and acknowledgements add to what a metered link counts."""
NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME, which the ssl module does not name


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def pinned(ca_pem: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=ca_pem)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_pem is not None:
        # With one pinned authority the dates are judged by us against the gateway's signed time: a machine
        # with a wrong clock could otherwise never learn the right one.
        context.verify_flags |= NO_CHECK_TIME
    return context


def check_dates(sock: ssl.SSLSocket, now: datetime) -> None:
    from cryptography import x509

    der = sock.getpeercert(binary_form=True)
    certificate = x509.load_der_x509_certificate(der or b"")
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise ssl.SSLError("certificate is not valid at the gateway's time")


def socket_options() -> list[tuple[int, int, int | bytes]]:
    options: list[tuple[int, int, int | bytes]] = [
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    ]
    wished: list[tuple[str, int | bytes]] = [
        ("TCP_KEEPIDLE", 5),
        ("TCP_KEEPINTVL", 2),
        ("TCP_KEEPCNT", 3),
        ("TCP_USER_TIMEOUT", UNACKNOWLEDGED_MS),
        # To begin with: BBR spreads even the first few packets over a part of a trip.
        ("TCP_CONGESTION", CUBIC),
    ]
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        if sys.platform == "win32":
            numbers: list[tuple[int, int | bytes]] = [(5, UNACKNOWLEDGED_MS // 1000)]  # TCP_MAXRT, seconds
        else:
            numbers = [(getattr(socket, name), value) for name, value in wished if hasattr(socket, name)]
        for number, value in numbers:
            try:
                trial.setsockopt(socket.IPPROTO_TCP, number, value)
            except OSError:
                continue
            options.append((socket.IPPROTO_TCP, number, value))
    return options


def steadfast() -> bool:
    """Whether the system lets flows be under BBR, which over a satellite carries seven times what CUBIC does."""
    if not hasattr(socket, "TCP_CONGESTION"):
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        try:
            trial.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, BBR)
        except OSError:
            return False
    return True


def behave(sock: socket.socket, manner: Manner) -> None:
    """Let a connection share its link so, where the system gives a choice."""
    number = getattr(socket, "TCP_CONGESTION", None)
    if number is None:
        return
    with contextlib.suppress(OSError):  # one that the system does not allow: it stays as it is
        sock.setsockopt(socket.IPPROTO_TCP, number, CUBIC if manner is Manner.YIELDING else BBR)


def cause(error: Exception) -> str:
    """A short code for what ended a connection."""
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, ssl.SSLError):
            return "tls"
        if isinstance(chain, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError):
            return "connect"
        if isinstance(chain, urllib3.exceptions.TimeoutError | TimeoutError):
            return "timeout"
        chain = chain.__cause__ or chain.__context__
    return "cut"


def on_the_wire(count: int) -> int:
    """``count`` bytes of HTTP with what the packets around them cost."""
    return int(count * PACKETS)

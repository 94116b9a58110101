"""Where a request comes from: the address of whoever asked, seen past the proxies the province itself put before us.

Only those are believed when they say for whom they ask; what a stranger writes into ``X-Forwarded-For`` counts for nothing.
May not know what a request is about.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from forms.errors import KnownError
from forms.text import Message

LOOPBACK = ("127.0.0.0/8", "::1")
UNKNOWN = "?"
_ONE_PLACE = 64
"""Bits of an IPv6 address that are one line's: whoever has one has all the rest of it."""

_UNSOUND = Message(
    "error.gateway.office_proxy",
    "{address} không phải là địa chỉ hay dải địa chỉ mạng (ví dụ 10.0.0.5 hoặc 10.0.0.0/24).",
    "Shown to the administrator of the gateway who told --office-proxy; {address} is what was typed.",
)


class Sources:
    """Tells addresses apart. ``proxies`` are addresses or ranges of the province's own proxies."""

    def __init__(self, proxies: Iterable[str] = ()) -> None:
        self._proxies = tuple(_range(told) for told in proxies)

    def of(self, peer: str | None, forwarded: Sequence[str]) -> str:
        """The address behind ``peer``: IPv4 whole, IPv6 by its first 64 bits; ``?`` where there is none.

        ``forwarded`` are the lines of ``X-Forwarded-For`` as they came. Each of our proxies adds at the end for whom it
        asks, so they are read from there as long as the one who says it is ours.
        """
        hops = [hop.strip() for line in forwarded for hop in line.split(",")]
        address = _address(peer or "")
        while address is not None and hops and any(address in one for one in self._proxies):
            before = _address(hops.pop())
            if before is None:
                break
            address = before
        if address is None:
            return UNKNOWN
        if isinstance(address, IPv6Address):
            return str(ip_network((address, _ONE_PLACE), strict=False))
        return str(address)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _range(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise KnownError(_UNSOUND, address=text) from error

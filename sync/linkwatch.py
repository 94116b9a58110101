"""Tells when the system's network has moved, so that the agent need not wait out its back-off.

Linux says it over netlink; elsewhere nothing is said and the agent's own probes find out. May not decide
anything.
"""

import contextlib
import socket
import struct
import sys

_GROUPS = 0x1 | 0x10 | 0x40 | 0x100  # link, IPv4 address, IPv4 route, IPv6 address (linux/rtnetlink.h)


class LinkWatch:
    """Listens to the system's announcements about links, addresses and routes."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        if sys.platform == "linux":
            with contextlib.suppress(OSError):  # a locked-down account may not listen; then we only probe
                self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
                self._socket.bind((0, _GROUPS))
                self._socket.setblocking(False)

    def changed(self) -> bool:
        """Whether anything was announced since the last call."""
        heard = False
        while self._socket is not None:
            try:
                message = self._socket.recv(65_536)
            except BlockingIOError:
                break
            except OSError:
                heard = True  # announcements were dropped: something did happen
                break
            heard = heard or len(message) >= struct.calcsize("=LHHLL")
        return heard

    def close(self) -> None:
        """Stop listening."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

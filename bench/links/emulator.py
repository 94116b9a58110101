"""The process that is the link: two network namespaces with a TUN device each, every packet carried between them by ``wire``.

    python -m bench.links.emulator NAME PROFILE SEED

Makes ``NAMEc`` (kiosk's side, 198.18.0.1) and ``NAMEs`` (gateway's side, 198.18.0.2) and says ``ready``. On standard input it takes
``start`` (zero the counters, begin the outages' clock) and ``tell`` (counters as one JSON line). When its standard input
closes, whoever asked for the link is gone: it ends what runs in both namespaces and removes them.

No kernel module is needed. Needs root and ``/dev/net/tun``.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.links.profiles import PROFILES
from bench.links.urgency import go_first, unhurried
from bench.links.wire import Wire

KIOSK_ADDRESS, GATEWAY_ADDRESS = "198.18.0.1", "198.18.0.2"
COUNTER = ("net.ipv4.tcp_timestamps=0",)
"""How a counter's system is set up (docs/operations.md); the peers profit from it as we do."""
_TUNSETIFF = 0x400454CA
_TUN_WITHOUT_HEADER = 0x0001 | 0x1000
_CLONE_NEWNET = 0x40000000
_BATCH = 64


def _run(*command: str) -> None:
    # Never with real-time priority: the kernel lets a writer of some settings try again and again until another task lets go of a
    # lock, and that task must not starve behind it.
    subprocess.run(unhurried(list(command)), check=True, stdin=subprocess.DEVNULL)


@contextlib.contextmanager
def namespaces(name: str, congestion: str) -> Iterator[tuple[int, int]]:
    """Both namespaces and their devices' handles (kiosk's, gateway's); gone afterwards, with all that ran in them."""
    sides = ((f"{name}c", KIOSK_ADDRESS, GATEWAY_ADDRESS), (f"{name}s", GATEWAY_ADDRESS, KIOSK_ADDRESS))
    made: list[str] = []
    try:
        handles = []
        for side, own, other in sides:
            _run("ip", "netns", "add", side)
            made.append(side)
            handles.append(_device(side))
            for setting in (
                *(COUNTER if own == KIOSK_ADDRESS else ()),
                "net.ipv6.conf.all.disable_ipv6=1",
                f"net.ipv4.tcp_congestion_control={congestion}",
                "net.ipv4.tcp_no_metrics_save=1",  # no run may profit from what an earlier one learnt
            ):
                _run("ip", "netns", "exec", side, "sysctl", "-qw", setting)
            _run("ip", "-n", side, "addr", "add", own, "peer", other, "dev", "link0")
            _run("ip", "-n", side, "link", "set", "lo", "up")
            _run("ip", "-n", side, "link", "set", "link0", "mtu", "1500", "txqueuelen", "1000", "up")
        yield handles[0], handles[1]
    finally:
        for side in made:
            _clear(side)


def _device(side: str) -> int:
    """A TUN device inside a namespace, its handle outside: a device stays where it was made."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{side}", os.O_RDONLY)
    try:
        if libc.setns(there, _CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
        handle = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        fcntl.ioctl(handle, _TUNSETIFF, struct.pack("16sH14x", b"link0", _TUN_WITHOUT_HEADER))
        return handle
    finally:
        libc.setns(home, _CLONE_NEWNET)
        os.close(home)
        os.close(there)


def _clear(side: str) -> None:
    listed = subprocess.run(
        unhurried(["ip", "netns", "pids", side]), capture_output=True, text=True, check=False
    )
    for pid in listed.stdout.split():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)
    subprocess.run(unhurried(["ip", "netns", "del", side]), check=False)


def carry(wire: Wire, kiosk: int, gateway: int) -> None:
    """Carry packets and heed orders until standard input closes."""
    poll = select.epoll()
    for handle in (kiosk, gateway, 0):
        poll.register(handle, select.EPOLLIN)
    wire.start(time.monotonic())
    while True:
        now = time.monotonic()
        due = [at for at in (wire.up.next_at(), wire.down.next_at()) if at is not None]
        for handle, _ in poll.poll(max(0.0, min(due) - now) if due else -1):
            if handle == 0:
                if not _heed(wire):
                    return
            else:
                _take(wire, handle, handle == kiosk)
        now = time.monotonic()
        _give(wire, kiosk, gateway, now)


def _heed(wire: Wire) -> bool:
    orders = os.read(0, 4096)
    for order in orders.split():
        if order == b"start":
            wire.start(time.monotonic())
        elif order == b"tell":
            print(json.dumps(wire.told()), flush=True)
    return bool(orders)


def _take(wire: Wire, handle: int, from_kiosk: bool) -> None:
    lane = wire.up if from_kiosk else wire.down
    for _ in range(_BATCH):
        try:
            packet = os.read(handle, 65_535)
        except OSError:
            return
        reset = wire.offer(lane, packet, time.monotonic())
        if reset is not None:
            _write(handle, reset)


def _give(wire: Wire, kiosk: int, gateway: int, now: float) -> None:
    for lane, handle in ((wire.up, gateway), (wire.down, kiosk)):
        for packet in wire.deliver(lane, now):
            _write(handle, packet)


def _write(handle: int, packet: bytes) -> None:
    with contextlib.suppress(OSError):  # a device that takes no more has lost a packet
        os.write(handle, packet)


def main() -> None:
    """See the module."""
    name, profile, seed = sys.argv[1:4]
    # Told to stop, it stops as when its standard input closes: the namespaces must go in any case.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    with namespaces(name, PROFILES[profile].congestion) as (kiosk, gateway):
        go_first()
        print("ready", flush=True)
        carry(Wire(PROFILES[profile], int(seed)), kiosk, gateway)


if __name__ == "__main__":
    main()

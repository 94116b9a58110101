"""The emulated link does what its profile says, packet by packet: without root, on no clock but the numbers given."""

import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.links import emulator
from bench.links.bridge import Bridge, CannotEmulate, demand_means
from bench.links.profiles import CAMPAIGN, PROFILES, Cut, Profile
from bench.links.wire import PACKET, QUEUE_PACKETS, Lane, Wire, reset_for

KIOSK, GATEWAY = bytes([198, 18, 0, 1]), bytes([198, 18, 0, 2])
FIN, SYN, RST, ACK = 1, 2, 4, 16
CLEAN = Profile("T", "for tests", 1000, 500, 200, 0.0, dossiers=1, bar=0.0)
"""Up 1000 kbit/s (125,000 bytes a second), down half of it, 100 ms each way."""


def tcp(flags: int = ACK, *, size: int = 40, port: int = 40_000, back: bool = False, seq: int = 7) -> bytes:
    """A TCP/IPv4 packet of ``size`` bytes from the kiosk's ``port`` to the gateway's 443, or ``back``."""
    ends = (port, 443)
    source, target = reversed(ends) if back else ends
    addresses = GATEWAY + KIOSK if back else KIOSK + GATEWAY
    head = source.to_bytes(2) + target.to_bytes(2) + seq.to_bytes(4) + (99).to_bytes(4)
    head += bytes([5 << 4, flags]) + bytes(6)
    ip = bytes([0x45, 0]) + size.to_bytes(2) + bytes(4) + bytes([64, 6]) + bytes(2) + addresses
    return ip + head + bytes(size - 40)


def arrivals(lane: Lane) -> list[float]:
    """When everything under way arrives, to the millisecond."""
    times = []
    while (at := lane.next_at()) is not None:
        times += [round(at, 3)] * len(list(lane.arrived(at)))
    return times


def test_a_packet_takes_its_time_on_the_air_and_then_the_delay() -> None:
    wire = Wire(CLEAN, 1)
    for _ in range(3):
        assert wire.offer(wire.up, tcp(size=1250), 0.0) is None
    assert arrivals(wire.up) == [0.11, 0.12, 0.13]  # 10 ms each at 125,000 bytes a second
    wire.offer(wire.down, tcp(size=1250, back=True), 5.0)
    assert arrivals(wire.down) == [5.12]  # half the rate, the same way
    wire.offer(wire.up, tcp(size=1250), 7.0)
    assert arrivals(wire.up) == [7.11]  # an idle link saves up nothing
    assert (wire.up.counters.offered_packets, wire.up.counters.offered_bytes) == (4, 5000)


def test_a_second_of_full_packets_is_what_the_rate_says() -> None:
    wire = Wire(CLEAN, 1)
    now, given = 0.0, 0
    while now < 10.0:
        wire.offer(wire.up, tcp(size=PACKET), now)
        now += 0.001  # twelve times as much as there is room for
    given = sum(len(packet) for packet in wire.deliver(wire.up, 10.1))
    assert abs(given - 1_250_000) < 2 * PACKET
    assert wire.up.counters.overflow_packets > 8000


def test_a_full_queue_takes_no_more_until_it_has_drained() -> None:
    wire = Wire(CLEAN, 1)
    room = 125_000 // PACKET  # one second of the link
    for _ in range(room + 20):
        wire.offer(wire.up, tcp(size=PACKET), 0.0)
    assert wire.up.counters.overflow_packets == 20
    wire.offer(wire.up, tcp(size=PACKET), 0.012)  # one packet has left
    wire.offer(wire.up, tcp(size=PACKET), 0.012)
    assert wire.up.counters.overflow_packets == 21
    assert len(arrivals(wire.up)) == room + 1
    slow = Wire(replace(CLEAN, up_kbit=64, queue_ms=1), 1)  # but at least so many packets
    for _ in range(QUEUE_PACKETS + 5):
        slow.offer(slow.up, tcp(size=PACKET), 0.0)
    assert slow.up.counters.overflow_packets == 5


def lost(seed: int, count: int = 2000) -> list[int]:
    """Which of so many packets a link that loses 2 % loses."""
    wire = Wire(replace(CLEAN, loss=0.02), seed)
    found = []
    for number in range(count):
        before = wire.up.counters.lost_packets
        wire.offer(wire.up, tcp(size=125), number * 0.01)
        found += [number] * (wire.up.counters.lost_packets - before)
    return found


def test_losses_are_chance_by_their_seed_alone() -> None:
    assert lost(1) == lost(1)
    assert lost(1) != lost(2)
    for seed in range(1, 6):
        assert 0.01 < len(lost(seed)) / 2000 < 0.03
    both = Wire(replace(CLEAN, loss=0.5), 1)
    for _ in range(60):
        both.offer(both.up, tcp(), 0.0)
        both.offer(both.down, tcp(back=True), 0.0)
    assert arrivals(both.up) != arrivals(both.down)  # each way has a chance of its own


def test_a_lost_packet_has_taken_its_time_on_the_air() -> None:
    wire = Wire(replace(CLEAN, loss=1.0), 1)
    wire.offer(wire.up, tcp(size=1250), 0.0)
    wire.up.loss = 0.0
    wire.offer(wire.up, tcp(size=1250), 0.0)
    assert arrivals(wire.up) == [0.12]


def flapping(cut: Cut) -> Wire:
    wire = Wire(replace(CLEAN, period=40.0, down=10.0, cut=cut), 1)
    wire.start(1000.0)
    return wire


@pytest.mark.parametrize("cut", list(Cut))
def test_an_outage_swallows_what_is_offered_and_what_is_under_way(cut: Cut) -> None:
    wire = flapping(cut)
    assert [wire.is_up(1000.0 + at) for at in (0, 29.9, 30, 39.9, 40, 69.9, 70)] == [
        True, True, False, False, True, True, False,
    ]  # fmt: skip
    wire.offer(wire.up, tcp(SYN), 1029.95)
    assert list(wire.deliver(wire.up, 1030.1)) == []
    assert wire.offer(wire.up, tcp(SYN), 1031.0) is None
    assert wire.up.next_at() is None
    assert wire.up.counters.outage_packets == 2
    assert wire.up.counters.first_at == pytest.approx(29.95)


@pytest.mark.parametrize(
    ("cut", "passes", "answered"),
    [(Cut.HOLD, True, False), (Cut.MUTE, False, False), (Cut.RESET, False, True)],
)
def test_what_an_outage_does_to_the_flows_before_it(cut: Cut, passes: bool, answered: bool) -> None:
    wire = flapping(cut)
    old, new, ping = tcp(port=1000), tcp(port=2000), bytes([0x45]) + bytes(8) + bytes([1]) + bytes(30)

    def goes(packet: bytes, at: float, lane: Lane = wire.up) -> tuple[bool, bool]:
        reset = wire.offer(lane, packet, at)
        went = list(wire.deliver(lane, at + 1.0)) == [packet]
        return went, reset is not None

    assert goes(tcp(SYN, port=1000), 1001.0) == (True, False)
    assert goes(old, 1003.0) == (True, False)
    # After the outage: the old flow either way, a new one, one begun anew from the old port, and what is not TCP.
    assert goes(old, 1041.0) == (passes, answered)
    assert goes(tcp(port=1000, back=True), 1043.0, wire.down) == (passes, answered)
    assert goes(tcp(SYN, port=2000), 1045.0) == (True, False)
    assert goes(new, 1047.0) == (True, False)
    assert goes(ping, 1049.0) == (True, False)
    assert goes(tcp(SYN, port=1000), 1051.0) == (True, False)
    assert goes(old, 1053.0) == (True, False)
    dead = wire.up.counters.dead_packets + wire.down.counters.dead_packets
    assert dead == (0 if passes else 2)


def sum_of(data: bytes) -> int:
    """The ones' complement sum (RFC 1071), word by word; 0xFFFF where a checksum within holds."""
    total = sum(int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


@pytest.mark.parametrize(
    ("packet", "flags", "sequence", "acknowledged"),
    [
        (tcp(ACK, size=1040), RST, 99, 0),
        (tcp(SYN, seq=7), RST | ACK, 0, 8),
        (tcp(0, size=140, seq=7), RST | ACK, 0, 107),
        (tcp(FIN, size=140, seq=(1 << 32) - 1), RST | ACK, 0, 100),
    ],
)
def test_a_reset_is_one_a_system_believes(
    packet: bytes, flags: int, sequence: int, acknowledged: int
) -> None:
    reset = reset_for(packet)
    assert reset is not None
    ip, segment = reset[:20], reset[20:]
    assert (ip[12:16], ip[16:20]) == (GATEWAY, KIOSK)
    assert int.from_bytes(ip[2:4]) == len(reset) == 40
    assert segment[:4] == packet[22:24] + packet[20:22]
    assert segment[13] == flags
    assert (int.from_bytes(segment[4:8]), int.from_bytes(segment[8:12])) == (sequence, acknowledged)
    assert sum_of(ip) == 0xFFFF
    assert sum_of(ip[12:20] + bytes([0, 6, 0, len(segment)]) + segment) == 0xFFFF


def test_a_reset_is_not_answered_with_one() -> None:
    assert reset_for(tcp(RST | ACK)) is None


def test_seconds_with_a_link() -> None:
    link = replace(CLEAN, period=40.0, down=10.0)
    assert [link.seconds_up(at) for at in (0, 29, 35, 40, 41, 115)] == [0, 29, 30, 30, 31, 90]
    assert CLEAN.seconds_up(115) == 115


def test_the_links_of_a_campaign() -> None:
    assert {"A", "B", "C", "C-rst", "C-mute", "D", "D-cubic"} == set(CAMPAIGN)
    assert {PROFILES[name].cut for name in ("C", "C-rst", "C-mute")} == set(Cut)
    assert all(PROFILES[name].period == 40.0 and PROFILES[name].down == 10.0 for name in ("C", "C-rst"))


def test_the_process_carries_between_two_devices_and_answers_with_resets() -> None:
    """The part of the emulator that moves packets, over sockets in the devices' place."""
    wire = Wire(replace(CLEAN, period=40.0, down=10.0, cut=Cut.RESET), 1)
    wire.start(time.monotonic())
    pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2)]
    try:
        (kiosk, near), (gateway, far) = pairs
        for one in (kiosk, near, gateway, far):
            one.setblocking(False)
        sent = [tcp(SYN), tcp(size=600), tcp(size=1500)]
        for packet in sent:
            near.send(packet)
        emulator._take(wire, kiosk.fileno(), True)
        at = wire.up.next_at()
        assert at is not None
        emulator._give(wire, kiosk.fileno(), gateway.fileno(), at + 60.0)
        came: list[bytes] = []
        while len(came) < 3:
            came.append(far.recv(2000))
        assert came == sent
        wire._began -= 40.0  # a cycle later
        near.send(tcp())
        emulator._take(wire, kiosk.fileno(), True)
        assert near.recv(2000) == reset_for(tcp())
    finally:
        for pair in pairs:
            for one in pair:
                one.close()


def can_emulate() -> str:
    try:
        demand_means()
    except CannotEmulate as fault:
        return str(fault)
    return ""


@pytest.mark.skipif(bool(can_emulate()), reason=f"no links here: {can_emulate()}")
def test_a_real_link_carries_counts_and_leaves_nothing_behind() -> None:
    profile = PROFILES["LAN"]
    script = (
        "import socket,sys; s=socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(5);"
        "s.bind(('198.18.0.2', 5000)); print('up', flush=True); d, a = s.recvfrom(2000); s.sendto(d * 2, a)"
    )
    ask = (
        "import socket; s=socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(5);"
        "s.sendto(b'x' * 100, ('198.18.0.2', 5000)); print(len(s.recv(2000)))"
    )
    with Bridge(profile, 1) as bridge:
        name = bridge.kiosk_side([])[3]
        server: Any = subprocess.Popen(
            bridge.gateway_side([sys.executable, "-c", script]), stdout=subprocess.PIPE
        )
        assert server.stdout.readline() == b"up\n"
        bridge.start()
        done = subprocess.run(
            bridge.kiosk_side([sys.executable, "-c", ask]), capture_output=True, text=True, check=True
        )
        told = bridge.told()
        server.stdout.close()
        server.wait(10)
    assert done.stdout == "200\n"
    assert (told["up"]["delivered_bytes"], told["down"]["delivered_bytes"]) == (128, 228)
    assert not Path(f"/run/netns/{name}").exists()

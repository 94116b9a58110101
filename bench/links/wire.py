"""The physics of a link, packet by packet: rate, queue, delay, loss, outages, and flows that an outage kills.

Knows raw IP packets and times handed in; opens no device and asks no clock, so it can be tried without root.
"""

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from bench.links.profiles import Cut, Profile

PACKET = 1500
QUEUE_PACKETS = 30
"""A queue holds the profile's time of the link, but at least so many full packets."""
_TCP = 6
_FIN, _SYN, _RST, _ACK = 1, 2, 4, 16


@dataclass(slots=True)
class Counters:
    """Packets and IP bytes of one direction: offered, delivered, and why the others were not."""

    offered_packets: int = 0
    offered_bytes: int = 0
    delivered_packets: int = 0
    delivered_bytes: int = 0
    lost_packets: int = 0
    overflow_packets: int = 0
    outage_packets: int = 0
    dead_packets: int = 0
    first_at: float | None = None


@dataclass(slots=True)
class Lane:
    """One direction. A packet waits for those before it, takes its time on the air, then ``delay`` to arrive."""

    bytes_per_second: float
    delay: float
    loss: float
    queue_bytes: float
    chance: random.Random
    counters: Counters = field(default_factory=Counters)
    _idle_from: float = 0.0
    _travelling: deque[tuple[float, bytes]] = field(default_factory=deque)

    def offer(self, packet: bytes, now: float) -> None:
        """Queue a packet, unless the queue is full; a packet that will be lost takes its time on the air all the same."""
        begins = max(self._idle_from, now)
        if (begins - now) * self.bytes_per_second + len(packet) > self.queue_bytes:
            self.counters.overflow_packets += 1
            return
        self._idle_from = begins + len(packet) / self.bytes_per_second
        if self.loss and self.chance.random() < self.loss:
            self.counters.lost_packets += 1
            return
        self._travelling.append((self._idle_from + self.delay, packet))

    def next_at(self) -> float | None:
        """When the next packet arrives."""
        return self._travelling[0][0] if self._travelling else None

    def arrived(self, now: float) -> Iterator[bytes]:
        """The packets whose time has come."""
        while self._travelling and self._travelling[0][0] <= now:
            yield self._travelling.popleft()[1]


class Wire:
    """Both directions. ``up`` carries from the kiosk's side to the gateway's."""

    def __init__(self, profile: Profile, seed: int) -> None:
        self._profile = profile
        self.up = _lane(profile, profile.up_kbit, f"{seed}/up")
        self.down = _lane(profile, profile.down_kbit, f"{seed}/down")
        self._began = 0.0
        self._born: dict[tuple[bytes, bytes], int] = {}

    def start(self, now: float) -> None:
        """From here the outages count, and the counters; flows that exist already belong to the first cycle."""
        self._began = now
        self._born.clear()
        self.up.counters, self.down.counters = Counters(), Counters()

    def offer(self, lane: Lane, packet: bytes, now: float) -> bytes | None:
        """Put a packet on the link; the RST that goes straight back for one of a flow that a cut has killed."""
        told = lane.counters
        told.offered_packets += 1
        told.offered_bytes += len(packet)
        if told.first_at is None:
            told.first_at = now - self._began
        if not self.is_up(now):
            told.outage_packets += 1
            return None
        if self._belongs_to_dead_flow(packet, now):
            told.dead_packets += 1
            return reset_for(packet) if self._profile.cut is Cut.RESET else None
        lane.offer(packet, now)
        return None

    def deliver(self, lane: Lane, now: float) -> Iterator[bytes]:
        """What comes out at the far end now; an outage also swallows what is under way when it begins."""
        for packet in lane.arrived(now):
            if self.is_up(now):
                lane.counters.delivered_packets += 1
                lane.counters.delivered_bytes += len(packet)
                yield packet
            else:
                lane.counters.outage_packets += 1

    def is_up(self, now: float) -> bool:
        """Whether there is a link at all."""
        period = self._profile.period
        return not period or (now - self._began) % period < period - self._profile.down

    def told(self) -> dict[str, object]:
        """Counters of both directions."""
        return {"up": asdict(self.up.counters), "down": asdict(self.down.counters)}

    def _belongs_to_dead_flow(self, packet: bytes, now: float) -> bool:
        if self._profile.cut is Cut.HOLD or not self._profile.period or not _is_tcp(packet):
            return False
        cycle = int((now - self._began) // self._profile.period)
        head = _head(packet)
        source, target = packet[12:16] + packet[head : head + 2], packet[16:20] + packet[head + 2 : head + 4]
        flow = (source, target) if source < target else (target, source)
        if packet[head + 13] & (_SYN | _ACK) == _SYN:
            self._born[flow] = cycle
        return self._born.setdefault(flow, cycle) != cycle


def _lane(profile: Profile, kbit: int, seed: str) -> Lane:
    rate = kbit * 125.0
    queue = max(profile.queue_ms / 1000 * rate, QUEUE_PACKETS * PACKET)
    return Lane(rate, profile.rtt_ms / 2000, profile.loss, queue, random.Random(seed))


def _is_tcp(packet: bytes) -> bool:
    return packet[0] >> 4 == 4 and packet[9] == _TCP


def _head(packet: bytes) -> int:
    return (packet[0] & 15) * 4


def reset_for(packet: bytes) -> bytes | None:
    """The RST (RFC 9293, 3.5.2) a stranger to the flow answers a TCP/IPv4 packet with; None for a RST."""
    head = _head(packet)
    ports, flags = packet[head + 2 : head + 4] + packet[head : head + 2], packet[head + 13]
    if flags & _RST:
        return None
    if flags & _ACK:
        sequence, acknowledged, answer = packet[head + 8 : head + 12], bytes(4), _RST
    else:
        length = int.from_bytes(packet[2:4]) - head - (packet[head + 12] >> 4) * 4
        length += bool(flags & _SYN) + bool(flags & _FIN)
        expected = (int.from_bytes(packet[head + 4 : head + 8]) + length) % (1 << 32)
        sequence, acknowledged, answer = bytes(4), expected.to_bytes(4), _RST | _ACK
    tcp = ports + sequence + acknowledged + bytes([5 << 4, answer]) + bytes(6)
    addresses = packet[16:20] + packet[12:16]
    tcp = tcp[:16] + _checksum(addresses + bytes([0, _TCP, 0, len(tcp)]) + tcp) + tcp[18:]
    ip = bytes([0x45, 0, 0, 40, 0, 0, 0, 0, 64, _TCP, 0, 0]) + addresses
    return ip[:10] + _checksum(ip) + ip[12:] + tcp


def _checksum(data: bytes) -> bytes:
    # The ones' complement sum of 16-bit words is the remainder by 0xFFFF of the whole as one number.
    return (0xFFFF - int.from_bytes(data) % 0xFFFF).to_bytes(2)

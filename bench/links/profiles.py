"""The links that are measured, and how much each is given to carry. Data only."""

from dataclasses import dataclass
from enum import StrEnum


class Cut(StrEnum):
    """What an outage does to the TCP flows that were there before it."""

    HOLD = "hold"  # they go on afterwards
    RESET = "rst"  # their packets are answered with RST: the middlebox forgot them and says so
    MUTE = "mute"  # their packets vanish for ever: a new address, or a NAT that forgot silently


@dataclass(frozen=True, slots=True)
class Profile:
    """One link. Rates in kbit/s (1 kbit = 1000 bit) each way, ``loss`` a fraction of packets each way.

    Of every ``period`` seconds the last ``down`` are an outage. ``congestion`` is what the system offers at most.
    ``dossiers`` is how many one run carries, ``seeds`` how many runs a row of the table takes, ``bar`` the efficiency asked.
    """

    name: str
    label: str
    up_kbit: int
    down_kbit: int
    rtt_ms: int
    loss: float
    dossiers: int
    bar: float
    seeds: int = 3
    period: float = 0.0
    down: float = 0.0
    cut: Cut = Cut.HOLD
    congestion: str = "bbr"
    queue_ms: int = 1000

    def seconds_up(self, seconds: float) -> float:
        """For how many of the first ``seconds`` the link was there."""
        if not self.period:
            return seconds
        whole, rest = divmod(seconds, self.period)
        up = self.period - self.down
        return whole * up + min(rest, up)


def _flapping(name: str, label: str, cut: Cut) -> Profile:
    return Profile(
        name, label, 1000, 1000, 200, 0.01, dossiers=8, bar=0.86, seeds=5, period=40.0, down=10.0, cut=cut
    )


PROFILES = {
    one.name: one
    for one in (
        Profile("A", "3G, 2 Mbit/s, 100 ms, 0.5 %", 2000, 2000, 100, 0.005, dossiers=20, bar=0.94),
        Profile("B", "EDGE, 128 kbit/s, 600 ms, 2 %", 128, 128, 600, 0.02, dossiers=2, bar=0.92),
        _flapping("C", "1 Mbit/s, down 10 s in 40, flows survive", Cut.HOLD),
        _flapping("C-rst", "the same, old flows reset", Cut.RESET),
        _flapping("C-mute", "the same, old flows silent", Cut.MUTE),
        Profile("D", "satellite, 5 Mbit/s, 650 ms, 1 %, BBR", 5000, 5000, 650, 0.01, dossiers=20, bar=0.80),
        Profile(
            "D-cubic",
            "the same, CUBIC only",
            5000,
            5000,
            650,
            0.01,
            dossiers=20,
            bar=0.50,
            congestion="cubic",
        ),
        Profile("LAN", "100 Mbit/s, 1 ms", 100_000, 100_000, 1, 0.0, dossiers=20, bar=0.0),
    )
}
CAMPAIGN = tuple(name for name in PROFILES if name != "LAN")

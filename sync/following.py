"""Following a gateway that has changed its keys: the new card, believed because the old key vouches for it.

Asks for the card only when the gateway says that it has another one. May not believe a card by itself: a chain of
signatures from the key this machine was enrolled with must lead to it.
"""

import logging
from dataclasses import replace

from sync.card import GatewayCard, card_hint
from sync.errors import CardRefused, ParcelDamaged
from sync.identity import Identity, card_on_record, replace_card
from sync.link import GatewayLink, NotTheGateway
from sync.outbox import CARD_FACT, Outbox

_log = logging.getLogger("sync.following")


def follow(outbox: Outbox, ours: Identity, data: bytes) -> Identity:
    """The identity with the card ``data``, kept for the next start and for the kiosk to check by itself.

    ``CardRefused`` or ``ParcelDamaged`` when it does not follow ours.
    """
    card = GatewayCard.decode_following(data, ours.card)
    if card == ours.card:
        return ours
    # What the kiosk reads comes first: once the agent's own card is the new one, nobody asks for it again.
    outbox.remember(CARD_FACT, data.hex())
    replace_card(outbox.folder, data)
    _log.info("the gateway's card was renewed")
    # An authority pinned by hand stays.
    pinned = card.ca_pem if ours.ca_pem == ours.card.ca_pem else ours.ca_pem
    return replace(ours, card=card, ca_pem=pinned)


class CardFollower:
    """Keeps this machine's card the gateway's own."""

    def __init__(self, outbox: Outbox, link: GatewayLink) -> None:
        self._outbox = outbox
        self._link = link
        self._hint = card_hint(card_on_record(outbox.folder))
        self._refused: str | None = None

    def heed(self, hint: str | None) -> bool:
        """Fetch the card when ``hint`` names another one than ours; whether it was taken over."""
        if hint is None or hint in (self._hint, self._refused):
            return False
        return self.fetch()

    def fetch(self) -> bool:
        """Ask for the card and take it over when it follows ours; whether it was."""
        data = self._link.card()
        try:
            self._link.identity = follow(self._outbox, self._link.identity, data)
        except (CardRefused, ParcelDamaged):
            _log.warning("a card that nothing leads to was not believed")
            self._refused = card_hint(data)
            return False
        self._hint = card_hint(data)
        return True

    def find_again(self) -> bool:
        """After a time signed by a key we do not know: whether the gateway's card has another one."""
        try:
            return self.fetch()
        except NotTheGateway:
            return False

"""An open office: the unlocked store, the officer of the shift, and everything a service needs to act.

A desk exists only between unlocking and locking. It may not be kept by a screen that is handed to a citizen alone.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from uuid import uuid4

from forms.catalogue import Catalogue
from forms.clock import Clock
from forms.errors import KnownError
from forms.path import Context
from forms.states import Channel
from forms.text import Message
from kiosk.domain.dossier import Dossier
from kiosk.domain.office import Office, Officer, Place
from kiosk.folder import Folder
from kiosk.journal import Journal
from kiosk.store.database import Store
from sync.inbox import Inbox
from sync.outbox import Outbox
from sync.parcel import SigningKey

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam keeps one offset all year; paper shows local dates, rows keep UTC."""


NO_ROAD = Message(
    "error.desk.no_road",
    "Máy đang tập luyện: không có đường gửi, hồ sơ tập không đi đâu cả.",
    "Shown where the state of sending would stand, while officers practise with invented citizens",
)


def new_id() -> str:
    """A fresh id made on this kiosk: 32 lower-case hex characters. It is the idempotency key wherever it goes."""
    return uuid4().hex


@dataclass(slots=True)
class Desk:
    """The open office of one officer's shift. Closing it forgets the keys it held.

    ``practice``: citizens are invented, everything printed is marked, and there is no road to anybody.
    """

    folder: Folder
    clock: Clock
    store: Store
    catalogue: Catalogue
    office: Office
    officer: Officer
    signing: SigningKey = field(repr=False)
    db_key: bytes = field(repr=False)
    journal: Journal = field(repr=False)
    practice: bool = False
    _outbox: Outbox | None = field(default=None, repr=False)

    @property
    def outbox(self) -> Outbox:
        """What waits for the road. Opened at first need: a damaged one must not keep an office from opening.

        Raises ``KnownError`` in practice, which has none.
        """
        self.demand_road()
        if self._outbox is None:
            self._outbox = Outbox(self.folder.outbox, self.clock)
        return self._outbox

    def demand_road(self) -> None:
        """Raises ``KnownError`` in practice: nothing invented may leave this machine, by wire or by stick."""
        if self.practice:
            raise KnownError(NO_ROAD)

    def drop_outbox(self) -> None:
        """Lets go of the outbox; the next look opens what then lies on disk."""
        if self._outbox is not None:
            self._outbox.close()
            self._outbox = None

    def read_forms_again(self) -> None:
        """Packs came into force: what is asked from now on comes from them."""
        self.catalogue = Catalogue.shipped(self.folder.packs / "forms", signed=True)

    @property
    def inbox(self) -> Inbox:
        """What came home, unopened."""
        return Inbox(self.folder.inbox)

    def now(self) -> datetime:
        """The device's clock, never earlier than the latest time this office is known to have reached."""
        return max(self.clock.now(), self.store.clock_floor.get())

    def today(self) -> date:
        """The calendar day in Vietnam."""
        return self.now().astimezone(VIETNAM).date()

    def context_of_new(self) -> Context:
        """The same for a dossier that is not begun yet."""
        place = self.office.place
        return Context(
            today=self.today(),
            office_unit=self.office.unit,
            channel=Channel.POSTAL if place is Place.POST else Channel.IN_PERSON,
            assisted=place is not Place.SELF_SERVICE,
            province=self.office.province,
        )

    def context(self, dossier: Dossier) -> Context:
        """What a form needs to know of the world around a dossier."""
        return Context(
            today=self.today(),
            office_unit=self.office.unit,
            channel=dossier.channel,
            assisted=dossier.assisted,
            province=self.office.province,
        )

    def close(self) -> None:
        """Closes the store. The object is of no use afterwards."""
        self.drop_outbox()
        self.store.close()
        self.db_key = secrets.token_bytes(32)
        self.signing = SigningKey.generate()

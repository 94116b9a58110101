"""Practice: an office that exists nowhere, invented citizens, and every way of the counter except the one to the province.

Its store is a session's: a key of its own in memory, gone with the process. It is "enrolled" with a province made up on the
spot, whose private key is thrown away at once: what is sealed here can be opened by nobody.
"""

from collections.abc import Sequence

from forms.clock import Clock
from forms.sample import sample
from kiosk.documents.practice import mark_everything
from kiosk.domain.dossier import Answer
from kiosk.domain.office import Office, Officer, Place
from kiosk.domain.roles import Role
from kiosk.folder import Folder
from kiosk.services import confirmation, filing, intake
from kiosk.services.desk import Desk
from kiosk.services.secrets import DEVICE_ID, DEVICE_SIGNING, GATEWAY_CARD, OFFICE_INTAKE, OFFICE_NOTICE
from kiosk.services.session_desk import Session, open_session
from sync.parcel import GatewayCard, KemPrivate, SigningKey

OFFICE = Office(
    # A unit code no list has: a number made here belongs to no commune.
    unit="99900",
    name="BỘ PHẬN TẬP LUYỆN (không có thật)",
    province="11",
    counter="TL",
    authority_name="UBND xã Tập Luyện (không có thật)",
    place=Place.COUNTER,
)
OFFICER_CODE = "tap-luyen"
OFFICER_NAME = "Cán bộ Tập Luyện"
PIN = "258036"
"""Asked for where an officer's secret is; shown on the screen, because here it protects nothing."""

PROCEDURE = "1.004873"
"""Practised with: one person, one part, answered in a few minutes."""

_DEVICE = "practice"
_SEED = 11


def open_practice(home: Folder, clock: Clock) -> Session:
    """A fresh practice office in ``home``'s practice folder. From here on every paper of this process is marked."""
    officer = Officer(OFFICER_CODE, OFFICER_NAME, Role.COMMUNE_OFFICER, SigningKey.generate().public)
    session = open_session(home, home.practice, OFFICE, officer, clock, practice=True)
    mark_everything(True)
    secrets, sign = session.desk.store.secrets, SigningKey.generate()
    card = GatewayCard(
        _DEVICE,
        sign.public,
        SigningKey.generate().public,
        KemPrivate.generate().public,
        "http://127.0.0.1:1",
        "trial",
        clock.now(),
    )
    secrets.put(DEVICE_SIGNING, SigningKey.generate().seed)
    secrets.put(OFFICE_NOTICE, KemPrivate.generate().data)
    secrets.put(OFFICE_INTAKE, KemPrivate.generate().data)
    secrets.put(DEVICE_ID, _DEVICE.encode())
    secrets.put(GATEWAY_CARD, card.encode(sign))
    return session


def begun(desk: Desk, *, without: Sequence[str] = (), wrong: Answer | None = None) -> str:
    """A draft of an invented citizen. ``without`` leaves these persons' answers out; ``wrong`` replaces one answer."""
    definition = desk.catalogue.newest(PROCEDURE, desk.today())
    answers = dict(sample(definition, _SEED, context=desk.context_of_new()))
    dossier = intake.begin(desk, PROCEDURE, "vi-VN")
    left = {key: value for key, value in answers.items() if definition.field(key).person not in without}
    if wrong is not None:
        left[wrong.field] = wrong.value  # type: ignore[assignment]  # an answer of the same field's type
    intake.save_answers(desk, dossier, left, page=None)
    return dossier


def filed(desk: Desk) -> str:
    """A dossier as it lies in the counter's list after filing: sealed here, queued nowhere."""
    dossier = begun(desk)
    confirmation.read_back(desk, dossier, desk.officer.name, None, "vi-VN")
    confirmation.sign_on_paper(desk, dossier)
    return filing.confirm(desk, dossier).dossier

"""The keys a desk keeps in ``kiosk.db``, by name, and what each is for. Never printed, never logged."""

from dataclasses import dataclass, field

from forms.errors import KnownError
from forms.text import Message
from kiosk.services.desk import Desk
from sync.outbox import CARD_FACT
from sync.parcel import CardRefused, GatewayCard, KemPrivate, ParcelDamaged, SigningKey

DEVICE_SIGNING = "device-signing"
OFFICE_NOTICE = "office-notice"
OFFICE_INTAKE = "office-intake"
"""The private half of what self-service screens seal to."""
DEVICE_ID = "device-id"
GATEWAY_CARD = "gateway-card"

NOT_ENROLLED = Message(
    "error.desk.not_enrolled",
    "Máy này chưa ghi danh với tỉnh nên chưa niêm phong được hồ sơ. Nhờ quản trị máy ghi danh; bản nháp vẫn được giữ.",
    "Filing needs the province's key, which comes with enrolment",
)


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """What this machine signs as, and the province it seals to."""

    device: str
    signing: SigningKey = field(repr=False)
    card: GatewayCard


def device_identity(desk: Desk) -> DeviceIdentity:
    """The identity given at enrolment. Raises ``KnownError`` while the machine is not enrolled."""
    device, card = desk.store.secrets.get(DEVICE_ID), desk.store.secrets.get(GATEWAY_CARD)
    if device is None or card is None:
        raise KnownError(NOT_ENROLLED)
    return DeviceIdentity(device.decode(), device_key(desk), GatewayCard.decode(card))


def follow_card(desk: Desk) -> bool:
    """Takes over the province's newer card when the agent has brought one and a chain of signatures leads to it."""
    told = desk.outbox.recall(CARD_FACT)
    if told is None or told == (desk.store.secrets.get(GATEWAY_CARD) or b"").hex():
        return False
    try:
        data = bytes.fromhex(told)
        GatewayCard.decode_following(data, device_identity(desk).card)
    except (ValueError, CardRefused, ParcelDamaged):
        return False  # a broken agent may withhold a card, never give us another province's
    desk.store.secrets.put(GATEWAY_CARD, data)
    return True


def is_enrolled(desk: Desk) -> bool:
    """Whether a province knows this machine."""
    return desk.store.secrets.get(GATEWAY_CARD) is not None


def device_key(desk: Desk) -> SigningKey:
    """The key that signs manifests and slips; made when the office was set up."""
    seed = desk.store.secrets.get(DEVICE_SIGNING)
    assert seed is not None
    return SigningKey(seed)


def office_notice_key(desk: Desk) -> KemPrivate:
    """The key that opens the office's notices; shared by the counters of one office."""
    data = desk.store.secrets.get(OFFICE_NOTICE)
    assert data is not None
    return KemPrivate(data)

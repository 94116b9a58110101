"""Who this machine is to the province: the agent's own folder entries, written at enrolment.

Holds the transport key, which signs requests and nothing else. May not touch the network.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from sync.card import GatewayCard
from sync.errors import ParcelDamaged
from sync.files import write_for_both
from sync.keys import SigningKey

AGENT_FILE = "agent.json"
KEY_FILE = "transport.key"
PENDING_FILE = "enrolment.pending"


class NotEnrolled(KnownError):
    """This machine is not known to any province yet."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.agent.not_enrolled",
                "Máy này chưa được ghi danh với tỉnh nên chưa gửi hồ sơ đi được. Hồ sơ vẫn được giữ an toàn "
                "trong máy. Cán bộ quản trị hãy xin mã ghi danh của tỉnh.",
                "Shown when the agent has no enrolment.",
            )
        )


class NoCounter(KnownError):
    """The folder was never set up as a counter's: most likely another was meant."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            Message(
                "error.agent.no_counter",
                "Ở {folder} chưa có quầy nào được cài đặt. Xem lại --data-dir; lệnh này không đọc HOSO_DATA_DIR.",
                "Shown on the command line of the agent; {folder} is what was typed, or the usual folder of the account.",
            ),
            folder=str(folder),
        )


class IdentityDamaged(KnownError):
    """The enrolment files cannot be read."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.agent.identity_damaged",
                "Thông tin ghi danh của máy bị hỏng. Cán bộ quản trị hãy ghi danh lại bằng mã mới của tỉnh.",
                "Shown when agent.json or transport.key cannot be read.",
            )
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """An enrolled machine: the gateway's address and card, this device's id and its transport key."""

    url: str
    device: str
    office: str
    card: GatewayCard
    key: SigningKey
    ca_pem: str | None = None


def transport_key(folder: Path) -> SigningKey:
    """This machine's transport key, made on first use; for the accounts of the road only."""
    path = folder / KEY_FILE
    return _read_key(path) if path.exists() else renew_transport_key(folder)


def renew_transport_key(folder: Path) -> SigningKey:
    """A fresh transport key in place of any other: the province no longer believes the old one."""
    folder.mkdir(parents=True, exist_ok=True)
    key = SigningKey.generate()
    write_for_both(folder / KEY_FILE, key.seed)
    return key


def save_identity(folder: Path, url: str, device: str, office: str, card: bytes) -> None:
    """Remember an enrolment."""
    fields = {"v": 1, "gateway": url, "device": device, "office": office, "card": card.hex()}
    write_for_both(folder / AGENT_FILE, json.dumps(fields, indent=1).encode())


def save_pending(folder: Path, device: str, body: bytes) -> None:
    """Keep the enrolment the gateway has not heard of yet: the body of `/v1/enrol`, told at the first contact."""
    write_for_both(folder / PENDING_FILE, json.dumps({"device": device, "body": body.hex()}).encode())


def pending(folder: Path) -> tuple[str, bytes] | None:
    """The device id and the body to tell, if there is something to tell."""
    try:
        fields = json.loads((folder / PENDING_FILE).read_bytes())
        return str(fields["device"]), bytes.fromhex(fields["body"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def settle_pending(folder: Path) -> None:
    """The gateway knows this machine."""
    (folder / PENDING_FILE).unlink(missing_ok=True)


def card_on_record(folder: Path) -> bytes:
    """The gateway's card as this machine keeps it, with its signature; empty when there is none."""
    try:
        return bytes.fromhex(json.loads((folder / AGENT_FILE).read_bytes())["card"])
    except (OSError, ValueError, KeyError, TypeError):
        return b""


def replace_card(folder: Path, card: bytes) -> None:
    """Remember the card that follows; everything else of the enrolment stays. Raises ``IdentityDamaged``."""
    path = folder / AGENT_FILE
    try:
        fields = json.loads(path.read_bytes()) | {"card": card.hex()}
    except (OSError, ValueError, TypeError) as error:
        raise IdentityDamaged from error
    write_for_both(path, json.dumps(fields, indent=1).encode())


def load_identity(folder: Path) -> Identity:
    """The enrolment in ``folder``. Raises ``NotEnrolled`` or ``IdentityDamaged``."""
    path = folder / AGENT_FILE
    if not path.exists():
        raise NotEnrolled
    try:
        fields = json.loads(path.read_bytes())
        card = GatewayCard.decode(bytes.fromhex(fields["card"]))
        url, device, office = (str(fields[name]) for name in ("gateway", "device", "office"))
        ca_pem = fields.get("ca_pem") or card.ca_pem  # an administrator may pin another authority by hand
    except (ValueError, KeyError, TypeError, ParcelDamaged) as error:
        raise IdentityDamaged from error
    return Identity(url, device, office, card, _read_key(folder / KEY_FILE), ca_pem)


def _read_key(path: Path) -> SigningKey:
    try:
        return SigningKey(path.read_bytes())
    except (OSError, ParcelDamaged) as error:
        raise IdentityDamaged from error

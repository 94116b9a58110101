"""Making this machine known to the province. The network part is the agent's own command; here are only the keys."""

import json
import subprocess
from typing import Any

from forms.errors import KnownError
from forms.text import Message
from kiosk.folder import module_command
from kiosk.services.desk import Desk
from kiosk.services.secrets import DEVICE_ID, DEVICE_SIGNING, GATEWAY_CARD, device_key, office_notice_key
from kiosk.store import public_keys
from kiosk.store.public_keys import DeviceKey, OfficerKey, PublicKeys, PublicKeysMissing
from sync.parcel import EnrolmentCode, GatewayCard, SigningKey

_FAILED = Message(
    "error.enrol.failed", "Chưa ghi danh được: {why}", "Enrolment failed; {why} is the agent's own sentence"
)
_TIMEOUT_SECONDS = 120
_REVOKED = b'"error.enrol.keys_revoked"'


def enrol(desk: Desk, code: str, gateway: str) -> str:
    """Enrols with a one-time code and returns the device id. Repeating after a cut gives the same device.

    The card the gateway shows is believed only if its key has the fingerprint inside the code. Raises ``KnownError`` in
    practice: what is invented never meets a province.
    """
    desk.demand_road()
    parsed = EnrolmentCode.parse(code)
    try:
        answer = _ask(desk, code, gateway)
    except _KeysRevoked:
        # Whoever has had this machine has its keys: it comes back under new ones, as another machine.
        desk.store.secrets.put(DEVICE_SIGNING, SigningKey.generate().seed)
        answer = _ask(desk, code, gateway)
    card = bytes.fromhex(answer["card"])
    GatewayCard.decode_trusted(card, parsed)
    desk.store.secrets.put(DEVICE_ID, str(answer["device"]).encode())
    desk.store.secrets.put(GATEWAY_CARD, card)
    publish_keys(desk, str(answer["device"]), device_key(desk).public)
    return str(answer["device"])


class _KeysRevoked(KnownError):
    """The province has revoked the keys this machine has had."""


def _ask(desk: Desk, code: str, gateway: str) -> dict[str, Any]:
    """What the province answered to this machine's public keys, through the agent's own command."""
    request = {
        "office": {"unit": desk.office.unit, "name": desk.office.name, "counter": desk.office.counter},
        "device_key": device_key(desk).public.hex(),
        "notice_key": office_notice_key(desk).public.data.hex(),
        "officers": [
            {"code": one.code, "role": str(one.role), "key": one.public_key.hex()}
            for one in desk.store.office.officers()
        ],
    }
    command = module_command(
        "sync", "enrol", code, "--gateway", gateway, "--data-dir", str(desk.folder.root), "--json"
    )
    try:
        done = subprocess.run(
            command,
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise KnownError(_FAILED, why="hết thời gian chờ") from error
    if done.returncode != 0:
        fault = _KeysRevoked if _REVOKED in done.stdout else KnownError
        raise fault(_FAILED, why=_last_line(done.stderr))
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def publish_keys(desk: Desk, device: str, key: bytes) -> None:
    """Writes the public keys that check this office's slips; keys of earlier devices stay for older slips."""
    try:
        earlier = tuple(
            one for one in public_keys.load(desk.folder.keys).devices if one.device not in ("", device)
        )
    except PublicKeysMissing:
        earlier = ()
    public_keys.save(
        desk.folder.keys,
        PublicKeys(
            desk.office.unit,
            desk.office.name,
            (*earlier, DeviceKey(device, desk.office.counter, key)),
            tuple(OfficerKey(one.code, one.public_key) for one in desk.store.office.officers()),
        ),
    )


def _last_line(text: bytes) -> str:
    lines = text.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "?"

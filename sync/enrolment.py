"""Making this machine known to a province: the card first, believed by its fingerprint, then the secret.

Knows the public halves of the kiosk's keys only, handed in as JSON. May not read the kiosk's database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from forms.errors import KnownError
from forms.text import Message
from sync import cbor
from sync.card import EnrolmentCode, GatewayCard, read_out
from sync.errors import CardRefused, ParcelDamaged
from sync.files import write_for_both
from sync.identity import renew_transport_key, save_identity, save_pending, settle_pending, transport_key
from sync.link import CBOR, GatewayBusy, NotTheGateway
from sync.stick import Stick, plainly
from sync.ticket import KEPT, Ticket, half_used, put_answer, tickets
from sync.transport import Answer, Call, Transport

OpenTransport = Callable[[str, str | None, bool], Transport]
"""Opens a transport to (url, pinned authority, whether to believe any certificate)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The ticket a person has looked at: for this ``device``, its card signed by the key that is read out so."""

    device: str
    key: str


class EnrolmentRefused(KnownError):
    """The gateway did not take the enrolment. ``code`` is the gateway's own word."""

    def __init__(self, code: str) -> None:
        super().__init__(
            Message(
                "error.enrol.refused",
                "Tỉnh không nhận ghi danh máy này ({code}). Mã ghi danh chỉ dùng được một lần và trong 72 giờ; "
                "cán bộ quản trị hãy xin mã mới.",
                "Shown to the administrator; {code} is a short technical code.",
            ),
            code=code,
        )


class KeysRevoked(KnownError):
    """The province has revoked this machine under the keys it still had. The transport key has been made anew since."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.enrol.keys_revoked",
                "Tỉnh đã thu hồi khóa cũ của máy này. Máy sẽ tạo khóa mới và trở lại như một máy mới; "
                "cán bộ quản trị hãy ghi danh một lần nữa.",
                "Shown to the administrator who enrols a machine that had been revoked.",
            )
        )


class NoTicket(KnownError):
    """There is no usable ticket for this office on the stick."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.enrol.no_ticket",
                "Trên USB không có phiếu ghi danh còn hạn cho đơn vị này. Nhờ tỉnh ghi phiếu mới ra USB.",
                "Shown to the administrator who enrols a machine from a stick.",
            )
        )


class RequestMalformed(KnownError):
    """What was handed in to be enrolled is not an enrolment request."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.enrol.request_malformed",
                "Thông tin ghi danh của máy chưa đầy đủ. Cán bộ quản trị hãy thử lại từ màn hình ghi danh.",
                "Shown to the administrator.",
            )
        )


def enrol(
    folder: Path, code_text: str, url: str, request: Mapping[str, Any], open_transport: OpenTransport
) -> tuple[str, bytes]:
    """Enrol this machine and remember it in ``folder``; the device id and the gateway's card as signed.

    ``request`` is ``{office: {unit, name, counter}, device_key, notice_key, officers: [{code, role, key}]}``
    with keys in hex. Repeating it with the same code and keys gives the same answer. Raises
    ``CodeMalformed``, ``CardRefused``, ``RequestMalformed``, ``KeysRevoked``, ``EnrolmentRefused``, or a fault of the link.
    """
    code = EnrolmentCode.parse(code_text)
    key = transport_key(folder)
    body = _body(code, key.public, request)
    card_data = _card(open_transport(url, None, True))
    card = GatewayCard.decode_trusted(card_data, code)
    # Only now is it known whom to tell the secret, and behind which certificate he must stand.
    answer = open_transport(url, card.ca_pem, False).send(
        Call("POST", "/v1/enrol", body, {"Content-Type": CBOR}, within=30.0)
    )
    fields = _fields(answer)
    if fields.get("error") == "keys-revoked":
        renew_transport_key(folder)
        raise KeysRevoked
    if answer.status != 200:
        raise EnrolmentRefused(str(fields.get("error", answer.status))[:60])
    try:
        device = cbor.take(fields, "device", str)
        final = cbor.take(fields, "card", bytes)
    except ParcelDamaged as error:
        raise NotTheGateway from error
    GatewayCard.decode_trusted(final, code)
    save_identity(folder, url, device, str(request["office"]["unit"]), final)
    settle_pending(folder)  # what an earlier ticket promised is this machine's no longer
    return device, final


def enrol_from_stick(
    folder: Path, stick: Stick, request: Mapping[str, Any], now: datetime, checked: Checked | None = None
) -> tuple[str, bytes, str]:
    """Enrol this machine by a ticket on a stick, without a link; device id, card, and the ticket's code.

    Without ``checked`` it is the first that can be believed. The answer is left on the stick and kept here to be told at
    the first contact, whichever comes first. Repeating it gives the same, unless another ticket lies there too. Raises
    ``NoTicket``, ``CardRefused``, ``RequestMalformed``, ``StickUnusable`` or ``DiskFull``.
    """
    with plainly():
        usable = _usable(folder, stick, str(request.get("office", {}).get("unit", "")), now, checked)
        code = EnrolmentCode.parse(usable.code)
        write_for_both(folder / KEPT, usable.encode())
        body = _body(code, transport_key(folder).public, request)
        save_pending(folder, usable.device, body)
        put_answer(stick, usable.device, body)
    save_identity(folder, usable.url, usable.device, str(request["office"]["unit"]), usable.card)
    return usable.device, usable.card, usable.code


def _usable(folder: Path, stick: Stick, unit: str, now: datetime, checked: Checked | None) -> Ticket:
    begun = half_used(folder, stick)
    found = [one for one in tickets(stick) if one.office in (None, unit) and one.expires > now]
    refused: CardRefused | None = None
    if begun is not None:
        found.append(begun)
    for ticket in found:
        if checked is not None and ticket.device != checked.device:
            continue
        try:
            card = GatewayCard.decode_trusted(ticket.card, EnrolmentCode.parse(ticket.code))
        except (CardRefused, ParcelDamaged) as error:  # no other is left unread because of it
            refused = refused or CardRefused()
            refused.__cause__ = error
            continue
        if checked is not None and read_out(card.sign) != checked.key:
            raise CardRefused
        return ticket
    raise refused or NoTicket()


def read_officers(request: Mapping[str, Any]) -> list[dict[str, object]]:
    """The officers of a request as they travel, keys as bytes. Raises ``RequestMalformed``."""
    try:
        return [
            {"code": str(one["code"]), "role": str(one["role"]), "key": bytes.fromhex(one["key"])}
            for one in request["officers"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise RequestMalformed from error


def _body(code: EnrolmentCode, transport_public: bytes, request: Mapping[str, Any]) -> bytes:
    try:
        office = request["office"]
        fields = {
            "code": code.secret,
            "office": {name: str(office[name]) for name in ("unit", "name", "counter")},
            "transport_key": transport_public,
            "device_key": bytes.fromhex(request["device_key"]),
            "notice_key": bytes.fromhex(request["notice_key"]),
            "officers": read_officers(request),
        }
        return cbor.dumps(fields)
    except (KeyError, TypeError, ValueError) as error:
        raise RequestMalformed from error


def _card(transport: Transport) -> bytes:
    answer = transport.send(Call("GET", "/v1/gateway"))
    if answer.status == 429 or answer.status >= 500:
        raise GatewayBusy
    try:
        GatewayCard.decode(answer.body)
    except ParcelDamaged as error:
        # A page that is no card at all is a portal; a card with a false signature is worse.
        raise (
            CardRefused if answer.headers.get("content-type") == "application/cose" else NotTheGateway
        ) from error
    return answer.body


def _fields(answer: Answer) -> dict[str, Any]:
    if answer.status == 429 or answer.status >= 500:
        raise GatewayBusy
    try:
        return cbor.loads_map(answer.body)
    except ParcelDamaged as error:
        raise NotTheGateway from error

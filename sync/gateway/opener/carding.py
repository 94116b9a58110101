"""The gateway's card: signed by the opener, published for ingest to hand out, renewed when a fact on it changes."""

import re

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from sync.card import GatewayCard
from sync.errors import ParcelDamaged
from sync.gateway.database import Database
from sync.gateway.keyring import OpenerKeys
from sync.gateway.keywatch import KeyWatch
from sync.gateway.layout import Layout
from sync.gateway.settings import Setting, publish, published
from sync.keys import KemPublic

_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")


class AuthorityWrong(KnownError):
    """The file with the certificate authority holds no certificate."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "error.gateway.tls_authority",
                "Tệp {name} không có chứng thư nào dạng PEM. Thẻ của cổng tiếp nhận giữ nguyên như trước.",
                "For the administrator; {name} is a file.",
            ),
            name=name,
        )


class KeysBehind(KnownError):
    """The published card speaks for a later signing key than this process holds: it was changed on another machine."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.keys_behind",
                "Khóa ký của tỉnh đã được thay ở máy khác. Hãy chép thư mục khóa mới sang máy này; thẻ của cổng tiếp nhận giữ nguyên.",
                "For the administrator of a gateway on several machines.",
            )
        )


class KeysAbsent(KnownError):
    """The province has keys, and they are not here: restored without them, or a further machine they were not copied to."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.keys_absent",
                "Tỉnh đã có khóa nhưng thư mục keys/opener trên máy này trống; khóa mới sẽ không quầy nào tin nên không tự lập. Hãy "
                "khôi phục cùng khóa (restore --shares) hoặc chép keys/opener từ máy kia sang, rồi chạy lại.",
                "For the administrator; keys/opener and restore --shares stay as they are.",
            )
        )


def province_keys(watch: KeyWatch, database: Database) -> OpenerKeys:
    """The keys this process works with; made at the very first start alone. ``KeysAbsent`` and the faults of ``KeyWatch``."""
    keys = watch.present()
    if keys is not None:
        return keys
    with database.read() as session:
        if published(session, Setting.SIGN_KEY) is not None:
            raise KeysAbsent
    return watch.now()


def publish_keys(database: Database, keys: OpenerKeys) -> None:
    """Say which key signs statements: enrolment codes are made from it."""
    with database.write() as session:
        publish(session, Setting.SIGN_KEY, keys.sign.public)


def recovery_key(layout: Layout) -> KemPublic | None:
    """The public half of the recovery key, once a ceremony has made one."""
    path = layout.recovery
    return KemPublic(path.read_bytes()) if path.is_file() else None


def tls_authority(layout: Layout) -> str | None:
    """The authority counters are to pin, once an administrator has laid it there; ``AuthorityWrong``.

    The certificates alone: what tools write beside them for people to read need not be ASCII, which those who load it want.
    """
    path = layout.tls_authority
    if not path.is_file():
        return None
    found = _CERTIFICATE.findall(path.read_bytes())
    if not found:
        raise AuthorityWrong(path.name)
    return "".join(f"{one.decode('ascii')}\n" for one in found)


def refresh_card(
    database: Database,
    keys: OpenerKeys,
    number_kind: str,
    clock: Clock,
    recovery: KemPublic | None = None,
    ca_pem: str | None = None,
) -> bool:
    """Publish a card that says what is true now; False while ingest has not published its half yet. ``KeysBehind``."""
    with database.read() as session:
        ingest, url = published(session, Setting.INGEST_KEY), published(session, Setting.URL)
        present = published(session, Setting.CARD)
    if ingest is None or url is None:
        return False
    past = keys.past.counting(clock.now())
    card = GatewayCard(
        gateway=keys.gateway,
        sign=keys.sign.public,
        ingest=ingest,
        kem=keys.kem.public,
        url=url.decode(),
        number_kind=number_kind,
        issued_at=clock.now(),
        ca_pem=ca_pem,
        chain=past.chain,
        earlier_signs=past.signs,
        earlier_kems=past.kems,
        recovery=recovery,
    )
    known = None if present is None else _read(present)
    if known is not None and _says_the_same(known, card):
        return True
    if known is not None and known.sign != card.sign and card.sign in known.signs:
        raise KeysBehind  # nobody who has the later card would believe an earlier one
    with database.write() as session:
        publish(session, Setting.CARD, card.encode(keys.sign))
    return True


def _read(card: bytes) -> GatewayCard | None:
    try:
        return GatewayCard.decode(card)
    except ParcelDamaged:
        return None


def _says_the_same(known: GatewayCard, card: GatewayCard) -> bool:
    facts = (
        "gateway",
        "sign",
        "ingest",
        "kem",
        "url",
        "number_kind",
        "ca_pem",
        "chain",
        "earlier_signs",
        "earlier_kems",
        "recovery",
    )
    return all(getattr(known, fact) == getattr(card, fact) for fact in facts)

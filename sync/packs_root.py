"""The first root of the province's repository of packs, signed by the gateway a counter was enrolled with.

May not know the repository or its files: only that this is where belief in them begins.
"""

from sync import cbor, cose
from sync.cose import Publics
from sync.errors import Damage, ParcelDamaged
from sync.keys import SigningKey, kid

_TYPE = "packs-root"


def sign_root(root: bytes, sign: SigningKey) -> bytes:
    """The statement about ``root`` (JSON of The Update Framework), by the gateway's signing key."""
    return cose.sign1(cbor.dumps({"v": 1, "type": _TYPE, "root": root}), sign, kid(sign.public))


def read_root(data: bytes, sign: Publics) -> bytes:
    """The root a statement speaks of; ``ParcelDamaged`` unless one of the keys ``sign`` made it."""
    fields = cbor.loads_map(cose.verify1(data, sign).payload)
    cbor.take_version(fields)
    if fields.get("type") != _TYPE:
        raise ParcelDamaged(Damage.CONTRADICTION)
    return cbor.take(fields, "root", bytes)

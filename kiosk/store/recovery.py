"""The recovery slot: the database key sealed to a key that is kept offline.

HPKE base mode with MLKEM768-X25519, HKDF-SHA256 and AES-256-GCM, the same suite and key formats as a parcel's
(``docs/formats/parcel.md``); ``info`` binds the purpose, so the slot can never pass for a parcel's key.
"""

import hashlib
import json

SUITE = "HSK-1"
PUBLIC_BYTES = (1184, 32)  # ML-KEM-768, X25519
PRIVATE_BYTES = (64, 32)  # ML-KEM-768 seed, X25519


def _info(kid: str) -> bytes:
    return b"hsk-recovery/1/" + SUITE.encode() + b"/" + kid.encode()


def key_id(public_key: bytes) -> str:
    """The first 16 hex characters of SHA-256 over the public key."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def wrap(public_key: bytes, db_key: bytes) -> bytes:
    """The slot's bytes. Raises ``ValueError`` for a key of another shape."""
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite

    if len(public_key) != sum(PUBLIC_BYTES):
        raise ValueError("a recovery key has another length")
    lattice, curve = public_key[: PUBLIC_BYTES[0]], public_key[PUBLIC_BYTES[0] :]
    key = MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(lattice), X25519PublicKey.from_public_bytes(curve)
    )
    kid = key_id(public_key)
    sealed = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM).encrypt(db_key, key, _info(kid))
    return json.dumps({"v": 1, "suite": SUITE, "kid": kid, "wrapped": sealed.hex()}, indent=1).encode()


def unwrap(slot: bytes, private_key: bytes) -> bytes:
    """The database key. Raises ``ValueError`` when the slot is damaged or meant for another key."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

    if len(private_key) != sum(PRIVATE_BYTES):
        raise ValueError("a recovery key has another length")
    try:
        body = json.loads(slot)
        if body["v"] != 1 or body["suite"] != SUITE:
            raise ValueError("another suite")
        kid, wrapped = str(body["kid"]), bytes.fromhex(body["wrapped"])
    except (KeyError, TypeError) as error:
        raise ValueError("not a recovery slot") from error
    seed, scalar = private_key[: PRIVATE_BYTES[0]], private_key[PRIVATE_BYTES[0] :]
    key = MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(seed), X25519PrivateKey.from_private_bytes(scalar)
    )
    try:
        return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM).decrypt(wrapped, key, _info(kid))
    except InvalidTag as error:
        raise ValueError("not for this key") from error

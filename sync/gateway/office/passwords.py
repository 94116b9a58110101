"""Passwords of accounts: Argon2id, one guess as dear as another, one at a time."""

import os
import re

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from forms.stretching import ONE_AT_A_TIME

SHORTEST = 8
"""With a second factor eight letters will do (TCVN 14423 by way of the facts on law, section 8)."""
LONGEST = 256
_SALT, _BYTES = 16, 32
MEMORY_KIB, _PASSES, _LANES = 64 * 1024, 3, 4
"""What a password kept today costs to guess once; an older one keeps what it was made with."""
_SHAPE = re.compile(r"argon2id\$(\d+)\$(\d+)\$(\d+)\$([0-9a-f]{32})\$([0-9a-f]{64})")


def hash_password(password: str) -> str:
    """What is kept of a password: ``argon2id$memory$passes$lanes$salt$hash``."""
    salt = os.urandom(_SALT)
    with ONE_AT_A_TIME:
        derived = _kdf(MEMORY_KIB, _PASSES, _LANES, salt).derive(password.encode())
    return f"argon2id${MEMORY_KIB}${_PASSES}${_LANES}${salt.hex()}${derived.hex()}"


def is_password(password: str, kept: str) -> bool:
    """Whether ``kept`` was made of ``password``."""
    match = _SHAPE.fullmatch(kept)
    if match is None or len(password) > LONGEST:
        return False
    memory, passes, lanes = (int(text) for text in match.group(1, 2, 3))
    salt, expected = (bytes.fromhex(text) for text in match.group(4, 5))
    with ONE_AT_A_TIME:
        try:
            _kdf(memory, passes, lanes, salt).verify(password.encode(), expected)
        except InvalidKey:
            return False
    return True


def _kdf(memory: int, passes: int, lanes: int, salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=_BYTES, iterations=passes, lanes=lanes, memory_cost=memory)

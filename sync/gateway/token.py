"""A PKCS#11 token (a smart card, an HSM) that gives back the key of the sealed file for its PIN.

The token holds an RSA key pair whose private half never leaves it; the file's key is wrapped by RSA-OAEP, the one wrapping
that cards and HSMs alike can undo (with SHA-1, the only digest every token takes there; OAEP does not rest on its
collisions). ``python-pkcs11`` (MIT) is imported only here, and only when a token is used.
"""

from dataclasses import dataclass
from typing import Any

from forms.errors import KnownError
from forms.text import Message
from sync.gateway.faults import SecretWrong

KEY_LABEL = "hoso-province"
_RSA_BITS = 3072


class TokenUnusable(KnownError):
    """The token or its library cannot be used. ``why`` is the library's own short word."""

    def __init__(self, why: str) -> None:
        super().__init__(
            Message(
                "error.gateway.token",
                "Không dùng được thiết bị khóa PKCS#11 ({why}). Kiểm tra thiết bị đã cắm, đường dẫn thư viện và nhãn thiết bị.",
                "Shown to the administrator of the gateway; {why} is a short technical word.",
            ),
            why=why,
        )


@dataclass(frozen=True, slots=True)
class Token:
    """A token by the path of its PKCS#11 library and its own label."""

    module: str
    label: str

    def wrap(self, key: bytes, pin: str) -> bytes:
        """``key`` for this token alone; the token makes its key pair when it has none yet."""
        return self._do(pin, lambda session: self._wrap(session, key))

    def unwrap(self, wrapped: bytes, pin: str) -> bytes:
        """The key again."""
        return self._do(pin, lambda session: self._unwrap(session, wrapped))

    def _wrap(self, session: Any, key: bytes) -> bytes:
        import pkcs11
        from cryptography.hazmat.primitives.asymmetric import padding, rsa
        from cryptography.hazmat.primitives.hashes import SHA1

        try:
            public = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=KEY_LABEL)
        except pkcs11.NoSuchKey:
            public, _ = session.generate_keypair(
                pkcs11.KeyType.RSA, _RSA_BITS, label=KEY_LABEL, store=True,
                private_template={pkcs11.Attribute.EXTRACTABLE: False, pkcs11.Attribute.SENSITIVE: True},
            )  # fmt: skip
        modulus = int.from_bytes(public[pkcs11.Attribute.MODULUS])
        exponent = int.from_bytes(public[pkcs11.Attribute.PUBLIC_EXPONENT])
        oaep = padding.OAEP(padding.MGF1(SHA1()), SHA1(), None)  # noqa: S303 - see the module's head
        return rsa.RSAPublicNumbers(exponent, modulus).public_key().encrypt(key, oaep)

    def _unwrap(self, session: Any, wrapped: bytes) -> bytes:
        import pkcs11

        private = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=KEY_LABEL)
        parameters = (pkcs11.Mechanism.SHA_1, pkcs11.MGF.SHA1, None)
        plain: bytes = private.decrypt(
            wrapped, mechanism=pkcs11.Mechanism.RSA_PKCS_OAEP, mechanism_param=parameters
        )
        return plain

    def _do(self, pin: str, work: Any) -> bytes:
        try:
            import pkcs11
        except ImportError as error:
            raise TokenUnusable("python-pkcs11") from error
        try:
            token = pkcs11.lib(self.module).get_token(token_label=self.label)
            with token.open(user_pin=pin, rw=True) as session:
                done: bytes = work(session)
                return done
        except pkcs11.exceptions.PinIncorrect as error:
            raise SecretWrong from error
        except (pkcs11.exceptions.PKCS11Error, RuntimeError, OSError) as error:
            raise TokenUnusable(type(error).__name__) from error

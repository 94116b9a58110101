"""Our hand-written signatures against the library the gateway checks with."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)

from sync.signing import signature_headers
from tests.unit.sync.stage import DEVICE, TRANSPORT_KEY


@dataclass
class Request:
    method: str
    url: str
    headers: dict[str, str]


class Keys(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        assert key_id == DEVICE
        return Ed25519PublicKey.from_public_bytes(TRANSPORT_KEY.public)


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("GET", "/v1/results/abc", None),
        ("POST", "/v1/parcels", b"ho so"),
        ("POST", "/v1/news?wait=5&x=%20", b""),
    ],
)
def test_the_library_accepts_what_we_sign(method: str, target: str, body: bytes | None) -> None:
    headers = signature_headers(
        method, target, body, DEVICE, TRANSPORT_KEY, datetime.now(UTC), "n1"
    )  # the library has a clock of its own
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=Keys())
    covered = ["@method", "@path", "@query"] + ([] if body is None else ["content-digest"])
    request = Request(method, f"https://tinh.example{target}", dict(headers))
    (result,) = verifier.verify(request, require_components=covered, body=body)
    assert (result.label, result.nonce) == ("sig1", "n1")
    with pytest.raises(InvalidSignature):
        verifier.verify(Request(method, f"https://tinh.example{target}x", dict(headers)), body=body)

"""The published description of the wire, held against the real ingest with thousands of right and wrong requests."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import cbor2
import httpx
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sync.gateway.ingest.tokens import Grant, mint
from tests.unit.gateway.cargo import Cargo, pack
from tests.unit.gateway.rig import Gateway, Machine

PUBLISHED = Path("docs/formats/wire.openapi.yaml")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_BYTES = re.compile("h'((?:[0-9a-f]{2})*)'")


def as_text(data: bytes) -> str:
    """How a byte string stands in a generated value, which is JSON."""
    return f"h'{data.hex()}'"


def for_wire(value: object) -> object:
    """A generated value as it is put into CBOR."""
    if isinstance(value, str) and (found := _BYTES.fullmatch(value)):
        return bytes.fromhex(found[1])
    if isinstance(value, list):
        return [for_wire(item) for item in value]
    if isinstance(value, dict):
        return {key: for_wire(item) for key, item in value.items()}
    return value


def off_wire(value: object) -> object:
    """A CBOR value as the description's schemas see it."""
    if isinstance(value, bytes):
        return as_text(value)
    if isinstance(value, list):
        return [off_wire(item) for item in value]
    if isinstance(value, dict):
        return {key: off_wire(item) for key, item in value.items()}
    return value


@schemathesis.deserializer("application/cbor")
def _read_cbor(_context: object, response: schemathesis.Response) -> object:
    return off_wire(cbor2.loads(response.content))


@schemathesis.deserializer("application/cose", "application/octet-stream")
def _read_bytes(_context: object, response: schemathesis.Response) -> object:
    return as_text(response.content)


@schemathesis.serializer("application/cbor", "application/offset+octet-stream")
def _write_cbor(_context: object, value: Any) -> bytes:
    return value if isinstance(value, bytes) else cbor2.dumps(for_wire(value))


schemathesis.openapi.format("bytes", st.binary(max_size=40).map(as_text))
SCHEMA = schemathesis.openapi.from_dict(yaml.safe_load(PUBLISHED.read_text(encoding="utf-8")))
OPERATIONS = {
    operation.definition.raw["operationId"]: operation
    for operation in (found.ok() for found in SCHEMA.get_all_operations())
}


class Town:
    """A gateway with a machine, a parcel half there and one begun upload: requests can hit something."""

    def __init__(self, folder: Path) -> None:
        self.gateway = Gateway(folder)
        self.machine = self.gateway.enrol(Machine())
        self.cargo: Cargo = pack(
            self.machine, self.gateway.keys.kem.public, papers=(("id_card", b"front" * 400),)
        )
        self.gateway.ask(self.machine, "/v1/parcels", {"parcels": [self.cargo.entry(1)]})
        paper = self.cargo.blobs[1]
        self.upload = {"parcel": self.cargo.parcel, "blob": paper.name, "size": len(paper.data)}
        self.begin_upload()
        self.gateway.closing = True  # whoever asks for news is not kept waiting for any

    def begin_upload(self) -> None:
        """Have an upload to ask after, whatever became of the last one."""
        (made,) = self.gateway.ask(self.machine, "/v1/uploads", {"uploads": [self.upload]})["uploads"]
        self.address = made["location"].rpartition("/")[2]

    @property
    def token(self) -> str:
        """The right to the begun upload."""
        expires = self.gateway.clock.now() + timedelta(hours=1)
        grant = Grant(**self.upload, device=self.machine.device, expires=expires)
        return mint(grant, self.gateway.ingest_keys.token)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = Town(tmp_path_factory.mktemp("published") / "gateway")
    yield made
    made.gateway.close()


def sent(town: Town, case: Case, known: bool, tampered: bool) -> httpx.Response:
    """``case`` as a request: signed or with a token where the description says so, unless ``tampered``; of a thing that
    exists where ``known``."""
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace(
            "{" + name + "}", httpx.URL(path="/" + str(value)).raw_path.decode().lstrip("/") or "0"
        )
    if known:
        path = re.sub("(/v1/files/).*", rf"\g<1>{town.address}", path)
    query = str(httpx.QueryParams(case.query or {}))
    target = path + (f"?{query}" if query else "")
    headers = {name: str(value) for name, value in (case.headers or {}).items()}
    body = b""
    if case.media_type == "application/cbor":
        body = cbor2.dumps(for_wire(_known(town, case.body) if known else case.body))
        headers["Content-Type"] = "application/cbor"
    elif isinstance(case.body, bytes):
        body = case.body
        headers["Content-Type"] = case.media_type or ""
    needs = {name for one in case.operation.definition.raw.get("security", []) for name in one}
    if "signature" in needs:
        headers |= town.machine.sign(case.method, target, body + b"?" * tampered, town.gateway.clock.now())
    if "upload" in needs:
        headers["Authorization"] = f"Bearer {town.token}{'A' * tampered}"
    clean = {name: re.sub("[^\x20-\x7e]", "?", value).strip() for name, value in headers.items()}
    return town.gateway.send(case.method, target, body, clean)


def _known(town: Town, body: object) -> object:
    """The generated body with the parcel that is there in place of the invented ones."""
    if not isinstance(body, dict):
        return body
    changed = dict(body)
    if isinstance(body.get("parcels"), list) and body["parcels"] and isinstance(body["parcels"][0], dict):
        entry = town.cargo.entry()
        blobs = {name: as_text(data) for name, data in entry["blobs"].items()}
        changed["parcels"] = [*body["parcels"], {"manifest": as_text(entry["manifest"]), "blobs": blobs}]
    elif isinstance(body.get("parcels"), list):
        changed["parcels"] = [*body["parcels"], town.cargo.parcel]
    if isinstance(body.get("uploads"), list):
        changed["uploads"] = [*body["uploads"], town.upload]
    return changed


def test_the_description_names_exactly_the_routes_there_are(town: Town) -> None:
    described = {operation.path for operation in OPERATIONS.values()}
    app: Any = town.gateway.app
    while not hasattr(app, "routes"):
        app = app._app
    served = {route.path.replace(":path}", "}") for route in app.routes if route.path.startswith("/v1/")}
    assert described == served


def _drawn(name: str, mode: GenerationMode) -> st.SearchStrategy[Case]:
    operation: APIOperation[Any, Any, Any] = OPERATIONS[name]
    return operation.as_strategy(generation_mode=mode)


@pytest.mark.parametrize(
    "name", ["time", "card", "parcels", "uploads", "news", "tusHead", "tusEnd", "tusOptions"]
)
def test_a_sound_request_is_granted(town: Town, name: str) -> None:
    @settings(max_examples=5, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=_drawn(name, GenerationMode.POSITIVE))
    def ask(case: Case) -> None:
        town.begin_upload()
        response = sent(town, case, known=True, tampered=False)
        case.validate_response(response, checks=CHECKS)
        assert response.is_success

    ask()


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_whatever_is_asked_is_answered_as_described(town: Town, name: str) -> None:
    @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        case=st.one_of(*(_drawn(name, mode) for mode in _modes(name))),
        known=st.booleans(),
        tampered=st.sampled_from((False, False, False, True)),
    )
    def ask(case: Case, known: bool, tampered: bool) -> None:
        town.begin_upload()
        response = sent(town, case, known, tampered)
        case.validate_response(response, checks=CHECKS)
        if tampered and case.operation.definition.raw.get("security"):
            assert response.status_code in {400, 401, 412, 413, 415}

    ask()


def _modes(name: str) -> tuple[GenerationMode, ...]:
    """Wrong requests too, where there is anything to get wrong."""
    operation = OPERATIONS[name]
    bare = (
        not operation.body and not operation.query and not operation.headers and not operation.path_parameters
    )
    return (GenerationMode.POSITIVE,) if bare else (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)

"""Resumable upload: the MUSTs of tus 1.0, durability, cuts, and who wins when two write."""

import asyncio
import base64
import hashlib
import os
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.blob import blob_name
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.ingest.tokens import Grant, mint, read_token
from tests.unit.gateway.cargo import fresh_id, pack
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.rig import Gateway, Machine, raw

DATA = bytes(range(256)) * 20
NAME = blob_name(DATA)
TUS = {"Tus-Resumable": "1.0.0"}
OFFSET = {**TUS, "Content-Type": "application/offset+octet-stream"}


class Upload:
    """One upload as an agent sees it."""

    def __init__(
        self, gateway: Gateway, machine: Machine, data: bytes = DATA, parcel: str | None = None
    ) -> None:
        self.gateway, self.machine, self.data = gateway, machine, data
        self.parcel = parcel or fresh_id()
        self.fields = {"parcel": self.parcel, "blob": blob_name(data), "size": len(data)}
        self.asked = self.again()
        self.path = self.asked["location"]
        self.bearer = {"Authorization": f"Bearer {self.asked['token']}"}

    def again(self) -> dict[str, Any]:
        answer = self.gateway.ask(self.machine, "/v1/uploads", {"uploads": [self.fields]})
        entry: dict[str, Any] = answer["uploads"][0]
        return entry

    def head(self) -> httpx.Response:
        return self.gateway.send("HEAD", self.path, headers=TUS | self.bearer)

    @property
    def offset(self) -> int:
        return int(self.head().headers["Upload-Offset"])

    def patch(self, offset: int, data: bytes, **extra: str) -> httpx.Response:
        headers = OFFSET | self.bearer | {"Upload-Offset": str(offset)} | extra
        return self.gateway.send("PATCH", self.path, data, headers)


@pytest.fixture
def upload(gateway: Gateway, machine: Machine) -> Upload:
    return Upload(gateway, machine)


def checksum(data: bytes, algorithm: str) -> str:
    digest = hashlib.new(algorithm, data, usedforsecurity=False).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"


def test_options_says_what_is_spoken(gateway: Gateway) -> None:
    response = gateway.send("OPTIONS", "/v1/files")
    assert response.status_code == 204
    assert response.headers["Tus-Version"] == "1.0.0"
    assert response.headers["Tus-Extension"] == "creation,checksum,termination,expiration"
    assert response.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert int(response.headers["Tus-Max-Size"]) > 10**8


@both_engines
def test_an_upload_in_pieces_becomes_the_blob(gateway: Gateway, upload: Upload) -> None:
    assert upload.asked["offset"] == 0
    first = upload.patch(0, DATA[:1000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "1000")
    assert first.headers["Tus-Resumable"] == "1.0.0"
    head = upload.head()
    assert (head.status_code, head.headers["Upload-Length"]) == (200, str(len(DATA)))
    assert head.headers["Cache-Control"] == "no-store"
    assert "Upload-Expires" in head.headers
    assert upload.patch(1000, DATA[1000:]).status_code == 204
    assert gateway.shelf.read(NAME) == DATA
    assert not gateway.shelf.partials.path(upload.path.rpartition("/")[2]).exists()
    assert upload.offset == len(DATA)
    assert upload.again()["offset"] == len(DATA)


def test_the_openers_account_may_read_and_erase_what_was_uploaded(gateway: Gateway, upload: Upload) -> None:
    before = os.umask(0o007)  # as the units have it
    try:
        upload.patch(0, DATA)
    finally:
        os.umask(before)
    assert gateway.shelf.path(NAME).stat().st_mode & 0o777 == 0o660


def test_asking_again_gives_the_same_address_and_offset(gateway: Gateway, upload: Upload) -> None:
    upload.patch(0, DATA[:77])
    gateway.start_ingest()
    again = upload.again()
    assert (again["location"], again["offset"]) == (upload.path, 77)


def test_a_wrong_offset_is_409_and_changes_nothing(upload: Upload) -> None:
    upload.patch(0, DATA[:100])
    for offset in (0, 99, 101):
        assert upload.patch(offset, DATA[100:200]).status_code == 409
    assert upload.offset == 100


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Content-Type": "application/octet-stream"}, 415),
        ({"Upload-Offset": "x"}, 400),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Checksum": "md5 AAAA"}, 400),
        ({"Upload-Checksum": "sha1 ***"}, 400),
        ({"Upload-Checksum": "sha1"}, 400),
        ({"Authorization": "Bearer x"}, 401),
        ({"Authorization": ""}, 401),
    ],
)
def test_a_wrong_header_is_refused(upload: Upload, changed: dict[str, str], status: int) -> None:
    response = upload.patch(0, DATA, **changed)
    assert response.status_code == status
    assert response.headers.get("Tus-Version") == ("1.0.0" if status == 412 else None)
    assert upload.offset == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_that_fails_discards_the_piece(upload: Upload, algorithm: str) -> None:
    good = {"Upload-Checksum": checksum(DATA[:500], algorithm)}
    assert upload.patch(0, DATA[:500], **good).status_code == 204
    assert (
        upload.patch(500, DATA[:500], **{"Upload-Checksum": checksum(b"other", algorithm)}).status_code == 460
    )
    assert upload.offset == 500
    assert upload.patch(500, DATA[500:]).status_code == 204


def test_a_whole_that_is_not_its_name_is_discarded(gateway: Gateway, upload: Upload) -> None:
    assert upload.patch(0, DATA[:-1] + b"!").status_code == 460
    assert not gateway.shelf.has(NAME)
    assert upload.head().status_code == 404
    fresh = upload.again()
    assert fresh["offset"] == 0
    assert fresh["location"] != upload.path


def test_more_than_the_length_is_refused(gateway: Gateway, machine: Machine, upload: Upload) -> None:
    assert upload.patch(0, DATA + b"x").status_code == 413

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": DATA, "more_body": True}

    headers = OFFSET | upload.bearer | {"Upload-Offset": "0"}
    assert gateway.run(lambda _client: raw(gateway.app, "PATCH", upload.path, headers, receive)) == 413
    assert upload.offset == 0
    assert upload.patch(0, DATA).status_code == 204


def test_termination_frees_the_address(gateway: Gateway, upload: Upload) -> None:
    upload.patch(0, DATA[:10])
    assert gateway.send("DELETE", upload.path, headers=TUS | upload.bearer).status_code == 204
    assert upload.head().status_code == 404
    assert upload.again()["offset"] == 0


def test_an_upload_ends_a_week_after_its_last_byte(gateway: Gateway, upload: Upload) -> None:
    gateway.clock.turn(6 * 86400)
    upload.bearer = {"Authorization": f"Bearer {upload.again()['token']}"}
    assert upload.patch(0, DATA[:10]).status_code == 204
    gateway.clock.turn(7 * 86400 - 1)
    upload.bearer = {"Authorization": f"Bearer {upload.again()['token']}"}
    assert upload.offset == 10
    gateway.clock.turn(1)
    assert upload.head().status_code == 410
    assert upload.again()["offset"] == 0


def test_a_token_ends_and_serves_its_own_upload_alone(
    gateway: Gateway, machine: Machine, upload: Upload
) -> None:
    other = Upload(gateway, machine, b"another blob")
    other.bearer, own = upload.bearer, other.bearer
    assert other.patch(0, b"another blob").status_code == 403
    other.bearer = own
    gateway.clock.turn(2 * 3600)
    assert other.patch(0, b"another blob").status_code == 401


def test_an_ordinary_client_creates_with_a_bearer(gateway: Gateway, machine: Machine) -> None:
    fields = {"parcel": fresh_id(), "blob": NAME, "size": len(DATA)}
    bearer = {"Authorization": f"Bearer {gateway.ask(machine, '/v1/bearers', fields)['token']}"}

    def create(length: int, **extra: str) -> httpx.Response:
        headers = TUS | bearer | {"Upload-Length": str(length)} | extra
        return gateway.send("POST", "/v1/files", headers=headers)

    assert create(len(DATA) + 1).status_code == 403
    assert create(10**12).status_code == 413
    assert gateway.send("POST", "/v1/files", headers=TUS | {"Upload-Length": "5"}).status_code == 401
    assert (
        gateway.send("POST", "/v1/files", headers=TUS | bearer | {"Upload-Defer-Length": "1"}).status_code
        == 400
    )
    made = create(len(DATA), **{"Upload-Metadata": "filename cGFwZXI="})
    assert made.status_code == 201
    assert "Upload-Expires" in made.headers
    path = made.headers["Location"]
    assert (
        create(len(DATA)).headers["Location"] == path
    )  # nothing has come yet: the lost answer costs nothing
    head = gateway.send("HEAD", path, headers=TUS | bearer)
    assert head.headers["Upload-Metadata"] == "filename cGFwZXI="
    half = OFFSET | bearer | {"Upload-Offset": "0"}
    assert gateway.send("PATCH", path, DATA[:9], half).status_code == 204
    begun_anew = create(len(DATA)).headers["Location"]
    assert begun_anew != path
    assert gateway.send("PATCH", path, DATA[9:], OFFSET | bearer | {"Upload-Offset": "9"}).status_code == 404
    override = OFFSET | bearer | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert gateway.send("POST", begun_anew, DATA, override).status_code == 204
    assert gateway.shelf.read(NAME) == DATA


def test_what_came_before_a_cut_is_kept(gateway: Gateway, upload: Upload) -> None:
    pieces = iter(
        [{"type": "http.request", "body": DATA[:300], "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> dict[str, object]:
        return next(pieces)

    headers = OFFSET | upload.bearer | {"Upload-Offset": "0"}
    gateway.run(lambda _client: raw(gateway.app, "PATCH", upload.path, headers, receive))
    gateway.start_ingest()
    assert upload.offset == 300
    assert upload.patch(300, DATA[300:]).status_code == 204


def test_a_checksummed_piece_that_is_cut_counts_for_nothing(gateway: Gateway, upload: Upload) -> None:
    pieces = iter(
        [{"type": "http.request", "body": DATA[:300], "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> dict[str, object]:
        return next(pieces)

    headers = OFFSET | upload.bearer | {"Upload-Offset": "0", "Upload-Checksum": checksum(DATA, "sha1")}
    gateway.run(lambda _client: raw(gateway.app, "PATCH", upload.path, headers, receive))
    assert upload.offset == 0


def test_bytes_a_crash_left_beyond_the_offset_are_not_believed(gateway: Gateway, upload: Upload) -> None:
    upload.patch(0, DATA[:100])
    with gateway.shelf.partials.path(upload.path.rpartition("/")[2]).open("ab") as file:
        file.write(b"never answered for")
    assert upload.offset == 100
    assert upload.patch(100, DATA[100:]).status_code == 204
    assert gateway.shelf.read(NAME) == DATA


def test_a_crash_between_the_last_byte_and_the_check_is_made_good(gateway: Gateway, upload: Upload) -> None:
    from sync.gateway.ingest.uploads import UploadRows

    rows = UploadRows(gateway.database, gateway.shelf, gateway.clock)
    found = rows.find(upload.path.rpartition("/")[2])
    gateway.shelf.partials.path(found.id).write_bytes(DATA)
    rows.advance(found, len(DATA))
    gateway.start_ingest()
    assert upload.offset == len(DATA)
    assert gateway.shelf.has(NAME)


@both_engines
def test_the_newest_request_wins_over_a_dead_connection(gateway: Gateway, upload: Upload) -> None:
    async def story(client: httpx.AsyncClient) -> tuple[int, str]:
        fed = asyncio.Event()
        pieces = [{"type": "http.request", "body": DATA[:200], "more_body": True}]

        async def receive() -> dict[str, object]:
            if pieces:
                return pieces.pop()
            fed.set()
            await asyncio.Event().wait()  # the line is silent for ever
            return {}

        headers = OFFSET | upload.bearer | {"Upload-Offset": "0"}
        hanging = asyncio.create_task(raw(gateway.app, "PATCH", upload.path, headers, receive))
        await fed.wait()
        head = await client.head(upload.path, headers=TUS | upload.bearer)
        return await hanging, head.headers["Upload-Offset"]

    assert gateway.run(story) == (409, "200")
    assert upload.patch(200, DATA[200:]).status_code == 204


def test_only_who_holds_a_grant_makes_a_writer_let_go(gateway: Gateway, upload: Upload) -> None:
    async def story(client: httpx.AsyncClient) -> tuple[list[int], bool, int]:
        fed, more = asyncio.Event(), asyncio.Event()
        pieces = [{"type": "http.request", "body": DATA[:200], "more_body": True}]

        async def receive() -> dict[str, object]:
            if pieces:
                return pieces.pop()
            fed.set()
            await more.wait()
            return {"type": "http.request", "body": DATA[200:], "more_body": False}

        headers = OFFSET | upload.bearer | {"Upload-Offset": "0"}
        writing = asyncio.create_task(raw(gateway.app, "PATCH", upload.path, headers, receive))
        await fed.wait()
        strangers = [await client.head(upload.path, headers=TUS)]
        strangers += [
            await client.head(f"/v1/files/{odd}", headers=TUS | upload.bearer)
            for odd in ("%00", "..", "x" * 300)
        ]
        await asyncio.wait({writing}, timeout=0.05)
        held = not writing.done()
        more.set()
        return [one.status_code for one in strangers], held, await writing

    assert gateway.run(story) == ([401, 404, 404, 404], True, 204)


def test_a_known_manifest_decides_what_may_be_sent(gateway: Gateway, machine: Machine) -> None:
    cargo = pack(machine, gateway.keys.kem.public, papers=(("id_card", b"front"),))
    gateway.ask(machine, "/v1/parcels", {"parcels": [cargo.entry(1)]})
    paper = cargo.blobs[1]
    asked = [
        {"parcel": cargo.parcel, "blob": paper.name, "size": len(paper.data)},
        {"parcel": cargo.parcel, "blob": paper.name, "size": len(paper.data) + 1},
        {"parcel": cargo.parcel, "blob": NAME, "size": len(DATA)},
        {"parcel": cargo.parcel, "blob": "../etc", "size": 1},
        {"parcel": cargo.parcel, "blob": NAME, "size": 0},
        7,
    ]
    answers = gateway.ask(machine, "/v1/uploads", {"uploads": asked})["uploads"]
    assert [entry.get("error") for entry in answers] == [
        None,
        "size",
        "not-in-manifest",
        "body",
        "too-large",
        "body",
    ]
    upload = Upload(gateway, machine, paper.data, cargo.parcel)
    assert upload.patch(0, paper.data).status_code == 204
    assert gateway.ask(machine, "/v1/parcels", {"parcels": [cargo.entry(0)]})["results"][0]["missing"] == []


def test_uploads_ahead_of_their_manifest_are_bounded(gateway: Gateway, machine: Machine) -> None:
    asked = [{"parcel": fresh_id(), "blob": blob_name(bytes([n])), "size": 1} for n in range(201)]
    answers = gateway.ask(machine, "/v1/uploads", {"uploads": asked})["uploads"]
    assert [entry.get("error") for entry in answers] == [None] * 200 + ["too-many"]


def test_without_a_version_nothing_is_done(gateway: Gateway, machine: Machine, upload: Upload) -> None:
    bearer = upload.bearer
    patch = {name: value for name, value in OFFSET.items() if name != "Tus-Resumable"}
    asked = {
        "HEAD": gateway.send("HEAD", upload.path, headers=bearer),
        "PATCH": gateway.send("PATCH", upload.path, DATA, bearer | patch | {"Upload-Offset": "0"}),
        "POST": gateway.send("POST", "/v1/files", headers=bearer | {"Upload-Length": str(len(DATA))}),
        "DELETE": gateway.send("DELETE", upload.path, headers=bearer),
    }
    for method, answer in asked.items():
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0"), method
        assert answer.headers["Tus-Resumable"] == "1.0.0", method
    assert (upload.offset, upload.again()["location"]) == (0, upload.path)


@pytest.mark.parametrize("length", ["-1", "x", "1.5", "", "0x10"])
def test_a_length_that_is_no_number_creates_nothing(gateway: Gateway, machine: Machine, length: str) -> None:
    fields = {"parcel": fresh_id(), "blob": NAME, "size": len(DATA)}
    token = gateway.ask(machine, "/v1/bearers", fields)["token"]
    headers = TUS | {"Authorization": f"Bearer {token}", "Upload-Length": length}
    answer = gateway.send("POST", "/v1/files", headers=headers)
    assert answer.status_code == 400
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert "Location" not in answer.headers


HTTP_DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT"
)


def test_when_an_upload_ends_is_told_as_http_tells_time(gateway: Gateway, machine: Machine) -> None:
    fields = {"parcel": fresh_id(), "blob": NAME, "size": len(DATA)}
    bearer = {"Authorization": f"Bearer {gateway.ask(machine, '/v1/bearers', fields)['token']}"}
    made = gateway.send("POST", "/v1/files", headers=TUS | bearer | {"Upload-Length": str(len(DATA))})
    path = made.headers["Location"]
    piece = gateway.send("PATCH", path, DATA[:9], OFFSET | bearer | {"Upload-Offset": "0"})
    head = gateway.send("HEAD", path, headers=TUS | bearer)
    told = [answer.headers["Upload-Expires"] for answer in (made, piece, head)]
    assert all(HTTP_DATE.fullmatch(text) for text in told)
    assert (made.status_code, made.headers["Tus-Resumable"]) == (201, "1.0.0")


def test_what_was_ended_is_gone_for_every_request(gateway: Gateway, upload: Upload) -> None:
    def end() -> httpx.Response:
        return gateway.send("DELETE", upload.path, headers=TUS | upload.bearer)

    upload.patch(0, DATA[:10])
    assert (end().status_code, end().status_code) == (204, 404)
    for answer in (upload.head(), upload.patch(10, DATA[10:]), upload.patch(0, DATA), end()):
        assert answer.status_code == 404
        assert answer.headers["Tus-Resumable"] == "1.0.0"
        assert "Upload-Offset" not in answer.headers
    assert not [path for path in gateway.layout.blobs.rglob("*") if path.is_file()]


def test_every_must_of_tus_names_a_test_that_is_there() -> None:
    text = (Path(__file__).parents[3] / "docs" / "formats" / "wire.md").read_text(encoding="utf-8")
    rows = [line for line in text.partition("## tus 1.0")[2].splitlines() if line.startswith("| ")][2:]
    assert len(rows) >= 24
    here = Path(__file__).read_text(encoding="utf-8")
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        assert all(f"def {name}(" in here for name in named), row


def test_forgotten_uploads_are_swept(gateway: Gateway, upload: Upload) -> None:
    from sync.gateway.ingest.uploads import UploadRows

    upload.patch(0, DATA[:10])
    rows = UploadRows(gateway.database, gateway.shelf, gateway.clock)
    assert rows.sweep() == 0
    laid = gateway.shelf.lay(NAME, DATA)
    assert laid is not None
    assert laid.draft is not None
    begun = gateway.clock.now().timestamp()
    os.utime(laid.draft, (begun, begun))
    gateway.clock.turn(8 * 86400)
    assert isinstance(gateway.shelf, FolderShelf)
    gateway.shelf._turn = int(NAME[:2], 16)  # the folder whose turn it is
    assert rows.sweep() == 1
    assert list((gateway.layout.blobs / "partial").iterdir()) == []
    assert not laid.draft.exists()


def test_tokens_hold_only_unchanged(gateway: Gateway) -> None:
    now, key = gateway.clock.now(), b"k" * 32
    grant = Grant(fresh_id(), NAME, 5, "d" * 32, now.replace(microsecond=0, minute=30))
    token = mint(grant, key)
    assert read_token(token, key, now) == grant
    assert read_token(token, b"l" * 32, now) is None
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        assert read_token(changed, key, now) != grant or changed == token
    assert read_token("é", key, now) is None


def test_every_answer_is_one_of_the_protocol(gateway: Gateway, upload: Upload) -> None:
    """What must be in every answer, errors included, and what an override may ask for."""
    gone = upload.path[:-1] + ("0" if upload.path[-1] != "0" else "1")
    answers = {
        "nothing there": (404, gateway.send("HEAD", gone, headers=TUS | upload.bearer)),
        "nothing yet": (200, upload.head()),
        "wrong method": (405, gateway.send("PUT", upload.path, DATA, TUS | upload.bearer)),
        "wrong offset": (409, upload.patch(3, DATA)),
        "wrong version": (412, upload.patch(0, DATA, **{"Tus-Resumable": "2.0.0"})),
        "no length": (400, gateway.send("POST", "/v1/files", headers=TUS | upload.bearer)),
        "a piece": (204, upload.patch(0, DATA[:4])),
        "the override counts": (
            200,
            gateway.send(
                "POST", upload.path, headers=TUS | upload.bearer | {"X-HTTP-Method-Override": "HEAD"}
            ),
        ),
        "the rest": (204, upload.patch(4, DATA[4:])),
        "whole": (200, upload.head()),
    }
    assert {name: answer.status_code for name, (_, answer) in answers.items()} == {
        name: status for name, (status, _) in answers.items()
    }
    for name, (status, answer) in answers.items():
        assert answer.headers["Tus-Resumable"] == "1.0.0", name
        told = answer.headers.get("Upload-Offset")
        assert (told is not None) is (status in (200, 204)), name
        if status in (200, 204):
            expires = parsedate_to_datetime(answer.headers["Upload-Expires"])
            assert expires > gateway.clock.now(), name
    assert answers["nothing yet"][1].headers["Upload-Offset"] == "0"
    assert answers["the override counts"][1].headers["Upload-Offset"] == "4"
    assert answers["whole"][1].headers["Upload-Offset"] == str(len(DATA))
    assert gateway.send("OPTIONS", "/v1/files", headers={"Tus-Resumable": "0.1"}).status_code == 204

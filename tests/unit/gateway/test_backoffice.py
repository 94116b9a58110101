"""The back office's answers: status, receipt and due date, supplement, result, over a running gateway."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from forms.states import CaseStatus
from sync.gateway.faults import (
    NoSuchDossier,
    NoSuchPart,
    OfficeWithoutMachine,
    ResultUnreadable,
    SupplementEmpty,
)
from sync.gateway.models import DeviceRow
from sync.notice import NoticeKind, open_result
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.rig import START, Machine


@pytest.fixture
def dossier(desk: Desk, kiosk: Machine) -> str:
    """A recorded dossier whose number notice has been read."""
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    return cargo.manifest.dossier


def test_receipt_sets_the_time_and_the_due_date_once(desk: Desk, kiosk: Machine, dossier: str) -> None:
    told = desk.office.tell_status(dossier, CaseStatus.RECEIVED)
    due = datetime(
        2026, 11, 27, 10, 0, tzinfo=UTC
    )  # three working days after Monday; Tuesday the 24th is a holiday
    assert told.due_at == due
    desk.clock.turn(86400)
    desk.office.tell_status(dossier, CaseStatus.RECEIVED)
    desk.opener.work()
    first, second = desk.notices(kiosk, after=1)
    assert (first.what, first.status, first.part) == (NoticeKind.STATUS, CaseStatus.RECEIVED, None)
    assert (first.received_at, first.due_at) == (START, due)
    assert (second.received_at, second.due_at) == (START, due)
    (line,) = desk.office.dossiers()
    assert (line.case_status, line.received_at, line.due_at) == (2, START, due)


def test_parts_go_their_own_ways(desk: Desk, kiosk: Machine, dossier: str) -> None:
    desk.office.tell_status(dossier, CaseStatus.PROCESSING, part="registry", by="Công an xã")
    desk.opener.work()
    (notice,) = desk.notices(kiosk, after=1)
    assert (notice.part, notice.by) == ("registry", "Công an xã")
    (line,) = desk.office.dossiers()
    assert [(part.part, part.case_status) for part in line.parts] == [("certificate", 1), ("registry", 4)]
    assert line.case_status == 1
    with pytest.raises(NoSuchPart, match="certificate, registry"):
        desk.office.tell_status(dossier, CaseStatus.PROCESSING, part="other")


def test_a_supplement_is_asked_for_in_words(desk: Desk, kiosk: Machine, dossier: str) -> None:
    desk.office.ask_supplement(dossier, "  Xin bổ sung trang sau của sổ.\n", part="certificate")
    desk.opener.work()
    (notice,) = desk.notices(kiosk, after=1)
    assert (notice.what, notice.status) == (NoticeKind.SUPPLEMENT, CaseStatus.SUPPLEMENT_ASKED)
    assert notice.text == "Xin bổ sung trang sau của sổ."
    for empty in ("", "  \n", "x" * 4001):
        with pytest.raises(SupplementEmpty):
            desk.office.ask_supplement(dossier, empty)


def test_a_result_is_fetched_by_ranges_and_opens(
    desk: Desk, kiosk: Machine, dossier: str, tmp_path: Path
) -> None:
    file = tmp_path / "giay-xac-nhan.pdf"
    file.write_bytes(b"%PDF result " * 5000)
    desk.office.give_result(dossier, file)
    desk.opener.work()
    (notice,) = desk.notices(kiosk, after=1)
    assert (notice.what, notice.status) == (NoticeKind.RESULT, CaseStatus.DECIDED)
    assert notice.result is not None
    assert (notice.result.name, notice.result.media) == ("giay-xac-nhan.pdf", "application/pdf")
    path = f"/v1/results/{notice.result.blob}"

    def get(machine: Machine, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        signed = machine.sign("GET", path, b"", desk.clock.now())
        response = desk.send("GET", path, headers=signed | headers)
        return response.status_code, response.content, dict(response.headers)

    status, head, _ = get(kiosk, Range="bytes=0-999")
    assert (status, len(head)) == (206, 1000)
    status, tail, headers = get(kiosk, Range="bytes=1000-", **{"If-Range": f'"{notice.result.blob}"'})
    assert (status, headers["etag"]) == (206, f'"{notice.result.blob}"')
    assert headers["content-range"] == f"bytes 1000-{notice.result.size - 1}/{notice.result.size}"
    whole = get(kiosk)
    assert (whole[0], whole[1]) == (200, head + tail)
    assert get(kiosk, Range="bytes=99999999-")[0] == 416
    assert open_result(head + tail, notice.id, notice.result, kiosk.notice) == file.read_bytes()
    assert get(desk.enrol(Machine(unit="99999")))[0] == 404
    assert desk.send("GET", path).status_code == 401


def test_only_results_are_handed_out(desk: Desk, kiosk: Machine) -> None:
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    for name in (cargo.blobs[0].name, "0" * 64, "x", "..%2f..%2fgateway.db"):
        path = f"/v1/results/{name}"
        headers = kiosk.sign("GET", path, b"", desk.clock.now())
        assert desk.send("GET", path, headers=headers).status_code == 404


def test_what_cannot_be_told_is_said(desk: Desk, kiosk: Machine, dossier: str, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    for file in (tmp_path / "none.pdf", tmp_path, empty):
        with pytest.raises(ResultUnreadable):
            desk.office.give_result(dossier, file)
    with pytest.raises(NoSuchDossier):
        desk.office.tell_status("0" * 32, CaseStatus.RECEIVED)
    with pytest.raises(NoSuchDossier):
        desk.office.give_result("0" * 32, Path(__file__))
    with desk.database.write() as session:
        session.get_one(DeviceRow, kiosk.device).revoked_at = desk.clock.now()
    with pytest.raises(OfficeWithoutMachine):
        desk.office.tell_status(dossier, CaseStatus.RECEIVED)
    with pytest.raises(OfficeWithoutMachine):
        desk.office.give_result(dossier, Path(__file__))
    assert len(desk.queued()) == 1
    assert desk.office.dossiers()[0].case_status == 1


def test_no_due_date_is_promised_for_days_off_not_yet_announced(
    desk: Desk, kiosk: Machine, dossier: str
) -> None:
    desk.clock.turn(500 * 86400)
    assert desk.office.tell_status(dossier, CaseStatus.RECEIVED).due_at is None

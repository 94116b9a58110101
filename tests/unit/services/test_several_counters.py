"""Two counters of one office: the same notices open at both, and a slip made at one is told at the other."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from forms.errors import KnownError
from forms.states import CaseStatus
from kiosk.documents.slip_code import Finding
from kiosk.domain.queueing import Section
from kiosk.domain.roles import NotAllowed
from kiosk.folder import Folder
from kiosk.services import counter, counters, finding, queue, shifts
from kiosk.services.assisted import file_at_once
from kiosk.services.desk import Desk
from kiosk.services.enrolment import publish_keys
from kiosk.services.office import read_plan, set_up
from kiosk.services.secrets import DEVICE_ID, GATEWAY_CARD, device_key
from kiosk.services.sharing import share_office
from sync.parcel import NoticeKind, NoticePlain
from tests.office_factories import ANSWERS, DAY, PASSPHRASE, Province, open_desk
from tests.store_factories import SetClock

OTHER = "e" * 32


@pytest.fixture
def second(
    desk: Desk, province: Province, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """Set up from the file the first counter's administrator wrote, and known to the same province."""
    share_office(shifts.take_over(desk, "quan-tri-1", PASSPHRASE), "Q2", PASSPHRASE, tmp_path / "q2.json")
    monkeypatch.setenv("HOSO_CONFIG_DIR", str(tmp_path / "second" / "machine"))
    folder = Folder(tmp_path / "second" / "office")
    set_up(folder, read_plan(tmp_path / "q2.json"), PASSPHRASE, clock, PASSPHRASE)
    made = open_desk(folder, clock)
    made.store.secrets.put(DEVICE_ID, OTHER.encode())
    made.store.secrets.put(GATEWAY_CARD, province.card())
    publish_keys(made, OTHER, device_key(made).public)
    yield made
    made.close()


def test_both_counters_open_the_same_notice(desk: Desk, second: Desk, province: Province) -> None:
    filed = file_at_once(desk, "1.004873", ANSWERS, [], "vi-VN")
    plain = NoticePlain(
        id="1" * 32, dossier=filed.dossier, what=NoticeKind.STATUS, by="UBND xã Mẫu", part=None,
        parcel=filed.parcel, official_number="H11-261123-0007", number_kind="delegated", received_at=DAY,
        due_at=None, status=CaseStatus.PROCESSING, text="Đang làm", papers=None, result=None,
    )  # fmt: skip
    sealed = province.notice(desk, plain, 1)
    for one in (desk, second):
        one.inbox.put_notice(1, sealed)
        counter.refresh(one)
        (told,) = one.store.notices.for_dossier(filed.dossier)
        assert (told.text, told.official_number) == ("Đang làm", "H11-261123-0007")
    assert desk.store.dossiers.get(filed.dossier).official_number == "H11-261123-0007"
    assert queue.counts(desk)[Section.ELSEWHERE] == 0
    (line,) = queue.elsewhere(second)
    assert (line.dossier, line.official_number) == (filed.dossier, "H11-261123-0007")


def test_a_slip_of_one_counter_is_told_at_the_other(
    desk: Desk, second: Desk, province: Province, tmp_path: Path
) -> None:
    filed = file_at_once(desk, "1.004873", ANSWERS, [], "vi-VN")
    code = desk.store.dossiers.get(filed.dossier).slip_code or ""
    assert finding.scan(second, code).finding is Finding.UNKNOWN_DEVICE
    told = tmp_path / "counters.json"
    with pytest.raises(NotAllowed):
        counters.tell(desk, told)
    counters.tell(replace(desk, officer=desk.store.office.officer("quan-tri-1")), told)
    keeper = shifts.take_over(second, "quan-tri-1", PASSPHRASE)
    assert counters.learn(keeper, told) == 1
    assert counters.learn(keeper, told) == 0
    found = finding.scan(second, code)
    assert (found.finding, found.summary, found.parts) == (Finding.GENUINE, None, ())
    plain = NoticePlain(
        id="1" * 32, dossier=filed.dossier, what=NoticeKind.SUPPLEMENT, by="UBND xã Mẫu", part="certificate",
        parcel=filed.parcel, official_number=None, number_kind=None, received_at=None, due_at=None,
        status=CaseStatus.SUPPLEMENT_ASKED, text="Thiếu giấy", papers=None, result=None,
    )  # fmt: skip
    second.inbox.put_notice(1, province.notice(second, plain, 1))
    counter.refresh(second)
    found = finding.scan(second, code)
    assert [(part.status, part.text) for part in found.parts] == [(CaseStatus.SUPPLEMENT_ASKED, "Thiếu giấy")]
    assert found.claims is not None
    assert found.claims.slip_number == filed.slip


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"v": 1, "unit": "03127", "devices": []}',
        '{"v": 1, "unit": "99901", "devices": [{"device": "", "counter": "Q", "key": "00"}]}',
        '{"v": 1, "unit": "99901", "devices": 7}',
    ],
)
def test_a_file_of_nobodys_counters_changes_nothing(desk: Desk, tmp_path: Path, text: str) -> None:
    keeper = shifts.take_over(desk, "quan-tri-1", PASSPHRASE)
    file = tmp_path / "x.json"
    file.write_text(text)
    before = counters.known(keeper)
    with pytest.raises(KnownError):
        counters.learn(keeper, file)
    assert counters.known(keeper) == before


def test_a_device_keeps_the_key_it_is_known_by(desk: Desk, tmp_path: Path) -> None:
    keeper = shifts.take_over(desk, "quan-tri-1", PASSPHRASE)
    (own,) = counters.known(keeper)
    file = tmp_path / "x.json"
    false = {"device": own.device, "counter": "Q9", "key": "00" * 32}
    file.write_text(json.dumps({"v": 1, "unit": "99901", "devices": [false]}))
    assert counters.learn(keeper, file) == 0
    assert counters.known(keeper) == (own,)

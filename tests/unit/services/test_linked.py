"""One capture, several linked parts: only the chosen ones, each on its own road and with its own state."""

from datetime import date
from pathlib import Path

import pytest

from forms.errors import KnownError
from forms.source import UnsoundDefinition
from forms.states import CaseStatus
from kiosk.domain import notice
from kiosk.domain.dossier import Route
from kiosk.domain.roles import NotAllowed
from kiosk.services import counter, intake, parts, returning, timeline
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed
from kiosk.services.printing import filing_of
from kiosk.services.routing import Connections, read_connections
from kiosk.services.secrets import GATEWAY_CARD
from kiosk.services.timeline import MomentKind
from sync.parcel import NoticeKind, NoticePlain, open_record
from tests.office_factories import PASSPHRASE, Province, file_invented, invented
from tests.store_factories import SetClock

BIRTH, DEATH = "3.000722", "2.002913"


def _roads(desk: Desk, filed: Filed) -> dict[str, Route]:
    return {part.part: part.route for part in desk.store.dossiers.parts(filed.dossier)}


def test_a_linked_birth_goes_to_every_authority_and_what_is_unconnected_on_paper(desk: Desk) -> None:
    filed = file_invented(desk, BIRTH, parents="both")
    found = {part.part: part for part in desk.store.dossiers.parts(filed.dossier)}
    assert {key: part.route for key, part in found.items()} == {
        "birth": Route.SYSTEM, "residence": Route.PAPER, "identity": Route.PAPER, "health": Route.PAPER,
    }  # fmt: skip
    assert found["residence"].authority_name.startswith("Công an ")
    assert found["health"].authority_unit == "11"
    assert found["health"].authority_name == "Cơ quan bảo hiểm xã hội tỉnh Điện Biên"
    assert desk.outbox.state(filed.parcel) is not None  # the parcel goes all the same
    for seq, part in enumerate(("birth", "health"), 1):
        said = {"status": CaseStatus.RECEIVED, "text": "Đã nhận." if part == "health" else ""}
        desk.store.notices.apply(
            notice.Notice(
                f"{seq:032x}", seq, desk.now(), filed.dossier, notice.NoticeKind.STATUS, part=part, **said
            )
        )
    news = [one.note for one in timeline.timeline(desk, filed.dossier) if one.kind is MomentKind.NOTICE]
    assert news == ["Đăng ký khai sinh", "Cấp thẻ bảo hiểm y tế. Đã nhận."]
    lines = timeline.detail_lines(counter.detail(desk, filed.dossier))
    assert lines[-1] == "  [tin về] 2: Trạng thái: Được tiếp nhận – Cấp thẻ bảo hiểm y tế. Đã nhận."


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ({"linked_parts": "two"}, ["death", "residence"]),
        (
            {"linked_parts": "three", "funeral_scheme": "insurance"},
            ["death", "residence", "funeral_insurance"],
        ),
        ({"linked_parts": "four"}, ["death", "residence", "funeral_insurance", "survivors"]),
    ],
)
def test_a_linked_death_has_the_parts_the_citizen_chose(
    desk: Desk, wanted: dict[str, object], chosen: list[str]
) -> None:
    filed = file_invented(desk, DEATH, **wanted)
    assert [part.part for part in counter.detail(desk, filed.dossier).parts] == chosen


def test_the_record_says_which_part_goes_by_which_road(desk: Desk) -> None:
    filed = file_invented(desk, DEATH, linked_parts="two")
    (parcel,) = desk.store.parcels.by_dossier(filed.dossier)
    told = open_record(parcel.record).fields["parts"]
    assert [(part["part"], part["authority"]["kind"], part["route"]) for part in told] == [
        ("death", "ubnd_xa", "system"),
        ("residence", "cong_an_xa", "paper"),
    ]


def test_the_provinces_card_connects_an_authority(desk: Desk, province: Province) -> None:
    desk.store.secrets.put(GATEWAY_CARD, province.card(connected=("cong_an_xa",)))
    filed = file_invented(desk, BIRTH, parents="both")
    assert _roads(desk, filed) == {
        "birth": Route.SYSTEM, "residence": Route.SYSTEM, "identity": Route.SYSTEM, "health": Route.PAPER,
    }  # fmt: skip


def test_before_filing_the_officer_sees_the_parts_that_will_be(desk: Desk) -> None:
    answers, _ = invented(desk, DEATH, linked_parts="two")
    dossier = intake.begin(desk, DEATH, "vi-VN")
    intake.save_answers(desk, dossier, answers, page=None)
    ahead = parts.expected(desk, intake.open_draft(desk, dossier))
    assert [(part.part, part.route) for part in ahead] == [
        ("death", Route.SYSTEM), ("residence", Route.PAPER),
    ]  # fmt: skip


def test_a_notice_for_one_part_leaves_the_others_alone(desk: Desk, province: Province) -> None:
    filed = file_invented(desk, BIRTH, parents="both")
    plain = NoticePlain(
        id="e" * 32, dossier=filed.dossier, what=NoticeKind.STATUS, by="Cổng tỉnh mẫu", part="birth",
        status=CaseStatus.DECIDED,
    )  # fmt: skip
    desk.inbox.put_notice(1, province.notice(desk, plain, 1))
    returning.refresh(desk)
    assert {part.part: part.status for part in counter.detail(desk, filed.dossier).parts} == {
        "birth": CaseStatus.DECIDED,
        "residence": CaseStatus.REGISTERED,
        "identity": CaseStatus.REGISTERED,
        "health": CaseStatus.REGISTERED,
    }


def test_a_paper_part_is_moved_by_hand_and_says_by_whom(desk: Desk) -> None:
    filed = file_invented(desk, BIRTH, parents="both")
    moved = parts.move_by_hand(desk, filed.dossier, "health", CaseStatus.RECEIVED, "Nhận tại quầy BHXH")
    assert (moved.status, moved.moved_by, moved.text) == (
        CaseStatus.RECEIVED, desk.officer.code, "Nhận tại quầy BHXH",
    )  # fmt: skip
    others = [part for part in desk.store.dossiers.parts(filed.dossier) if part.part != "health"]
    assert {part.status for part in others} == {CaseStatus.REGISTERED}
    assert {part.moved_by for part in others} == {None}


@pytest.mark.parametrize(
    ("part", "status", "why"),
    [
        ("birth", CaseStatus.DECIDED, "error.parts.by_wire"),
        ("nothing", CaseStatus.DECIDED, "error.parts.no_part"),
        ("health", CaseStatus.DRAFT, "error.parts.no_status"),
    ],
)
def test_only_a_paper_part_is_moved_by_hand(desk: Desk, part: str, status: CaseStatus, why: str) -> None:
    filed = file_invented(desk, BIRTH, parents="both")
    with pytest.raises(KnownError) as refused:
        parts.move_by_hand(desk, filed.dossier, part, status)
    assert refused.value.message.id == why
    assert {p.status for p in desk.store.dossiers.parts(filed.dossier)} == {CaseStatus.REGISTERED}


def test_a_postal_clerk_notes_no_authoritys_word(desk: Desk, clock: SetClock) -> None:
    from kiosk.services.unlocking import unlock

    filed = file_invented(desk, DEATH, linked_parts="two")
    other = unlock(desk.folder, "buu-chinh-1", PASSPHRASE, clock)
    with pytest.raises(NotAllowed):
        parts.move_by_hand(other, filed.dossier, "residence", CaseStatus.DECIDED)
    other.close()


def test_what_follows_a_filing_speaks_of_the_very_same_parts(desk: Desk, province: Province) -> None:
    filed = file_invented(desk, DEATH, linked_parts="two")
    before = open_record(filing_of(desk, filed.dossier).record).fields["parts"]
    desk.store.secrets.put(GATEWAY_CARD, province.card(connected=("cong_an_xa",)))
    counter.supplement(desk, filed.dossier, "Thêm lời nhắn", [])
    (_, added) = desk.store.parcels.by_dossier(filed.dossier)
    assert open_record(added.record).fields["parts"] == before


def test_nothing_is_connected_that_the_table_does_not_name() -> None:
    table = Connections.load()
    day = date(2026, 11, 23)
    assert table.route("ubnd_xa", "11", day) is Route.SYSTEM
    for kind in ("cong_an_xa", "bhxh", "cong_an_tinh", "to_chuc_cong_chung", "no_such_kind"):
        assert table.route(kind, "11", day) is Route.PAPER
    assert table.route("ubnd_xa", "11", date(2025, 12, 31)) is Route.PAPER


TABLE = """
format: 1
sources: { s: "Văn bản mẫu" }
connections:
  - { kind: bhxh, province: "11", from: 2027-01-01, until: 2027-06-30, source: s, verified: false }
"""


def test_a_connection_holds_in_its_province_on_its_days(tmp_path: Path) -> None:
    file = tmp_path / "connections.yaml"
    file.write_text(TABLE, encoding="utf-8")
    table = read_connections(file)
    told = {
        ("11", date(2026, 12, 31)): Route.PAPER, ("11", date(2027, 1, 1)): Route.SYSTEM,
        ("11", date(2027, 6, 30)): Route.SYSTEM, ("11", date(2027, 7, 1)): Route.PAPER,
        ("75", date(2027, 1, 1)): Route.PAPER,
    }  # fmt: skip
    assert {key: table.route("bhxh", *key) for key in told} == told


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (TABLE.replace("bhxh", "bao_hiem"), "connections[0].kind"),
        (TABLE.replace("source: s", "source: t"), "connections[0].source"),
        (TABLE.replace("verified: false", "verifed: false"), "connections[0]"),
        (TABLE.replace("format: 1", "format: 2"), "format"),
    ],
)
def test_a_faulty_table_of_connections_is_named(tmp_path: Path, text: str, path: str) -> None:
    file = tmp_path / "connections.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnsoundDefinition) as refused:
        read_connections(file)
    assert path in {fault.path for fault in refused.value.faults}

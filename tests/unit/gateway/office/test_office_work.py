"""A day at the province: queue, search, a dossier with its papers, moves that become notices, duplicates, figures, log."""

import contextlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError
from starlette.datastructures import FormData
from starlette.requests import Request

from forms import data_packs
from forms.bundle import write_bundle
from forms.bundle_head import Kind
from forms.catalogue import Catalogue
from forms.publishing import PublisherKey
from forms.rules.card_qr import Card, write_card
from forms.rules.identity import Sex
from forms.rules.names import fold
from forms.rules.working_days import TABLE
from forms.sample import sample
from forms.states import CaseStatus
from sync.gateway.adopting import adopt
from sync.gateway.backoffice import HeardStatus
from sync.gateway.models import PartRow
from sync.gateway.office import act_pages
from sync.gateway.office.audit import Event, first_broken
from sync.gateway.office.card_check import compare, contradictions
from sync.gateway.office.moves import MOVES, may_follow, offered
from sync.gateway.office.pages import PAGES
from sync.gateway.office.roles import Role, Staff
from sync.gateway.office.sessions import Visit
from sync.gateway.office.sheets import as_csv
from sync.gateway.office.tables import AuditRow
from sync.gateway.office.web import Asked, Denied
from sync.gateway.passing.tables import PassingRow
from sync.notice import NoticeKind
from tests.unit.documents.samples import text_of
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.meeting import both_at_once, meeting_before, on_postgresql
from tests.unit.gateway.office.bureau import Browser, Bureau, cheap_passwords
from tests.unit.gateway.office.exhibits import Exhibit, file_one, queue_of
from tests.unit.gateway.rig import Machine

COMMITTEE = "ubnd_xa:03127"


@dataclass
class Day:
    """A filled queue and who looks at it."""

    bureau: Bureau
    machine: Machine
    exhibits: list[Exhibit]
    officer: Browser
    supervisor: Browser


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """For tests that only look."""
    with cheap_passwords():
        bureau = Bureau(Path(tmp_path_factory.mktemp("day")))
        machine = bureau.enrol(Machine())
        exhibits = queue_of(bureau, machine)
        officer = bureau.staff("can-bo", Role.OFFICER, COMMITTEE, "UBND xã Thử Nghiệm")
        yield Day(bureau, machine, exhibits, officer, bureau.staff("giam-sat", Role.SUPERVISOR))
        bureau.close()


@contextlib.contextmanager
def announced(bureau: Bureau, days: Mapping[str, Any]) -> Iterator[None]:
    """Another calendar, published while the back office runs."""
    folder = bureau.layout.root.parent
    (folder / "days").mkdir()
    (folder / "days" / "holidays.json").write_text(json.dumps(days), "utf-8")
    key, pack = PublisherKey.generate("Tỉnh Thử Nghiệm"), folder / "days.zip"
    write_bundle(
        folder / "days", pack, kind=Kind.HOLIDAYS, name="days", serial=1, key=key, created=bureau.clock.now()
    )
    adopt(bureau.layout, pack, key.publisher)
    try:
        yield
    finally:
        shutil.rmtree(bureau.layout.tables)
        data_packs.follow(None)


def _links(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'/ho-so/([0-9a-f]{32})"', page)))


def test_the_queue_says_what_is_late_in_words_and_in_order(day: Day) -> None:
    page = day.officer.get("/").text
    late, near = page.index("Quá hạn 3 ngày"), page.index("Sắp đến hạn ngày mai")
    assert page.count("số thử nghiệm") == page.count(">THU-") == 6
    assert late < page.index("Quá hạn 1 ngày") < near < page.index("Chưa có ngày hẹn")
    linked = day.exhibits[2].dossier
    assert _links(page)[0] == linked
    assert page.count(linked) == 1  # of four parts one is the committee's
    assert day.supervisor.get("/").text.count(f"/ho-so/{linked}") == 4
    assert _links(day.officer.get("/?xem=overdue").text) == _links(page)[:2]
    assert _links(day.officer.get("/?xem=ended").text) == [day.exhibits[4].dossier]
    assert _links(day.officer.get("/?xem=near").text) == [day.exhibits[1].dossier]
    assert day.exhibits[6].dossier in day.officer.get("/?thu_tuc=2.000815&trang_thai=1&kenh=1&xa=03127").text
    assert _links(day.officer.get("/?thu_tuc=2.000815&trang_thai=2").text) == []
    police = "/?co_quan=cong_an_xa:03127"
    assert day.exhibits[5].dossier in day.supervisor.get(police).text
    assert day.exhibits[5].dossier not in day.officer.get(police).text  # the own authority, whatever is asked


@pytest.mark.parametrize(
    "odd",
    [
        "sau=x",
        "sau=1.2",
        "trang_thai=abc",
        "xem=%00",
        "kenh=9999999999999999999",
        "xa=%27",
        f"sau={'9' * 19}.1.1",
    ],
)
def test_an_odd_address_is_an_ordinary_page(day: Day, odd: str) -> None:
    assert day.supervisor.get(f"/?{odd}").status_code == 200


def test_search_finds_by_whatever_stands_on_the_paper(day: Day) -> None:
    one = day.exhibits[0]
    number, name = one.answers["requester_number"], one.answers["requester_name"]
    with day.bureau.database.read() as session:
        official, slip = session.execute(
            text("SELECT official_number, slip FROM office_face WHERE dossier = :one"), {"one": one.dossier}
        ).one()

    def found(typed: str, browser: Browser = day.officer) -> list[str]:
        browser.get("/tim")
        answer = browser.post("/tim", {"tim": typed})
        assert answer.status_code == 200
        return _links(answer.text)

    words = name.split()
    typed_names = (name, fold(name), fold(" ".join(reversed(words))), fold(words[-1])[:3], name.upper())
    for typed in (
        *typed_names,
        number,
        f" {number[:4]} {number[4:]} ",
        official,
        official.lower(),
        official[:-2],
        slip,
    ):
        assert one.dossier in found(typed), typed
    with_phone = next(one for one in day.exhibits[:4] if one.answers.get("requester_phone"))
    phone = with_phone.answers["requester_phone"]
    for typed in (phone, f"+84 {phone[1:4]} {phone[4:]}"):
        assert with_phone.dossier in found(typed), typed
    police = day.exhibits[5]
    for typed in (police.answers["requester_number"], police.answers["requester_name"]):
        assert police.dossier in found(typed, day.supervisor)
        assert police.dossier not in found(typed)
    for nothing in ("", "   ", "%", "_", "|", "zzz", "000000000000", "' OR 1=1 --", "\U0010ffff"):
        assert found(nothing) == [], nothing
    assert day.supervisor.get("/tim").status_code == 200


def test_a_dossier_shows_papers_beside_data_and_what_signatures_are_worth(day: Day) -> None:
    one = day.exhibits[1]
    page = unescape(day.officer.get(f"/ho-so/{one.dossier}").text)
    assert one.answers["requester_name"] in page
    assert "quét từ thẻ" in page
    assert "gõ tay" in page
    assert "Chữ ký của máy đúng" in page
    assert "khóa có trong sổ của đơn vị" in page
    picture = re.search(rf'src="(/ho-so/{one.dossier}/giay/[0-9a-f]+/0)"', page)
    assert picture is not None
    answer = day.officer.get(picture.group(1))
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("image/jpeg", "no-store")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert day.officer.get(picture.group(1)[:-1] + "77").status_code == 404
    check = day.officer.get(f"/ho-so/{one.dossier}/the").text
    assert re.search(r"Số định danh.*?✓ giống", check, re.S)
    assert re.search(r"Ngày sinh.*?≠ khác", check, re.S)


def test_an_authority_sees_of_a_linked_declaration_what_it_is_sent(day: Day) -> None:
    one = day.exhibits[2]
    named = {
        field: one.definition.field(field).label.vi
        for field in ("birth_notice_number", "health_facility", "child_name")
    }
    police = day.bureau.staff("cong-an", Role.OFFICER, "cong_an_xa:03127", "Công an xã Thử Nghiệm")
    insurance = day.bureau.staff("bao-hiem", Role.OFFICER, "bhxh:11", "Cơ quan bảo hiểm xã hội")
    seen = {
        who: [name in unescape(browser.get(f"/ho-so/{one.dossier}").text) for name in named.values()]
        for who, browser in (
            ("committee", day.officer),
            ("police", police),
            ("insurance", insurance),
            ("all", day.supervisor),
        )
    }
    assert seen == {
        "committee": [True, False, True],
        "police": [False, False, True],
        "insurance": [False, True, True],
        "all": [True, True, True],
    }
    for who, browser, part in (
        ("committee", day.officer, "birth"),
        ("police", police, "residence"),
        ("insurance", insurance, "health"),
    ):
        # What is typed over is the same, in the order of the form.
        copied = unescape(browser.get(f"/ho-so/{one.dossier}/phan/{part}/chep").text)
        assert [name in copied for name in named.values()] == seen[who], who
        assert 'name="ma"' in copied


def test_of_a_linked_declaration_each_authority_moves_its_own_parts_alone(day: Day) -> None:
    one = day.exhibits[2]
    authorities = {
        COMMITTEE: day.officer,
        "cong_an_xa:03127": day.bureau.staff("cong-an-2", Role.OFFICER, "cong_an_xa:03127"),
        "bhxh:11": day.bureau.staff("bao-hiem-2", Role.OFFICER, "bhxh:11"),
        "ubnd_xa:03128": day.bureau.staff("xa-khac", Role.OFFICER, "ubnd_xa:03128"),
        "": day.supervisor,
    }
    with day.bureau.database.read() as session:
        rows = session.scalars(select(PartRow).where(PartRow.dossier == one.dossier)).all()
    before = {row.part: (row.status, row.due_at) for row in rows}
    owners = {row.part: f"{row.authority_kind}:{row.authority_unit}" for row in rows}
    assert len(set(owners.values())) == 3
    sound = {"sang": "7", "ly_do": "Thử", "hen_moi": "2027-01-05", "ma": "H56.14-261123-0001"}
    for scope, browser in authorities.items():
        for part, owner in owners.items():
            for page in PAGES:
                if not page.part or owner == scope:
                    continue
                path = page.path.format(dossier=one.dossier, part=part, form="02")
                fields = sound | {"dang_la": str(before[part][0])}
                answer = browser.get(path) if page.method == "GET" else browser.post(path, fields)
                assert answer.status_code == (404 if scope == "ubnd_xa:03128" else 403), (scope, path)
        seen = unescape(browser.get(f"/ho-so/{one.dossier}").text)
        mine = {part for part in owners if f"/phan/{part}/" in seen}
        assert mine <= {part for part, owner in owners.items() if owner == scope}, scope
    papers, shown = (
        set(re.findall(r"/ho-so/[^\"]+/giay/[0-9a-f]+/[0-9]+", who.get(f"/ho-so/{one.dossier}").text))
        for who in (day.supervisor, authorities["bhxh:11"])
    )
    assert papers - shown
    assert {authorities["bhxh:11"].get(paper).status_code for paper in papers - shown} == {404}
    with day.bureau.database.read() as session:
        rows = session.scalars(select(PartRow).where(PartRow.dossier == one.dossier)).all()
    assert {row.part: (row.status, row.due_at) for row in rows} == before


def test_a_pdf_is_seen_as_a_picture_and_taken_as_a_file(day: Day) -> None:
    for one in day.exhibits:
        page = day.supervisor.get(f"/ho-so/{one.dossier}").text
        if found := re.search(r'src="(/ho-so/[^"]+/trang/1)"', page):
            break
    else:
        pytest.fail("no exhibit has a PDF")
    drawn = [day.supervisor.get(found.group(1)[:-1] + number) for number in "12"]
    assert all(one.content.startswith(b"\x89PNG") for one in drawn)
    assert drawn[0].content != drawn[1].content
    assert "Xem 1 trang sau" in page
    assert f'src="{found.group(1)[:-1]}2"' in page
    assert day.supervisor.get(found.group(1)[:-1] + "9").status_code == 404
    whole = day.supervisor.get(found.group(1).partition("/trang")[0])
    assert whole.content.startswith(b"%PDF")
    # Which paper it was: a supplement's are counted from nought as well.
    parcel, slot = found.group(1).split("/")[4:6]
    assert whole.headers["content-disposition"] == f'attachment; filename="{parcel[:8]}-{slot}.pdf"'
    with day.bureau.database.read() as session:
        seen = select(AuditRow.detail).where(AuditRow.act == Event.PAPER_SEEN).order_by(AuditRow.seq.desc())
        assert session.scalars(seen.limit(2)).all() == [f"{parcel[:8]}-{slot}", f"{parcel[:8]}-{slot} 2"]


def test_what_is_alike_is_explained_and_shown_side_by_side(day: Day) -> None:
    first, twin = day.exhibits[0], day.exhibits[7]
    page = unescape(day.officer.get(f"/ho-so/{first.dossier}/trung").text)
    assert _links(page)[:2] == [first.dossier, twin.dossier]
    for words in ("Cùng số định danh", "Cùng họ tên", "Cùng ngày sinh", "Cùng thủ tục", "Cùng ngày nhận"):
        assert words in page
    assert "Không thấy" in day.officer.get(f"/ho-so/{day.exhibits[6].dossier}/trung").text


def test_a_foreign_twin_is_told_with_what_agrees_and_nothing_else(bureau: Bureau) -> None:
    own, foreign = (
        file_one(bureau, bureau.enrol(Machine(unit)), "2.000815", 1) for unit in ("03127", "03128")
    )
    officer = bureau.staff("can-bo", Role.OFFICER, COMMITTEE)
    page = unescape(officer.get(f"/ho-so/{own.dossier}/trung").text)
    assert f"Cùng số định danh (…{own.answers['requester_number'][-4:]})</li>" in page
    assert "Cùng họ tên</li>" in page
    assert "(cơ quan khác)" in page
    assert foreign.dossier not in page
    supervisor = bureau.staff("giam-sat", Role.SUPERVISOR)
    assert f"Cùng họ tên: {own.answers['requester_name']}" in unescape(
        supervisor.get(f"/ho-so/{own.dossier}/trung").text
    )


def test_a_card_of_somebody_withheld_is_not_called_nobodys() -> None:
    definition = Catalogue.shipped().newest("3.000722", date(2026, 11, 23))
    answers = dict(sample(definition, 1))
    fields = {role: definition.fields_of(role) for role in ("requester", "owner")}
    answers |= {fields["owner"]["number"].id: "001080000001", fields["owner"]["name"].id: "Chủ Nhà Thử"}
    card = Card("001080000001", "", "Chủ Nhà Thử", date(1980, 1, 1), Sex.MALE, "Bản Mẫu", date(2021, 3, 2))
    told = {name: value for name, value in answers.items() if not name.startswith("owner")}
    (seen,) = compare(definition, told, (write_card(card),), answers)
    assert seen.role == "owner"
    assert [line.agrees for line in seen.lines] == [None] * len(seen.lines)
    (whole,) = compare(definition, answers, (write_card(card),), answers)
    assert [line.agrees for line in whole.lines][:2] == [True, True]
    stranger = replace(card, number="001080000002")
    assert [one.role for one in compare(definition, told, (write_card(stranger),), answers)] == [None]


def test_what_a_number_contradicts_is_said_of_a_person_in_vietnamese() -> None:
    definition = Catalogue.shipped().newest("1.004873", date(2026, 11, 23))
    told = contradictions(definition, {"person_number": "001180000001", "person_birth": "1999-01-01"})
    assert told
    assert all(one.startswith("Người được cấp giấy: ") for one in told)


def test_figures_count_once_and_leave_as_text(day: Day) -> None:
    page = day.supervisor.get("/thong-ke?theo=procedure&tu=2026-11-01&den=2026-11-30").text
    assert "<svg" in page
    assert re.search(r'Cộng</td><td class="number">8</td>', page)
    assert "Bản Mẫu, đợt 2" in day.supervisor.get("/thong-ke?theo=trip&tu=2026-11-01&den=2026-11-30").text
    assert day.supervisor.get("/thong-ke?tu=2026-12-01&den=2026-11-30").status_code == 400
    for edge in ("den=0001-01-01", "tu=0001-01-01&den=9999-12-31", "tu=x&den=y"):
        assert day.supervisor.get(f"/thong-ke?{edge}").status_code == 200, edge
    own = day.officer.get("/thong-ke?theo=commune&tu=2026-11-01&den=2026-11-30").text
    assert re.search(r'Cộng</td><td class="number">7</td>', own)  # without the police's own dossier
    query = "theo=channel&tu=2026-11-01&den=2026-11-30"
    lines = day.supervisor.get(f"/thong-ke/tep/csv?{query}").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("Trực tiếp,8,")
    assert day.supervisor.get(f"/thong-ke/tep/xlsx?{query}").content.startswith(b"PK")
    assert day.supervisor.get(f"/thong-ke/tep/exe?{query}").status_code == 404
    hostile = as_csv(
        ("=A", "b"), [("=cmd|' /C calc'!A0", 1), ("+1", -1), ("-x", 2), ("@x", 3), ("\t=x", 4), (" =x", 5)]
    )
    cells = [line.partition(",")[0].lstrip('"') for line in hostile.decode("utf-8-sig").splitlines()]
    assert all(cell.startswith("'") for cell in cells)


@both_engines
def test_every_step_becomes_a_notice_and_a_line(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    one = file_one(bureau, machine, "1.004873", 1)
    officer = bureau.staff("can-bo", Role.OFFICER, COMMITTEE, "UBND xã Thử Nghiệm")
    part = f"/ho-so/{one.dossier}/phan/certificate"
    officer.get(f"/ho-so/{one.dossier}")

    def act(what: str, was: int, **fields: str) -> int:
        return officer.post(f"{part}/{what}", {"dang_la": str(was)} | fields).status_code

    assert act("trang-thai", 1, sang="4") == 409  # not received yet
    assert act("trang-thai", 1, sang="5") == 400  # needs words
    assert act("bo-sung", 1, ly_do="  ") == 409
    assert act("bo-sung", 1, ly_do="Xin bổ sung trang sau.", giay="identity_card") == 303
    assert act("trang-thai", 1, sang="2") == 409  # somebody was faster: the form has seen state 1
    overtaken = officer.post(f"{part}/bo-sung", {"dang_la": "1", "ly_do": "Một lý do <dài>."})
    assert (overtaken.status_code, "Một lý do &lt;dài&gt;." in overtaken.text) == (
        409,
        True,
    )  # not to be typed again
    assert act("trang-thai", 5, sang="2") == 303
    late = {"ly_do": "Chờ xác minh"}
    for no_day in (
        "2020-01-01",
        "2027-01-31",
        "2027-01-01",
        "2127-02-01",
        "",
        "2027-02-31",
    ):  # a Sunday, a holiday
        assert act("hen-lai", 2, hen_moi=no_day, **late) == 400, no_day
    assert act("hen-lai", 2, hen_moi="2026-11-25", **late) == 409  # no later than what was promised
    days = json.loads(TABLE.read_text("utf-8"))
    days["days"]["2027-02-02"] = "Ngày nghỉ mới công bố"
    with announced(bureau, days):
        assert act("hen-lai", 2, hen_moi="2027-02-02", **late) == 400
    assert act("hen-lai", 2, hen_moi="2027-02-01", **late) == 303
    assert act("hen-lai", 2, hen_moi="2027-02-01", **late) == 409  # the same form sent twice
    printed = officer.post(f"{part}/phieu/04", {"ly_do": "Chờ xác minh", "hen_moi": "2027-02-01"})
    assert printed.content.startswith(b"%PDF")
    asked = officer.post(f"{part}/phieu/02", {"ly_do": "Thiếu trang sau", "giay": "identity_card"})
    wanted = next(paper for paper in one.definition.papers if paper.id == "identity_card")
    for words in ("(số thử nghiệm)", "Thiếu trang sau", wanted.name.vi):
        assert " ".join(words.split()) in text_of(asked.content), words
    result = {"tep": ("../kết quả.html", b"%PDF-1.7 result " * 300, "text/html")}
    for bad in (
        {"tep": ("a.pdf", b"MZ not a pdf", "application/pdf")},
        {"tep": ("a.pdf", b"", "application/pdf")},
    ):
        assert officer.post(f"{part}/ket-qua", {"dang_la": "2"}, bad).status_code == 400
    assert officer.post(f"{part}/ket-qua", {"dang_la": "2", "da_gui": "0"}, result).status_code == 303
    assert act("dung", 9, ly_do="Muộn rồi") == 409
    assert 'name="da_gui" value="1"' in officer.get(f"/ho-so/{one.dossier}").text
    again = {"dang_la": "9", "da_gui": "1"}
    assert officer.post(f"{part}/ket-qua", again, result).status_code == 303  # the right file this time
    twice = officer.post(f"{part}/ket-qua", again, result)  # a second tap on the same button
    assert (twice.status_code, "vừa được gửi" in twice.text) == (409, True)
    assert officer.get("/?xa=%00").status_code in (200, 400)  # what no database keeps is nobody's outage
    assert (
        "Xin lỗi và hẹn lại" not in officer.get(f"/ho-so/{one.dossier}").text
    )  # what has ended is not put off
    assert act("trang-thai", 9, sang="10") == 303

    with bureau.database.read() as session:
        engine = session.connection().dialect.name
    bureau.opener.work()
    notices = bureau.notices(machine, after=1)
    assert [(one.what, one.status, one.by) for one in notices] == [
        (NoticeKind.SUPPLEMENT, 5, "UBND xã Thử Nghiệm"),
        (NoticeKind.STATUS, 2, "UBND xã Thử Nghiệm"),
        (NoticeKind.STATUS, 2, "UBND xã Thử Nghiệm"),
        (NoticeKind.RESULT, 9, "UBND xã Thử Nghiệm"),
        (NoticeKind.RESULT, 9, "UBND xã Thử Nghiệm"),
        (NoticeKind.STATUS, 10, "UBND xã Thử Nghiệm"),
    ]
    assert (notices[0].text, notices[0].papers) == ("Xin bổ sung trang sau.", ("identity_card",))
    assert notices[2].text == "Chờ xác minh"
    assert notices[2].due_at is not None
    assert notices[2].due_at.isoformat() == "2027-02-01T10:00:00+00:00"
    assert notices[3].result is not None
    assert (notices[3].result.name, notices[3].result.media) == ("kết quả.html.pdf", "application/pdf")
    assert not any(
        b"Ch\xe1\xbb\x9d x\xc3\xa1c minh" in file.read_bytes() for file in bureau.layout.root.rglob("*.db*")
    )

    auditor = bureau.staff("kiem-tra", Role.AUDITOR)
    log = auditor.get(f"/nhat-ky?ho_so={one.dossier}").text
    for words in (
        "Xem hồ sơ",
        "Yêu cầu bổ sung",
        "Xin lỗi, hẹn lại",
        "In phiếu",
        "Gửi kết quả",
        "Chuyển trạng thái",
    ):
        assert words in log, words
    assert one.answers["requester_name"] not in log
    assert "Cả chuỗi nhật ký nguyên vẹn" in auditor.post("/nhat-ky/kiem-tra").text
    assert "nguyên vẹn" not in auditor.get("/nhat-ky?kiem_tra=dung").text  # an address checks nothing
    auditor.get(f"/nhat-ky?tai_khoan={one.answers['requester_name']}")  # a slip of the keyboard is not kept
    assert one.answers["requester_name"] not in unescape(auditor.get("/nhat-ky").text)
    forge = update(AuditRow).where(AuditRow.seq == 3).values(login="somebody-else")
    with pytest.raises(DatabaseError, match="only added to"), bureau.database.write() as session:
        session.execute(forge)
    with bureau.database.write() as session:  # whoever owns the database can still do it, and is seen
        for name in (
            ("office_audit_no_update",) if engine == "sqlite" else ("office_audit_kept ON office_audit",)
        ):
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(forge)
    with bureau.database.read() as session:
        assert first_broken(session) == 3
    assert "gãy ở dòng 3" in auditor.post("/nhat-ky/kiem-tra").text


@on_postgresql
def test_of_two_officers_at_one_moment_one_moves_the_part(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    one = file_one(bureau, machine, "1.004873", 1)
    visit = Visit(Staff("can-bo", "A", Role.OFFICER, COMMITTEE, ""), "", "")

    def asked(**fields: str) -> Asked:
        scope = {
            "type": "http",
            "headers": [],
            "path_params": {"dossier": one.dossier, "part": "certificate"},
        }
        return Asked(Request(scope), visit, FormData({"dang_la": "1"} | fields))

    with meeting_before(bureau, "UPDATE part"):
        answers, (denied,) = both_at_once(
            lambda: act_pages.move(bureau.bureau, asked(sang="2")),
            lambda: act_pages.supplement(bureau.bureau, asked(ly_do="Xin bổ sung.")),
            Denied,
        )
    assert (len(answers), denied.status) == (1, 409)  # type: ignore[attr-defined]  # a Denied has it
    assert len(bureau.queued()) == 2  # the number, and one word


def test_refusal_and_stop_need_a_reason_and_end_the_part(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    refused, stopped, withdrawn = (file_one(bureau, machine, "2.000815", seed) for seed in (1, 2, 3))
    officer = bureau.staff("can-bo", Role.OFFICER, COMMITTEE)
    officer.get("/")
    part = f"/ho-so/{withdrawn.dossier}/phan/commune_copy/trang-thai"
    assert officer.post(part, {"dang_la": "1", "sang": "7"}).status_code == 303
    assert officer.post(part, {"dang_la": "7", "sang": "2"}).status_code == 409
    for one, before, road, status in (
        (refused, [], "tu-choi", 3),
        (stopped, ["2", "4", "6", "4"], "dung", 8),
    ):
        part = f"/ho-so/{one.dossier}/phan/commune_copy"
        was = "1"
        for then in before:
            assert officer.post(f"{part}/trang-thai", {"dang_la": was, "sang": then}).status_code == 303
            was = then
        assert officer.post(f"{part}/{road}", {"dang_la": was, "ly_do": ""}).status_code == 409
        assert (
            officer.post(f"{part}/{road}", {"dang_la": was, "ly_do": "Không thuộc thẩm quyền."}).status_code
            == 303
        )
        page = officer.get(f"/ho-so/{one.dossier}").text
        assert "Phần việc đã kết thúc" in page
        assert f"{status}. <strong>" in page


def test_a_number_read_off_the_authoritys_system_is_typed_back(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    one, other = (file_one(bureau, machine, "2.000815", seed) for seed in (1, 2))
    officer = bureau.staff("can-bo", Role.OFFICER, COMMITTEE, "UBND xã Thử Nghiệm")

    def typed(number: str, dossier: str = one.dossier) -> tuple[int, str]:
        answer = officer.post(f"/ho-so/{dossier}/phan/commune_copy/ma-so", {"ma": number})
        return answer.status_code, unescape(answer.text)

    assert "Ghi mã hồ sơ của hệ thống" in officer.get(f"/ho-so/{one.dossier}").text
    for wrong in ("", "THU-03127-261123-0009", "H56.14-261340-0001", "' OR 1=1"):
        assert typed(wrong)[0] == 409, wrong
    assert typed(" h56.14-261123-0001 ")[0] == 303
    assert typed("H56.14-261123-0001")[0] == 303  # the same again changes nothing
    assert "đã có mã H56.14-261123-0001" in typed("H56.14-261123-0002")[1]
    assert "đã thuộc một hồ sơ khác" in typed("H56.14-261123-0001", other.dossier)[1]
    page = officer.get(f"/ho-so/{one.dossier}").text
    assert "<h1>H56.14-261123-0001" in page
    assert "Ghi mã hồ sơ của hệ thống" not in page
    assert "(đã thay)" in page  # the trial number, which stands on papers in people's hands
    bureau.opener.work()
    told = bureau.notices(machine)[-1]
    assert (told.what, told.official_number, told.by) == (
        NoticeKind.NUMBER,
        "H56.14-261123-0001",
        "UBND xã Thử Nghiệm",
    )


def test_a_part_whose_own_system_tells_its_state_is_shown_as_such(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    one = file_one(bureau, machine, "2.000815", 1)
    officer = bureau.staff("can-bo", Role.OFFICER, COMMITTEE)
    path = f"/ho-so/{one.dossier}"
    assert "Được tiếp nhận" in officer.get(path).text
    with bureau.database.write() as session:
        session.add(
            PassingRow(
                dossier=one.dossier,
                part="commune_copy",
                road="tinh",
                theirs=True,
                moved_at=bureau.clock.now(),
            )
        )
    page = officer.get(path).text
    assert "Trạng thái lấy từ hệ thống của cơ quan giải quyết" in page
    assert "<button name" not in page
    sent = {"dang_la": "1", "sang": "2"}
    assert officer.post(f"{path}/phan/commune_copy/trang-thai", sent).status_code == 409
    result = {"tep": ("a.pdf", b"%PDF-1.7 " * 300, "application/pdf")}
    blobs = len(list(bureau.layout.blobs.rglob("[0-9a-f]" * 64)))
    assert officer.post(f"{path}/phan/commune_copy/ket-qua", {"dang_la": "1"}, result).status_code == 409
    assert (
        len(list(bureau.layout.blobs.rglob("[0-9a-f]" * 64))) == blobs
    )  # what was turned away leaves no file
    heard = HeardStatus(one.dossier, "commune_copy", CaseStatus.DECIDED, bureau.clock.now(), "Hệ thống tỉnh")
    with bureau.database.write() as session:
        bureau.office.hear_status(session, heard, bureau.clock.now())
    assert "Tệp kết quả" in officer.get(path).text  # the file may be laid beside their decision
    seen = {"dang_la": "9", "da_gui": "0"}
    assert officer.post(f"{path}/phan/commune_copy/ket-qua", seen, result).status_code == 303


def test_no_state_is_left_that_leads_back_and_none_leads_nowhere_unmeant() -> None:
    assert set(MOVES) == set(CaseStatus) - {CaseStatus.DRAFT}
    ended = {one for one, then in MOVES.items() if not then}
    assert ended == {CaseStatus.NOT_RECEIVED, CaseStatus.WITHDRAWN, CaseStatus.STOPPED, CaseStatus.RETURNED}
    for now in MOVES:
        for received in (True, False):
            for then in offered(now, received=received):
                assert may_follow(now, then, received=received)
                assert then is not now
    assert CaseStatus.RECEIVED not in offered(CaseStatus.SUPPLEMENT_ASKED, received=True)
    assert CaseStatus.PROCESSING not in offered(CaseStatus.SUPPLEMENT_ASKED, received=False)

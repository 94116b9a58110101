"""A dossier with two numbers in the back office: seen in the queue, shown with who said what, settled by its officer, logged."""

from html import unescape

import pytest
from sqlalchemy import select

from forms.states import CaseStatus, ParcelKind
from sync.gateway.erasing import erase
from sync.gateway.models import DossierRow
from sync.gateway.office import queue_pages
from sync.gateway.office.audit import first_broken
from sync.gateway.office.filling import fill_faces
from sync.gateway.office.roles import Role
from sync.gateway.office.tables import AuditRow
from sync.gateway.passing.numbering import give
from sync.gateway.passing.overview import overview
from sync.gateway.passing.tables import NumberSource
from sync.times import write_time
from tests.unit.gateway.office.bureau import COMMUNE, Browser, Bureau
from tests.unit.gateway.rig import Machine

OURS, TYPED, OF_PART = "H18.34-261123-0007", "H18.34-261123-0001", "H18.34-261123-0050"


def test_an_officer_sees_both_numbers_and_settles_which_is_right(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    filing = bureau.pack(machine)
    bureau.file(machine, filing)
    dossier = filing.manifest.dossier
    with bureau.database.write() as session:
        give(session, dossier, "certificate", OURS, NumberSource.HAND, "Phòng Mẫu", bureau.clock.now())
    officer, supervisor = (
        bureau.staff("can-bo", Role.OFFICER, COMMUNE),
        bureau.staff("giam-sat", Role.SUPERVISOR),
    )
    assert "hai mã khác nhau" not in officer.get("/").text
    word = bureau.pack(machine, dossier=dossier, kind=ParcelKind.NUMBER_TAKEN, answers={}, papers=())
    bureau.file(machine, word)

    queue = unescape(officer.get("/").text)
    assert "1 hồ sơ có hai mã khác nhau" in queue
    page = unescape(officer.get(f"/ho-so/{dossier}").text)
    for shown in (OURS, TYPED, "cán bộ can-bo-1 chép từ cổng tại quầy", "cơ quan giải quyết chép tay"):
        assert shown in page
    assert f'value="{TYPED}"' in page
    seen = unescape(supervisor.get(f"/ho-so/{dossier}").text)
    assert TYPED in seen
    assert 'name="ma"' not in seen
    path = f"/ho-so/{dossier}/phan/certificate/ma"
    assert supervisor.post(path, {"ma": TYPED}).status_code == 403
    assert officer.post(f"/ho-so/{dossier}/phan/registry/ma", {"ma": TYPED}).status_code == 403
    assert officer.post(path, {"ma": "H18.34-261123-0099"}).status_code == 409
    assert officer.post(path, {"ma": TYPED}).status_code == 303
    assert officer.post(path, {"ma": OURS}).status_code == 409, "a second window comes too late"

    page = unescape(officer.get(f"/ho-so/{dossier}").text)
    assert "Hồ sơ này có các mã khác nhau" not in page
    assert f"<s>{OURS}</s> (đã thay)" in page
    with bureau.database.read() as session:
        assert session.get_one(DossierRow, dossier).official_number == TYPED
        log = [
            (one.login, one.act, one.detail)
            for one in session.scalars(select(AuditRow).order_by(AuditRow.seq))
            if one.act.startswith("number-")
        ]
        assert first_broken(session) is None
    assert log == [
        ("can-bo-1@03127", "number-typed", TYPED),
        ("can-bo", "number-settled", f"certificate {TYPED}"),
    ]
    assert TYPED in officer.get("/").text
    with bureau.database.write() as session:
        give(session, dossier, "registry", OF_PART, NumberSource.HAND, "Phòng Mẫu", bureau.clock.now())
    stranger = bureau.staff("noi-khac", Role.OFFICER, "commune:03128")
    for number in (TYPED, TYPED[:-1], OURS, OURS.lower(), OF_PART):
        # Papers in people's hands bear the number that was replaced; a part has one of its own.
        officer.get("/tim")
        assert dossier in officer.post("/tim", {"tim": number}).text, number
        stranger.get("/tim")
        assert dossier not in stranger.post("/tim", {"tim": number}).text


def test_a_commune_sees_its_own_however_many_wait_elsewhere(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_pages, "ODDS", 1)
    odd: list[str] = []
    for unit in ("03128", "03127"):
        machine = bureau.enrol(Machine(unit))
        filing = bureau.pack(machine)
        bureau.file(machine, filing)
        dossier, ours = filing.manifest.dossier, f"H18.34-261123-000{len(odd) + 7}"
        typed = {"number": f"H18.34-261123-100{len(odd)}", "at": write_time(bureau.clock.now())}
        with bureau.database.write() as session:
            give(session, dossier, "certificate", ours, NumberSource.HAND, "Phòng Mẫu", bureau.clock.now())
        says = {"number_taken": typed}
        word = bureau.pack(
            machine, dossier=dossier, kind=ParcelKind.NUMBER_TAKEN, answers={}, papers=(), record=says
        )
        bureau.file(machine, word)
        bureau.clock.turn(1)
        odd.append(ours)
    elsewhere, own = odd

    def warned(who: Browser) -> str:
        return unescape(who.get("/").text).partition('<div class="warn"')[2].partition("</div>")[0]

    told = warned(bureau.staff("can-bo", Role.OFFICER, COMMUNE))
    assert "1 hồ sơ có hai mã" in told
    assert (own in told, elsewhere in told) == (True, False)
    told = warned(bureau.staff("giam-sat", Role.SUPERVISOR))
    assert "Nhiều hồ sơ có hai mã" in told
    assert (elsewhere in told, own in told) == (True, False), "who has waited longest"
    with bureau.database.read() as session:
        assert len(overview(session, None, bureau.clock.now()).at_odds) == 2


def test_an_erased_dossier_waits_for_nobodys_word(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    filing = bureau.pack(machine)
    bureau.file(machine, filing)
    dossier, now = filing.manifest.dossier, bureau.clock.now()
    with bureau.database.write() as session:
        give(session, dossier, "certificate", OURS, NumberSource.HAND, "Phòng Mẫu", now)
    bureau.file(
        machine, bureau.pack(machine, dossier=dossier, kind=ParcelKind.NUMBER_TAKEN, answers={}, papers=())
    )
    bureau.office.tell_status(dossier, CaseStatus.NOT_RECEIVED)
    officer = bureau.staff("can-bo", Role.OFFICER, COMMUNE)
    assert "hai mã khác nhau" in officer.get("/").text
    erase(bureau.database, bureau.shelf, dossier, "theo yêu cầu", "qt", now)
    assert "hai mã khác nhau" not in officer.get("/").text
    assert officer.get(f"/ho-so/{dossier}").status_code == 404
    filled = fill_faces(bureau.database, bureau.shelf, bureau.keys, bureau.office_keys, bureau.layout.packs)
    assert (filled.written, filled.unreadable) == (0, 0)

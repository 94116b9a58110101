"""The officer's pages: the day's heaps, the list, one dossier and everything that is done with it, the work of a day."""

from collections.abc import Iterator, Sequence
from datetime import time, timedelta
from functools import partial
from typing import Any

from forms.states import CaseStatus
from kiosk.devices.attached import Attached
from kiosk.devices.checking import CAMERA_FOUND, FOLDER_GONE, PORT_NONE, WEDGE, Seen
from kiosk.devices.choices import Choices
from kiosk.domain.counter_book import CallAbout, Outcome
from kiosk.domain.notice import NoticeKind
from kiosk.domain.print_jobs import PaperSize
from kiosk.domain.queueing import Section
from kiosk.domain.roles import Role
from kiosk.gallery import steps
from kiosk.gallery.camera import StillCamera
from kiosk.gallery.office import MARITAL, NOW, answers_to, decide, file_one, give_number, taken_in, tell
from kiosk.gallery.stage import Stage, Stop
from kiosk.gallery.tour_citizen import LINKED, begin
from kiosk.services import calls, doctor, fees, finding, intake, papers, print_queue, trips
from kiosk.services.enrolment import Invitation, Known
from kiosk.services.road import Standing
from kiosk.services.visit import Stage as At
from kiosk.ui.conductor import Conductor
from kiosk.ui.counter.day_screen import Work
from kiosk.ui.counter.deeds_section import Deed
from kiosk.ui.counter.devices_screen import DevicesScreen, Found
from kiosk.ui.counter.enrol_screen import EnrolScreen
from kiosk.ui.counter.health_screen import HealthScreen
from kiosk.ui.counter.queue_screen import QueueScreen
from kiosk.ui.counter.road_screen import RoadScreen
from sync.courtesy import Courtesy

_CHOSEN = Choices(scan_folder="/srv/may-quet")
_STATE = (
    doctor.Finding("enrolment", doctor.Grade.STOP, doctor.NOT_ENROLLED),
    doctor.Finding("clock", doctor.Grade.ADVICE, doctor.CLOCK_BEHIND),
    doctor.Finding("disk", doctor.Grade.GOOD, doctor.DISK_GOOD, {"free": "78.5"}),
    doctor.Finding("outbox", doctor.Grade.GOOD, doctor.OUTBOX_GOOD, {"count": 12}),
)
_UNDER_WAY = Standing(
    "up", NOW + timedelta(minutes=4), 12, 3_400_000, 18_200_000, "budget",
    Courtesy(20_000_000, (time(20), time(6))), 20_000_000,
)  # fmt: skip
_TURNED_AWAY = Standing("denied", NOW + timedelta(hours=1), 3, 0, 4_100_000, None, Courtesy(), 0, "revoked")
_SEEN = Found(
    ("HP Webcam 3100", "Máy chụp tài liệu BSP"),
    (("COM3", "USB Serial Device"),),
    (
        Seen("camera", True, CAMERA_FOUND, {"name": "HP Webcam 3100"}),
        Seen("scan-folder", False, FOLDER_GONE, {"path": "/srv/may-quet"}),
        Seen("card-scanner", False, PORT_NONE),
        Seen("keyboard-scanner", True, WEDGE),
    ),
    ((True, "Laser – Sẵn sàng."),),
)
"""Devices of an invented machine: what the page says of them, without asking this one."""

_INVITED = (
    Invitation(
        "a" * 32, "99901", "Ủy ban nhân dân xã Bản Mẫu", "ho-so.tinh-mau.example", "ABCD-EFGH-IJKL-MNOP", NOW + timedelta(days=30),
        other_office=False, expired=False,
    ),
    Invitation(
        "b" * 32, "99902", "Ủy ban nhân dân xã Bản Khác", "ho-so.tinh-mau.example", "ABCD-EFGH-IJKL-MNOP", NOW - timedelta(days=1),
        other_office=True, expired=True,
    ),
)  # fmt: skip
"""Invitations on an invented stick: one for this office, one of another that is over."""

DEEDS = tuple(deed for deed in Deed if deed is not Deed.ENVELOPES)


def stock(stage: Stage) -> dict[str, str]:
    """A day's dossiers of every kind an officer meets; name → id."""
    desk = stage.desk
    found = {
        "waiting": file_one(desk, name="Nguyễn Thị Mẫu"),
        "asked": file_one(desk, name="Giàng A Thử"),
        "decided": file_one(desk, name="Đặng Thị Thanh Hương Mẫu"),
        "paying": file_one(desk, name="Kđăm Y Ví Dụ"),
        "envelope": file_one(desk, wanted={"previous_certificate": "return"}),
        "linked": file_one(desk, LINKED),
    }
    for seq, key in enumerate(("asked", "decided", "paying"), 1):
        give_number(desk, seq, found[key])
    tell(
        desk,
        4,
        found["asked"],
        NoticeKind.SUPPLEMENT,
        status=CaseStatus.SUPPLEMENT_ASKED,
        text="Xin nộp thêm bản án ly hôn đã có hiệu lực pháp luật.",
        papers=("divorce_ruling",),
    )
    decide(desk, 5, found["decided"])
    tell(desk, 6, found["paying"], NoticeKind.STATUS, status=CaseStatus.PAYMENT_ASKED)
    tell(desk, 7, "e" * 32, NoticeKind.STATUS, status=CaseStatus.PROCESSING, text="Đã chuyển phòng Tư pháp.")
    again = NOW + timedelta(hours=2)
    calls.note_call(
        desk, found["asked"], CallAbout.SUPPLEMENT, Outcome.NO_ANSWER, again_at=again, note="Máy bận"
    )
    fees.take(desk, found["paying"], 3000, "BL0001234")
    draft = intake.begin(desk, MARITAL, "vi-VN")
    answers, _ = answers_to(desk, MARITAL)
    intake.save_answers(desk, draft, answers, page=None)
    found["draft"] = draft
    print_queue.slip(desk, found["waiting"])
    print_queue.test_page(desk, PaperSize.A4)
    return found


def heaps(stage: Stage, found: dict[str, str]) -> Iterator[Stop]:
    """The queue, the list, a search, the sheet at the end of a shift."""
    c = stage.conductor
    c.open_home()
    stage.settle()
    for section in Section:
        screen = c.window.screen_shown
        assert isinstance(screen, QueueScreen)
        yield Stop(f"queue-{section.value}", citizens=False, over=partial(_turn_queue, stage, section))
    yield Stop("queue-search", citizens=False, over=lambda: _search_queue(stage, "mau"))
    c.open_counter()
    stage.settle()
    yield Stop("list", citizens=False)
    yield Stop("end-sheet", citizens=False, over=lambda: _counter(stage).ask_end())
    code = stage.desk.store.dossiers.get(found["asked"]).slip_code
    _counter(stage)._queue.show_slip(finding.scan(stage.desk, code or ""))
    stage.settle()
    yield Stop("slip-scanned")
    _counter(stage)._queue.show_slip(finding.scan(stage.desk, "HSK1:KHONGPHAI"))
    stage.settle()
    yield Stop("slip-false")


def dossier(stage: Stage, found: dict[str, str]) -> Iterator[Stop]:
    """One dossier, and the page of everything done with it."""
    c = stage.conductor
    for key in ("waiting", "asked", "linked", "decided"):
        c.open_detail(found[key])
        stage.settle()
        yield Stop(f"detail-{key}", citizens=False)
    for deed in DEEDS:
        key = "decided" if deed in (Deed.HAND_OUT, Deed.RATE) else "asked"
        c.open_detail(found[key])
        _counter(stage).dossiers.do(found[key], deed)
        stage.settle()
        yield Stop(f"deed-{deed.value}", citizens=deed in (Deed.RATE, Deed.TELL))
        if deed is Deed.FEE:
            (taken,) = fees.due(stage.desk, found["paying"]).standing
            _counter(stage).dossiers._fees._correct(found["paying"], taken.parcel)
            stage.settle()
            yield Stop("fee-correct", citizens=False)
            _counter(stage).dossiers.do(found[key], deed)
            stage.settle()
        if deed in (Deed.CALL, Deed.FEE, Deed.TRANSFER, Deed.WITHDRAW):
            yield Stop(f"deed-{deed.value}-keyboard", citizens=False, over=partial(steps.first_line, stage))
    c.open_detail(found["envelope"])
    _counter(stage).dossiers.do(found["envelope"], Deed.ENVELOPES)
    stage.settle()
    yield Stop("deed-envelopes", citizens=False)
    amend = _counter(stage).dossiers._amend
    amend.open(found["asked"])
    stage.settle()
    screen = c.window.screen_shown
    amend._change(screen, "requester_phone")
    stage.settle()
    yield Stop("amend-answer", citizens=False)
    _counter(stage)._detail._supplements.open(found["asked"], 4)
    stage.settle()
    yield Stop("supplement", citizens=False)
    yield Stop("supplement-keyboard", citizens=False, over=partial(steps.first_line, stage))
    by_paper = next((p for p in stage.desk.store.dossiers.parts(found["linked"])), None)
    assert by_paper is not None
    _counter(stage)._detail._paper_parts.open(found["linked"], by_paper.part)
    stage.settle()
    yield Stop("paper-part", citizens=False)


def day(stage: Stage) -> Iterator[Stop]:
    """The work of a day; closing and reports as a leader sees them, trips as planned and as under way."""
    c = stage.conductor
    counter = _counter(stage)
    c.mode = "counter"
    counter.open_day()
    stage.settle()
    yield Stop("day", citizens=False)
    day_desk = counter._day
    for name, way in (
        ("calls", day_desk.calls),
        ("post", day_desk.post),
        ("closing", day_desk.closing),
        ("reports", day_desk.reports),
        ("take-over", day_desk.take_over),
    ):
        way()
        stage.settle()
        yield Stop(f"day-{name}", citizens=False)
    for work in day_desk._ways:
        if work.value in ("printers", "screen"):
            day_desk._ways[work]()
            stage.settle()
            yield Stop(f"day-{work.value}", citizens=False)
    c.present(lambda: DevicesScreen(c.kit, _CHOSEN, _SEEN), say=False, languages=False)
    stage.settle()
    yield Stop("devices", citizens=False)
    for name, known, found in (("enrol", Known.NOT_YET, _INVITED), ("enrol-here", Known.HERE, None)):
        c.present(partial(_enrol, c, known, found), say=False, languages=False)
        stage.settle()
        yield Stop(name, citizens=False)
    c.present(lambda: HealthScreen(c.kit, _STATE), say=False, languages=False)
    stage.settle()
    yield Stop("health", citizens=False)
    for name, standing in (("road", _UNDER_WAY), ("road-denied", _TURNED_AWAY)):
        c.present(partial(_road, c, standing), say=False, languages=False)
        stage.settle()
        yield Stop(name, citizens=False)


def _road(c: Conductor, standing: Standing) -> RoadScreen:
    return RoadScreen(c.kit, standing, NOW, may_steer=True, may_carry=True)


def _enrol(c: Conductor, known: Known, found: Sequence[Invitation] | None) -> EnrolScreen:
    return EnrolScreen(c.kit, known, found)  # the kit of the look it is drawn in, not of the one before


def on_trips(stage: Stage) -> Iterator[Stop]:
    """Trips: none, one being planned, one under way."""
    c = stage.conductor
    stage.seat(stage.open_desk(Role.LEADER))
    c.mode = "counter"
    c.open_home()
    stage.settle()
    desk = stage.desk
    today = desk.today()
    counter = _counter(stage)
    trip_desk = counter._day._ways[Work.TRIPS].__self__
    trip_desk.show_all()
    stage.settle()
    yield Stop("trips-none", citizens=False)
    trip_desk._form(None)
    stage.settle()
    yield Stop("trip-form", citizens=False)
    planned = trips.plan(
        desk,
        "Bản Mẫu Trên và Bản Mẫu Dưới",
        ["Bản Mẫu Trên", "Bản Mẫu Dưới"],
        ["luu-dong-1", "can-bo-1"],
        today,
        today + timedelta(days=2),
    )
    trips.expect(desk, planned.id, "Sùng Thị Páo Mẫu", place="Bản Mẫu Trên", phone="0912000111")
    trips.expect(desk, planned.id, "Lò Văn Thử", place="Bản Mẫu Dưới")
    trip_desk.show_all()
    stage.settle()
    yield Stop("trips", citizens=False)
    trip_desk.show_trip(planned.id)
    stage.settle()
    yield Stop("trip-planned", citizens=False)
    stage.seat(stage.open_desk())
    c.open_citizen()
    stage.settle()


def capturing(stage: Stage) -> Iterator[Stop]:
    """A paper under the camera."""
    c = stage.conductor
    before = c._devices
    camera = StillCamera()
    c._devices = Attached(camera=lambda: camera)
    slots = begin(stage, MARITAL, least_papers=1)
    visit = stage.shift.visit
    visit.stage = At.PAPERS
    visit.answered()
    c.open_citizen()
    stage.settle()
    steps.tap(stage, f"paper-{slots[0]}-add")
    stage.settle()
    yield Stop("capture", over=camera.look)
    taken = papers.keep(stage.desk, visit.dossier or "", slots[0], (taken_in(),))
    papers.handed_back(stage.desk, taken)
    c._devices = before
    visit.end()
    c.open_citizen()
    stage.settle()


def _turn_queue(stage: Stage, section: Section) -> None:
    screen = stage.conductor.window.screen_shown
    assert isinstance(screen, QueueScreen)
    screen.chips[section].click()


def _search_queue(stage: Stage, text: str) -> None:
    screen = stage.conductor.window.screen_shown
    assert isinstance(screen, QueueScreen)
    screen.search.setText(text)


def _counter(stage: Stage) -> Any:
    """The counter's flow with its desks, whose ways no button here presses."""
    return stage.conductor._counter()

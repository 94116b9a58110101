"""Papers taken in by camera, scanner and file, as an officer does it by touch."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from kiosk.devices.attached import Attached
from kiosk.devices.camera import CameraState
from kiosk.devices.scan_folder import ASIDE, FOLDER_GONE, ScanFolder
from kiosk.domain.papers import DigitisedHow, PaperFile
from kiosk.folder import Folder
from kiosk.scans.pixels import Pixels
from kiosk.ui.capture_desk import CaptureDesk
from kiosk.ui.screens.capture import CaptureScreen
from tests.office_factories import SHEET
from tests.scans.photographs import photograph
from tests.scans.sheets import Shot
from tests.store_factories import SetClock
from tests.unit.devices.simulated_camera import SimulatedCamera
from tests.unit.ui.screens.seat import Seat

SLOT = "identity_card"
LARGE = Shot(frame=(1944, 2592))


@pytest.fixture
def camera() -> SimulatedCamera:
    return SimulatedCamera(photograph(LARGE))


@pytest.fixture
def scans(tmp_path: Path, clock: SetClock) -> ScanFolder:
    folder = tmp_path / "may-quet"
    folder.mkdir()
    return ScanFolder(folder, clock)


@dataclass(frozen=True)
class Reached:
    """A visit whose questions are answered: the office, the screen's last word to its supervisor, and the time."""

    office: Path
    session: dict[str, object] | None
    clock: SetClock


@pytest.fixture(scope="module")
def reached() -> list[Reached]:
    """Where the first test came to by answering every question; the others go on from there, as after a crash."""
    return []


@pytest.fixture
def at_papers(
    reached: list[Reached],
    request: pytest.FixtureRequest,
    open_seat: Callable[..., Seat],
    folder: Folder,
    clock: SetClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Seat:
    if not reached:
        first: Seat = request.getfixturevalue("seat")
        first.to_questions()
        first.answer_until("papers")
        first.conductor.background.close()  # the process is gone: nothing more of it runs
        office = tmp_path_factory.mktemp("reached") / "office"
        shutil.copytree(folder.root, office)
        reached.append(Reached(office, first.link.kept, replace(clock)))
    (there,) = reached
    shutil.rmtree(folder.root)
    shutil.copytree(there.office, folder.root)
    clock.at, clock.ticks = there.clock.at, there.clock.ticks
    seat = open_seat(folder, there.session)
    seat.arrive("papers")
    return seat


@pytest.fixture
def capture(at_papers: Seat, camera: SimulatedCamera) -> Seat:
    at_papers.conductor._devices = Attached(camera=lambda: camera)
    at_papers.tap(f"paper-{SLOT}-add")
    at_papers.arrive("capture")
    return at_papers


def files(seat: Seat) -> tuple[PaperFile, ...]:
    dossier = seat.shift.visit.dossier
    assert dossier is not None
    return tuple(f for f in seat.shift.desk.store.papers.list(dossier) if f.paper == SLOT)


def screen(seat: Seat) -> CaptureScreen:
    shown = seat.window.screen_shown
    assert isinstance(shown, CaptureScreen)
    return shown


def lie(camera: SimulatedCamera, pixels: Pixels) -> None:
    """Another sheet lies under the camera."""
    camera.pile[:] = [pixels]
    camera.show()


def test_a_sheet_is_seen_taken_checked_and_stored_with_one_touch(
    capture: Seat, camera: SimulatedCamera
) -> None:
    capture.bot.waitUntil(lambda: screen(capture).live.outline is not None, timeout=10_000)
    assert screen(capture).live.outline.good  # type: ignore[union-attr]
    capture.tap("shoot")
    (file,) = files(capture)
    assert (file.how, file.media, file.digitised_by) == (DigitisedHow.CAMERA, "image/jpeg", "can-bo-1")
    assert file.size < 260_000
    assert capture.sees("page-1")
    assert "Đã giữ trang 1" in capture.texts()
    lie(camera, photograph(LARGE, 2))
    capture.tap("shoot")
    assert [file.page for file in files(capture)] == [0, 1]
    capture.go_on()
    capture.arrive("papers")
    assert camera.watcher is None
    assert "Đã có 2 ảnh" in capture.texts()


@pytest.mark.parametrize(
    ("shot", "fault"),
    [
        (Shot(frame=(1944, 2592), light=0.15), "dark"),
        (Shot(frame=(1944, 2592), blur=5), "blurred"),
        (Shot(frame=(900, 1200)), "small"),
    ],
)
def test_what_nobody_can_read_is_refused_with_a_picture_and_cannot_be_kept(
    capture: Seat, camera: SimulatedCamera, shot: Shot, fault: str
) -> None:
    lie(camera, photograph(shot))
    capture.tap("shoot")
    assert screen(capture).mode == "refused"
    assert capture.sees(f"fault-{fault}")
    assert not capture.sees("keep-anyway")
    assert files(capture) == ()
    lie(camera, photograph(LARGE))
    capture.tap("retake")
    capture.tap("shoot")
    assert len(files(capture)) == 1


def test_a_cut_sheet_is_kept_only_knowingly_and_the_record_says_so(
    capture: Seat, camera: SimulatedCamera
) -> None:
    lie(camera, photograph(Shot(frame=(1944, 2592), shift=0.12)))
    capture.tap("shoot")
    assert capture.sees("fault-cut")
    capture.tap("keep-anyway")
    (file,) = files(capture)
    assert file.despite == ("cut",)
    assert screen(capture).mode == "live"


def test_the_same_page_again_is_noticed(capture: Seat, camera: SimulatedCamera) -> None:
    capture.tap("shoot")
    capture.tap("shoot")
    assert capture.sees("fault-same")
    capture.tap("retake")
    assert len(files(capture)) == 1


def test_corners_are_dragged_and_the_page_turned_by_finger(capture: Seat, camera: SimulatedCamera) -> None:
    capture.tap("shoot")
    (before,) = files(capture)
    capture.tap("page-1")
    view = screen(capture).corners
    assert view is not None
    start = view.corners
    drag(capture, view.spot(0), QPointF(30, 40))
    assert view.corners[0] != start[0]
    assert view.corners[1:] == start[1:]
    capture.tap("turn-right")
    capture.tap("use")
    (after,) = files(capture)
    assert (after.id != before.id, after.page) == (True, 0)
    new = picture(capture, after)
    assert new.width() > new.height()


def test_a_page_is_dropped(capture: Seat) -> None:
    capture.tap("shoot")
    capture.tap("page-1")
    capture.tap("drop")
    assert files(capture) == ()
    assert not capture.sees("page-1")


def picture(seat: Seat, file: PaperFile) -> QImage:
    return QImage.fromData(seat.shift.desk.store.papers.data(file.id) or b"")


def drag(seat: Seat, spot: QPointF, by: QPointF) -> None:
    view = seat.find("corners")
    steps = (
        (QEvent.Type.MouseButtonPress, spot, Qt.MouseButton.LeftButton),
        (QEvent.Type.MouseMove, spot + by / 2, Qt.MouseButton.LeftButton),
        (QEvent.Type.MouseMove, spot + by, Qt.MouseButton.LeftButton),
        (QEvent.Type.MouseButtonRelease, spot + by, Qt.MouseButton.NoButton),
    )
    for kind, point, held in steps:
        event = QMouseEvent(
            kind,
            point,
            view.mapToGlobal(point),
            Qt.MouseButton.LeftButton,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(view, event)


@pytest.mark.parametrize("state", [CameraState.MISSING, CameraState.LOST, CameraState.SILENT])
def test_a_camera_that_fails_is_said_in_place_and_files_go_on(
    at_papers: Seat, camera: SimulatedCamera, state: CameraState
) -> None:
    seat = at_papers
    camera.state = state
    seat.conductor._devices = Attached(camera=lambda: camera)
    seat.tap(f"paper-{SLOT}-add")
    assert seat.sees("camera-told")
    assert not seat.sees("shoot")
    seat.tap("pick-file")
    assert [file.how for file in files(seat)] == [DigitisedHow.FILE]
    camera.become(CameraState.LIVE)
    camera.show()
    assert seat.sees("shoot")
    assert not seat.sees("camera-told")


def test_a_camera_that_gives_no_picture_is_said_and_tried_again(
    capture: Seat, camera: SimulatedCamera
) -> None:
    camera.fails = True
    capture.tap("shoot")
    assert "chưa chụp được" in capture.texts()
    camera.become(CameraState.LOST)  # and is pulled out while the page stands
    capture.still()
    assert capture.sees("camera-told")
    assert not capture.sees("shoot")
    camera.become(CameraState.LIVE)
    camera.show()
    camera.fails = False
    capture.tap("shoot")
    assert len(files(capture)) == 1


def test_the_camera_is_off_when_another_page_stands(capture: Seat, camera: SimulatedCamera) -> None:
    assert camera.watcher is not None
    capture.conductor.open_counter()
    capture.bot.waitUntil(lambda: camera.watcher is None, timeout=5_000)


def test_the_scanners_pages_come_in_by_themselves_and_leave_the_folder(
    at_papers: Seat, scans: ScanFolder
) -> None:
    seat = at_papers
    seat.conductor._devices = Attached(scan_folder=scans)
    seat.tap(f"paper-{SLOT}-add")
    wait_for_a_look(seat)
    (scans.path / "quet-1.png").write_bytes(SHEET)
    passing(seat, lambda: len(files(seat)) == 1)
    (file,) = files(seat)
    assert file.how is DigitisedHow.SCANNER
    passing(seat, lambda: not list(scans.path.glob("*.png")))
    # The network folder goes while the page stands: said, and a file goes on.
    shutil.rmtree(scans.path)
    passing(seat, lambda: FOLDER_GONE.vi in seat.texts())
    seat.tap("pick-file")
    assert seat.page == "capture"


def test_what_lay_in_the_folder_before_is_never_taken_unasked(at_papers: Seat, scans: ScanFolder) -> None:
    seat = at_papers
    seat.conductor._devices = Attached(scan_folder=scans)
    (scans.path / "nguoi-truoc.png").write_bytes(SHEET)
    seat.tap(f"paper-{SLOT}-add")
    passing(seat, lambda: seat.sees("old-files"))
    seat.tap("old-files-leave-old")
    for _ in range(4):
        look(seat)
    assert files(seat) == ()
    assert (scans.path / "nguoi-truoc.png").exists()


def test_a_poison_scan_is_moved_aside_and_named(at_papers: Seat, scans: ScanFolder) -> None:
    seat = at_papers
    seat.conductor._devices = Attached(scan_folder=scans)
    seat.tap(f"paper-{SLOT}-add")
    wait_for_a_look(seat)
    broken = b"\x89PNG\r\n\x1a\n" + b"\x00" * 900 + b"IEND\xaeB`\x82"
    (scans.path / "hong.png").write_bytes(broken)
    passing(seat, lambda: (scans.path / ASIDE / "hong.png").exists())
    passing(seat, lambda: "hong.png" in seat.texts())
    assert files(seat) == ()


def look(seat: Seat) -> None:
    """One look at the folder, with the clock moved on and everything it began ended."""
    desk = capture_desk(seat)
    seat.clock.pass_time(2)
    desk._beat()
    door = desk._door
    assert door is not None
    seat.bot.waitUntil(lambda: not door.busy, timeout=10_000)
    seat.still()


def capture_desk(seat: Seat) -> CaptureDesk:
    assert seat.conductor.citizen is not None
    return seat.conductor.citizen._papers._capture


def wait_for_a_look(seat: Seat) -> None:
    passing(seat, lambda: (scans := capture_desk(seat)._scans) is not None and scans.begun)


def passing(seat: Seat, condition: Callable[[], bool]) -> None:
    for _ in range(40):
        if condition():
            return
        look(seat)
    raise AssertionError(seat.texts())


def test_the_same_page_stands_after_a_change_of_look(capture: Seat, camera: SimulatedCamera) -> None:
    capture.tap("shoot")
    capture.tap("text-size")
    assert capture.page == "capture"
    assert capture.sees("page-1")
    lie(camera, photograph(LARGE, 2))
    capture.tap("shoot")
    assert len(files(capture)) == 2

"""Looks at the machine for its officers: once when a shift begins, and whenever the page is opened. Mends nothing."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.devices.checking import devices_seen
from kiosk.devices.choices import read_choices
from kiosk.devices.printer import WORDS
from kiosk.devices.printers import name_of, printer_at
from kiosk.devices.serial_scanner import open_serial, scanner_ports
from kiosk.services import doctor
from kiosk.services.desk import Desk
from kiosk.services.doctor import Finding, Grade
from kiosk.ui.counter.health_screen import HealthScreen
from kiosk.ui.devices_desk import open_already
from kiosk.ui.printers_desk import used_printers
from kiosk.ui.screens.base import Screen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

NOT_READY = Message(
    "ui.health.not_ready",
    "Máy có {n} điều cần xem trước khi làm, ở trang Việc khác, Kiểm tra máy. {first}",
    "Above the officer's first page when a shift begins; {first} is the gravest of them in words.",
)
#: What every machine is told for good, and what the line about the link says anyway.
_NO_NEWS = frozenset({"disk-encryption", "enrolment"})


class HealthPage:
    """``back`` is where the page leads when it is left."""

    def __init__(self, conductor: "Conductor", desk: Desk, back: Callable[[], None]) -> None:
        self._c = conductor
        self._desk = desk
        self._back = back
        self._findings: tuple[Finding, ...] = ()

    def open(self) -> None:
        """The page, once everything was looked at."""
        self._c.work(self._look(), self._show)

    def at_start(self, tell: Callable[[int, Finding], None]) -> None:
        """Tells how many things are not as they must be, with the gravest; nothing when all is well."""

        def looked(findings: tuple[Finding, ...]) -> None:
            wrong = [f for f in findings if f.grade is not Grade.GOOD and f.what not in _NO_NEWS]
            if wrong:
                tell(len(wrong), next((f for f in wrong if f.grade.blocks), wrong[0]))

        desk, prints = self._desk, self._c.prints

        def look() -> tuple[Finding, ...]:
            found = doctor.examine_for_the_day(desk)
            return found if prints.elsewhere else (*found, *_printers(desk))

        prints.aside(look, looked)

    def _look(self) -> Callable[[], tuple[Finding, ...]]:
        """Cameras are asked on the screen's thread, as Qt wants it; everything else wherever the answer is waited for."""
        from kiosk.devices.camera_qt import camera_names

        cameras = camera_names()
        desk, folder, heard = self._desk, self._c.folder, self._c.hears_card_reader

        def look() -> tuple[Finding, ...]:
            choices, understood = read_choices(folder.root)
            seen = devices_seen(
                choices,
                understood,
                cameras=cameras,
                ports=scanner_ports(),
                open_port=open_already if heard else open_serial,
            )
            return (
                *doctor.clock_findings(desk),
                *doctor.examine(folder, desk.clock),
                *doctor.device_findings((one.what, one.good, one.message, one.params) for one in seen),
                *_printers(desk),
            )

        return look

    def _show(self, findings: tuple[Finding, ...]) -> None:
        self._findings = findings
        self._c.present(self._build, say=False, languages=False)

    def _build(self) -> Screen:
        screen = HealthScreen(self._c.kit, self._findings)
        screen.looked.connect(self._c.guarded(self.open))
        screen.went_back.connect(self._c.guarded(self._back))
        return screen


def _printers(desk: Desk) -> tuple[Finding, ...]:
    used = dict.fromkeys(used_printers(desk).values())
    return doctor.printer_findings(
        [(name_of(one), WORDS.get(printer_at(one).status().trouble)) for one in used]
    )

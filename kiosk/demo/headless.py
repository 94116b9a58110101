"""The demo without a person: real widgets, a real agent and a real gateway as processes, a link cut once in mid-upload.

It ends when the official number stands on the kiosk's own screen, and reports what it did.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from forms.errors import BugError
from forms.states import Carriage, CaseStatus
from kiosk.commands.line import Console
from kiosk.demo.bad_link import BadLink
from kiosk.demo.hands import MovableClock
from kiosk.demo.processes import OFFICER, PASSPHRASE, PROCEDURE, DemoOffice
from kiosk.demo.walk import Walk
from kiosk.folder import Folder
from kiosk.i18n.packs import VIETNAMESE
from kiosk.journal import Journal
from kiosk.services import counter, printing
from kiosk.services.filing import Filed
from kiosk.ui.conductor import Conductor

SIZE = (1280, 800)
_CUT_AFTER = 200_000
"""Bytes that go up before the link is cut: the record is through, and half of what the kiosk keeps of the paper."""


def run_headless(folder: Folder | None, screens: Path | None, console: Console) -> int:
    """Runs the demo and reports ``{"dossier", "procedure", "slip_pdf", "carriage", "official_number", …}``."""
    with tempfile.TemporaryDirectory(prefix="hoso-demo-") as spare:
        root = folder.root if folder is not None else Path(spare)
        if folder is None:
            os.environ["HOSO_CONFIG_DIR"] = str(root / "machine")
        with demo_office(root) as (office, link):
            report = _file_and_follow(office, link, root, screens)
    carriage = counter.CARRIAGE_WORDS[Carriage(str(report["carriage"]))].vi
    status = counter.STATUS_WORDS[CaseStatus(int(str(report["case_status"])))].vi
    console.report(
        report,
        f"Đã lập hồ sơ {report['dossier']} ({report['procedure']}) qua {report['screens']} màn hình.",
        f"Đường truyền bị cắt {report['link_cuts']} lần giữa chừng; hồ sơ: {carriage}.",
        f"Mã hồ sơ trên màn hình: {report['official_number']} (số thử nghiệm); trạng thái: {status}.",
        f"Phiếu của bà con: {report['slip_pdf']}",
    )
    return 0


@contextmanager
def demo_office(root: Path) -> Iterator[tuple[DemoOffice, BadLink]]:
    """Gateway, office and agent, with the bad link between agent and gateway."""
    with DemoOffice(Folder(root / "kiosk"), root / "gateway") as office:
        office.start_gateway()
        office.set_up_office()
        link = BadLink(office.gateway_address, _CUT_AFTER)
        try:
            office.enrol(link.url)
            office.start_agent()
            yield office, link
        finally:
            link.close()


def _file_and_follow(
    office: DemoOffice, link: BadLink, root: Path, screens: Path | None
) -> dict[str, object]:
    with at_the_screen(office, root, screens) as (conductor, walk):
        filed = follow_one(office, conductor, walk, VIETNAMESE)
        shift = conductor.shift
        assert shift is not None
        # Outside the demo's own folder, which is gone at the end: whoever ran it may want to look at the slip.
        slip = Path(tempfile.gettempdir()) / f"hoso-demo-{filed.dossier[:8]}.pdf"
        slip.write_bytes(printing.slip_pdf(shift.desk, filed.dossier))
        found = counter.detail(shift.desk, filed.dossier)
        if not found.dossier.official_number or found.dossier.official_number not in walk.text_of(
            "official-number"
        ):
            raise BugError("demo: the number is not on the screen")
        if link.cuts != 1:
            raise BugError("demo: the link was not cut while the paper was on its way")
        return {
            "dossier": filed.dossier,
            "procedure": PROCEDURE,
            "slip_pdf": str(slip),
            "carriage": str(found.parcels[0].carriage),
            "official_number": found.dossier.official_number,
            "case_status": int(found.parts[0].status),
            "screens": len(walk.screens),
            "link_cuts": link.cuts,
        }


@contextmanager
def at_the_screen(office: DemoOffice, root: Path, screens: Path | None) -> Iterator[tuple[Conductor, Walk]]:
    """The real application in this process, and hands to touch it."""
    app = QApplication.instance() or QApplication(["kiosk"])
    assert isinstance(app, QApplication)
    paper = root / "giay-to-mau.pdf"
    paper.write_bytes(invented_paper())
    conductor = Conductor(office.folder, MovableClock(), Journal(None, "demo"), pick_file=lambda: paper)
    conductor.start(full_screen=False, size=SIZE)
    try:
        yield conductor, Walk(conductor, _saver(conductor, screens))
    finally:
        conductor.dispose()


def follow_one(office: DemoOffice, conductor: Conductor, walk: Walk, language: str) -> Filed:
    """One dossier from the greeting to its number on the officer's page."""
    walk.unlock(OFFICER, PASSPHRASE)
    walk.choose(language, PROCEDURE)
    walk.answer_everything()
    walk.papers()
    walk.finish(PASSPHRASE)
    shift = conductor.shift
    assert shift is not None
    assert shift.visit.filed is not None
    filed, desk = shift.visit.filed, shift.desk
    walk.to_counter()

    def told(condition: Callable[[counter.Detail], bool]) -> Callable[[], bool]:
        return lambda: condition(counter.detail(desk, filed.dossier))

    walk.wait(told(lambda d: all(str(p.carriage) == "delivered" for p in d.parcels)), "delivery")
    walk.wait(told(lambda d: d.dossier.official_number is not None), "the official number")
    office.gateway("notify", filed.dossier, "--status", "2")
    walk.open_dossier(filed.dossier)  # which has the province asked
    walk.wait(told(lambda d: int(d.parts[0].status) == 2), "the case status")
    walk.open_dossier(filed.dossier)
    return filed


def invented_paper() -> bytes:
    """A PDF of about 1.5 MB as an office's scanner makes it: a few lines nobody wrote, and a picture of noise, so that no
    compression makes the upload short."""
    import io

    from PIL import Image
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("Helvetica", 14)
    for line in range(24):
        canvas.drawString(72, 760 - 22 * line, f"GIAY TO MAU {line + 1:02d} - KHONG PHAI GIAY TO CUA AI")
    noise = Image.frombytes("RGB", (700, 700), os.urandom(700 * 700 * 3))
    canvas.drawImage(ImageReader(noise), 72, 80, 120, 120)
    canvas.save()
    return out.getvalue()


def _saver(conductor: Conductor, folder: Path | None) -> Callable[[str], None]:
    count = 0

    def save(name: str) -> None:
        nonlocal count
        if folder is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        count += 1
        conductor.window.grab().save(str(folder / f"{count:02d}-{name.replace(':', '-')}.png"))

    return save

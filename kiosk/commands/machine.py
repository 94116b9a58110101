"""Commands about the machine: init, enrol, doctor, demo, screens."""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from forms.clock import SystemClock
from forms.text import Message
from kiosk.commands.line import Console, read_passphrase
from kiosk.folder import Folder

Word = Callable[[str, object, str], argparse.ArgumentParser]


def add_words(word: Word) -> None:
    """Adds this module's commands."""
    one = word(
        "init", init, "sets up an office (unit, officers) without a screen; the passphrase on standard input"
    )
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--office", type=Path, metavar="FILE")
    which.add_argument("--sample", action="store_true", help="an invented office for trying out")
    one = word(
        "passphrase", passphrase, "changes an officer's passphrase; the old and the new one on standard input"
    )
    one.add_argument("--officer", required=True, metavar="CODE")
    one = word(
        "share",
        share,
        "a set-up file for another counter; your passphrase and one for the file on standard input",
    )
    one.add_argument("--officer", required=True, metavar="CODE")
    one.add_argument("--counter", required=True, metavar="CODE", help="the new counter's short code")
    one.add_argument("--out", type=Path, required=True, metavar="FILE")
    one = word("enrol", enrol, "makes this machine known to the province")
    how = one.add_mutually_exclusive_group(required=True)
    how.add_argument("code", nargs="?", metavar="CODE", help="the code, or the text of its QR")
    how.add_argument("--stick", type=Path, metavar="DIR", help="a ticket on a stick, where there is no link")
    one.add_argument("--gateway", metavar="URL", help="not needed with the text of a QR")
    one.add_argument("--officer", default=None, metavar="CODE")
    one = word(
        "recover",
        recover,
        "a new administrator, with the database key the province got back; the new passphrase on standard input",
    )
    one.add_argument("--key", type=Path, required=True, metavar="FILE")
    one.add_argument("--officer", required=True, metavar="CODE", help="the new administrator's code")
    one = word("mend", mend, "sets a damaged outbox aside, begins a new one and queues everything again")
    one.add_argument("--officer", required=True, metavar="CODE")
    one = word("doctor", doctor, "what is missing or wrong on this machine, one line each with its remedy")
    one.add_argument("--play", action="store_true", help="also plays one clip")
    one.add_argument(
        "--officer",
        default=None,
        metavar="CODE",
        help="also asks the printers chosen; passphrase on standard input",
    )
    one = word("demo", demo, "a demo office: kiosk, agent and a local gateway, with invented data only")
    one.add_argument("--headless", action="store_true", help="drives the real screens offscreen and reports")
    one.add_argument(
        "--screens", type=Path, default=None, metavar="DIR", help="also saves a picture of each screen"
    )
    word(
        "practice", practice, "the touch application with invented citizens: everything marked, nothing sent"
    )
    one = word("screens", screens, "pictures of every screen")
    one.add_argument("--out", type=Path, required=True, metavar="DIR")
    one = word(
        "gallery",
        gallery,
        "every widget and screen by contrast, text size, screen and pack, and what is wrong with them",
    )
    one.add_argument("--out", type=Path, required=True, metavar="DIR")
    one.add_argument(
        "--part",
        action="append",
        default=[],
        choices=("gate", "choosing", "questions", "visit", "counter", "widgets"),
    )
    one.add_argument("--all", action="store_true", help="every view of every page, not a choice of them")


def init(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk init``."""
    from kiosk.services.office import SAMPLE, read_plan, set_up

    plan = SAMPLE if options.sample else read_plan(options.office)
    secret = read_passphrase()
    set_up(folder, plan, secret, SystemClock(), read_passphrase() if plan.notice is not None else "")
    officers = [one.code for one in plan.officers]
    console.report(
        {"unit": plan.office.unit, "officers": officers},
        f"Đã cài đặt cơ quan {plan.office.unit}: {plan.office.name}",
        "Cán bộ: " + ", ".join(officers),
    )
    return 0


def passphrase(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk passphrase``."""
    from kiosk.services.unlocking import change_passphrase

    change_passphrase(folder, options.officer, read_passphrase(), read_passphrase(), SystemClock())
    console.report({"officer": options.officer}, "Đã đổi mật khẩu.")
    return 0


def share(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk share``."""
    from kiosk.services.sharing import share_office
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, options.officer, read_passphrase(), SystemClock())
    try:
        share_office(desk, options.counter, read_passphrase(), options.out)
    finally:
        desk.close()
    console.report({"file": str(options.out), "counter": options.counter}, f"Đã ghi {options.out}")
    return 0


def enrol(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk enrol``: an administrator's act; the first officer with that duty is taken unless one is named."""
    from kiosk.domain.roles import Role
    from kiosk.services.enrolment import enrol as enrol_machine
    from kiosk.services.enrolment import enrol_from_stick
    from kiosk.services.unlocking import officers_here, unlock

    tiles = officers_here(folder)
    officer = options.officer or next((t.code for t in tiles if t.role is Role.ADMINISTRATOR), tiles[0].code)
    desk = unlock(folder, officer, read_passphrase(), SystemClock())
    try:
        device = (
            enrol_machine(desk, options.code, options.gateway)
            if options.stick is None
            else enrol_from_stick(desk, options.stick)
        )
    finally:
        desk.close()
    console.report({"device": device, "gateway": options.gateway}, f"Máy đã được ghi danh: {device}")
    return 0


def recover(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk recover``."""
    from kiosk.services.recovering import recover as recover_office

    recover_office(folder, options.key, options.officer, read_passphrase(), SystemClock())
    console.report({"officer": options.officer}, f"Đã tạo quản trị {options.officer}. Xóa tệp khóa.")
    return 0


def mend(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk mend``: an administrator's act, with the agent stopped."""
    from kiosk.services.mending import renew_outbox
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, options.officer, read_passphrase(), SystemClock())
    try:
        aside = renew_outbox(desk)
    finally:
        desk.close()
    console.report({"aside": str(aside)}, f"Đã để riêng sổ hỏng: {aside}", "Đã lập sổ mới và xếp gửi lại.")
    return 0


def doctor(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk doctor``: exit code 1 when something must be put right before work can begin."""
    from kiosk.services.doctor import (
        device_findings,
        examine,
        printer_findings,
        sound_finding,
        store_finding,
        voice_finding,
    )

    chosen, damaged = _of_the_office(folder, options.officer) if options.officer else ((), None)
    findings = (
        *examine(folder, SystemClock()),
        *(() if damaged is None else (store_finding(damaged),)),
        *device_findings(_devices(folder)),
        *printer_findings(_printers(chosen)),
        voice_finding(_speaks()),
    )
    if options.play:
        from kiosk.devices.sound_check_qt import plays

        findings = (*findings, sound_finding(folder, plays))
    console.report(
        [
            {"what": f.what, "grade": str(f.grade), "text": console.say(f.message, **f.params)}
            for f in findings
        ],
        *(f"{f.grade.mark} {console.say(f.message, **f.params)}" for f in findings),
    )
    return 1 if any(f.grade.blocks for f in findings) else 0


def _devices(folder: Folder) -> list[tuple[str, bool, Message, Mapping[str, object]]]:
    """Camera, scan folder and card readers as they are now."""
    from PySide6.QtCore import QCoreApplication

    from kiosk.devices.camera_qt import camera_names
    from kiosk.devices.checking import devices_seen
    from kiosk.devices.choices import read_choices
    from kiosk.devices.serial_scanner import open_serial, scanner_ports

    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
    app = QCoreApplication.instance() or QCoreApplication(["doctor"])
    choices, understood = read_choices(folder.root)
    seen = devices_seen(
        choices, understood, cameras=camera_names(), ports=scanner_ports(), open_port=open_serial
    )
    del app
    return [(one.what, one.good, one.message, one.params) for one in seen]


def _speaks() -> bool:
    """Whether the system has a Vietnamese voice."""
    from PySide6.QtCore import QCoreApplication

    from kiosk.devices.system_voice import of_the_system

    app = QCoreApplication.instance() or QCoreApplication(["doctor"])
    speaks = of_the_system().speaks() is True
    del app
    return speaks


def _printers(chosen: Sequence[str]) -> list[tuple[str, Message | None]]:
    """Every printer the machine knows or the office has chosen, with what is wrong with it."""
    from kiosk.devices.printer import WORDS
    from kiosk.devices.printers import found_printers, name_of, printer_at

    addresses = dict.fromkeys((*(one.address for one in found_printers()), *chosen))
    return [(name_of(address), WORDS.get(printer_at(address).status().trouble)) for address in addresses]


def _of_the_office(folder: Folder, officer: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What only an open office tells: the printers it has chosen, and what is damaged in its database."""
    from kiosk.services.print_queue import chosen
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, officer, read_passphrase(), SystemClock())
    try:
        return tuple(chosen(desk).values()), desk.store.damaged_pages()
    finally:
        desk.close()


def demo(options: argparse.Namespace, folder: Folder, console: Console) -> int:
    """``kiosk demo``."""
    from kiosk.demo import run_demo

    return run_demo(folder if options.data_dir else None, options.headless, options.screens, console)


def practice(_options: argparse.Namespace, folder: Folder, _console: Console) -> int:
    """``kiosk practice``: until somebody ends it; needs no office and leaves nothing behind."""
    import signal

    from kiosk.modes import PRACTICE
    from kiosk.supervisor import Supervisor, supervise

    def on_ready(supervisor: Supervisor) -> None:
        signal.signal(signal.SIGTERM, lambda *_: supervisor.stop())

    return supervise(folder, (), on_ready, mode=PRACTICE)


def screens(options: argparse.Namespace, _folder: Folder, console: Console) -> int:
    """``kiosk screens``."""
    from kiosk.demo import picture_screens

    names = picture_screens(options.out)
    console.report({"screens": names}, *names)
    return 0


def gallery(options: argparse.Namespace, _folder: Folder, console: Console) -> int:
    """``kiosk gallery``: exit code 1 when a text is cut, covered or without a glyph, a target small, a contrast weak."""
    from kiosk.gallery.shots import make_gallery

    report = make_gallery(options.out, options.part, all_views=options.all)
    console.report(
        report.as_json(),
        f"{report.pictures} hình: {options.out / 'index.html'}",
        *(f"{one.page} ({one.view}): {one.kind}: {one.what}" for one in report.faults),
    )
    return 1 if report.faults else 0

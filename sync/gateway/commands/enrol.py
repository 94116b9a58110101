"""`enrol`: one-time codes for machines, typed, scanned or carried on a stick. What a code is is decided elsewhere."""

import argparse
import secrets
from datetime import timedelta
from pathlib import Path

from forms.clock import SystemClock
from forms.text import Message
from sync.gateway import words
from sync.gateway.commands.arguments import Commands, command, opened, print_json, wants_json
from sync.gateway.faults import NotStarted

_QR = Message("ui.gateway.enrol.qr", "Hiện mã QR ngay trên màn hình lệnh.", "Command line help.")
_PDF = Message("ui.gateway.enrol.pdf", "Ghi tờ có mã QR để in (PDF).", "Command line help; a file.")
_PNG = Message("ui.gateway.enrol.png", "Ghi tờ có mã QR thành ảnh (PNG).", "Command line help; a file.")
_STICK = Message(
    "ui.gateway.enrol.stick",
    "Ghi phiếu ghi danh ra USB, cho nơi không có mạng. Trả lời của máy về theo USB hoặc lần liên lạc đầu.",
    "Command line help; a folder.",
)
_DAYS = Message("ui.gateway.enrol.days", "Số ngày mã còn hiệu lực (3; trên USB là 30).", "Command line help.")
_TITLE = Message("doc.enrol.title", "Mã ghi danh máy", "Title of the sheet with an enrolment code.")
_HOW = Message(
    "doc.enrol.how",
    "Trên máy cần ghi danh, cán bộ quản trị quét mã này hoặc gõ dòng chữ bên dưới. Mã dùng một lần, đến {until}.",
    "On the sheet with an enrolment code; {until} is a date.",
)
_WHERE = Message("doc.enrol.where", "Địa chỉ máy chủ: {url}", "On the sheet; {url} is an address.")
_FOR = Message("doc.enrol.for", "Chỉ dùng cho đơn vị {office}.", "On the sheet; {office} is a code.")
_FINGERPRINT = Message(
    "ui.gateway.enrol.fingerprint",
    "Dấu khóa của tỉnh, đọc khi quầy gọi điện hỏi: {key}",
    "After a ticket was written to a stick: what the counter's administrator compares by telephone.",
)
_SAFE = Message(
    "doc.enrol.safe",
    "Ai có tờ này trước thì ghi danh được máy của họ: trao tận tay, hủy sau khi dùng.",
    "On the sheet with an enrolment code.",
)


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add `enrol`."""
    enrol = command(commands, "enrol", words.ENROL.vi)
    enrol.add_argument("--office", help=words.OFFICE.vi)
    enrol.add_argument("--days", type=int, metavar="N", help=_DAYS.vi)
    enrol.add_argument("--qr", action="store_true", help=_QR.vi)
    enrol.add_argument("--pdf", type=Path, metavar="FILE", help=_PDF.vi)
    enrol.add_argument("--png", type=Path, metavar="FILE", help=_PNG.vi)
    enrol.add_argument("--stick", type=Path, metavar="DIR", help=_STICK.vi)
    enrol.set_defaults(run=_enrol)


def _enrol(options: argparse.Namespace) -> int:
    from sync.card import code_text, read_out
    from sync.gateway.codes import LIFE, TICKET_LIFE, issue_code
    from sync.gateway.keyring import OpenerKeys
    from sync.gateway.opener.carding import publish_keys
    from sync.gateway.settings import Setting, published

    clock = SystemClock()
    usual = TICKET_LIFE if options.stick else LIFE
    life = usual if options.days is None else timedelta(days=options.days)
    device = secrets.token_hex(16) if options.stick else None
    with opened(options, first=True) as (layout, database):
        with database.read() as session:
            sign, url = published(session, Setting.SIGN_KEY), published(session, Setting.URL)
            card = published(session, Setting.CARD)
        if options.stick and (card is None or url is None):
            raise NotStarted
        if sign is None:
            # Before the first start: the code must already speak of the key that start will use.
            keys = OpenerKeys.ensure(layout.opener_keys)
            publish_keys(database, keys)
            sign = keys.sign.public
        code = issue_code(database, clock, sign, options.office, life=life, device=device)
    told: dict[str, object] = {"code": code, "url": url.decode() if url else None}
    until = clock.now() + life
    if options.stick and device is not None and card is not None and url is not None:
        from sync.stick import Stick, plainly
        from sync.ticket import Ticket

        with plainly():
            stick = Stick(options.stick)
            stick.prepare()
            ticket = Ticket(code, url.decode(), device, card, until, options.office)
            told |= {"device": device, "ticket": str(ticket.write(stick)), "fingerprint": read_out(sign)}
    text = code_text(code, url.decode() if url else None)
    if options.pdf or options.png:
        from sync.gateway import papers

        above = [_HOW.in_vietnamese(until=f"{until:%d/%m/%Y}")]
        above += [_WHERE.in_vietnamese(url=told["url"])] if url else []
        above += [_FOR.in_vietnamese(office=options.office)] if options.office else []
        pdf = papers.sheet(_TITLE.vi, above, text, (code,), (_SAFE.vi,))
        if options.pdf:
            papers.keep(options.pdf, pdf)
        if options.png:
            papers.keep(options.png, papers.picture(pdf))
    if wants_json(options):
        print_json(told)
        return 0
    if options.qr:
        from sync.gateway import papers

        print(papers.in_blocks(text))
    print(
        words.ENROLLED.in_vietnamese(code=code, url=told["url"] or "–", until=f"{until:%d/%m/%Y %H:%M} UTC")
    )
    if "fingerprint" in told:
        print(_FINGERPRINT.in_vietnamese(key=told["fingerprint"]))
    return 0

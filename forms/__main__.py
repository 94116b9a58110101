"""``python -m forms``: what is on offer, whether definitions are sound, what one asks, and invented answers.

Exit codes: 0 done, 1 refused with a reason a person can act on, 2 wrong usage. With ``--json`` one JSON object on
standard output.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forms.answers import join_file, nest
from forms.catalogue import FEES, Catalogue
from forms.definition import Definition, Field, PaperHandling
from forms.describing import describe, summarise
from forms.errors import KnownError
from forms.loader import UnsoundDefinition, load, load_fees
from forms.path import Context
from forms.reading import DefinitionFault
from forms.rules.dates import VIETNAM, in_vietnamese_order
from forms.rules.fees import FEE_UNKNOWN
from forms.sample import sample, sample_papers
from forms.states import Channel
from forms.text import Message

NOTHING_THERE = Message(
    "error.form.check_nothing", "Không có tệp định nghĩa nào ở {path}.", "Said on the command line."
)
HANDLING: dict[PaperHandling, Message] = {
    PaperHandling.HANDED_IN: Message("ui.paper.handed_in", "nộp bản chính", "How a paper is handled."),
    PaperHandling.SHOWN: Message("ui.paper.shown", "xuất trình, cầm về ngay", "How a paper is handled."),
    PaperHandling.COPY: Message("ui.paper.copy", "bản chụp", "How a paper is handled."),
    PaperHandling.NUMBER_ONLY: Message(
        "ui.paper.number_only", "chỉ cần số, chờ tra cứu", "How a paper is handled."
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except UnsoundDefinition as error:
        return _refuse(options, error.message.in_vietnamese(**error.params), faults=error.faults)
    except KnownError as error:
        return _refuse(options, error.message.in_vietnamese(**error.params))


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="một đối tượng JSON")
    common.add_argument(
        "--data-dir", type=Path, metavar="DIR", help="thư mục dữ liệu, lấy thêm gói trong packs/forms"
    )
    parser = argparse.ArgumentParser(prog="python -m forms", description="Mẫu thủ tục của kiosk")
    commands = parser.add_subparsers(required=True, metavar="LỆNH")

    listing = commands.add_parser("list", parents=[common], help="các thủ tục đang có")
    listing.set_defaults(run=_list)
    checking = commands.add_parser("check", parents=[common], help="kiểm tra mẫu, nêu tệp và chỗ sai")
    checking.add_argument("path", nargs="?", type=Path, metavar="PATH")
    checking.set_defaults(run=_check)
    showing = commands.add_parser("show", parents=[common], help="thủ tục hỏi gì, cần giấy gì")
    showing.add_argument("code", metavar="CODE")
    showing.add_argument("--version", metavar="V", help="một phiên bản nhất định")
    showing.set_defaults(run=_show)
    sampling = commands.add_parser("sample", parents=[common], help="một bộ câu trả lời bịa, hợp lệ")
    sampling.add_argument("code", metavar="CODE")
    sampling.add_argument("--seed", type=int, default=0, metavar="N")
    sampling.add_argument("--version", metavar="V", help="một phiên bản nhất định")
    sampling.add_argument("--papers", action="store_true", help="cả trường hợp cần giấy tờ; nêu ở $papers")
    sampling.set_defaults(run=_sample)
    return parser


def _catalogue(options: argparse.Namespace) -> Catalogue:
    return Catalogue.shipped(options.data_dir / "packs" / "forms" if options.data_dir else None)


def _today() -> Any:
    return datetime.now(UTC).astimezone(VIETNAM).date()


def _list(options: argparse.Namespace) -> int:
    catalogue = _catalogue(options)
    offered = catalogue.offered(_today())
    if options.json:
        _print_json(
            {
                "procedures": [{**summarise(d), "lawful_today": d.lawful_on(_today())} for d in offered],
                "faults": [_fault(f) for f in catalogue.faults()],
            }
        )
        return 0
    for d in offered:
        until = f", đến {in_vietnamese_order(d.last_lawful_day.isoformat())}" if d.last_lawful_day else ""
        print(f"{d.code}  {d.name.vi} (phiên bản {d.version}{until})")
    for fault in catalogue.faults():
        print(fault.line(), file=sys.stderr)
    return 0


def _check(options: argparse.Namespace) -> int:
    if options.path is None:
        catalogue = _catalogue(options)
        faults, sound = list(catalogue.faults()), len(catalogue.definitions())
    else:
        files = sorted(options.path.rglob("*.yaml")) if options.path.is_dir() else [options.path]
        if not files or not files[0].exists():
            raise KnownError(NOTHING_THERE, path=options.path)
        faults, sound = [], 0
        for file in files:
            try:
                if file.stem == FEES:
                    load_fees(file, str(file))
                else:
                    load(file)
                sound += 1
            except UnsoundDefinition as error:
                faults.extend(error.faults)
    if options.json:
        _print_json({"sound": sound, "faults": [_fault(f) for f in faults]})
    else:
        for fault in faults:
            print(fault.line())
        print(f"{sound} mẫu đúng, {len(faults)} lỗi")
    return 1 if faults else 0


def _find(options: argparse.Namespace) -> Definition:
    catalogue = _catalogue(options)
    if options.version:
        return catalogue.get(options.code, options.version)
    return catalogue.newest(options.code, _today())


def _show(options: argparse.Namespace) -> int:
    d = _find(options)
    if options.json:
        _print_json(describe(d))
        return 0
    print(
        f"{d.name.vi}\nMã {d.code}, phiên bản {d.version}, từ {in_vietnamese_order(d.valid_from.isoformat())}"
    )
    print(f"{d.summary.vi}\n\nThời gian: {d.due_rule.text.vi}\nĐi lại: {d.presence.text.vi}")
    known = [e for e in d.fees.entries if e.amount is not None]
    print(f"Lệ phí: {'tùy tỉnh, ' + str(len(known)) + ' mức đã biết' if known else FEE_UNKNOWN.vi}")
    print("\nCâu hỏi:")
    for page in d.pages:
        print(f"- {page.title.vi}")
        for f in page.fields:
            print(f"    {f.id} ({f.type}{_mark(f)}): {f.ask.vi}")
            for option in f.options:
                print(f"        {option.id}: {option.label.vi}")
    print("\nGiấy tờ:")
    for paper in d.papers:
        print(f"- {paper.id}: {paper.name.vi} ({HANDLING[paper.handling].vi})")
    print("\nCăn cứ:")
    for law in d.legal_basis:
        print(f"- {law.title}")
    print(f"\n{sum(1 for _, fact in d.facts() if not fact.verified)} điều chưa đối chiếu với văn bản gốc.")
    return 0


def _mark(field: Field) -> str:
    return ", bắt buộc" if field.required is True else ""


def _sample(options: argparse.Namespace) -> int:
    d = _find(options)
    # Dated today, because a sample is made to be filed today.
    context = Context(_today(), "", Channel.IN_PERSON, assisted=True)
    answers = sample(d, options.seed, papers=options.papers, context=context)
    content = join_file(nest(d, answers), frozenset())
    if options.papers:
        content["$papers"] = list(sample_papers(d, answers, context))
    print(json.dumps(content, ensure_ascii=False, indent=None if options.json else 2))
    return 0


def _refuse(options: argparse.Namespace, text: str, faults: Sequence[DefinitionFault] = ()) -> int:
    if options.json:
        _print_json({"error": text, "faults": [_fault(f) for f in faults]})
    print(text, file=sys.stderr)
    for fault in faults:
        print(fault.line(), file=sys.stderr)
    return 1


def _fault(fault: DefinitionFault) -> dict[str, str]:
    return {"file": fault.file, "path": fault.path, "message": fault.message.in_vietnamese(**fault.params)}


def _print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())

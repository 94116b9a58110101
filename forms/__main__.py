"""``python -m forms``: what is on offer, whether definitions are sound, what one asks, and invented answers.

For authors and publishers also: what changed between two versions, the list of procedures, pins, packs and keys. Exit
codes: 0 done, 1 refused with a reason a person can act on, 2 wrong usage. With ``--json`` one JSON object on standard
output.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from forms.answers import join_file, nest
from forms.catalogue import Catalogue
from forms.clock import SystemClock
from forms.definition import Definition
from forms.describing import describe, summarise
from forms.errors import KnownError
from forms.loader import UnsoundDefinition, load
from forms.path import Context
from forms.reading import DefinitionFault
from forms.rules.dates import VIETNAM, in_vietnamese_order
from forms.sample import sample, sample_papers
from forms.states import Channel
from forms.telling import KINDS, tell
from forms.text import Message

NO_SUCH_FORM = Message(
    "error.form.no_such_form",
    "“{name}” không phải tệp, cũng không phải MÃ@PHIÊN BẢN.",
    "Said on the command line by forms diff.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except UnsoundDefinition as error:
        return _refuse(options, error.message.in_vietnamese(**error.params), faults=error.faults)
    except KnownError as error:
        return _refuse(options, error.message.in_vietnamese(**error.params))
    except BrokenPipeError:
        # Whoever read our output went away; Python must not complain about that at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="một đối tượng JSON")
    common.add_argument(
        "--data-dir", type=Path, metavar="DIR", help="thư mục dữ liệu, lấy thêm gói trong packs/forms"
    )
    parser = argparse.ArgumentParser(prog="python -m forms", description="Mẫu thủ tục của kiosk")
    commands = parser.add_subparsers(required=True, metavar="LỆNH")

    def command(name: str, run: object, text: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, parents=[common], help=text, description=text)
        one.set_defaults(run=run)
        return one

    command("list", _list, "các thủ tục đang có")
    checking = command("check", _check, "kiểm tra mẫu, nêu tệp và chỗ sai")
    checking.add_argument("path", nargs="?", type=Path, metavar="PATH")
    checking.add_argument("--translations", type=Path, metavar="FILE", help="tệp .pot để nêu câu chưa có")
    showing = command("show", _show, "thủ tục hỏi gì, cần giấy gì")
    showing.add_argument("code", metavar="CODE")
    showing.add_argument("--version", metavar="V", help="một phiên bản nhất định")
    sampling = command("sample", _sample, "một bộ câu trả lời bịa, hợp lệ")
    sampling.add_argument("code", metavar="CODE")
    sampling.add_argument("--seed", type=int, default=0, metavar="N")
    sampling.add_argument("--version", metavar="V", help="một phiên bản nhất định")
    sampling.add_argument("--papers", action="store_true", help="cả trường hợp cần giấy tờ; nêu ở $papers")
    comparing = command("diff", _diff, "hai phiên bản khác nhau ở đâu")
    comparing.add_argument("old", metavar="A", help="CODE@VERSION hoặc tệp")
    comparing.add_argument("new", metavar="B", help="CODE@VERSION hoặc tệp")
    indexing = command("index", _index, "ghi lại danh mục thủ tục (forms/procedures/index.json)")
    indexing.add_argument("--check", action="store_true", help="chỉ xem danh mục còn khớp không")
    pinning = command("pin", _pin, "ghim các tệp đã phát hành (forms/procedures/pins.json)")
    pinning.add_argument("--check", action="store_true", help="chỉ xem có tệp nào bị sửa hay chưa ghim")
    packing = command("pack", _pack, "đóng và ký một gói")
    packing.add_argument("folder", type=Path, metavar="DIR")
    packing.add_argument("--kind", default="forms", choices=("forms", "language", "places", "holidays"))
    packing.add_argument("--name", required=True, metavar="N")
    packing.add_argument("--serial", required=True, type=int, metavar="N")
    packing.add_argument("--key", required=True, type=Path, metavar="KEYFILE")
    packing.add_argument("--out", required=True, type=Path, metavar="F")
    making = command("publisher-key", _publisher_key, "tạo khóa của nhà phát hành")
    making.add_argument("--out", required=True, type=Path, metavar="KEYFILE")
    making.add_argument("--name", default="", metavar="TÊN", help="tên nhà phát hành")
    return parser


def _packs(options: argparse.Namespace) -> Path | None:
    return options.data_dir / "packs" / "forms" if options.data_dir else None


def _today() -> date:
    return SystemClock().now().astimezone(VIETNAM).date()


def _list(options: argparse.Namespace) -> int:
    catalogue = Catalogue.shipped(_packs(options))
    offered = catalogue.offered(_today())
    if options.json:
        rows = [{**summarise(d), **_flags(d), "lawful_today": d.lawful_on(_today())} for d in offered]
        _print_json({"procedures": rows, "faults": [_fault(f) for f in catalogue.faults()]})
        return 0
    for d in offered:
        until = f", đến {in_vietnamese_order(d.last_lawful_day.isoformat())}" if d.last_lawful_day else ""
        unverified = _unverified(d)
        flag = f", {unverified} điều chưa đối chiếu" if unverified else ""
        print(f"{d.code}  {d.name.vi} (phiên bản {d.version}{until}; {KINDS[d.kind].vi}{flag})")
    for fault in catalogue.faults():
        print(fault.line(), file=sys.stderr)
    return 0


def _flags(d: Definition) -> dict[str, Any]:
    return {"kind": str(d.kind), "unverified_facts": _unverified(d)}


def _unverified(d: Definition) -> int:
    return sum(1 for _, fact in d.facts() if not fact.verified)


def _check(options: argparse.Namespace) -> int:
    from forms.checking import check_everything, check_path

    if options.path is None:
        report = check_everything(_packs(options), options.translations)
    else:
        report = check_path(options.path, options.translations)
    if options.json:
        _print_json(
            {
                "sound": report.sound,
                "faults": [_fault(f) for f in report.faults],
                "warnings": [_fault(f) for f in report.warnings],
            }
        )
    else:
        for fault in report.faults:
            print(fault.line())
        for warning in report.warnings:
            print(f"nhắc: {warning.line()}")
        print(f"{report.sound} mẫu đúng, {len(report.faults)} lỗi, {len(report.warnings)} điều nhắc")
    return 1 if report.faults else 0


def _find(options: argparse.Namespace) -> Definition:
    catalogue = Catalogue.shipped(_packs(options))
    if options.version:
        return catalogue.get(options.code, options.version)
    return catalogue.newest(options.code, _today())


def _show(options: argparse.Namespace) -> int:
    d = _find(options)
    if options.json:
        _print_json({**describe(d), **_flags(d)})
    else:
        for line in tell(d):
            print(line)
    return 0


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


def _diff(options: argparse.Namespace) -> int:
    from forms.differences import AREA_NAMES, differences

    old, new = _named(options, options.old), _named(options, options.new)
    found = differences(old, new)
    if options.json:
        rows = [
            {
                "area": str(d.area),
                "change": str(d.change),
                "path": d.path,
                "before": d.before,
                "after": d.after,
            }
            for d in found
        ]
        _print_json({"old": _version(old), "new": _version(new), "differences": rows})
        return 0
    print(f"{old.code} {old.version} → {new.code} {new.version}: {len(found)} khác biệt")
    for area in dict.fromkeys(d.area for d in found):
        print(f"\n{AREA_NAMES[area].vi}")
        for difference in found:
            if difference.area is area:
                print(f"- {difference.line()}")
    return 0


def _named(options: argparse.Namespace, name: str) -> Definition:
    file = Path(name)
    if file.is_file():
        return load(file)
    code, at, version = name.partition("@")
    if not at:
        raise KnownError(NO_SUCH_FORM, name=name[:80])
    return Catalogue.shipped(_packs(options)).get(code, version)


def _version(d: Definition) -> dict[str, str]:
    return {"code": d.code, "version": d.version}


def _index(options: argparse.Namespace) -> int:
    from forms.releasing import write_index

    fits = write_index(only_check=options.check)
    if options.json:
        _print_json({"fits": fits})
    else:
        print("Danh mục khớp các tệp." if fits else "Danh mục không khớp; chạy python -m forms index.")
    return 0 if fits else 1


def _pin(options: argparse.Namespace) -> int:
    from forms.pins import pin, pin_faults, unpinned

    new = () if options.check else pin()
    faults = (*pin_faults(), *unpinned())
    if options.json:
        _print_json({"pinned": list(new), "faults": [_fault(f) for f in faults]})
    else:
        for name in new:
            print(f"ghim {name}")
        for fault in faults:
            print(fault.line())
    return 1 if faults else 0


def _pack(options: argparse.Namespace) -> int:
    from forms.releasing import pack

    head = pack(options.folder, options.out, options.kind, options.name, options.serial, options.key)
    told = {"file": str(options.out), "name": head.name, "serial": head.serial, "publisher": head.publisher}
    if options.json:
        _print_json({**told, "files": [f.path for f in head.files]})
    else:
        print(
            f"Đã đóng gói {head.name} số {head.serial}: {len(head.files)} tệp, nhà phát hành {head.publisher}"
        )
    return 0


def _publisher_key(options: argparse.Namespace) -> int:
    from forms.publishing import PublisherKey, write_key

    key = PublisherKey.generate(options.name)
    public = write_key(options.out, key)
    if options.json:
        _print_json({"secret": str(options.out), "public": str(public), "publisher": key.publisher.id})
    else:
        print(f"Mã nhà phát hành: {key.publisher.id}")
        print(f"Khóa bí mật {options.out}: cất kỹ, không chép đi đâu. Khóa công khai cho các máy: {public}")
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

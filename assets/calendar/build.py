"""Makes ``holidays.json`` from PyPI ``holidays`` (MIT). Run by a maintainer, never by the kiosk.

    python assets/calendar/build.py 2026 2028 2027

First year, last year, last year whose days off were announced. Vietnam's public holidays with their substituted days,
and the Saturdays that were worked in exchange. Later years follow from the law alone and say so.
"""

import json
import re
import sys
from importlib.metadata import version
from pathlib import Path

import holidays

FILE = Path(__file__).with_name("holidays.json")


def worked_instead(name: str) -> str | None:
    """The day that was worked in exchange for a day off, as its name tells."""
    found = re.search(r"thay cho ngày (\d{2})/(\d{2})/(\d{4})", name)
    return "-".join(reversed(found.groups())) if found else None


def main(first: int, last: int, announced: int) -> None:
    days = holidays.country_holidays("VN", years=range(first, last + 1), language="vi")
    content = {
        "source": f"PyPI holidays {version('holidays')} (MIT), country VN",
        "verified": False,
        "years": list(range(first, last + 1)),
        "announced": list(range(first, announced + 1)),
        "worked": sorted(filter(None, map(worked_instead, days.values()))),
        "days": {day.isoformat(): name for day, name in sorted(days.items()) if first <= day.year <= last},
    }
    FILE.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))

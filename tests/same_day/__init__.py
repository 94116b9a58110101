"""No test lives to see a form's last lawful day: from then on every clock of the product is held back by whole days.

Importing this tells all processes started from now on; ``sitecustomize`` moves the clock in each. Only ever back: the library
that checks signatures has a clock of its own and refuses what comes from the future.
"""

import os
from datetime import UTC, date, datetime
from pathlib import Path

LAST_DAY = date(2027, 2, 15)
"""A Monday on which every shipped form may still be filed; not before the product says it was first built."""

_HERE = str(Path(__file__).parent)
_paths = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path and path != _HERE]
os.environ["PYTHONPATH"] = os.pathsep.join((_HERE, *_paths))
os.environ.setdefault("TESTS_MOVED_BY_DAYS", str(min(0, (LAST_DAY - datetime.now(UTC).date()).days)))

"""Runs commands one after the other, each again five seconds after a failure, as a person would who watches it.

    python again.py < COMMANDS      (a JSON list of argument lists; the file's name as first argument)

Says how often it had to as its last line.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

PAUSE_SECONDS = 5.0


def main() -> None:
    """See the module."""
    again = 0
    for command in json.loads(Path(sys.argv[1]).read_text()):
        while subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode != 0:
            again += 1
            time.sleep(PAUSE_SECONDS)
    print(json.dumps({"again": again}), flush=True)


if __name__ == "__main__":
    main()

"""Command line of the gateway. Exit codes: 0 done, 1 refused with a reason, 2 wrong use."""

import argparse
import os
import sys
from collections.abc import Sequence

from forms.errors import KnownError
from sync.gateway import words
from sync.gateway.blobs import StoreAway
from sync.gateway.commands import register_all

_OTHERS = 0o007


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    # Rows name people and folders may hold sealed papers: nothing this program makes is for other accounts' eyes.
    os.umask(os.umask(_OTHERS) | _OTHERS)
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except KnownError as error:
        print(error, file=sys.stderr)
        return 1
    except StoreAway as error:
        print(words.STORE_AWAY.in_vietnamese(reason=error.reason), file=sys.stderr)
        return 1
    except OSError as error:
        # The system's own words about a file name no citizen's data: the caller named the file.
        print(words.STORAGE.in_vietnamese(what=error.strerror or ""), file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m sync.gateway", description=words.GATEWAY.vi)
    register_all(parser.add_subparsers(required=True, metavar="COMMAND"))
    return parser


if __name__ == "__main__":
    sys.exit(main())

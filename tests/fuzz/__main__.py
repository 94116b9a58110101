"""Fuzzes one reader with coverage as its guide, for so many seconds, in a process of its own (the fuzzer ends it).

Linux alone: the fuzzer comes as a Linux wheel. Prints the fuzzer's own account; exit code 0 when nothing but refusals came.
"""

import argparse
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["sync", "cbor2", "forms"]):
    from tests.fuzz.readers import READERS


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("reader", choices=sorted(READERS))
    parser.add_argument("seconds", type=int)
    parser.add_argument("folder", type=Path, help="where inputs worth keeping are gathered")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    reader = READERS[options.reader]
    options.folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(reader.seeds):
        (options.folder / f"sound-{number}").write_bytes(seed)
    told = [
        f"-max_total_time={options.seconds}",
        f"-seed={options.seed}",
        "-max_len=4096",
        "-timeout=10",
        "-rss_limit_mb=1024",
    ]
    places = [f"-artifact_prefix={options.folder}/fault-", str(options.folder)]
    atheris.Setup([sys.argv[0], *told, "-print_final_stats=1", *places], reader.try_on_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""A disk whose flushes take as long as those of another machine: for this process, begun anew, and all it starts.

Needs Linux and a C compiler (``cc``). May not change what is measured, only how long the system's flush takes.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

LONGER = "HOSO_FLUSH_US"
_SOURCE = Path(__file__).with_name("slow_flush.c")


def is_slow() -> bool:
    """Whether this process is one that was begun anew."""
    return LONGER in os.environ


def run_anew(module: str, ms: float) -> int:
    """Run ``python -m module`` once more with the same arguments, every flush ``ms`` milliseconds longer; its exit code.

    Raises ``FileNotFoundError`` without a compiler.
    """
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "slow_flush.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, _SOURCE, "-ldl"], check=True)
        told = {LONGER: str(round(ms * 1000)), "LD_PRELOAD": str(library)}
        command = [sys.executable, "-m", module, *sys.argv[1:]]
        return subprocess.run(command, env={**os.environ, **told}, check=False).returncode

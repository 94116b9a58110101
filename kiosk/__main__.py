"""The command line of the kiosk. Without a command it is the supervisor that starts the touch application.

Start-up is the point of the small imports here: nothing but the supervisor is loaded before the screen is on its way.
Exit codes: 0 done; 1 refused for a stated reason; 2 wrong usage.
"""

import os
import sys
from pathlib import Path


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.umask(0o077)  # whatever is written is for this account alone
    if not arguments or (arguments[0] == "--data-dir" and len(arguments) == 2):
        return _touch(arguments[1] if arguments else None)
    if arguments[0] == "screen":
        from kiosk.app import run_screen

        return run_screen(arguments[1:])
    from kiosk.commands.line import run

    return run(arguments)


def _touch(data_dir: str | None) -> int:
    import signal

    from kiosk.folder import Folder, default_folder
    from kiosk.supervisor import Supervisor, supervise

    folder = Folder(Path(data_dir)) if data_dir else default_folder()

    def on_ready(supervisor: Supervisor) -> None:
        signal.signal(signal.SIGTERM, lambda *_: supervisor.stop())

    return supervise(folder if isinstance(folder, Folder) else Folder(folder), (), on_ready)


if __name__ == "__main__":
    sys.exit(main())

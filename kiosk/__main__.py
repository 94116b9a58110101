"""The command line of the kiosk. Without a command it is the supervisor that starts the touch application.

Start-up is the point of the few imports here: the screen is on its way before anything else is loaded, even the
supervisor itself. Exit codes: 0 done; 1 refused for a stated reason; 2 wrong usage.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk import launch

FIRST_WORD_SECONDS = 20.0
"""How long the first screen has the machine for itself; after that its supervisor looks whether it hangs."""

DISPLAYS = ("WAYLAND_DISPLAY", "DISPLAY", "QT_QPA_PLATFORM")
"""On Linux a window needs one of these; without any the screen would die at every start."""


def main(argv: "list[str] | None" = None) -> int:
    """Runs one command and returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.umask(0o077)  # whatever is written is for this account alone
    if not arguments or (arguments[0] == "--data-dir" and len(arguments) == 2):
        return touch(arguments[1] if arguments else None)
    if arguments[0] == "screen":
        from kiosk.app import run_screen

        return run_screen(arguments[1:])
    if arguments[0] == "open-paper":
        from kiosk.scans.worker import main as open_paper

        return open_paper()
    from kiosk.commands.line import run

    return run(arguments)


def touch(data_dir: "str | None", command: "Sequence[str]" = ()) -> int:
    """The touch application under its supervisor. ``command`` starts another kind of screen (benchmarks)."""
    if not command and sys.platform.startswith("linux") and not any(map(os.environ.get, DISPLAYS)):
        return _without_display()
    from kiosk import launch

    given = ("--data-dir", data_dir) if data_dir else ()
    screen = launch.start(command or launch.screen_command(*given))
    assert screen.stdin is not None
    try:
        screen.stdin.write(launch.FRESH)
        screen.stdin.flush()
    except OSError:
        pass  # it has ended already; the supervisor finds out and starts another

    import signal

    signal.signal(signal.SIGTERM, lambda *_: _stop(screen))
    try:
        launch.wait_for_a_word(screen, FIRST_WORD_SECONDS)
    except KeyboardInterrupt:
        _stop(screen)

    from pathlib import Path

    from kiosk.folder import Folder, default_folder
    from kiosk.supervisor import Supervisor, supervise

    def on_ready(supervisor: Supervisor) -> None:
        signal.signal(signal.SIGTERM, lambda *_: supervisor.stop())

    folder = Folder(Path(data_dir) if data_dir else default_folder())
    return supervise(folder, (), on_ready, first=screen, command=command)


def _without_display() -> int:
    from kiosk.commands.line import NO_DISPLAY

    print(NO_DISPLAY.vi, file=sys.stderr)
    return 1


def _stop(screen: "launch.Screen") -> None:
    screen.terminate()
    screen.wait()
    sys.exit(0)


if __name__ == "__main__":
    sys.exit(main())

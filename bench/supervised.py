"""``python -m kiosk --data-dir DIR`` with one difference: the screen it starts is ``bench.screen_child``, which watches itself."""

import sys

from kiosk.__main__ import touch

if __name__ == "__main__":
    screen = [sys.executable, "-m", "bench.screen_child", "--data-dir", sys.argv[1], "--size", "1280x800"]
    sys.exit(touch(sys.argv[1], screen))

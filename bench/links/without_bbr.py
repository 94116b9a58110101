"""The real agent on a machine whose system offers no choice of congestion control, so that every flow is under the default one.

python -m bench.links.without_bbr ARGUMENTS OF sync
"""

import socket
import sys

if __name__ == "__main__":
    if hasattr(socket, "TCP_CONGESTION"):
        del socket.TCP_CONGESTION
    from sync.__main__ import main

    sys.exit(main())

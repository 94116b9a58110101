"""OpenStack Swift with its S3 interface as one process on loopback: ``python tests/swift_server.py FOLDER PORT``.

The servers are Swift's own (proxy, account, container, object); only their start is ours, because four processes and an
installation below /etc would be too slow for every run. Says ``ready`` on standard output; ends when its input closes.
"""

import os
import sys
import warnings
from pathlib import Path

STORES = ("account", "container", "object")
_STORE = """[DEFAULT]
{common}
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
"""
_PROXY = """[DEFAULT]
{common}
[pipeline:main]
pipeline = catch_errors listing_formats bulk s3api tempauth slo versioned_writes symlink proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_province_gateway = only-for-tests .admin
[filter:slo]
use = egg:swift#slo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
[filter:symlink]
use = egg:swift#symlink
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
"""


def main(folder: Path, port: int) -> None:
    """Serve until standard input closes."""
    warnings.simplefilter("ignore")  # of libraries that are not ours
    import eventlet

    # Before anything is imported that takes its sockets and threads from the system.
    eventlet.patcher.monkey_patch(all=False, socket=True, select=True, thread=True)
    from eventlet import wsgi
    from swift.common import utils
    from swift.common.ring import RingBuilder
    from swift.common.utils import config as swift_config

    for module in (utils, swift_config):
        module.HASH_PATH_PREFIX, module.HASH_PATH_SUFFIX = b"", b"tests"
    common = f"swift_dir = {folder}\ndevices = {folder / 'disks'}\nmount_check = false\nlog_level = ERROR"
    (folder / "disks" / "one").mkdir(parents=True, exist_ok=True)
    with (folder / "log").open("a") as log:
        for name in STORES:
            listening = eventlet.listen(("127.0.0.1", 0))
            ring = RingBuilder(2, 1, 0)
            place = {"ip": "127.0.0.1", "port": listening.getsockname()[1], "device": "one"}
            ring.add_dev({"region": 1, "zone": 1, "weight": 1, **place})
            ring.rebalance()
            ring.get_ring().save(str(folder / f"{name}.ring.gz"))
            app = _app(folder, name, _STORE.format(common=common, name=name))
            eventlet.spawn(wsgi.server, listening, app, log, log_output=False, debug=False)
        app = _app(folder, "proxy", _PROXY.format(common=common))
        listening = eventlet.listen(("127.0.0.1", port), reuse_addr=True)
        eventlet.spawn(wsgi.server, listening, app, log, log_output=False, debug=False)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while eventlet.hubs.trampoline(sys.stdin.fileno(), read=True) is None and os.read(0, 1):
            pass


def _app(folder: Path, name: str, conf: str) -> object:
    from paste.deploy import loadapp

    (folder / f"{name}.conf").write_text(conf)
    return loadapp(f"config:{folder / name}.conf", global_conf={})


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""`enrol`: one-time codes for machines. What a code is is decided elsewhere."""

import argparse

from forms.clock import SystemClock
from sync.gateway import words
from sync.gateway.commands.arguments import Commands, command, opened, print_json, wants_json


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add `enrol`."""
    enrol = command(commands, "enrol", words.ENROL.vi)
    enrol.add_argument("--office", help=words.OFFICE.vi)
    enrol.set_defaults(run=_enrol)


def _enrol(options: argparse.Namespace) -> int:
    from sync.gateway.codes import issue_code
    from sync.gateway.keyring import OpenerKeys
    from sync.gateway.opener.carding import publish_keys
    from sync.gateway.settings import Setting, published

    with opened(options) as (layout, database):
        with database.read() as session:
            sign, url = published(session, Setting.SIGN_KEY), published(session, Setting.URL)
        if sign is None:
            # Before the first start: the code must already speak of the key that start will use.
            keys = OpenerKeys.ensure(layout.opener_keys)
            publish_keys(database, keys)
            sign = keys.sign.public
        code = issue_code(database, SystemClock(), sign, options.office)
    told = {"code": code, "url": url.decode() if url else None}
    if wants_json(options):
        print_json(told)
    else:
        print(words.ENROLLED.in_vietnamese(code=code, url=told["url"] or "–"))
    return 0

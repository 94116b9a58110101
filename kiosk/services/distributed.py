"""Packs the province distributes: taken into force by the kiosk itself, between two citizens.

What the agent or a stick brought into the inbox is judged here from the beginning: the framework's signatures, then the
publisher's, then the content, by the same act an administrator's installation takes. Whoever signed the repository may
also name its publishers. One pack that does not hold keeps no other back, and is not tried again before the province
says something new. What was taken is not taken twice: what an administrator did with it since stands. Without a shift
nothing is done: an act needs its line in the audit chain.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from forms.bundle import read_bundle
from forms.distribution import (
    ROOT_STATEMENT,
    TIMESTAMP,
    Distribution,
    NotBelieved,
    Offered,
    from_folder,
    issue_number,
)
from forms.errors import KnownError
from forms.installed import PUBLISHERS, publishers_text, read_publishers
from forms.publishing import Publisher
from kiosk.domain.audit import Event
from kiosk.folder import Folder
from kiosk.services.desk import Desk
from kiosk.services.pack_acts import alone
from kiosk.services.packs import is_spoilt, put_in_force
from kiosk.services.secrets import GATEWAY_CARD
from kiosk.store import files
from sync.card import GatewayCard
from sync.errors import ParcelDamaged
from sync.inbox import PACKS
from sync.packs_root import read_root

MIRROR, KNOWN, DONE = "repository", "distribution", "done.json"
PROVINCE = "province"
"""Who acts, in journal and chain, when the province's own publication does."""


@dataclass(frozen=True, slots=True)
class Came:
    """What a look at the inbox brought into force, by pack name, and what was refused with its reason."""

    installed: tuple[str, ...] = ()
    refused: tuple[KnownError, ...] = ()


def waits(folder: Folder) -> bool:
    """Whether the inbox holds an issue that was not looked at yet. Reads two small files."""
    try:
        newest = issue_number((_mirror(folder) / TIMESTAMP).read_bytes())
    except OSError:
        return False
    return newest != _done(folder)


def take_in(desk: Desk) -> Came:
    """Brings everything of the newest issue into force that is not yet. Never raises for what others made."""
    folder = desk.folder
    if desk.practice or not waits(folder):
        return Came()
    newest = issue_number((_mirror(folder) / TIMESTAMP).read_bytes())
    installed: list[str] = []
    faults: list[KnownError] = []
    taken = _taken(folder)
    try:
        known = _distribution(desk)
        offered = known.refresh()
        # The province says anew every day that this is the newest. What was taken once is left as it is: an administrator may
        # have gone back from it or taken it out, and voices may have been recorded over a language's.
        taken = {path: sha256 for path, sha256 in taken.items() if path in {one.path for one in offered}}
        for one in offered:
            if taken.get(one.path) == one.sha256 and not is_spoilt(folder, one.kind, one.name, one.serial):
                continue
            try:
                if _take(desk, known, one):
                    installed.append(one.name)
                taken[one.path] = one.sha256
            except KnownError as error:
                faults.append(error)
        known.forget_but(offered)
    except KnownError as error:
        desk.journal.write(
            "pack-refused", what=PROVINCE, version=newest, reason="not_believed", officer=desk.officer.code
        )
        faults.append(error)
    with alone(folder):
        told = {"number": newest, "refused": [str(error) for error in faults], "taken": taken}
        (folder.packs / KNOWN).mkdir(mode=0o700, exist_ok=True)  # not there where nothing was ever believed
        files.replace(folder.packs / KNOWN / DONE, json.dumps(told, ensure_ascii=False).encode())
    return Came(tuple(installed), tuple(faults))


def _distribution(desk: Desk) -> Distribution:
    mirror = _mirror(desk.folder)
    card = desk.store.secrets.get(GATEWAY_CARD)
    if card is None:
        raise NotBelieved("not_enrolled")
    try:
        root = read_root((mirror / ROOT_STATEMENT).read_bytes(), GatewayCard.decode(card).signs)
    except (OSError, ParcelDamaged) as error:
        raise NotBelieved("root") from error
    return Distribution(desk.folder.packs / KNOWN, from_folder(mirror), root)


def _take(desk: Desk, known: Distribution, one: Offered) -> bool:
    """Whether the pack has come into force just now."""
    file = known.get(one)
    trusted = read_publishers(desk.folder.packs / PUBLISHERS)
    publisher = Publisher(one.publisher, one.publisher_name)
    bundle = read_bundle(file, {publisher.id: publisher})
    if publisher.id not in trusted:
        with alone(desk.folder):
            files.replace(
                desk.folder.packs / PUBLISHERS, publishers_text({**trusted, publisher.id: publisher})
            )
        desk.journal.write("publisher-trusted", code=publisher.id, officer=PROVINCE)
        desk.store.audit.append(Event.PUBLISHER_TRUSTED, publisher.id, PROVINCE)
    return not put_in_force(desk, bundle).again


def _mirror(folder: Folder) -> Path:
    return folder.inbox / PACKS / MIRROR


def refused(folder: Folder) -> tuple[str, ...]:
    """Why packs of the issue looked at last were not taken, in words for the administrator."""
    told = _last(folder).get("refused")
    return tuple(str(one) for one in told) if isinstance(told, list) else ()


def _done(folder: Folder) -> object:
    return _last(folder).get("number")


def _taken(folder: Folder) -> dict[str, str]:
    """The packs that were taken from the province, and in which issue (the hash of its file)."""
    told = _last(folder).get("taken")
    return {str(path): str(sha256) for path, sha256 in told.items()} if isinstance(told, dict) else {}


def _last(folder: Folder) -> dict[str, object]:
    try:
        told = json.loads((folder.packs / KNOWN / DONE).read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}

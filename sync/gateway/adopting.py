"""The gateway judges by what it has published: a pack that goes out to the counters goes into force here too.

Without it every dossier of a new form version would be held here. May not judge a pack: its publisher and the counters do.
"""

from pathlib import Path

from forms import data_packs
from forms.bundle import read_bundle
from forms.bundle_head import HEAD, SIGNATURE, Kind
from forms.installed import ACTIVE, PUBLISHERS, active_text, publishers_text, read_publishers
from forms.publishing import Publisher
from sync.files import write_durably
from sync.gateway.layout import Layout


def adopt(layout: Layout, file: Path, publisher: Publisher) -> bool:
    """Put a published pack into force at the gateway itself; False for a kind only counters use."""
    bundle = read_bundle(file, {publisher.id: publisher})
    head = bundle.head
    if head.kind is Kind.FORMS:
        home = layout.packs
    elif head.kind in data_packs.FILES:
        home = layout.tables / str(head.kind)
    else:
        return False
    place = home / head.name / str(head.serial)
    for path, data in ((HEAD, bundle.head_bytes), (SIGNATURE, bundle.signature), *bundle.files):
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        write_durably(target, data, 0o644)
    trusted = home.parent / PUBLISHERS
    write_durably(trusted, publishers_text({**read_publishers(trusted), publisher.id: publisher}), 0o644)
    write_durably(place.parent / ACTIVE, active_text(head.serial), 0o644)
    return True

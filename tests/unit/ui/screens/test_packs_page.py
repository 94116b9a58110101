"""The officer's page about language packs: from a stick in, switched on for citizens, out again."""

from pathlib import Path

import pytest

from forms.bundle_head import Kind
from forms.installed import PUBLISHERS, publishers_text
from kiosk.folder import Folder
from kiosk.i18n.checking import WORDS
from kiosk.i18n.checking import Kind as Wrong
from kiosk.ui.counter.packs_screen import BY_WISH, NOBODY
from tests.unit.forms.kit.bundles import KEY, OTHER, pack
from tests.unit.ui.screens.seat import Seat

TAG = "qab-Latn-VN"
TOML = f'format = 1\ntag = "{TAG}"\nname = "Thử"\nname_vi = "Tiếng Thử"\nversion = "7.1"\n'
PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgctxt "ui.answer.yes"\nmsgid "Có"\nmsgstr "{x}"\n'


@pytest.fixture
def trusting(folder: Folder) -> Folder:
    """A machine that trusts the publisher."""
    folder.packs.mkdir(exist_ok=True)
    (folder.packs / PUBLISHERS).write_bytes(publishers_text({KEY.publisher.id: KEY.publisher}))
    return folder


def test_a_pack_is_installed_offered_and_removed_by_taps(
    trusting: Folder, seat: Seat, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    good = pack(stick, {"pack.toml": TOML, "messages.po": PO}, name=TAG.lower(), kind=Kind.LANGUAGE)
    strange = pack(stick, {"pack.toml": TOML}, name="qac-latn-vn", kind=Kind.LANGUAGE, key=OTHER)
    seat.conductor.open_home()
    seat.conductor._counter().open_day()  # type: ignore[union-attr]
    seat.tap("work-languages")
    seat.still()
    assert "Tiếng Khmer" in seat.texts()
    assert NOBODY.vi in seat.texts()
    seat.conductor.pick_file = lambda: strange
    seat.tap("packs-install")
    seat.still()
    assert OTHER.publisher.id in seat.texts(), "a stranger's pack is refused in words"
    seat.conductor.pick_file = lambda: good
    seat.tap("packs-install")
    seat.still()
    assert "7.1" in seat.texts()
    assert f"ui.answer.yes: {WORDS[Wrong.PLACEHOLDERS].vi}" in seat.texts(), "what was set aside is named"
    seat.tap(f"offer-{TAG}")
    seat.still()
    assert BY_WISH.vi in seat.texts()
    assert seat.conductor.offering.is_offered(TAG)
    seat.tap(f"remove-{TAG}")
    seat.tap("packs-sheet-drop")
    seat.still()
    assert TAG not in seat.conductor.shelf.tags()
    assert not (trusting.packs / TAG).exists()

"""Languages that are not whole yet: greeted in their own words, led to an officer, and heard wherever there is a clip."""

from pathlib import Path

import pytest

from forms.text import Message
from kiosk.folder import Folder
from kiosk.i18n.offering import LANGUAGES, offering_text
from kiosk.ui.greeting import WITH_OFFICER
from kiosk.ui.screens.language import GREETING
from kiosk.ui.screens.procedure import WHAT
from tests.unit.i18n.packmaking import write_clips, write_pack, write_po
from tests.unit.ui.screens.seat import Seat

TAG, NAME = "qab-Latn-VN", "Thử"
NAMED = Message(f"pack.name.{TAG}", f"Tiếng {NAME}")


@pytest.fixture
def begun(folder: Folder) -> Path:
    """A language with three sentences said, two of them by either branch, and one written."""
    pack = write_pack(folder.packs, TAG, NAME)
    with (pack / "pack.toml").open("a", encoding="utf-8") as file:
        for branch in ("one", "two"):
            file.write(f'[[branches]]\nid = "{branch}"\nname = "Br {branch}"\nname_vi = "Nhánh {branch}"\n')
            file.write(f'[[voices]]\nid = "{branch}-1"\nbranch = "{branch}"\nconsented = "2026-11-01"\n')
    write_po(pack, {WHAT: "hau paj"})
    for branch in ("one", "two"):
        own = {NAMED: ["name.ogg"], GREETING: ["greeting.ogg"]} | (
            {WHAT: ["what.ogg"]} if branch == "two" else {}
        )
        write_clips(pack, own, voice=f"{branch}-1")
    return pack


def _played(seat: Seat) -> list[str]:
    return ["/".join(path.parts[-3:]) for path in seat.player.played[-1]]


def test_a_language_that_is_not_whole_is_greeted_and_led_to_an_officer(begun: Path, seat: Seat) -> None:
    assert seat.sees(f"language-{TAG}/one"), "two branches with voices are told apart by ear"
    seat.tap(f"hear-{TAG}/two")
    assert _played(seat) == ["audio/two-1/name.ogg", "audio/two-1/greeting.ogg"]
    seat.tap(f"language-{TAG}/one")
    assert _played(seat)[:2] == ["audio/one-1/name.ogg", "audio/one-1/greeting.ogg"]
    assert any("ui.language.with_officer" in one for one in _played(seat)[2:]), (
        "and Vietnamese says who helps"
    )
    assert WITH_OFFICER.vi.format(language=NAMED.vi) in seat.texts()
    seat.tap("language-sheet-ok")
    assert seat.page == "procedure"
    assert seat.shift.visit.language == TAG
    assert WHAT.vi in seat.texts()
    assert "hau paj" not in seat.texts(), "the pages are in Vietnamese"
    assert _played(seat) == ["audio/two-1/what.ogg"], (
        "what there is of the language is said, by whichever voice"
    )
    seat.conductor.new_visit()
    seat.arrive("language")
    seat.tap("language-vi-VN")
    assert seat.conductor.shelf._open.keys() <= {seat.conductor.shelf.get("vi-VN").folder}


def test_the_office_may_offer_it_all_the_same(begun: Path, folder: Folder, seat: Seat) -> None:
    (folder.packs / LANGUAGES).write_text(offering_text({TAG: 0.02}, [TAG]), encoding="utf-8")
    seat.conductor.packs_changed()
    seat.conductor.open_citizen()
    seat.tap(f"language-{TAG}/one")
    assert seat.page == "procedure"
    assert "hau paj" in seat.texts()
    assert WHAT.vi in seat.texts()


def test_the_branch_chosen_by_ear_outlives_lock_and_crash_but_not_the_citizen(
    begun: Path, seat: Seat
) -> None:
    seat.tap(f"language-{TAG}/two")
    seat.tap("language-sheet-ok")
    visit, conductor = seat.shift.visit, seat.conductor
    conductor.lock()  # what the next person changes on a locked screen is not theirs either
    conductor.open_citizen()
    assert conductor.kit.translator.branch == "two"
    place = visit.place()
    visit.end()
    conductor.open_citizen()
    assert conductor.kit.translator.branch == ""
    visit.restore(place)
    conductor.open_citizen()
    assert (conductor.kit.translator.tag, conductor.kit.translator.branch) == (TAG, "two")
    conductor.new_visit()
    seat.tap(f"language-{TAG}/one")
    seat.tap("language-sheet-ok")
    assert conductor.kit.translator.branch == "one"

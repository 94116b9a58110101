"""The page about the road as an officer walks through it: only records, a budget, out and back by stick."""

import json

from forms.states import Carriage
from kiosk.services.secrets import GATEWAY_CARD
from kiosk.ui.counter.road_screen import STICK
from kiosk.ui.road_desk import NOTHING_TO_CARRY, UNREAD
from sync.courtesy import COURTESY_FACT
from sync.identity import save_identity, transport_key
from sync.parcel import is_id
from sync.remedies import LOCAL_BLOB_MISSING, remedy, why_held_back, why_waiting
from sync.statement import RefusalReason
from sync.stick import Stick
from tests.office_factories import file_invented
from tests.unit.ui.screens.seat import Seat


def test_the_road_is_steered_and_a_stick_goes_in_its_place(seat: Seat) -> None:
    desk = seat.shift.desk
    outbox = seat.conductor.folder.outbox
    card = desk.store.secrets.get(GATEWAY_CARD)
    assert card is not None
    transport_key(outbox)
    save_identity(outbox, "http://127.0.0.1:9", "d" * 32, desk.office.unit, card)
    seat.conductor._counter().open_day()  # type: ignore[union-attr]
    seat.tap("work-road")
    seat.arrive("road")
    assert STICK.vi in seat.texts()
    seat.tap("stick-write")
    seat.bot.waitUntil(lambda: NOTHING_TO_CARRY.vi in seat.texts(), timeout=20_000)

    seat.tap("records-only")
    seat.tap("budget")
    seat.tap("budget-sheet-budget-50000000")
    seat.still()
    wish = json.loads(desk.outbox.recall(COURTESY_FACT) or "")
    assert (wish["records_only"], wish["daily_bytes"]) == (True, 50_000_000)
    assert "50,0 MB" in seat.texts()
    held = why_held_back("records-only")
    assert held is not None
    assert held.vi in seat.texts()
    seat.tap("send")
    assert desk.outbox.hurried()

    filed = file_invented(desk, "1.004873")
    seat.tap("stick-write")
    seat.bot.waitUntil(lambda: "1 kiện đủ" in seat.texts(), timeout=20_000)
    assert [one.parcel for one in Stick(seat.saved).parcels() if one.whole] == [filed.parcel]
    assert is_id(filed.parcel)
    blobs = set((outbox / "blobs").iterdir())
    spoilt = file_invented(desk, "1.004873")
    next(path for path in (outbox / "blobs").iterdir() if path not in blobs).write_bytes(b"x")
    seat.tap("stick-write")
    seat.bot.waitUntil(lambda: UNREAD.in_vietnamese(skipped="1") in seat.texts(), timeout=20_000)
    assert desk.store.parcels.get(spoilt.parcel).carriage is Carriage.REFUSED
    seat.tap("stick-read")
    seat.bot.waitUntil(lambda: "0 tin từ tỉnh" in seat.texts(), timeout=20_000)
    for path in (seat.saved / "hoso-kiosk").rglob("*"):
        if path.is_file():
            path.unlink()
    (seat.saved / "hoso-kiosk" / "parcels").rmdir()
    (seat.saved / "hoso-kiosk" / "parcels").write_text("no folder")
    seat.tap("stick-write")
    seat.bot.waitUntil(lambda: "Không đọc hoặc ghi được USB" in seat.texts(), timeout=20_000)


def test_every_reason_has_words_of_its_own() -> None:
    reasons = [*RefusalReason, LOCAL_BLOB_MISSING]
    assert len({remedy(reason).id for reason in [*reasons, None]}) == len(reasons) + 1
    assert len({why_waiting(reason).id for reason in ("cut", "upload-460", "storage", "disk-5", "x")}) == 5
    assert why_held_back(None) is why_held_back("nonsense") is None
    assert why_held_back("budget") is not None

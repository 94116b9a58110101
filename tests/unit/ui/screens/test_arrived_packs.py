"""A pack of the province comes into force between two citizens, and never under the hands of one."""

import shutil
from datetime import date

from forms import data_packs
from forms.bundle_head import Kind
from kiosk.services.secrets import GATEWAY_CARD
from tests.province import Province
from tests.unit.forms.kit.bundles import small
from tests.unit.sync.stage import CARD, SIGN_KEY
from tests.unit.ui.screens.seat import Seat

CODE = "9.000001"


def test_the_next_citizen_is_asked_by_what_the_province_sent(seat: Seat) -> None:
    desk = seat.shift.desk
    desk.store.secrets.put(GATEWAY_CARD, CARD.encode(SIGN_KEY))
    seat.to_questions()
    seat.answer_until("question:requester_name")
    province = Province(desk.folder.root / "province", SIGN_KEY)
    province.publish_files(Kind.FORMS, "tinh-thu", 1, {f"{CODE}/1.yaml": small().encode()})
    shutil.copytree(province.files, desk.folder.inbox / "packs" / "repository")
    offered = {entry.code for entry in desk.catalogue.index(date(2026, 11, 23))}
    assert CODE not in offered
    assert seat.page == "question:requester_name"
    seat.conductor.new_visit()
    seat.still()
    assert seat.page == "language"
    assert {entry.code for entry in desk.catalogue.index(date(2026, 11, 23))} == offered | {CODE}
    data_packs.follow(None)

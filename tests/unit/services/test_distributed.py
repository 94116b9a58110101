"""What the province distributes comes into force by itself, once, and a bad pack keeps no good one back."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from forms import data_packs
from forms.bundle_head import Kind
from forms.catalogue import Catalogue
from forms.rules.places import TABLE, Places, judge_place
from forms.rules.working_days import TABLE as DAYS
from forms.rules.working_days import Calendar
from kiosk.domain.audit import Event
from kiosk.folder import Folder
from kiosk.services import distributed
from kiosk.services.desk import Desk
from kiosk.services.doctor import PACK_REFUSED, examine
from kiosk.services.packs import remove, rollback
from kiosk.services.secrets import GATEWAY_CARD
from sync.card import EarlierKey
from sync.keys import SigningKey, kid
from tests.office_factories import open_desk
from tests.province import NOW, Province
from tests.store_factories import SetClock
from tests.unit.forms.kit.bundles import small
from tests.unit.sync.stage import CARD, SIGN_KEY

CODE = "9.000001"
FORM = {f"{CODE}/1.yaml": small().encode()}


@pytest.fixture
def desk(folder: Folder, clock: SetClock) -> Iterator[Desk]:
    """An ordinary officer's shift: the province's word needs no administrator."""
    opened = open_desk(folder, clock, "can-bo-1")
    opened.store.secrets.put(GATEWAY_CARD, CARD.encode(SIGN_KEY))
    yield opened
    opened.close()
    data_packs.follow(None)


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path / "province", SIGN_KEY)


def carry(province: Province, desk: Desk) -> None:
    """As the agent does it; what is in the mirror is judged by the kiosk alone."""
    mirror = desk.folder.inbox / "packs" / "repository"
    shutil.rmtree(mirror, ignore_errors=True)
    shutil.copytree(province.files, mirror)


def _events(desk: Desk) -> list[tuple[Event, str]]:
    kinds = {Event.PACK_INSTALLED, Event.PACK_REFUSED, Event.PUBLISHER_TRUSTED}
    return [(e.event, e.subject) for e in desk.store.audit.entries(limit=5000) if e.event in kinds]


def test_nothing_is_done_until_something_new_has_come(desk: Desk, province: Province) -> None:
    assert not distributed.waits(desk.folder)
    assert distributed.take_in(desk) == distributed.Came()
    province.publish_files(Kind.FORMS, "tinh-thu", 1, FORM)
    carry(province, desk)
    assert distributed.waits(desk.folder)
    assert distributed.take_in(desk).installed == ("tinh-thu",)
    assert not distributed.waits(desk.folder)
    assert Catalogue.shipped(desk.folder.packs / "forms", signed=True).get(CODE, "1").version == "1"
    assert [event for event, _ in _events(desk)] == [Event.PUBLISHER_TRUSTED, Event.PACK_INSTALLED]
    province.publish_files(Kind.FORMS, "them", 1, {"9.000002/1.yaml": small(code="9.000002").encode()})
    carry(province, desk)
    assert distributed.take_in(desk).installed == ("them",)


def test_a_bad_pack_is_refused_once_and_keeps_no_other_back(desk: Desk, province: Province) -> None:
    province.publish_files(Kind.FORMS, "a-hong", 1, {f"{CODE}/1.yaml": b"code: nothing else"})
    province.publish_files(Kind.FORMS, "tinh-thu", 1, FORM)
    carry(province, desk)
    came = distributed.take_in(desk)
    assert came.installed == ("tinh-thu",)
    assert [str(error)[:11] for error in came.refused] == ["Gói a-hong "]
    assert distributed.take_in(desk) == distributed.Came()
    told = [one for one in examine(desk.folder, desk.clock) if one.message is PACK_REFUSED]
    assert ["a-hong" in str(one.params["reason"]) for one in told] == [True]


def test_a_forged_repository_changes_nothing_and_is_written_down(desk: Desk, province: Province) -> None:
    province.publish_files(Kind.FORMS, "tinh-thu", 1, FORM)
    carry(province, desk)
    stamp = desk.folder.inbox / "packs" / "repository" / "metadata" / "timestamp.json"
    told = json.loads(stamp.read_bytes())
    told["signed"]["version"] = 7
    stamp.write_text(json.dumps(told))
    came = distributed.take_in(desk)
    assert came.installed == ()
    assert len(came.refused) == 1
    assert _events(desk) == []
    assert "not_believed" in (desk.folder.logs / "kiosk.log").read_text(encoding="ascii")


def test_new_places_and_days_count_at_once_and_old_places_keep_their_names(
    desk: Desk, province: Province
) -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    gone = next(line for line in lines if line.split("\t")[0].isdigit() and len(line.split("\t")[0]) == 5)
    code = gone.split("\t")[0]
    place = {"province": Places.load().unit(code).province, "commune": code, "detail": "Thôn 1"}
    assert judge_place(place, detail_required=True) is None
    days = json.loads(DAYS.read_text(encoding="utf-8"))
    days["days"]["2026-11-25"] = "Ngày nghỉ thử"
    province.publish_files(
        Kind.PLACES, "places", 1, {"places.tsv": "\n".join(one for one in lines if one != gone).encode()}
    )
    province.publish_files(Kind.HOLIDAYS, "holidays", 1, {"holidays.json": json.dumps(days).encode()})
    carry(province, desk)
    assert sorted(distributed.take_in(desk).installed) == ["holidays", "places"]
    assert not Places.load().is_current(code)
    assert Places.load().unit(code).name
    assert judge_place(place, detail_required=True) is not None
    assert not Calendar.load().is_working(date(2026, 11, 25))
    data_packs.follow(None)
    assert Calendar.load().is_working(date(2026, 11, 25))


def test_an_administrator_can_go_back_from_what_the_province_sent(
    desk: Desk, province: Province, folder: Folder, clock: SetClock
) -> None:
    def publish(serial: int) -> None:
        days = json.loads(DAYS.read_text(encoding="utf-8"))
        days["days"][f"2026-11-2{serial + 4}"] = "Ngày nghỉ thử"
        province.publish_files(
            Kind.HOLIDAYS, "holidays", serial, {"holidays.json": json.dumps(days).encode()}
        )

    province.publish_files(Kind.FORMS, "tinh-thu", 1, FORM)
    for serial in (1, 2):
        publish(serial)
        carry(province, desk)
        distributed.take_in(desk)
    assert not Calendar.load().is_working(date(2026, 11, 26))
    desk.close()
    admin = open_desk(folder, clock, "quan-tri-1")
    assert rollback(admin, "holidays").serial == 1
    remove(admin, "tinh-thu")
    # The province says every day that this is still the newest: that is no reason to do it all again.
    assert province.repository.renew(NOW + timedelta(days=1, minutes=1))
    carry(province, admin)
    assert distributed.waits(folder)
    assert distributed.take_in(admin) == distributed.Came()
    assert Calendar.load().is_working(date(2026, 11, 26))
    assert not Calendar.load().is_working(date(2026, 11, 25))
    spoilt = folder.packs / "holidays" / "holidays" / "1" / "holidays.json"
    assert spoilt.is_file()
    publish(3)
    carry(province, admin)
    assert distributed.take_in(admin).installed == ("holidays",), (
        "a new issue counts, the pack taken out does not"
    )
    (folder.packs / "holidays" / "holidays" / "3" / "holidays.json").write_bytes(b"{}")
    assert province.repository.renew(NOW + timedelta(days=3))
    carry(province, admin)
    assert distributed.take_in(admin).installed == ("holidays",), "what the disk has spoilt is put right"
    admin.close()


def test_a_province_that_changed_its_key_is_believed_by_the_one_before(
    desk: Desk, province: Province
) -> None:
    """A stick written before the change may come after the counter has heard of it."""
    fresh = SigningKey.generate()
    province.publish_files(Kind.FORMS, "tinh-thu", 1, FORM)
    carry(province, desk)
    moved = replace(CARD, sign=fresh.public, gateway=kid(fresh.public))
    desk.store.secrets.put(GATEWAY_CARD, moved.encode(fresh))
    assert [str(one.message.id) for one in distributed.take_in(desk).refused] == [
        "error.distribution.not_believed"
    ]
    (desk.folder.packs / "distribution" / "done.json").unlink()
    earlier = replace(moved, earlier_signs=(EarlierKey(CARD.sign),))
    desk.store.secrets.put(GATEWAY_CARD, earlier.encode(fresh))
    assert distributed.take_in(desk).installed == ("tinh-thu",)

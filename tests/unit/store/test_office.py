"""Office, officers, secrets, clock floor and the citizen's word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.dossier import CitizenSignature, Confirmation, Consent, ReadBack, SignedHow
from kiosk.domain.office import Officer, Place
from kiosk.domain.roles import Role
from kiosk.store.database import Store
from kiosk.store.errors import AlreadySealed, NotFound
from kiosk.store.offices import FIRST_BUILT
from tests.store_factories import OFFICE, OFFICER, START, draft, facts

CLERK = Officer("buu-chinh-1", "Lò Thị Mẫu", Role.POSTAL_CLERK, bytes(32))


def test_an_office_is_one(store: Store) -> None:
    assert store.office.get() == OFFICE
    moved = replace(OFFICE, counter="Q2", place=Place.OUTREACH)
    store.office.save(moved, by=OFFICER)
    assert store.office.get() == moved


def test_officers_are_made_inactive_and_never_removed(store: Store) -> None:
    store.office.add_officer(CLERK)
    store.office.add_officer(replace(CLERK, code="a-1"))
    store.office.set_active(CLERK.code, False, by=OFFICER)
    assert [o.code for o in store.office.officers()] == ["a-1", CLERK.code]
    assert [o.code for o in store.office.officers(active_only=True)] == ["a-1"]
    assert store.office.officer(CLERK.code) == replace(CLERK, active=False)
    with pytest.raises(NotFound):
        store.office.officer("khong-co")
    with pytest.raises(NotFound):
        store.office.set_active("khong-co", True, by=OFFICER)


def test_secrets_by_name(store: Store) -> None:
    assert store.secrets.get("device-signing") is None
    store.secrets.put("device-signing", b"1" * 32)
    store.secrets.put("device-signing", b"2" * 32)
    assert store.secrets.get("device-signing") == b"2" * 32


def test_the_clock_floor_only_rises(store: Store) -> None:
    assert store.clock_floor.get() == FIRST_BUILT < datetime.now(UTC)
    store.clock_floor.raise_to(FIRST_BUILT - timedelta(days=9000))
    assert store.clock_floor.get() == FIRST_BUILT
    assert store.clock_floor.raise_to(START) == START
    assert store.clock_floor.raise_to(START - timedelta(days=1)) == START
    later = START + timedelta(microseconds=1)
    assert store.clock_floor.raise_to(later) == later == store.clock_floor.get()


def test_the_citizens_word_is_recorded_until_sealing(store: Store) -> None:
    made = draft(store)
    assert store.confirmations.of(made.id) == Confirmation()
    read = ReadBack("Cán bộ Mẫu", "Giàng A Thử", "mww", START)
    mark = CitizenSignature(SignedHow.WITNESS, START, None, "Lò Thị Mẫu")
    consent = Consent("keep-for-next-time", "a" * 64, False, START, "vi-VN")
    store.confirmations.set_read_back(made.id, replace(read, reader="Người khác"), by=OFFICER)
    store.confirmations.set_read_back(made.id, read, by=OFFICER)
    store.confirmations.set_signature(made.id, mark, by=OFFICER)
    store.confirmations.add_consent(made.id, replace(consent, given=True), by=OFFICER)
    store.confirmations.add_consent(made.id, consent, by=OFFICER)
    assert store.confirmations.of(made.id) == Confirmation(read, mark, (consent,))
    store.dossiers.seal(made.id, facts())
    with pytest.raises(AlreadySealed):
        store.confirmations.set_signature(made.id, mark, by=OFFICER)
    assert store.confirmations.of(made.id).read_back == read

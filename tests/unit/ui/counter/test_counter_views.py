"""The views of the list against a real store: what is counted at the head is what the list then holds."""

from pathlib import Path

import pytest

from forms.states import Carriage
from kiosk.domain.dossier import DossierState
from kiosk.store.database import Store
from kiosk.ui.counter.tally_strip import missing_from
from kiosk.ui.counter.values import Page, View, Wanted
from tests.store_factories import fill, new_store, sealed


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = new_store(tmp_path)
    fill(made, 400)
    refused = sealed(made, 900)
    parcel = made.parcels.by_dossier(refused.id)[0].id
    made.parcels.set_carriage(parcel, Carriage.REFUSED, b"statement", reason="answers-invalid")
    return made


def test_each_figure_is_the_length_of_its_list(store: Store) -> None:
    tally = store.dossiers.tally()
    for view in View:
        assert store.dossiers.count(Wanted(view).filter()) == view.counted(tally), view
    assert View.REFUSED.counted(tally) == 1
    assert View.ON_THE_WAY.counted(tally) > 1
    assert missing_from(tally) == 0
    store.close()


def test_pages_in_either_order_hold_every_dossier_once(store: Store) -> None:
    newest = Wanted(View.ON_THE_WAY, limit=7)
    seen = []
    for start in range(0, 100, 7):
        rows = store.dossiers.list(newest.filter(), limit=7, offset=start)
        seen += [row.id for row in rows]
        if not Page(newest, rows).more:
            break
    oldest = store.dossiers.list(Wanted(View.ON_THE_WAY, oldest_first=True).filter(), limit=100)
    assert seen == [row.id for row in reversed(oldest)]
    assert {row.state for row in oldest} == {DossierState.SEALED}
    store.close()

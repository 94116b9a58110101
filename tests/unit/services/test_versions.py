"""A draft keeps its form's version; an officer takes it over to a newer one with every difference told and kept."""

from datetime import UTC, datetime

import pytest

from forms.catalogue import SHIPPED, Catalogue
from forms.errors import KnownError
from kiosk.domain.audit import Event
from kiosk.domain.dossier import DossierState, Origin
from kiosk.services import assisted, counter, filing, intake, versions
from kiosk.services.desk import Desk
from tests.office_factories import ANSWERS
from tests.store_factories import SetClock

CODE, OLD, NEW = "1.004873", "2026.1", "2026.9"
OTHER_NAME = {"previous_certificate": "earlier_certificate"}


def _install(desk: Desk, **changes: str) -> None:
    """A newer version beside the shipped one, from the first of December: by default the same questions."""
    text = (SHIPPED / CODE / f"{OLD}.yaml").read_text(encoding="utf-8")
    lines = []
    for line in text.splitlines():
        if line.startswith("version:"):
            line = f'version: "{NEW}"'
        elif line.startswith("valid_from:"):
            line = "valid_from: 2026-12-01"
        lines.append(line)
    text = "\n".join(lines) + "\n"
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    folder = desk.folder.packs / "forms" / CODE
    folder.mkdir(parents=True)
    (folder / f"{NEW}.yaml").write_text(text, encoding="utf-8")
    desk.catalogue = Catalogue.shipped(desk.folder.packs / "forms")
    assert desk.catalogue.get(CODE, NEW).version == NEW


def _draft(desk: Desk) -> str:
    dossier = intake.begin(desk, CODE, "vi-VN")
    intake.save_answers(desk, dossier, ANSWERS, page=None)
    intake.save_answer(
        desk, dossier, "requester_name", "NGUYỄN THỊ MẪU", page="requester_card", origin=Origin.CARD
    )
    return dossier


def _december(clock: SetClock) -> None:
    clock.at = datetime(2026, 12, 2, 2, tzinfo=UTC)


def test_a_draft_keeps_its_version_when_a_newer_one_comes(desk: Desk, clock: SetClock) -> None:
    dossier = _draft(desk)
    _install(desk)
    assert versions.offer(desk, dossier) is None  # not in force yet
    _december(clock)
    assert intake.open_draft(desk, dossier).definition.version == OLD
    found = versions.offer(desk, dossier)
    assert found is not None
    assert (found.old, found.new) == ((CODE, OLD), (CODE, NEW))
    assert filing.confirm(desk, dossier).dossier == dossier  # its own version is lawful still
    assert desk.store.dossiers.get(dossier).version == OLD


def test_a_moved_draft_keeps_answers_and_their_origins(desk: Desk, clock: SetClock) -> None:
    dossier = _draft(desk)
    before = {a.field: a for a in desk.store.dossiers.answers(dossier)}
    _install(desk)
    _december(clock)
    done = versions.move(desk, dossier)
    assert {a.field: a for a in desk.store.dossiers.answers(dossier)} == before
    assert (done.version_from, done.version_to, done.by) == (OLD, NEW, desk.officer.code)
    assert counter.detail(desk, dossier).moves == (done,)
    assert [line.id for line in desk.store.dossiers.search("nguyen thi mau")] == [dossier]
    assert Event.VERSION_MOVED in {entry.event for entry in desk.store.audit.entries(limit=1000)}
    assert filing.confirm(desk, dossier).dossier == dossier
    assert desk.store.dossiers.get(dossier).version == NEW


def test_what_the_new_form_no_longer_takes_is_told_and_asked_again(desk: Desk, clock: SetClock) -> None:
    dossier = _draft(desk)
    _install(desk, **OTHER_NAME)
    _december(clock)
    told = versions.move(desk, dossier).differences
    dropped = next(one for one in told if one["what"] == "dropped")
    assert (dropped["address"], dropped["value"]) == ("previous_certificate", "never")
    assert "previous_certificate" not in {a.field for a in desk.store.dossiers.answers(dossier)}
    draft = intake.open_draft(desk, dossier)
    assert draft.definition.version == NEW
    assert draft.dossier.page is None


def test_offering_changes_nothing(desk: Desk, clock: SetClock) -> None:
    dossier = _draft(desk)
    _install(desk, **OTHER_NAME)
    _december(clock)
    before = (desk.store.dossiers.get(dossier), desk.store.dossiers.answers(dossier))
    assert versions.offer(desk, dossier) is not None
    assert (desk.store.dossiers.get(dossier), desk.store.dossiers.answers(dossier)) == before


def test_there_is_nothing_to_move_without_a_newer_version(desk: Desk) -> None:
    dossier = _draft(desk)
    with pytest.raises(KnownError) as refused:
        versions.move(desk, dossier)
    assert refused.value.message.id == "error.versions.no_newer"


def test_a_filed_dossier_never_moves(desk: Desk, clock: SetClock) -> None:
    filed = assisted.file_at_once(desk, CODE, ANSWERS, [], "vi-VN")
    _install(desk)
    _december(clock)
    assert versions.offer(desk, filed.dossier) is None
    with pytest.raises(KnownError):
        versions.move(desk, filed.dossier)
    assert counter.detail(desk, filed.dossier).definition.version == OLD


def test_a_draft_past_its_last_lawful_day_is_moved_first(desk: Desk, clock: SetClock) -> None:
    dossier = _draft(desk)
    assert versions.lawful(desk, dossier)
    clock.at = datetime(2027, 3, 1, 2, tzinfo=UTC)
    assert not versions.lawful(desk, dossier)
    with pytest.raises(KnownError) as alone:
        filing.confirm(desk, dossier)
    assert alone.value.message.id != "error.filing.move_first"
    _install(desk)
    with pytest.raises(KnownError) as refused:
        filing.confirm(desk, dossier)
    assert refused.value.message.id == "error.filing.move_first"
    assert desk.store.dossiers.get(dossier).state is DossierState.DRAFT
    # Answers may still be taken: only filing is refused.
    intake.save_answer(desk, dossier, "copies", 2, page="copies")

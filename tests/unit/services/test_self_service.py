"""Self-service from the screen without keys to the officer's desk: sealed, numbered, taken in once, never readable on disk."""

import json
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import KnownError
from kiosk.domain.arrivals import Bundle
from kiosk.domain.dossier import Answer, Consent, DossierState, Origin
from kiosk.domain.office import Place
from kiosk.domain.papers import DigitisedHow
from kiosk.domain.queueing import Section
from kiosk.domain.roles import NotAllowed
from kiosk.folder import Folder
from kiosk.services import bundles, checking, confirmation, filing, handing_in, intake
from kiosk.services.desk import Desk
from kiosk.services.handing_in import HandedIn, Invitation, NotReady
from kiosk.services.office import read_plan
from kiosk.services.returning import refresh
from kiosk.services.session_desk import Session, open_session, sweep
from kiosk.services.visit import Stage, Visit
from sync.parcel import SLOT_INTAKE, KemPrivate, seal_blob
from tests.leak import planted
from tests.leak.finders import hits
from tests.office_factories import ANSWERS, DAY, PNG, open_desk
from tests.store_factories import SetClock

PROCEDURE = "1.004873"


@pytest.fixture
def invited(desk: Desk) -> Invitation:
    """What the screen is told, as it arrives over the pipe."""
    return Invitation.heard(json.loads(json.dumps(checking.invitation(desk).as_said())))


@pytest.fixture
def alone(folder: Folder, invited: Invitation, clock: SetClock) -> Iterator[Session]:
    """A citizen's own screen."""
    session = open_session(folder, folder.sessions, invited.office, handing_in.nobody(), clock)
    yield session
    session.end()


def _answered(desk: Desk, answers: dict[str, object] = ANSWERS) -> str:
    dossier = intake.begin(desk, PROCEDURE, "vi-VN")
    intake.save_answers(desk, dossier, answers, page=None)  # type: ignore[arg-type]  # plain answers of the form
    return dossier


def _handed(
    alone: Session, invited: Invitation, folder: Folder, answers: dict[str, object] = ANSWERS
) -> HandedIn:
    return handing_in.hand_in(alone.desk, _answered(alone.desk, answers), invited.key, folder)


def test_an_officer_finds_what_a_citizen_entered_alone_and_files_it_as_usual(
    desk: Desk, alone: Session, invited: Invitation, folder: Folder
) -> None:
    dossier = _answered(alone.desk)
    confirmation.consent_to_keep(alone.desk, dossier, False, "vi-VN", "câu hỏi")
    handed = handing_in.hand_in(alone.desk, dossier, invited.key, folder)
    assert handed == HandedIn(dossier, 1)
    assert handed.text == "001"

    assert refresh(desk).arrived == 1
    found = desk.store.dossiers.get(dossier)
    assert (found.state, found.place, found.assisted) == (DossierState.DRAFT, Place.SELF_SERVICE, False)
    assert found.citizen_name == "NGUYỄN THỊ MẪU"
    assert [row.id for row in desk.store.dossiers.search("nguyen thi mau", limit=5)] == [dossier]
    assert {a.field: a.value for a in desk.store.dossiers.answers(dossier)} == ANSWERS
    assert [c.given for c in desk.store.confirmations.of(dossier).consents] == [False]
    assert checking.arrivals(desk, [dossier])[dossier].number == 1
    assert desk.store.work_queue.counts(DAY)[Section.TO_CHECK] == 1

    visit = Visit(desk)
    visit.resume(dossier)
    assert visit.stage is Stage.PAPERS  # nobody has looked at the papers yet
    assert not list(folder.intake.glob("*.sealed"))
    for slot in [line.paper.id for line in visit.draft().state.papers if line.needed]:
        desk.store.papers.add(
            dossier,
            slot,
            PNG,
            handling=visit.draft().definition.paper(slot).handling,
            name=slot,
            media="image/png",
            pages=1,
            how=DigitisedHow.FILE,
            by=desk.officer.code,
        )
    filed = filing.confirm(desk, dossier)
    assert filed.slip
    assert desk.store.dossiers.get(dossier).filed_by == "can-bo-1"


def test_a_screen_without_keys_holds_none_and_can_do_nothing_else(
    desk: Desk, alone: Session, invited: Invitation, folder: Folder
) -> None:
    other = alone.desk
    assert other.db_key != desk.db_key
    assert other.signing != desk.signing
    assert json.dumps(invited.as_said()).find(desk.db_key.hex()) < 0
    assert checking.intake_key(desk).data.hex() not in json.dumps(invited.as_said())
    dossier = _answered(other)
    with pytest.raises(NotAllowed):
        filing.confirm(other, dossier)
    with pytest.raises(NotAllowed):
        checking.invitation(other)
    assert checking.take_in(other) == checking.TakenIn()
    assert other.store.secrets.get("device-signing") is None


def test_nothing_readable_lies_on_disk_while_a_citizen_is_there_and_after(
    alone: Session, invited: Invitation, folder: Folder
) -> None:
    def seen() -> set[str]:
        found: set[str] = set()
        for path in folder.root.rglob("*"):
            if path.is_file():
                found |= hits(path.read_bytes(), planted.WORDS)
        return found

    dossier = _answered(alone.desk, planted.ANSWERS)
    assert "XUYẾNHGỪM" in (alone.desk.store.dossiers.get(dossier).citizen_name)
    assert seen() == set()
    handing_in.hand_in(alone.desk, dossier, invited.key, folder)
    assert list(folder.intake.glob("*.sealed"))
    assert seen() == set()
    alone.end()
    assert seen() == set()
    assert not alone.folder.root.exists()


def test_what_a_dead_process_left_is_swept_and_what_a_living_one_uses_is_not(
    alone: Session, folder: Folder
) -> None:
    left = folder.sessions / "abcdef"
    left.mkdir()
    (left / "kiosk.db").write_bytes(b"noise")
    sweep(folder.sessions)
    assert not left.exists()
    assert alone.folder.root.exists()
    assert alone.desk.store.dossiers.drafts() == ()


def test_faults_of_answers_hold_a_citizen_up_and_missing_papers_do_not(
    alone: Session, invited: Invitation, folder: Folder
) -> None:
    answers = {key: value for key, value in ANSWERS.items() if key != "requester_birth"}
    dossier = _answered(alone.desk, answers)
    with pytest.raises(NotReady) as refused:
        handing_in.hand_in(alone.desk, dossier, invited.key, folder)
    assert [fault.field for fault in refused.value.faults] == ["requester_birth"]
    assert not list(folder.intake.glob("*.sealed"))
    intake.save_answers(alone.desk, dossier, {}, page=None, unsure=("requester_birth",))
    assert handing_in.hand_in(alone.desk, dossier, invited.key, folder).number == 1


def test_one_file_is_taken_in_once_whatever_comes_between(
    desk: Desk, alone: Session, invited: Invitation, folder: Folder
) -> None:
    handed = _handed(alone, invited, folder)
    path = folder.intake / f"{handed.dossier}.sealed"
    kept = path.read_bytes()
    assert checking.take_in(desk).arrived == 1
    path.write_bytes(kept)  # killed between the commit and the unlinking
    assert checking.take_in(desk).arrived == 0
    assert not path.exists()
    desk.store.dossiers.delete_draft(handed.dossier, by="can-bo-1")
    path.write_bytes(kept)
    assert checking.take_in(desk).arrived == 0
    assert desk.store.dossiers.summary(handed.dossier) is None


def test_a_bad_file_is_set_aside_and_stops_no_other(
    desk: Desk, alone: Session, invited: Invitation, folder: Folder
) -> None:
    good = _handed(alone, invited, folder)
    ids = ["1" * 32, "2" * 32, "3" * 32, "4" * 32]
    (folder.intake / f"{ids[0]}.sealed").write_bytes(b"noise")
    (folder.intake / f"{ids[1]}.sealed").write_bytes((folder.intake / f"{good.dossier}.sealed").read_bytes())
    other = seal_blob(b"{}", ids[2], SLOT_INTAKE, [KemPrivate.generate().public])
    (folder.intake / f"{ids[2]}.sealed").write_bytes(other.data)
    (folder.intake / f"{ids[3]}.sealed").write_bytes(bytes(bundles.LARGEST + 1))
    (folder.intake / "notes.txt").write_bytes(b"not ours")
    taken = checking.take_in(desk)
    assert (taken.arrived, taken.damaged) == (1, 4)
    assert len(list(folder.intake.glob("*.damaged-*"))) == 4
    assert checking.take_in(desk) == checking.TakenIn()
    assert (folder.intake / "notes.txt").exists()


def test_a_form_that_is_not_here_yet_waits_for_its_pack(
    desk: Desk, folder: Folder, invited: Invitation
) -> None:
    bundle = Bundle("a" * 32, 3, "2026-11-23", DAY, desk.office.unit, "9.999999", "2099.1", "vi-VN", ())
    path = folder.intake / f"{bundle.id}.sealed"
    path.write_bytes(seal_blob(bundles.write(bundle), bundle.id, SLOT_INTAKE, [invited.key]).data)
    assert checking.take_in(desk) == checking.TakenIn()
    assert path.exists()


def test_what_the_form_does_not_ask_is_not_taken_in(desk: Desk, folder: Folder, invited: Invitation) -> None:
    answers = (
        Answer("requester_name", "NGUYỄN THỊ MẪU"),
        Answer("no_such_question", "x"),
        Answer("requester_phone", {"a": [1]}),
    )
    version = desk.catalogue.newest(PROCEDURE, desk.today()).version
    bundle = Bundle("b" * 32, 3, "2026-11-23", DAY, desk.office.unit, PROCEDURE, version, "vi-VN", answers)
    path = folder.intake / f"{bundle.id}.sealed"
    path.write_bytes(seal_blob(bundles.write(bundle), bundle.id, SLOT_INTAKE, [invited.key]).data)
    assert checking.take_in(desk).arrived == 1
    assert [a.field for a in desk.store.dossiers.answers(bundle.id)] == ["requester_name", "requester_phone"]
    assert {fault.field for fault in filing.check(desk, bundle.id)} >= {"requester_phone"}


def test_another_office_takes_nothing_of_this_one(desk: Desk, folder: Folder, invited: Invitation) -> None:
    bundle = Bundle("c" * 32, 3, "2026-11-23", DAY, "12345", PROCEDURE, "2026.1", "vi-VN", ())
    path = folder.intake / f"{bundle.id}.sealed"
    path.write_bytes(seal_blob(bundles.write(bundle), bundle.id, SLOT_INTAKE, [invited.key]).data)
    assert checking.take_in(desk).damaged == 1


def test_waiting_numbers_are_never_given_twice_and_begin_anew_each_day(tmp_path: Path) -> None:
    given: list[int] = []

    def claim() -> None:
        for _ in range(10):
            given.append(handing_in.claim_number(tmp_path, date(2026, 11, 23)))

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(given) == list(range(1, 41))
    assert handing_in.claim_number(tmp_path, date(2026, 11, 24)) == 1
    assert [path.name for path in (tmp_path / "numbers").iterdir()] == ["2026-11-24-001"]


def test_only_who_takes_dossiers_in_opens_a_screen_and_sees_what_came(
    folder: Folder, clock: SetClock
) -> None:
    leader = open_desk(folder, clock, "lanh-dao-1")
    try:
        with pytest.raises(NotAllowed):
            checking.invitation(leader)
        assert checking.take_in(leader) == checking.TakenIn()
    finally:
        leader.close()


def test_no_officer_is_ever_given_the_citizens_own_duty(tmp_path: Path) -> None:
    plan = {
        "office": {
            "unit": "99901",
            "name": "Mẫu",
            "province": "11",
            "counter": "Q1",
            "authority_name": "UBND xã Mẫu",
        },
        "officers": [{"code": "x", "name": "X", "role": "self_service"}],
    }
    path = tmp_path / "office.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    with pytest.raises(KnownError) as refused:
        read_plan(path)
    assert refused.value.message.id == "error.office.bad_file"


_texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
_values = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9), _texts, st.dictionaries(_texts, _texts, max_size=2)
)
_answers = st.builds(Answer, _texts, _values, st.sampled_from([Origin.TYPED, Origin.CARD]), st.booleans())
_consents = st.builds(Consent, _texts, st.just("ab" * 32), st.booleans(), st.just(DAY), st.just("km-Khmr-VN"))


@given(st.lists(_answers, max_size=5), st.lists(_consents, max_size=2), st.integers(1, 9999))
def test_a_bundle_is_read_as_it_was_written(
    answers: list[Answer], consents: list[Consent], number: int
) -> None:
    bundle = Bundle(
        "d" * 32,
        number,
        "2026-11-23",
        DAY,
        "99901",
        PROCEDURE,
        "2026.1",
        "vi-VN",
        tuple(answers),
        tuple(consents),
    )
    assert bundles.read(bundles.write(bundle)) == bundle


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.sampled_from(
        sorted(json.loads(bundles.write(Bundle("d" * 32, 1, "2026-11-23", DAY, "9", "1", "1", "vi-VN", ()))))
    ),
    _json,
)
def test_a_bundle_with_one_thing_bent_is_refused_or_still_a_bundle(key: str, value: object) -> None:
    whole = json.loads(bundles.write(Bundle("d" * 32, 1, "2026-11-23", DAY, "9", "1", "1", "vi-VN", ())))
    try:
        read = bundles.read(json.dumps({**whole, key: value}).encode())
    except bundles.BundleDamaged:
        return
    assert bundles.read(bundles.write(read)) == read

"""Several parts with roads of their own, drafts under a newer form, and people known again."""

import shutil
from pathlib import Path

import pytest

from forms.states import CaseStatus
from kiosk.domain.audit import Event
from kiosk.domain.dossier import Answer, Origin, PartAtFiling, PartState, Person, Route
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.store.database import Store
from kiosk.store.errors import AlreadySealed, NotFound
from tests.store_factories import OFFICER, START, SetClock, draft, open_store, person, sealed
from tests.unit.store import old

BIRTH = PartAtFiling("birth", "ubnd_xa", "03127", "UBND xã Mẫu")
HOME = PartAtFiling("residence", "cong_an_xa", "03127", "Công an xã Mẫu", Route.PAPER)
CARD = PartAtFiling("insurance", "bhxh", "11", "BHXH tỉnh Mẫu", Route.PAPER)


def told(
    dossier: str, seq: int, status: CaseStatus, part: str | None = None, what: NoticeKind = NoticeKind.STATUS
) -> Notice:
    return Notice(f"{seq:032x}", seq, START, dossier, what, part=part, status=status, by="Tỉnh mẫu")


def states(store: Store, dossier: str) -> dict[str, CaseStatus]:
    return {part.part: part.status for part in store.dossiers.parts(dossier)}


def test_each_part_keeps_its_own_road(store: Store) -> None:
    done = sealed(store, parts=(BIRTH, HOME, CARD))
    found = {part.part: (part.route, part.moved_by) for part in store.dossiers.parts(done.id)}
    assert found == {
        "birth": (Route.SYSTEM, None), "residence": (Route.PAPER, None), "insurance": (Route.PAPER, None),
    }  # fmt: skip


def test_a_notice_for_one_part_leaves_the_others_alone(store: Store) -> None:
    done = sealed(store, parts=(BIRTH, HOME, CARD))
    store.notices.apply(told(done.id, 1, CaseStatus.DECIDED, "birth"))
    assert states(store, done.id) == {
        "birth": CaseStatus.DECIDED, "residence": CaseStatus.REGISTERED, "insurance": CaseStatus.REGISTERED,
    }  # fmt: skip


def test_a_word_about_no_part_is_about_those_that_are_connected(store: Store) -> None:
    done = sealed(store, parts=(BIRTH, HOME))
    store.notices.apply(told(done.id, 1, CaseStatus.PROCESSING))
    assert states(store, done.id) == {
        "birth": CaseStatus.PROCESSING, "residence": CaseStatus.REGISTERED,
    }  # fmt: skip


def test_a_late_word_about_a_connected_part_does_not_reach_a_paper_part(store: Store) -> None:
    done = sealed(store, parts=(BIRTH, HOME))
    store.notices.apply(told(done.id, 5, CaseStatus.DECIDED, "birth"))
    store.notices.apply(told(done.id, 4, CaseStatus.PROCESSING))
    assert states(store, done.id) == {
        "birth": CaseStatus.DECIDED, "residence": CaseStatus.REGISTERED,
    }  # fmt: skip


def test_where_nothing_is_connected_the_province_speaks_of_the_whole(store: Store) -> None:
    done = sealed(store, parts=(HOME, CARD))
    store.dossiers.move_part(done.id, "residence", CaseStatus.DECIDED, by=OFFICER)
    store.notices.apply(told(done.id, 1, CaseStatus.RECEIVED))
    assert states(store, done.id) == {"residence": CaseStatus.DECIDED, "insurance": CaseStatus.RECEIVED}


def test_a_part_moved_by_hand_says_by_whom_and_when_until_the_province_speaks(
    store: Store, clock: SetClock
) -> None:
    done = sealed(store, parts=(BIRTH, HOME))
    clock.pass_time(60)
    moved = store.dossiers.move_part(
        done.id, "residence", CaseStatus.PROCESSING, by=OFFICER, text="Đã nhận giấy"
    )
    assert moved == PartState(
        "residence", "cong_an_xa", "03127", "Công an xã Mẫu", CaseStatus.PROCESSING, clock.now(), "Đã nhận giấy",
        Route.PAPER, OFFICER,
    )  # fmt: skip
    assert moved in store.dossiers.parts(done.id)
    last = store.audit.entries(after=store.audit.head().seq - 1)[0]
    assert (last.event, last.detail, last.officer) == (Event.PART_MOVED, "residence/4", OFFICER)
    store.notices.apply(told(done.id, 1, CaseStatus.DECIDED, "residence"))
    assert states(store, done.id)["residence"] is CaseStatus.DECIDED
    assert {part.moved_by for part in store.dossiers.parts(done.id)} == {None}


def test_a_part_that_is_not_there_is_not_moved(store: Store) -> None:
    done = sealed(store, parts=(BIRTH,))
    head = store.audit.head()
    with pytest.raises(NotFound):
        store.dossiers.move_part(done.id, "residence", CaseStatus.DECIDED, by=OFFICER)
    assert store.audit.head() == head


def test_a_draft_moves_to_another_version_with_its_story(store: Store, clock: SetClock) -> None:
    made = draft(store)
    store.dossiers.save_answers(
        made.id, (Answer("a", "1"), Answer("old", "2", Origin.CARD)), by=OFFICER, people=(person(),)
    )
    told_to_officer = ({"kind": "removed", "address": "old"}, {"kind": "added", "address": "new"})
    clock.pass_time(5)
    move = store.versions.move(
        made.id, "2027-03-01", (Answer("a", "1"), Answer("new", "2")), (), told_to_officer, by=OFFICER
    )
    assert store.dossiers.get(made.id).version == "2027-03-01"
    assert store.dossiers.get(made.id).page is None
    assert [a.field for a in store.dossiers.answers(made.id)] == ["a", "new"]
    assert store.people.of(made.id) == ()
    assert store.dossiers.search("nguyen thi mau") == ()
    assert store.versions.of(made.id) == (move,)
    assert (move.version_from, move.by, move.at, move.differences) == (
        "2026-01-01", OFFICER, clock.now(), told_to_officer,
    )  # fmt: skip
    assert store.audit.entries(after=store.audit.head().seq - 1)[0].event is Event.VERSION_MOVED


def test_a_sealed_dossier_keeps_its_version_for_ever(store: Store) -> None:
    done = sealed(store)
    with pytest.raises(AlreadySealed):
        store.versions.move(done.id, "2027-03-01", (), (), (), by=OFFICER)
    assert store.dossiers.get(done.id) == done


def test_an_answer_from_an_earlier_dossier_says_from_which(store: Store) -> None:
    first = sealed(store)
    made = draft(store)
    store.dossiers.save_answer(made.id, "name", "A", by=OFFICER, origin=Origin.EARLIER, reference=first.id)
    assert store.dossiers.answers(made.id) == (Answer("name", "A", Origin.EARLIER, False, first.id),)
    store.dossiers.save_answer(made.id, "name", "B", by=OFFICER)
    assert store.dossiers.answers(made.id) == (Answer("name", "B"),)


def test_whose_answers_are_gone_is_not_found_any_more(store: Store) -> None:
    made = draft(store)
    row = Person("members/r1/member", "Giàng A Thử", birth="2001-02-03")
    store.dossiers.save_answers(made.id, (Answer("a", "1"),), by=OFFICER, people=(person(), row))
    assert [line.id for line in store.dossiers.search("giang a thu")] == [made.id]
    store.dossiers.save_answers(made.id, (), removed=("a",), by=OFFICER, people=(person(),))
    assert store.dossiers.search("giang a thu") == ()
    assert [p.role for p in store.people.of(made.id)] == ["subject"]


def test_somebody_without_a_number_is_known_by_name_and_day_of_birth(store: Store) -> None:
    def filed(number: int, name: str, birth: str) -> str:
        return sealed(store, number, people=(Person("mother", name, birth=birth),)).id

    first = filed(1, "Lò Thị Mẫu", "1990-05-03")
    filed(2, "Lò Thị Mậu", "1990-05-03")
    filed(3, "Lò Thị Mẫu", "1990-05-04")
    last = filed(4, "LÒ THỊ MẪU", "1990-05-03")
    assert [key for key, _ in store.people.named("Lò Thị Mẫu", "1990-05-03")] == [last, first]
    assert [key for key, _ in store.people.named("Lò Thị Mẫu", "1990-05-03", limit=1)] == [last]


def test_a_database_of_the_first_version_has_its_parts_connected(tmp_path: Path) -> None:
    shutil.copy(old.path_of(1), tmp_path / "kiosk.db")
    with open_store(tmp_path) as store:
        (line,) = store.dossiers.list()
        assert [part.route for part in line.parts] == [Route.SYSTEM]
        assert [p.birth for p in store.people.of(line.id)] == [""]
        assert store.versions.of(line.id) == ()

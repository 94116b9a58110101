"""The officer's lists and the search by folded name and by digits."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.rules.names import fold
from forms.states import Carriage, CaseStatus
from kiosk.domain.dossier import DossierFilter, DossierState
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.store.database import Store
from kiosk.store.search import query_of
from tests.store_factories import OFFICER, START, draft, fill, person, sealed


def ids(store: Store, typed: str) -> list[str]:
    return [line.id for line in store.dossiers.search(typed)]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Đặng Thị Mẫu", "dang thi mau"),
        ("Đặng Thị Mẫu", "ĐẶNG"),
        ("Đặng Thị Mẫu", unicodedata.normalize("NFD", "đặng thị m")),
        ("Y Ƀlong Mẫu", "blong"),
        ("H'Thử Niê", "hthu"),
        ("H'Thử Niê", "h'thử nie"),
        ("Giàng A Thử", "a thu giang"),
        ("សុខ ធីតា", "សុខ"),
    ],
)
def test_a_name_is_found_as_people_type_it(store: Store, name: str, typed: str) -> None:
    made = draft(store)
    store.dossiers.save_answers(made.id, (), citizen_name=name, by=OFFICER)
    assert ids(store, typed) == [made.id]


@pytest.mark.parametrize("typed", ["", "   ", '"', "*", "- -", "dang khong", "NEAR(", "names:dang", "'"])
def test_what_is_not_there_is_not_found_and_breaks_nothing(store: Store, typed: str) -> None:
    made = draft(store)
    store.dossiers.save_answers(made.id, (), citizen_name="Đặng Thị Mẫu", by=OFFICER)
    assert ids(store, typed) == []


LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệƀñÁỘƠ"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=7), min_size=1, max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(words=WORDS, data=st.data())
def test_any_name_is_found_by_its_words_and_an_unfinished_last_one(
    store: Store, words: list[str], data: st.DataObject
) -> None:
    made = draft(store)
    store.dossiers.save_answers(made.id, (), citizen_name=" ".join(words), by=OFFICER)
    last = fold(data.draw(st.sampled_from(words)))
    typed = [*data.draw(st.permutations(words)), last[: data.draw(st.integers(1, len(last)))]]
    assert made.id in {line.id for line in store.dossiers.search(" ".join(typed), limit=1000)}


@given(st.text(max_size=60))
def test_no_typing_makes_a_query_of_its_own(typed: str) -> None:
    query = query_of(typed)
    if query is not None:
        words = query.replace('"', " ").replace("(", " ").replace(")", " ").replace("*", " ").split()
        rest = [w for w in words if w not in ("AND", "names", "numbers", ":")]
        assert all(w.isalnum() or any(unicodedata.category(c)[0] == "M" for c in w) for w in rest)


@pytest.mark.parametrize(
    "typed",
    [
        "011190000999",
        "0111",
        "0999",
        "TAM-03127-Q1-20261123-007-K",
        "tam03127q1",
        "007",
        "0900000001",
        "0001",
    ],
)
def test_a_dossier_is_found_by_a_few_digits(store: Store, typed: str) -> None:
    done = sealed(store, 7)
    sealed(store, 8, people=(person("Giàng A Thử", "012090000222", "0911111112"),))
    assert done.id in ids(store, typed)
    assert len(ids(store, typed)) <= 1 + typed.startswith("tam03127q1")


def test_tam_is_a_name_and_not_every_slip(store: Store) -> None:
    sealed(store, 1)
    named = sealed(store, 2, citizen_name="Lò Văn Tâm", people=())
    assert ids(store, "tam") == [named.id]


def test_a_corrected_name_is_not_found_by_the_old_one(store: Store) -> None:
    made = draft(store)
    store.dossiers.save_answers(
        made.id, (), citizen_name="Sùng Thị Sai", by=OFFICER, people=(person("Sùng Thị Sai"),)
    )
    store.dossiers.save_answers(
        made.id,
        (),
        by=OFFICER,
        citizen_name="Sùng Thị Đúng",
        people=(person("Sùng Thị Đúng", "012090000111"),),
    )
    assert ids(store, "sai") == []
    assert ids(store, "0999") == []
    assert ids(store, "dung") == ids(store, "0111") == [made.id]


def test_lists_are_newest_first_and_paged(store: Store) -> None:
    made = [sealed(store, n).id for n in range(1, 8)]
    assert [line.id for line in store.dossiers.list(limit=3)] == made[:3:-1]
    assert [line.id for line in store.dossiers.list(limit=3, offset=3)] == made[3:0:-1]
    assert store.dossiers.count() == 7


def test_a_line_tells_carriage_parts_and_news(store: Store) -> None:
    done = sealed(store)
    store.parcels.set_carriage(store.parcels.by_dossier(done.id)[0].id, Carriage.WAITING)
    store.notices.apply(
        Notice("1" * 32, 1, START, done.id, NoticeKind.SUPPLEMENT, part="main", text="Xin nộp thêm")
    )
    line = store.dossiers.summary(done.id)
    assert line is not None
    assert (line.carriage, line.unsent, line.refused, line.unread_notices) == (Carriage.WAITING, 1, 0, 1)
    assert [(p.part, p.status, p.text) for p in line.parts] == [
        ("main", CaseStatus.SUPPLEMENT_ASKED, "Xin nộp thêm")
    ]


def test_filters(store: Store) -> None:
    fill(store, 400)
    lists = store.dossiers
    drafts = DossierFilter(state=DossierState.DRAFT)
    assert lists.count(drafts) == len(lists.drafts()) == 4
    waiting = DossierFilter(carriage=Carriage.WAITING)
    assert {line.carriage for line in lists.list(waiting, limit=500)} == {Carriage.WAITING}
    asked = DossierFilter(status=CaseStatus.SUPPLEMENT_ASKED)
    assert [line.parts[0].status for line in lists.list(asked)] == [CaseStatus.SUPPLEMENT_ASKED] * 2
    assert lists.count(DossierFilter(attention=True)) == 2
    assert lists.count(DossierFilter(procedure="0.000000")) == 0
    assert lists.count(DossierFilter(filed_by=OFFICER)) == 400
    middle = lists.list(limit=1)[0].created_at
    assert lists.count(DossierFilter(since=middle)) + lists.count(DossierFilter(until=middle)) == 400
    tally = lists.tally()
    assert (tally.drafts, tally.sealed, tally.attention) == (4, 396, 2)
    assert sum(tally.by_carriage.values()) == sum(tally.by_status.values()) == 396
    assert tally.by_carriage[Carriage.WAITING] == lists.count(waiting)

"""Faces: written with the dossier, in step with it whoever moves it, filled for earlier ones; and what compares names."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forms.rules.names import fold
from forms.states import CaseStatus, ParcelKind
from sync.gateway import subjects
from sync.gateway.office.duplicates import MOST_EDITS, duplicates, edits
from sync.gateway.office.faces import rotations
from sync.gateway.office.figures import By, figures
from sync.gateway.office.filling import fill_faces
from sync.gateway.office.finding import find
from sync.gateway.office.following import UNDATED
from sync.gateway.office.queues import Filter, queue
from sync.gateway.office.reading import DossierReader
from sync.gateway.office.roles import Role, Staff
from sync.gateway.office.tables import FaceRow, NameRow, PersonRow, TaskRow
from tests.unit.gateway import form
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.office.bureau import COMMUNE, Bureau
from tests.unit.gateway.office.exhibits import file_one
from tests.unit.gateway.rig import Machine


def _face(bureau: Bureau) -> tuple[FaceRow, list[TaskRow]]:
    with bureau.database.read() as session:
        face = session.scalars(select(FaceRow)).one()
        return face, list(session.scalars(select(TaskRow).order_by(TaskRow.position)))


@both_engines
def test_a_face_is_written_with_its_dossier_and_follows_every_mover(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    cargo = bureau.pack(machine)
    bureau.file(machine, cargo)
    face, (certificate, registry) = _face(bureau)
    assert (face.subject, face.slip, face.day) == (
        form.ANSWERS["full_name"],
        "TAM-03127-Q1-20261123-001-7",
        "2026-11-23",
    )
    assert face.official_number == bureau.dossiers()[0].official_number is not None
    assert (face.status, face.ended_at) == (1, None)
    assert certificate.scope == registry.scope == "commune:03127"
    assert certificate.rank > UNDATED

    told = bureau.office.tell_status(face.dossier, CaseStatus.RECEIVED, part="certificate")
    face, (certificate, registry) = _face(bureau)
    assert told.due_at is not None
    assert certificate.rank == int(told.due_at.timestamp()) < registry.rank
    assert (face.status, face.due_at) == (1, told.due_at)

    withdrawal = bureau.pack(
        machine, dossier=cargo.manifest.dossier, kind=ParcelKind.WITHDRAWAL, answers={}, papers=(), parts=()
    )
    bureau.file(machine, withdrawal)  # the citizen's own act moves it too
    face, tasks = _face(bureau)
    assert (face.status, face.ended_at) == (7, bureau.clock.now())
    assert all(task.rank < 0 and task.status == 7 for task in tasks)


@both_engines
def test_queue_search_and_figures_say_the_same_on_both_engines(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    names = ("Nguyễn Thị Mẫu", "Nguyễn Thị Mẫn", "Đặng Văn Ỷ", "Điểu Thử")
    dossiers = []
    for name in names:
        cargo = bureau.pack(machine, answers={"full_name": name, "copies": 1})
        bureau.file(machine, cargo)
        dossiers.append(cargo.manifest.dossier)
    for place, dossier in enumerate(dossiers[:2]):
        bureau.office.tell_status(dossier, CaseStatus.RECEIVED)
        bureau.clock.turn(60 * (place + 1))
    officer = Staff("can-bo", "A", Role.OFFICER, COMMUNE, "")
    now = bureau.clock.now()
    with bureau.database.read() as session:
        first = queue(session, officer, Filter(), now)
        parts = [(line.dossier, line.part) for line in first.lines]
        deep = queue(session, officer, Filter(after=_place(session, dossiers[0], 1)), now)

        def found(typed: str) -> list[str]:
            return [one.dossier for one in find(session, bureau.office_keys, officer, typed).found]

        assert parts[:4] == [(one, part) for one in dossiers[:2] for part in ("certificate", "registry")]
        assert [(line.dossier, line.part) for line in deep.lines] == parts[2:]
        assert found("nguyen thi") == [dossiers[1], dossiers[0]]  # by name: Mẫn before Mẫu
        assert found("mau nguyen") == [dossiers[0]]
        assert found("dang y") == [dossiers[2]]
        assert found("dieu") == [dossiers[3]]
        assert found("TAM-03127") == list(reversed(dossiers))
        day = date(2026, 11, 23)
        told = figures(session, officer, By.COMMUNE, day, day, now)
        assert (told.rows[0].key, told.total[:3]) == ("03127", (4, 4, 0))
        assert [row.key for row in figures(session, officer, By.MONTH, day, day, now).rows] == ["2026-11"]
        assert duplicates(session, dossiers[0]) == ()  # one letter apart alone is nobody's twin


@both_engines
def test_a_decision_in_time_stays_so_and_whoever_was_asked_twice_is_late(bureau: Bureau) -> None:
    machine, office = bureau.enrol(Machine()), bureau.office
    fetched, twice, once = (bureau.pack(machine) for _ in range(3))
    for cargo in (fetched, twice, once):
        bureau.file(machine, cargo)
        office.tell_status(cargo.manifest.dossier, CaseStatus.RECEIVED)
    for cargo, parts in ((twice, ("registry", "registry")), (once, ("certificate", "registry"))):
        for part in parts:
            office.ask_supplement(cargo.manifest.dossier, "Xin bổ sung.", part)
            office.tell_status(cargo.manifest.dossier, CaseStatus.PROCESSING, part)
    for cargo in (fetched, twice, once):
        office.tell_status(cargo.manifest.dossier, CaseStatus.DECIDED)
    bureau.clock.turn(90 * 86400)  # long after its day the citizen comes for one of them
    office.tell_status(fetched.manifest.dossier, CaseStatus.RETURNED)
    officer = Staff("can-bo", "A", Role.OFFICER, COMMUNE, "")
    day = date(2026, 11, 23)
    with bureau.database.read() as session:
        for by in By:
            told = figures(session, officer, by, day, day, bureau.clock.now())
            assert told.total == ((0,) * 7 if by is By.TRIP else (3, 0, 3, 2, 1, 0, 0)), by


def _place(session: Session, dossier: str, position: int) -> tuple[int, int, int]:
    task = session.scalars(
        select(TaskRow)
        .join(FaceRow, FaceRow.id == TaskRow.face)
        .where(FaceRow.dossier == dossier, TaskRow.position == position)
    ).one()
    return task.rank, task.face, task.position


def test_an_amended_name_is_found_by_the_new_one_alone(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    cargo = bureau.pack(machine)
    bureau.file(machine, cargo)
    amendment = bureau.pack(
        machine,
        dossier=cargo.manifest.dossier,
        kind=ParcelKind.AMENDMENT,
        answers={"full_name": "Giàng Thị Đẹp"},
        papers=(),
        parts=(),
    )
    bureau.file(machine, amendment)
    with bureau.database.read() as session:
        names = set(session.scalars(select(NameRow.rotation)))
        (person,) = session.scalars(select(PersonRow)).all()
        face = session.scalars(select(FaceRow)).one()
    assert names == {"giang thi dep|", "thi dep|giang", "dep|giang thi"}
    assert (person.name, person.folded) == ("Giàng Thị Đẹp", "giang thi dep")
    assert face.slip is not None  # an amendment says nothing of the slip


def test_an_amendment_that_was_here_before_its_filing_is_found_too(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    filing = bureau.pack(machine)
    dossier = filing.manifest.dossier
    answers = {"full_name": "Giàng Thị Đẹp"}
    for cargo in (
        bureau.pack(machine, dossier=dossier, kind=ParcelKind.AMENDMENT, answers=answers),
        filing,
    ):
        bureau.clock.turn(60)
        bureau.file(machine, cargo)
    with bureau.database.read() as session:
        face = session.scalars(select(FaceRow)).one()
    assert (face.dossier, face.subject) == (dossier, "Giàng Thị Đẹp")
    assert face.slip is not None


def test_an_amendment_is_taken_in_although_what_it_amends_is_lost_here(
    bureau: Bureau, caplog: pytest.LogCaptureFixture
) -> None:
    machine = bureau.enrol(Machine())
    filing = bureau.pack(machine)
    bureau.file(machine, filing)
    bureau.shelf.destroy(filing.manifest.record.blob)
    amendment = bureau.pack(
        machine,
        dossier=filing.manifest.dossier,
        kind=ParcelKind.AMENDMENT,
        answers={"full_name": "Giàng Thị Đẹp"},
    )
    bureau.file(machine, amendment)
    assert [one.type for one in bureau.stated(amendment)] == ["recorded", "delivered"]
    assert "face left as it was" in caplog.text
    with bureau.database.read() as session:
        assert session.scalars(select(FaceRow.subject)).one() == form.ANSWERS["full_name"]


def test_of_amendments_brought_at_one_moment_the_one_sealed_last_holds(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    cargo = bureau.pack(machine)
    bureau.file(machine, cargo)
    second, first = (
        bureau.pack(
            machine,
            dossier=cargo.manifest.dossier,
            kind=ParcelKind.AMENDMENT,
            answers={"full_name": name},
            manifest={"sealed_at": bureau.clock.now() - timedelta(minutes=minutes)},
        )
        for minutes, name in ((1, "Giàng Thị Đúng"), (2, "Giàng Thị Nhầm"))
    )
    bureau.bring(machine, second, first)
    bureau.opener.work()
    assert [one.type for one in (*bureau.stated(first), *bureau.stated(second))] == [
        "recorded",
        "delivered",
    ] * 2
    with bureau.database.read() as session:
        answers = DossierReader(bureau.shelf, bureau.keys).answers(session, bureau.dossiers()[0])
        assert answers["full_name"] == session.scalars(select(FaceRow.subject)).one() == "Giàng Thị Đúng"


def test_whoever_stands_in_a_list_is_found_too(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    moved = file_one(bureau, machine, "1.004222", 2)
    member = moved.answers["members"][0]
    police = Staff("cong-an", "A", Role.OFFICER, "cong_an_xa:03127", "")
    with bureau.database.write() as session:
        number = member["member_number"]
        (held,) = subjects.find(session, bureau.office_keys, bureau.clock.now(), "qt", number=number)
        for typed in (number, member["member_name"]):
            (found,) = find(session, bureau.office_keys, police, typed).found
            assert found.dossier == moved.dossier
        subject = session.scalars(select(FaceRow.subject)).one()
    assert dict(zip(held.roles, held.people, strict=True))["member"] == member["member_name"] != subject


def test_dossiers_from_before_get_their_faces_once(bureau: Bureau) -> None:
    machine = bureau.enrol(Machine())
    bureau.file(machine, bureau.pack(machine))
    with bureau.database.write() as session:
        for table in (PersonRow, NameRow, TaskRow, FaceRow):
            session.execute(delete(table))

    def fill() -> tuple[int, int]:
        done = fill_faces(bureau.database, bureau.shelf, bureau.keys, bureau.office_keys, bureau.layout.packs)
        return done.written, done.unreadable

    assert fill() == (1, 0)
    face, tasks = _face(bureau)
    assert (face.subject, len(tasks)) == (form.ANSWERS["full_name"], 2)
    assert face.official_number == bureau.dossiers()[0].official_number
    assert fill() == (0, 0)


def test_numbers_and_telephones_stand_in_no_row(bureau: Bureau, tmp_path: Path) -> None:
    machine = bureau.enrol(Machine())
    exhibit = file_one(bureau, machine, "1.004873", 1)
    number, phone = exhibit.answers["requester_number"], exhibit.answers.get("requester_phone")
    with bureau.database.read() as session:
        people = session.scalars(select(PersonRow)).all()
        told = json.dumps([[str(value) for value in vars(one).values()] for one in people])
    assert any(one.number_tail == number[-4:] and one.number_hash for one in people)
    assert number not in told
    assert phone is None or phone not in told


def test_the_same_name_is_found_among_many_of_one_day_of_birth(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever does not know the day is written down as of the first of January: thousands share it."""
    monkeypatch.setattr("sync.gateway.office.duplicates.CANDIDATES", 5)
    crowd = [f"An Văn {letter}" for letter in "ABCDEFGH"]
    names = ["Vũ Thị Mẫu", *crowd, "Vũ Thị Mậu", "Vũ Thị Mua", *(name.replace("An", "Y") for name in crowd)]
    with bureau.database.write() as session:
        for number, name in enumerate(names):
            face = FaceRow(
                dossier=f"{number:032x}", office="03127", procedure="1", channel=1, assisted=True, place="counter",
                subject=name, applicant=name, day="2026-11-23", recorded_at=bureau.clock.now(), status=1,
            )  # fmt: skip
            session.add(face)
            session.flush()
            session.add(
                PersonRow(face=face.id, position=0, role="", name=name, folded=fold(name), birth="1980-01-01")
            )
    with bureau.database.read() as session:
        found = [pair.face.subject for pair in duplicates(session, f"{0:032x}")]
    assert found == ["Vũ Thị Mậu", "Vũ Thị Mua"]


def test_a_long_list_of_one_name_hides_no_other_dossier(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.gateway.office.finding.LIMIT", 2)
    lists = [[f"Vũ Mẫu {letter}" for letter in "ABCDEFGHIKLMN"], ["Vũ Thử"], ["Vũ Xuân"]]
    with bureau.database.write() as session:
        for number, names in enumerate(lists):
            face = FaceRow(
                dossier=f"{number:032x}", office="03127", procedure="1", channel=1, assisted=True, place="counter",
                subject=names[0], applicant="", day="2026-11-23", recorded_at=bureau.clock.now(), status=1,
            )  # fmt: skip
            session.add(face)
            session.flush()
            turned = dict.fromkeys(turn for name in names for turn in rotations(name))
            session.add_all(NameRow(scope="", rotation=turn, face=face.id) for turn in turned)
    supervisor = Staff("giam-sat", "A", Role.SUPERVISOR, "", "")
    with bureau.database.read() as session:
        for typed, dossiers, more in (("vũ", [0, 1], True), ("xuân vũ", [2], False), ("mẫu", [0], False)):
            told = find(session, bureau.office_keys, supervisor, typed)
            assert ([int(one.dossier, 16) for one in told.found], told.more) == (dossiers, more), typed


def test_a_long_list_is_compared_without_a_question_for_each_guest(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def count(first: str, second: str) -> int:
        compared.append(first)
        return edits(first, second)

    monkeypatch.setattr("sync.gateway.office.duplicates.edits", count)
    guests = [(f"Vũ Thị Mẫu {letter}", f"1980-01-{day:02d}") for letter in "AB" for day in range(1, 26)]
    lists = [guests, [guests[-1], *((f"Lò Văn {n}", f"1990-02-{n:02d}") for n in range(1, 26))], [guests[0]]]
    with bureau.database.write() as session:
        for number, people in enumerate(lists):
            face = FaceRow(
                dossier=f"{number:032x}", office="03127", procedure="1", channel=1, assisted=True, place="counter",
                subject=people[0][0], applicant="", day="2026-11-23", recorded_at=bureau.clock.now(), status=1,
            )  # fmt: skip
            session.add(face)
            session.flush()
            session.add_all(
                PersonRow(
                    face=face.id, position=place, role="guest", name=name, folded=fold(name), birth=birth
                )
                for place, (name, birth) in enumerate(people)
            )
    before = len(bureau.questions)
    with bureau.database.read() as session:
        found = [pair.face.dossier for pair in duplicates(session, f"{0:032x}")]
    assert sorted(found) == [f"{1:032x}", f"{2:032x}"]
    assert 0 < len(bureau.questions) - before < 40
    assert len(compared) < 10  # a name alone is compared with nobody's


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("nguyen thi mau", "nguyen thi mau", 0),
        ("nguyen thi mau", "nguyen thi mua", 1),  # neighbours swapped
        ("nguyen thi mau", "nguyen th mau", 1),
        ("nguyen thi mau", "nguyen van mau", MOST_EDITS + 1),
        ("lo van a", "lo van pao", 2),
    ],
)
def test_letters_apart(first: str, second: str, apart: int) -> None:
    assert edits(first, second) == edits(second, first) == apart


@given(st.lists(st.sampled_from(["Nguyễn", "Thị", "Đặng", "Ỷ", "Hồ", "A"]), min_size=1, max_size=6))
def test_every_word_of_a_name_leads_a_rotation(words: list[str]) -> None:
    name = " ".join(words)
    turned = rotations(name)
    assert turned[0].endswith("|")
    for one in turned:
        head, _, tail = one.partition("|")
        assert sorted(f"{head} {tail}".split()) == sorted(turned[0][:-1].split())
    assert {one.partition("|")[0].split()[0] for one in turned} == set(turned[0][:-1].split())

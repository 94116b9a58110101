"""Every procedure's whole road: filed, carried, opened, numbered, told of, printed and exported, on real processes."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from forms.answers import flatten
from forms.catalogue import SHIPPED
from forms.errors import KnownError
from forms.export_shelf import Exports
from forms.export_table import TableKind
from forms.kinds import Kind
from forms.states import CaseStatus
from kiosk.domain.office import Place
from kiosk.services import bringing, counter, declaring, filing, intake
from kiosk.services.desk import Desk
from kiosk.services.parts import move_by_hand
from kiosk.services.transferring import transfer, transfer_as_json
from tests.e2e.office import RealOffice
from tests.e2e.site import ADMINISTRATOR, OFFICER, TRAVELLER, Case, Sent, Site, kinds, made_up

pytestmark = pytest.mark.timeout(300)

ON_THE_ROAD = ("1.003583", "1.000419", "1.000593")
LINKED_BIRTH, LINKED_DEATH, COPY, STAY = "3.000722", "2.002913", "2.000815", "2.001159"


def _parents(*kinds: str) -> Any:
    return lambda answers, _parts: answers["parents"] in kinds


def _parts(count: int) -> Any:
    return lambda _answers, chosen: len(chosen) == count


CASES = (
    Case("birth-both-parents", LINKED_BIRTH, _parents("both")),
    Case("birth-one-parent", LINKED_BIRTH, _parents("mother_only", "father_only")),
    Case("birth-no-parent", LINKED_BIRTH, forced={"parents": "abandoned"}),
    Case("death-two-parts", LINKED_DEATH, _parts(2)),
    Case("death-three-parts", LINKED_DEATH, _parts(3)),
    Case("death-four-parts", LINKED_DEATH, _parts(4)),
    Case("copy-at-the-commune", COPY),
    Case("copy-at-a-notary", COPY, forced={"certifier": "notary"}),
    *(Case(code, code, officer=TRAVELLER, place=Place.OUTREACH) for code in ON_THE_ROAD),
    *(
        Case(code, code)
        for code in kinds()[Kind.FILING]
        if code not in (LINKED_BIRTH, LINKED_DEATH, COPY, *ON_THE_ROAD)
    ),
)
NAMES = [case.name for case in CASES]
APART = (
    Case("birth-told-of", LINKED_BIRTH, _parts(4)),
    Case("death-told-of", LINKED_DEATH, _parts(4)),
)
"""Filed beside the others, because words about them come home while the others are looked at."""
PROVINCE = "Tỉnh Điện Biên"
EXPORTS = ("hotich", "linked", "eform", "dongbo", "progress")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    office = RealOffice(tmp_path_factory.mktemp("every"))
    found = Site(office)
    assert office.kiosk("init", "--sample").code == 0
    office.start_gateway()
    code = found.gateway("enrol").json["code"]
    assert office.kiosk("enrol", code, "--gateway", office.url).code == 0
    yield found
    office.stop_gateway()


@pytest.fixture(scope="module")
def sent(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    """Every case filed and carried."""
    root = tmp_path_factory.mktemp("answers")
    with site.desk() as opened:
        found = {case.name: site.file(case, root, opened) for case in (*CASES, *APART)}
    site.carry({one.dossier for one in found.values()})
    return found


@pytest.fixture(scope="module")
def desk(site: Site, sent: dict[str, Sent]) -> Iterator[Desk]:
    """An officer at the counter after everything came home."""
    with site.desk() as opened:
        counter.refresh(opened)
        yield opened


@pytest.fixture(scope="module")
def traveller(site: Site) -> Iterator[Desk]:
    """An officer to whom every procedure is offered."""
    with site.desk(TRAVELLER) as opened:
        yield opened


@pytest.fixture(params=NAMES)
def one(request: pytest.FixtureRequest, sent: dict[str, Sent]) -> Sent:
    return sent[request.param]


def test_every_procedure_there_is_has_a_case(site: Site) -> None:
    listed = site.forms("list", "--json").json["procedures"]
    assert {case.code for case in CASES} == {row["code"] for row in listed if row["kind"] == "filing"}


def test_it_is_opened_validated_numbered_and_delivered(one: Sent, site: Site) -> None:
    line = site.line(one.dossier)
    assert (line["parcel"], line["procedure"], line["version"]) == (
        one.parcel, one.definition.code, one.definition.version,
    )  # fmt: skip
    assert line["carriage"] == "delivered"
    assert line["official_number"].startswith("THU-99901-")
    assert line["flags"] == []
    assert [part["part"] for part in line["parts"]] == list(one.parts)
    assert {part["case_status"] for part in line["parts"]} == {CaseStatus.REGISTERED}


def test_number_parts_and_answers_are_at_home(one: Sent, site: Site, desk: Desk) -> None:
    line = site.line(one.dossier)
    shown = counter.detail_as_json(counter.detail(desk, one.dossier))
    assert shown["official_number"] == line["official_number"]
    assert shown["number_kind"] == "trial"
    assert [parcel["carriage"] for parcel in _rows(shown["parcels"])] == ["delivered"]
    assert [(part["part"], part["status"], part["route"]) for part in _rows(shown["parts"])] == [
        (part["part"], part["case_status"], part["route"]) for part in line["parts"]
    ]
    assert {paper["paper"] for paper in _rows(shown["papers"])} == set(one.papers)
    kept = shown["answers"]
    assert isinstance(kept, dict)
    said = flatten(one.definition, one.answers)
    found = flatten(one.definition, kept)
    assert {address: found.get(address) for address in said} == said


def test_only_connected_authorities_are_on_the_wire(one: Sent, site: Site) -> None:
    for part in site.line(one.dossier)["parts"]:
        assert part["route"] == ("system" if part["authority_kind"] == "ubnd_xa" else "paper")
        assert part["authority_name"]


@pytest.mark.parametrize("into", EXPORTS)
def test_it_is_told_in_another_systems_words_where_there_is_a_table(
    one: Sent, into: str, site: Site, desk: Desk
) -> None:
    done = site.gateway("export", one.dossier, "--as", into)
    try:
        table = Exports.shipped().of_kind(TableKind(into), one.definition.code, desk.today())
    except KnownError:
        assert (done.code, done.out) == (1, "")
        assert one.definition.code in done.err
        return
    assert done.code == 0, done.err
    assert done.json["exports"]
    for export in done.json["exports"]:
        assert export["table"] == table.name
        assert export["values"]
        number = site.line(one.dossier)["official_number"]
        if into in ("dongbo", "progress"):
            assert number in json.dumps(export["values"])


def test_the_transfer_view_is_the_same_at_the_counter_and_in_the_province(
    one: Sent, site: Site, desk: Desk
) -> None:
    there = site.gateway("export", one.dossier, "--as", "transfer").json["blocks"]
    assert any(line["value"] for block in there for line in block["lines"])
    here = transfer_as_json(transfer(desk, one.dossier))
    assert [line[:2] for line in _lines(here)] == [line[:2] for line in _lines(there)]
    for ours, theirs in zip(_lines(here), _lines(there), strict=True):
        # No list holds the invented office's unit, so the gateway cannot tell in which province that lies.
        assert ours == theirs or (ours[2], theirs[2]) == (PROVINCE, None)


def test_each_of_its_declarations_is_printed(one: Sent, desk: Desk) -> None:
    wanted = declaring.declarations(desk, one.dossier)
    assert wanted
    assert {line.part for line in wanted} <= {None, *one.parts}
    for line in wanted:
        assert declaring.declaration_pdf(desk, one.dossier, declaration=line.id).startswith(b"%PDF")
    assert declaring.declaration_pdf(desk, one.dossier, blank=True).startswith(b"%PDF")


def test_the_declarations_are_written_by_a_command(
    sent: dict[str, Sent], site: Site, desk: Desk, tmp_path: Path
) -> None:
    told, out = sent["birth-both-parents"], tmp_path / "to-khai.pdf"
    done = site.kiosk("declaration", told.dossier, "--out", str(out), officer=OFFICER)
    assert done.code == 0, done.err
    assert [line["id"] for line in done.json["declarations"]] == [
        line.id for line in declaring.declarations(desk, told.dossier)
    ]
    assert out.read_bytes().startswith(b"%PDF")
    assert out.stat().st_size == done.json["size"]


@pytest.mark.parametrize("code", [code for codes in kinds().values() for code in codes])
def test_everybody_can_take_home_what_to_bring(code: str, traveller: Desk) -> None:
    assert bringing.bring_pdf(traveller, code).startswith(b"%PDF")


def test_the_take_home_list_is_written_by_a_command(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "mang-theo.pdf"
    done = site.kiosk("bring", "HD.vneid", "--out", str(out), officer=OFFICER)
    assert done.code == 0, done.err
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("code", [*kinds()[Kind.WORKSHEET], *kinds()[Kind.GUIDE]])
def test_what_is_only_prepared_or_explained_is_not_filed(code: str, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text("{}", encoding="utf-8")
    done = site.kiosk("file", code, "--answers", str(file), officer=OFFICER)
    assert (done.code, done.json["refused"]) == (1, "error.filing.not_filed_here")
    assert done.err.strip()


@pytest.mark.parametrize("code", kinds()[Kind.WORKSHEET])
def test_a_worksheet_is_printed_from_its_draft(code: str, site: Site) -> None:
    with site.desk() as desk:
        definition = desk.catalogue.newest(code, desk.today())
        answers, _ = made_up(definition, Case(code, code), desk.context_of_new())
        dossier = intake.begin(desk, code, "vi-VN")
        intake.save_answers(desk, dossier, answers, page=None)
        assert declaring.declaration_pdf(desk, dossier).startswith(b"%PDF")
        with pytest.raises(KnownError) as refused:
            filing.confirm(desk, dossier)
        assert refused.value.message.id == "error.filing.not_filed_here"
        desk.store.dossiers.delete_draft(dossier, by=desk.officer.code)


def test_a_word_about_one_part_moves_that_part_only(sent: dict[str, Sent], site: Site) -> None:
    told = sent["birth-told-of"]
    birth, *others = told.parts
    assert site.gateway("notify", told.dossier, "--part", birth, "--status", "2").code == 0
    heard = site.hear(told.dossier, CaseStatus.RECEIVED)
    for row in (site.line(told.dossier), heard):
        states = {part["part"]: part.get("case_status", part.get("status")) for part in row["parts"]}
        assert states == {birth: CaseStatus.RECEIVED, **dict.fromkeys(others, CaseStatus.REGISTERED)}
    assert site.line(told.dossier)["received_at"] is not None
    wrong = site.gateway("notify", told.dossier, "--part", "no-such-part", "--status", "2")
    assert wrong.code == 1
    assert birth in wrong.err


def test_a_part_on_paper_is_moved_by_hand_and_by_nothing_else(sent: dict[str, Sent], site: Site) -> None:
    told = sent["death-told-of"]
    wired = [part["part"] for part in site.line(told.dossier)["parts"] if part["route"] == "system"]
    on_paper = [part for part in told.parts if part not in wired]
    assert wired
    assert len(on_paper) > 1
    assert site.gateway("notify", told.dossier, "--status", "4").code == 0
    site.hear(told.dossier, CaseStatus.PROCESSING)
    shown = site.kiosk("show", told.dossier, officer=OFFICER, as_json=False).out
    assert shown.count("in ra giấy") == len(on_paper)
    with site.desk() as at_counter:
        move_by_hand(at_counter, told.dossier, on_paper[0], CaseStatus.DECIDED, "báo qua điện thoại")
        with pytest.raises(KnownError) as refused:
            move_by_hand(at_counter, told.dossier, wired[0], CaseStatus.DECIDED)
        assert refused.value.message.id == "error.parts.by_wire"
    assert {part["part"]: part["status"] for part in site.row(told.dossier)["parts"]} == {
        **dict.fromkeys(wired, CaseStatus.PROCESSING),
        **dict.fromkeys(on_paper, CaseStatus.REGISTERED),
        on_paper[0]: CaseStatus.DECIDED,
    }


def test_a_draft_of_the_version_before_goes_through_and_a_version_unknown_to_the_gateway_waits_there(
    site: Site, tmp_path: Path
) -> None:
    old, new = "2026.1", "2026.9"
    text = (SHIPPED / STAY / f"{old}.yaml").read_text("utf-8")
    later = tmp_path / "pack" / STAY / f"{new}.yaml"
    later.parent.mkdir(parents=True)
    later.write_text(text.replace(f'version: "{old}"', f'version: "{new}"', 1), encoding="utf-8")
    with site.desk() as before:
        drafts = [_begin(before, STAY) for _ in range(2)]
    _install(site, tmp_path)

    with site.desk() as after:
        assert after.catalogue.newest(STAY, after.today()).version == new
        first = filing.confirm(after, drafts[0])
        unknown = site.file(Case("later", STAY), tmp_path, after)
    assert unknown.definition.version == new
    site.carry({first.dossier})
    assert site.line(first.dossier)["version"] == old
    assert unknown.dossier not in {row["dossier"] for row in site.lines()}
    site.round()
    assert site.row(unknown.dossier)["carriage"] == "sending"

    # The province lays the same definition down: what waited goes on, and the version before still holds.
    laid = site.province / "packs" / STAY / later.name
    laid.parent.mkdir(parents=True)
    laid.write_bytes(later.read_bytes())
    with site.desk() as after:
        second = filing.confirm(after, drafts[1])
    site.carry({unknown.dossier, second.dossier})
    assert {site.line(dossier)["version"] for dossier in (first.dossier, second.dossier)} == {old}
    row = site.row(unknown.dossier)
    assert row["carriage"] == "delivered"
    assert row["official_number"] == site.line(unknown.dossier)["official_number"]


def _begin(desk: Desk, code: str) -> str:
    definition = desk.catalogue.newest(code, desk.today())
    answers, _ = made_up(definition, Case(code, code), desk.context_of_new())
    dossier = intake.begin(desk, code, "vi-VN")
    intake.save_answers(desk, dossier, answers, page=None)
    return dossier


def _install(site: Site, root: Path) -> None:
    """The pack in ``root``, signed, trusted and put into force at the counter."""
    key, zipped = root / "tinh.key", root / "tinh-thu-1.zip"
    making = ("--kind", "forms", "--name", "tinh-thu", "--serial", "1", "--key", str(key))
    for done in (
        site.forms("publisher-key", "--out", str(key), "--name", "Tỉnh Thử"),
        site.forms("pack", str(root / "pack"), *making, "--out", str(zipped)),
        site.kiosk("packs", "trust", str(key) + ".pub", officer=ADMINISTRATOR),
        site.kiosk("packs", "install", str(zipped), officer=ADMINISTRATOR),
    ):
        assert done.code == 0, done.err


def _rows(value: object) -> list[Mapping[str, Any]]:
    assert isinstance(value, list)
    return value


def _lines(blocks: Any) -> list[tuple[str, str, str | None]]:
    return [(block["title"], line["label"], line["value"]) for block in blocks for line in block["lines"]]

"""Installing, taking back and losing trust in packs of forms, on a real data folder."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from forms.bundle_head import HEAD, BundleRefused, Kind, Refusal
from forms.catalogue import Catalogue
from forms.data_packs import NO_TABLE
from forms.errors import KnownError
from forms.installed import ACTIVE, PUBLISHERS, brought
from forms.publishing import write_key
from forms.source import UnsoundDefinition
from kiosk.commands.line import run
from kiosk.domain.audit import Event
from kiosk.domain.roles import NotAllowed
from kiosk.folder import Folder
from kiosk.services import declaring
from kiosk.services.desk import Desk
from kiosk.services.packs import (
    NOT_INSTALLED,
    NOTHING_BEFORE,
    OLDER,
    SAME_SERIAL,
    PackState,
    PackUnsound,
    install,
    listed,
    remove,
    rollback,
    trust,
)
from tests.office_factories import PASSPHRASE, open_desk
from tests.store_factories import SetClock
from tests.unit.documents.samples import text_of
from tests.unit.forms.kit.bundles import KEY, OTHER, pack, small

DAY = date(2026, 11, 23)
CODE = "9.000001"
ONE = {f"{CODE}/1.yaml": small()}
TWO = {**ONE, f"{CODE}/2.yaml": small("2", start="2026-06-01")}


@pytest.fixture
def admin(folder: Folder, clock: SetClock, tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(folder, clock, "quan-tri-1")
    trust(desk, write_key(tmp_path / "publisher.key", KEY))
    yield desk
    desk.close()


def _newest(folder: Folder) -> str | None:
    try:
        return Catalogue.shipped(folder.packs / "forms").newest(CODE, DAY).version
    except KnownError:
        return None


def _events(desk: Desk) -> list[tuple[Event, str, str]]:
    return [(e.event, e.subject, e.detail) for e in desk.store.audit.entries(limit=5000) if "pack" in e.event]


def _everything(folder: Folder) -> dict[str, bytes]:
    return {
        p.relative_to(folder.packs).as_posix(): p.read_bytes()
        for p in folder.packs.rglob("*")
        if p.is_file() and p.name != "packs.lock"
    }


def test_a_pack_goes_into_force_and_its_successor_after_it(
    admin: Desk, folder: Folder, tmp_path: Path
) -> None:
    done = install(admin, pack(tmp_path, ONE))
    assert (done.name, done.serial, done.procedures, done.again) == ("tinh-thu", 1, (f"{CODE} 1",), False)
    assert _newest(folder) == "1"
    install(admin, pack(tmp_path, TWO, serial=2))
    assert _newest(folder) == "2"
    assert [(r.name, r.state, r.serial, r.earlier) for r in listed(folder)] == [
        ("tinh-thu", PackState.IN_FORCE, 2, (1,))
    ]
    assert _events(admin) == [
        (Event.PACK_INSTALLED, "tinh-thu", "tinh-thu-1"),
        (Event.PACK_INSTALLED, "tinh-thu", "tinh-thu-2"),
    ]
    assert not (folder.packs / "incoming").exists()


def test_the_same_pack_twice_changes_nothing(admin: Desk, folder: Folder, tmp_path: Path) -> None:
    file = pack(tmp_path, ONE)
    install(admin, file)
    before = _everything(folder)
    assert install(admin, file).again
    assert _everything(folder) == before


def test_rolling_back_offers_the_one_before_and_still_reads_the_later(
    admin: Desk, folder: Folder, tmp_path: Path
) -> None:
    install(admin, pack(tmp_path, ONE))
    install(admin, pack(tmp_path, TWO, serial=2))
    assert rollback(admin, "tinh-thu").serial == 1
    assert _newest(folder) == "1"
    # A dossier filed under the version that went away is still read under it.
    assert Catalogue.shipped(folder.packs / "forms").get(CODE, "2").version == "2"
    with pytest.raises(KnownError) as refused:
        rollback(admin, "tinh-thu")
    assert refused.value.message is NOTHING_BEFORE
    install(admin, tmp_path / "tinh-thu-2.zip")
    assert _newest(folder) == "2"


def test_a_removed_pack_is_offered_no_more_and_its_dossiers_stay_readable(
    admin: Desk, folder: Folder, tmp_path: Path
) -> None:
    install(admin, pack(tmp_path, ONE))
    remove(admin, "tinh-thu")
    catalogue = Catalogue.shipped(folder.packs / "forms")
    assert _newest(folder) is None
    assert CODE not in [d.code for d in catalogue.offered(DAY)]
    assert catalogue.get(CODE, "1").version == "1"
    assert [row.state for row in listed(folder)] == [PackState.WITHDRAWN]
    for name in ("tinh-thu", "khac", "../forms"):
        with pytest.raises(KnownError) as refused:
            remove(admin, name)
        assert refused.value.message is NOT_INSTALLED
    install(admin, tmp_path / "tinh-thu-1.zip")
    assert _newest(folder) == "1"


def _refused(admin: Desk, folder: Folder, file: Path) -> KnownError:
    before = _everything(folder)
    with pytest.raises(KnownError) as refused:
        install(admin, file)
    assert _everything(folder) == before
    assert "{" not in str(refused.value)
    assert _events(admin)[-1][0] is Event.PACK_REFUSED
    assert "pack-refused" in (folder.logs / "kiosk.log").read_text(encoding="ascii")
    return refused.value


def test_what_is_not_rightly_signed_is_refused_and_written_down(
    admin: Desk, folder: Folder, tmp_path: Path
) -> None:
    install(admin, pack(tmp_path, ONE))
    stranger = _refused(admin, folder, pack(tmp_path, TWO, serial=2, name="la", key=OTHER))
    assert isinstance(stranger, BundleRefused)
    assert stranger.reason is Refusal.UNKNOWN_PUBLISHER
    assert _events(admin)[-1] == (Event.PACK_REFUSED, "unread", "unknown_publisher")
    bent = pack(tmp_path, TWO, serial=3)
    bent.write_bytes(bent.read_bytes()[:-5])
    assert isinstance(_refused(admin, folder, bent), BundleRefused)


def test_an_older_pack_is_refused(admin: Desk, folder: Folder, tmp_path: Path) -> None:
    install(admin, pack(tmp_path, TWO, serial=5))
    assert _refused(admin, folder, pack(tmp_path, ONE, serial=4)).message is OLDER
    assert _events(admin)[-1] == (Event.PACK_REFUSED, "tinh-thu", "older")


def test_another_pack_under_the_same_number_is_refused(admin: Desk, folder: Folder, tmp_path: Path) -> None:
    install(admin, pack(tmp_path, ONE))
    other = {f"{CODE}/3.yaml": small("3")}
    (tmp_path / "other").mkdir()
    assert _refused(admin, folder, pack(tmp_path / "other", other)).message is SAME_SERIAL


def test_what_is_no_table_is_no_pack_of_tables(admin: Desk, folder: Folder, tmp_path: Path) -> None:
    refused = _refused(admin, folder, pack(tmp_path, ONE, kind=Kind.PLACES))
    assert isinstance(refused, PackUnsound)
    assert [fault.message for fault in refused.faults] == [NO_TABLE]


@pytest.mark.parametrize(
    ("path", "text", "where"),
    [
        (f"{CODE}/1.yaml", small().replace('colour == "red"', "colour > 1"), "pages[1].show"),
        (f"{CODE}/9.yaml", small(), "version"),
        ("8.000001/1.yaml", small(), "version"),
        ("readme.txt", "x", ""),
        (f"a/{CODE}/1.yaml", small(), ""),
        ("sets/mother/1.yaml", "format: 1", ""),
        (f"{CODE}/fees.yaml", "format: 1", "."),
        ("1.004873/2026.1.yaml", small("2026.1", "1.004873"), ""),
    ],
)
def test_unsound_content_is_refused_naming_file_and_place(
    admin: Desk, folder: Folder, tmp_path: Path, path: str, text: str, where: str
) -> None:
    refused = _refused(admin, folder, pack(tmp_path, {"9.000002/1.yaml": small(code="9.000002"), path: text}))
    assert isinstance(refused, PackUnsound)
    assert path in {fault.file for fault in refused.faults}
    assert any(where in (fault.path or ".") for fault in refused.faults)


def test_a_published_version_cannot_be_changed_by_a_later_issue(
    admin: Desk, folder: Folder, tmp_path: Path
) -> None:
    install(admin, pack(tmp_path, ONE))
    edited = {f"{CODE}/1.yaml": small().replace("Thử", "Khác")}
    assert isinstance(_refused(admin, folder, pack(tmp_path, edited, serial=2)), PackUnsound)


def test_a_file_changed_on_the_disk_is_stepped_around_and_put_right_by_installing_again(
    admin: Desk, folder: Folder, tmp_path: Path
) -> None:
    both = {**ONE, "9.000002/1.yaml": small(code="9.000002")}
    file = pack(tmp_path, both)
    install(admin, file)
    installed = folder.packs / "forms" / "tinh-thu" / "1" / CODE / "1.yaml"
    installed.write_text(small().replace("Thử", "Sửa"), encoding="utf-8")
    catalogue = Catalogue.shipped(folder.packs / "forms")
    assert _newest(folder) is None
    assert catalogue.newest("9.000002", DAY).version == "1"
    with pytest.raises(UnsoundDefinition):
        catalogue.get(CODE, "1")
    assert f"{CODE}/1.yaml" in {f.file for f in catalogue.faults()}
    assert [(r.state, r.fault) for r in listed(folder)] == [(PackState.DAMAGED, f"{CODE}/1.yaml")]
    install(admin, file)
    assert _newest(folder) == "1"
    assert [r.state for r in listed(folder)] == [PackState.IN_FORCE]


def test_a_sudden_end_leaves_the_old_issue_in_force_and_the_next_try_goes_through(
    admin: Desk, folder: Folder, tmp_path: Path
) -> None:
    install(admin, pack(tmp_path, ONE))
    active = folder.packs / "forms" / "tinh-thu" / ACTIVE
    before = active.read_bytes()
    second = pack(tmp_path, TWO, serial=2)
    install(admin, second)
    active.write_bytes(
        before
    )  # as if the power had gone after the files were in place and before they were named
    half = folder.packs / "incoming" / "0f"
    half.mkdir(parents=True)
    (half / HEAD).write_bytes(b"{")
    assert _newest(folder) == "1"
    assert Catalogue.shipped(folder.packs / "forms").faults() == ()
    assert not install(admin, second).again
    assert _newest(folder) == "2"
    install(admin, pack(tmp_path, TWO, serial=3))
    assert not (folder.packs / "incoming").exists()


def test_a_rewritten_list_of_hashes_does_not_help_who_changed_a_file(
    admin: Desk, folder: Folder, tmp_path: Path
) -> None:
    install(admin, pack(tmp_path, ONE))
    place = folder.packs / "forms" / "tinh-thu" / "1"
    install(admin, pack(tmp_path, TWO, serial=2))
    head = json.loads((place / HEAD).read_bytes())
    rollback(admin, "tinh-thu")
    head["files"][f"{CODE}/1.yaml"]["size"] = 1
    (place / HEAD).write_text(json.dumps(head), encoding="utf-8")
    assert _newest(folder) is None
    assert [r.state for r in listed(folder)] == [PackState.DAMAGED]


@pytest.mark.parametrize("name", [ACTIVE, HEAD, PUBLISHERS])
def test_a_spoilt_small_file_is_reported_and_the_shipped_forms_stay(
    admin: Desk, folder: Folder, tmp_path: Path, name: str
) -> None:
    file = pack(tmp_path, ONE)
    install(admin, file)
    for path in folder.packs.rglob(name):
        path.write_bytes(b"\x00")
    catalogue = Catalogue.shipped(folder.packs / "forms")
    assert _newest(folder) is None
    assert [f.file for f in catalogue.faults()]
    assert catalogue.get("1.004873", "2026.1")
    if name == PUBLISHERS:
        trust(admin, tmp_path / "publisher.key.pub")
    install(admin, file)
    assert _newest(folder) == "1"


def test_a_pack_brings_its_own_sets(admin: Desk, folder: Folder, tmp_path: Path) -> None:
    questions = """
format: 1
set: neighbour
version: "1"
sources: { s: "Nguồn thử" }
pages:
  - id: neighbour
    title: Láng giềng
    fields:
      - { id: neighbour_name, type: name, label: Tên, ask: "Tên gì?", source: s, verified: false }
"""
    using = small() + '  - use: { set: neighbour, version: "1" }\n'
    file = pack(tmp_path, {f"{CODE}/1.yaml": using, "sets/neighbour/1.yaml": questions})
    install(admin, file)
    found = Catalogue.shipped(folder.packs / "forms").newest(CODE, DAY)
    assert found.field("neighbour_name").label.vi == "Tên"
    spoilt = folder.packs / "forms" / "tinh-thu" / "1" / "sets" / "neighbour" / "1.yaml"
    spoilt.write_text(questions.replace("Tên gì", "Số gì"), encoding="utf-8")
    assert _newest(folder) is None


LAYOUT = Path(__file__).parents[3] / "forms" / "layouts" / "ct01"
EXPORT = Path(__file__).parents[3] / "forms" / "exports" / "ct01"


def test_a_pack_brings_layouts_and_export_tables_while_it_is_whole_and_in_force(
    admin: Desk, folder: Folder, tmp_path: Path
) -> None:
    layout = (LAYOUT / "2026.1.yaml").read_text(encoding="utf-8")
    table = (EXPORT / "2026.1.yaml").read_text(encoding="utf-8")
    printed = small() + "declarations: [{ id: one, layout: to_khai_thu }]\n"
    assert isinstance(
        _refused(admin, folder, pack(tmp_path, {f"{CODE}/1.yaml": printed}, name="a")), PackUnsound
    )
    brings = {"layouts/ct01/2026.1.yaml": layout, "exports/ct01/2026.1.yaml": table, **ONE}
    install(admin, pack(tmp_path, brings, name="b"))
    forms = folder.packs / "forms"
    assert brought(forms, "layouts") == (forms / "b" / "1" / "layouts",)
    assert brought(forms, "exports") == (forms / "b" / "1" / "exports",)
    (forms / "b" / "1" / "layouts" / "ct01" / "2026.1.yaml").write_text("x", encoding="utf-8")
    assert brought(forms, "layouts") == ()
    install(admin, tmp_path / "b-1.zip")
    assert brought(forms, "layouts") != ()
    remove(admin, "b")
    assert brought(forms, "layouts") == ()


def test_a_declaration_is_printed_as_the_pack_in_force_has_it(
    admin: Desk, folder: Folder, tmp_path: Path
) -> None:
    printed = small() + "declarations: [{ id: one, layout: to_khai_thu }]\n"
    for serial, title in ((1, "Tờ khai thử"), (2, "Tờ khai thử, mẫu mới")):
        layout = f"""
format: 1
layout: to_khai_thu
version: "{serial}"
title: "{title}"
status: reference
sources: {{ own: "Bịa đặt" }}
source: own
verified: false
heading: national
body: [{{ text: "Tôi cam đoan." }}, {{ place_date: true }}]
"""
        brings = {f"{CODE}/1.yaml": printed, f"layouts/to_khai_thu/{serial}.yaml": layout}
        install(admin, pack(tmp_path, brings, serial=serial))
        admin.read_forms_again()
        assert title.upper() in text_of(declaring.blank_declaration_pdf(admin, CODE)).upper()


@pytest.mark.parametrize("path", ["layouts/ct01/2.yaml", "exports/ct01/2.yaml"])
def test_an_unsound_layout_or_table_refuses_the_pack(
    admin: Desk, folder: Folder, tmp_path: Path, path: str
) -> None:
    refused = _refused(admin, folder, pack(tmp_path, {**ONE, path: "format: 1\n"}))
    assert isinstance(refused, PackUnsound)
    assert {fault.file for fault in refused.faults} == {path}


def test_only_an_administrator_changes_packs_of_forms(
    admin: Desk, folder: Folder, clock: SetClock, tmp_path: Path
) -> None:
    admin.close()
    desk = open_desk(folder, clock, "can-bo-1")
    try:
        for act in (
            lambda: install(desk, pack(tmp_path, ONE)),
            lambda: rollback(desk, "x"),
            lambda: remove(desk, "x"),
            lambda: trust(desk, tmp_path / "x.pub"),
        ):
            with pytest.raises(NotAllowed):
                act()
    finally:
        desk.close()


def _run(monkeypatch: pytest.MonkeyPatch, folder: Folder, *words: str) -> int:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.StringIO(PASSPHRASE + "\n"))
    return run(["packs", *words, "--data-dir", str(folder.root), "--json"])


def test_the_commands(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    who = ("--officer", "quan-tri-1")
    public = write_key(tmp_path / "publisher.key", KEY)
    first, second = pack(tmp_path, ONE), pack(tmp_path, TWO, serial=2)
    assert _run(monkeypatch, folder, "install", str(first), *who) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == "error.bundle.unknown_publisher"
    assert _run(monkeypatch, folder, "trust", str(public), *who) == 0
    assert json.loads(capsys.readouterr().out)["publisher"] == KEY.publisher.id
    assert _run(monkeypatch, folder, "install", str(first), *who) == 0
    assert _run(monkeypatch, folder, "install", str(second), *who) == 0
    capsys.readouterr()
    assert _run(monkeypatch, folder, "list") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(r["name"], r["serial"], r["earlier"]) for r in rows] == [("tinh-thu", 2, [1])]
    assert _run(monkeypatch, folder, "rollback", "tinh-thu", *who) == 0
    assert json.loads(capsys.readouterr().out)["serial"] == 1
    assert _run(monkeypatch, folder, "remove", "tinh-thu", *who) == 0
    capsys.readouterr()
    bad = pack(tmp_path, {f"{CODE}/7.yaml": small("7").replace("colour ==", "color ==")}, serial=3)
    assert _run(monkeypatch, folder, "install", str(bad), *who) == 1
    said = capsys.readouterr()
    assert f"{CODE}/7.yaml: pages[1].show: " in said.err
    assert json.loads(said.out)["refused"] == "error.packs.unsound"
    assert _run(monkeypatch, folder, "stats") == 0

"""The commands, one after the other: what they print, and what they refuse.

Each is a process of its own at least once (``office``). Where that was tried, and for the rounds between, the same command
lines are read in this process (``site``), because starting takes longer than what is asked.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.__main__ import DISPLAYS
from kiosk.commands.line import NO_DISPLAY, NOTHING_FOUND
from tests.e2e.office import PASSPHRASE, ROOT, RealOffice
from tests.e2e.site import Site
from tests.office_factories import ANSWERS, SHEET


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    found = RealOffice(tmp_path_factory.mktemp("real"))
    assert found.kiosk("init", "--sample").code == 0
    found.start_gateway()
    code = found.gateway("enrol").json["code"]
    assert found.kiosk("enrol", code, "--gateway", found.url).code == 0
    yield found
    found.stop_gateway()


@pytest.fixture
def site(office: RealOffice) -> Site:
    return Site(office)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(ANSWERS, ensure_ascii=False), encoding="utf-8")
    return file


def test_a_dossier_travels_and_its_number_comes_home(
    office: RealOffice, site: Site, answers: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "giay.png"
    paper.write_bytes(SHEET)
    filed = office.kiosk(
        "file", "1.004873", "--answers", str(answers), "--paper", f"identity_card={paper}", officer="can-bo-1"
    ).json
    assert filed["carriage"] == "waiting"
    status = office.sync("status").json
    assert set(status) >= {
        "waiting",
        "sending",
        "recorded",
        "delivered",
        "refused",
        "notices",
        "next_attempt",
    }
    assert status["waiting"] >= 1
    site.carry({filed["dossier"]})
    (row,) = [r for r in office.gateway("list").json if r["dossier"] == filed["dossier"]]
    assert set(row) >= {"dossier", "parcel", "procedure", "official_number", "case_status", "received_at"}
    assert row["parcel"] == filed["parcel"]
    assert row["official_number"].startswith("THU-")
    assert office.gateway("notify", filed["dossier"], "--status", "2").code == 0
    site.hear(filed["dossier"], 2)
    (line,) = [r for r in office.kiosk("list", officer="can-bo-1").json if r["dossier"] == filed["dossier"]]
    assert line["carriage"] == "delivered"
    assert line["official_number"] == row["official_number"]
    assert line["number_kind"] == "trial"
    shown = office.kiosk("show", filed["dossier"], officer="can-bo-1").json
    assert shown["parts"][0]["status"] == 2
    first, second = [notice["seq"] for notice in shown["notices"]]  # other dossiers have had their own before
    words = site.kiosk("list", officer="can-bo-1", as_json=False).out
    words += site.kiosk("show", filed["dossier"], officer="can-bo-1", as_json=False).out
    for said in (
        "[phần] Cấp giấy xác nhận: Được tiếp nhận",
        "[kiện] hồ sơ: Tỉnh đã nhận đủ",
        f"[tin về] {first}: Tỉnh cấp số {row['official_number']}",
        f"[tin về] {second}: Trạng thái: Được tiếp nhận",
    ):
        assert said in words
    words += site.kiosk("timeline", filed["dossier"], officer="can-bo-1", as_json=False).out
    for code in ("delivered", "filing", "agent", "certificate"):
        assert code not in words, "a code for programs is no word for a person"
    assert shown["received_at"] is not None
    for command, run in (("slip", office.kiosk), ("receipt", site.kiosk)):
        out = tmp_path / f"{command}.pdf"
        assert run(command, filed["dossier"], "--out", str(out), officer="can-bo-1").code == 0
        assert out.read_bytes().startswith(b"%PDF")
    genuine = office.run("kiosk", "verify", shown["slip_code"], "--data-dir", str(office.data), "--json")
    assert (genuine.code, genuine.json["slip"]) == (0, filed["slip"])
    forged = shown["slip_code"][:-4] + ("AAAA" if not shown["slip_code"].endswith("AAAA") else "BBBB")
    assert site.kiosk("verify", forged).code == 1


def test_a_supplement_request_and_a_result_come_home(site: Site, answers: Path, tmp_path: Path) -> None:
    filed = site.kiosk("file", "1.004873", "--answers", str(answers), officer="buu-chinh-1").json
    site.carry({filed["dossier"]})
    result = tmp_path / "giay-xac-nhan.pdf"
    result.write_bytes(b"%PDF-1.4 invented result")
    assert site.gateway("notify", filed["dossier"], "--supplement", "Xin thêm ảnh giấy tờ").code == 0
    assert site.gateway("notify", filed["dossier"], "--result", str(result)).code == 0

    def notices() -> list[str]:
        site.round()
        shown = site.kiosk("show", filed["dossier"], officer="can-bo-1").json
        return [notice["what"] for notice in shown["notices"]]

    for _ in range(10):
        found = notices()
        if "result" in found:
            break
    assert found == ["number", "supplement", "result"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("list", "--officer", "nobody"), 1),
        (("list",), 2),
        (("no-such-command",), 2),
        (("file", "9.999999", "--answers", "/nonexistent", "--officer", "can-bo-1"), 1),
        (("show", "f" * 32, "--officer", "can-bo-1"), 1),
        (("verify", "hello"), 1),
        (("init", "--sample"), 1),
        (("enrol", "AAAA", "--gateway", "http://127.0.0.1:9"), 1),
    ],
)
def test_a_refusal_has_a_reason(site: Site, arguments: tuple[str, ...], code: int) -> None:
    done = site.kiosk(*arguments, as_json=False)
    assert done.code == code
    assert (done.err + done.out).strip()


@pytest.mark.parametrize(("arguments", "code"), [(("no-such-command",), 2), (("verify", "hello"), 1)])
def test_a_refused_process_ends_with_its_code_and_never_a_traceback(
    office: RealOffice, arguments: tuple[str, ...], code: int
) -> None:
    done = office.run("kiosk", *arguments, "--data-dir", str(office.data))
    assert done.code == code
    assert (done.err + done.out).strip()
    assert "Traceback" not in done.err + done.out


def test_the_province_hears_of_a_new_officer(office: RealOffice) -> None:
    added = office.kiosk(
        "officers", "add", "can-bo-8", "--name", "Người Mới Thử", "--role", "commune_officer",
        officer="quan-tri-1", stdin=f"{PASSPHRASE}\nmật khẩu của người mới\n",
    )  # fmt: skip
    assert added.json == {"officer": "can-bo-8", "reported": True}
    assert "can-bo-8" in {one["code"] for one in office.gateway("officers").json}


def test_what_finds_nothing_says_so(office: RealOffice, site: Site) -> None:
    found = site.kiosk("find", "khong-co-ai", officer="can-bo-1", as_json=False)
    assert (found.code, found.err) == (1, NOTHING_FOUND.vi + "\n")
    assert office.run("kiosk", "packs", "list", "--data-dir", str(office.data)).out.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a desktop")
def test_without_a_display_the_touch_application_says_so_and_ends(office: RealOffice) -> None:
    env = {name: value for name, value in office.env.items() if name not in DISPLAYS}
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "--data-dir", str(office.data)],
        capture_output=True, text=True, env=env, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, NO_DISPLAY.vi + "\n")


def test_a_wrong_passphrase_is_refused_with_a_growing_wait(site: Site) -> None:
    # Not as processes: one that takes its time to start is let in again.
    tried = [site.kiosk("list", officer="luu-dong-1", stdin="sai-mat-khau-roi-day\n") for _ in range(4)]
    assert {done.code for done in tried} == {1}
    assert any("error.unlock.wait" in done.out for done in tried)


def test_a_leader_files_nothing(site: Site, answers: Path) -> None:
    done = site.kiosk("file", "1.004873", "--answers", str(answers), officer="lanh-dao-1")
    assert done.code == 1
    assert done.json["refused"] == "error.role.not_allowed"


def test_wrong_answers_name_every_field_in_the_chosen_language(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text(json.dumps({**ANSWERS, "requester_number": "12", "stranger": 1}), encoding="utf-8")
    before = len(site.kiosk("list", officer="can-bo-1").json)
    done = site.kiosk(
        "file", "1.004873", "--answers", str(file), "--language", "km-Khmr-VN", officer="can-bo-1"
    )
    assert done.code == 1
    assert {fault["field"] for fault in done.json["faults"]} >= {"requester_number", "stranger"}
    assert "requester_number" in done.err
    assert any("\u1780" <= letter <= "\u17ff" for letter in done.err)
    assert len(site.kiosk("list", officer="can-bo-1").json) == before


def test_doctor_and_packs_report_as_json(office: RealOffice) -> None:
    findings = office.run("kiosk", "doctor", "--data-dir", str(office.data), "--json")
    assert findings.code == 0
    assert {finding["what"] for finding in findings.json} >= {
        "program",
        "disk",
        "office",
        "enrolment",
        "forms",
        "packs",
    }
    packs = office.run("kiosk", "packs", "stats", "--json", "--data-dir", str(office.data)).json
    assert {pack["tag"] for pack in packs} >= {"vi-VN", "km-Khmr-VN"}
    for pack in packs:
        assert set(pack) >= {
            "tag",
            "messages",
            "translated",
            "draft",
            "attested",
            "empty",
            "clips",
            "offered",
        }


def test_the_forms_command_lists_shows_checks_and_samples(
    office: RealOffice, site: Site, tmp_path: Path
) -> None:
    assert "1.004873" in [row["code"] for row in site.forms("list", "--json").json["procedures"]]
    assert office.run("forms", "check").code == 0
    fields = site.forms("show", "1.004873", "--json").json
    assert "requester_name" in json.dumps(fields)
    file = tmp_path / "sample.json"
    file.write_text(site.forms("sample", "1.004873", "--seed", "5", "--json").out, encoding="utf-8")
    filed = site.kiosk("file", "1.004873", "--answers", str(file), officer="can-bo-1")
    assert filed.code == 0, filed.err


def test_a_second_counter_opens_the_same_offices_notices(
    office: RealOffice, site: Site, tmp_path: Path
) -> None:
    plan = tmp_path / "counter-2.json"
    two = f"{PASSPHRASE}\nmot-mat-khau-cua-tep\n"
    shared = office.kiosk("share", "--counter", "Q2", "--out", str(plan), officer="quan-tri-1", stdin=two)
    assert shared.code == 0
    second, third = (("--data-dir", str(tmp_path / name)) for name in ("second", "third"))
    done = site.kiosk("init", "--office", str(plan), *second, stdin=two)
    assert done.code == 0, done.err
    other = f"{PASSPHRASE}\nmat-khau-khac-cua-tep\n"
    assert site.kiosk("init", "--office", str(plan), *third, stdin=other).code == 1

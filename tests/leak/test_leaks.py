"""Plants invented names and numbers, uses the product as people do, crashes it, and searches every byte it left behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.documents.facts import SlipFacts, SlipOffice
from kiosk.documents.lines import Pair
from kiosk.documents.press import slip_pdf
from kiosk.documents.slip_number import slip_number
from tests.e2e.office import PASSPHRASE, ROOT, RealOffice
from tests.leak.finders import hits, packed
from tests.office_factories import ANSWERS, DAY, SHEET

NAME = "ĐẶNG THỊ QUỲNHMẪU"
WORDS = (NAME, "QUỲNHMẪU", "079190777123", "0977123456", "Xóm Tưởngtượng")
PLANTED = {
    **ANSWERS,
    "requester_name": NAME,
    "requester_number": "079190777123",
    "requester_phone": "0977123456",
    "requester_residence": {"province": "11", "commune": "03301", "detail": "Xóm Tưởngtượng"},
}
SEALED = ("kiosk.db", "kiosk.db-wal", "kiosk.db-shm")


@pytest.mark.parametrize("word", WORDS)
def test_the_search_finds_what_is_there(word: str) -> None:
    for how, data in packed(word).items():
        assert word in hits(data, [word]), how


def test_the_search_reads_pdfs() -> None:
    facts = SlipFacts(
        number=slip_number("99901", "Q1", DAY.date(), 1),
        office=SlipOffice("Xã Mẫu", "Q1"),
        issued_at=DAY,
        procedure=Pair("Thủ tục"),
        procedure_code="1.004873",
        filed_for=NAME,
        authority="UBND xã Mẫu",
        papers=(),
        guided_by="Cán bộ Mẫu",
        code="HSK1:AAAA",
    )
    assert "QUỲNHMẪU" in hits(slip_pdf(facts), WORDS)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RealOffice, str]]:
    """An office after a day's work with planted names, and everything its commands said that nobody had asked for."""
    root = tmp_path_factory.mktemp("leak")
    given = tmp_path_factory.mktemp(
        "given"
    )  # what people hand in and take out; not left behind by the product
    office = RealOffice(root)
    temp = root / "temp"
    temp.mkdir()
    office.env["TMPDIR"] = str(temp)
    said: list[str] = []

    def keep(*arguments: str, officer: str = "", asked: bool = False) -> str:
        done = office.kiosk(*arguments, officer=officer)
        said.append(done.err)
        if not asked:
            said.append(done.out)
        return done.out

    keep("init", "--sample")
    office.start_gateway()
    keep("enrol", office.gateway("enrol").json["code"], "--gateway", office.url)
    answers, bad, paper = given / "a.json", given / "bad.json", given / "p.png"
    answers.write_text(json.dumps(PLANTED, ensure_ascii=False), encoding="utf-8")
    bad.write_text(
        json.dumps({**PLANTED, "copies": 0, NAME: "079190777123"}, ensure_ascii=False), encoding="utf-8"
    )
    paper.write_bytes(SHEET + NAME.encode())
    filed = json.loads(
        keep(
            "file",
            "1.004873",
            "--answers",
            str(answers),
            "--paper",
            f"identity_card={paper}",
            officer="can-bo-1",
        )
    )
    refused = office.kiosk("file", "1.004873", "--answers", str(bad), officer="can-bo-1")
    assert refused.code == 1
    # The refusal repeats the names of unknown fields, which the caller typed; nothing else of the answers.
    said.append((refused.err + refused.out).replace(NAME, ""))
    for _ in range(3):
        said.append(office.sync("once").err)
    keep("slip", filed["dossier"], "--out", str(given / "slip.pdf"), officer="can-bo-1")
    keep("show", filed["dossier"], officer="can-bo-1", asked=True)
    keep("list", "--search", "quynhmau", officer="can-bo-1", asked=True)
    said.append(_killed(office, answers))
    said.append(_crashed(office))
    yield office, "\n".join(said)
    office.stop_gateway()


def _killed(office: RealOffice, answers: Path) -> str:
    """A filing that is killed while it works."""
    command = [
        sys.executable,
        "-m",
        "kiosk",
        "file",
        "1.004873",
        "--answers",
        str(answers),
        "--officer",
        "can-bo-1",
    ]
    process = subprocess.Popen(
        [*command, "--data-dir", str(office.data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=office.env,
        cwd=ROOT,
    )
    assert process.stdin is not None
    process.stdin.write(PASSPHRASE.encode() + b"\n")
    process.stdin.flush()
    wal = office.data / "kiosk.db-wal"
    before = wal.stat().st_size if wal.exists() else 0
    while process.poll() is None and (not wal.exists() or wal.stat().st_size <= before):
        pass
    process.send_signal(signal.SIGKILL)
    out, err = process.communicate()
    return (out + err).decode()


def _crashed(office: RealOffice) -> str:
    """A fault of ours with a citizen's name in the exception itself, going through the command line's last door."""
    code = (
        "import sys\n"
        "import kiosk.services.counter as counter\n"
        "def fail(*_a, **_k):\n"
        f"    raise ValueError({NAME!r} + ' 079190777123')\n"
        "counter.rows = fail\n"
        "from kiosk.__main__ import main\n"
        f"sys.exit(main(['list', '--officer', 'can-bo-1', '--data-dir', {str(office.data)!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=PASSPHRASE + "\n",
        capture_output=True,
        text=True,
        env=office.env,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def _left_behind(office: RealOffice) -> Iterator[Path]:
    """Every file of the kiosk's side: data folder, machine folder, temporary folder."""
    for folder in (office.data, office.root / "machine", office.root / "temp", office.root / "nowhere"):
        for path, _folders, names in os.walk(folder):
            yield from (Path(path) / name for name in names)


def test_no_file_outside_the_vault_names_anybody(used: tuple[RealOffice, str]) -> None:
    office, _said = used
    searched = 0
    for path in _left_behind(office):
        if path.name in SEALED or path.parent.name in ("blobs", "results") or path.suffix == ".notice":
            continue
        searched += 1
        assert hits(path.read_bytes(), WORDS) == set(), path
    assert searched >= 8


def test_the_vault_and_the_sealed_blobs_say_nothing_in_clear(used: tuple[RealOffice, str]) -> None:
    office, _said = used
    sealed = [
        p
        for p in _left_behind(office)
        if p.name in SEALED or p.parent.name == "blobs" or p.suffix == ".notice"
    ]
    assert {p.name for p in sealed} >= {"kiosk.db"}
    assert any(p.parent.name == "blobs" for p in sealed)
    for path in sealed:
        assert hits(path.read_bytes(), WORDS) == set(), path


def test_no_output_nobody_asked_for_names_anybody(used: tuple[RealOffice, str]) -> None:
    _office, said = used
    assert hits(said.encode(), WORDS) == set()


def test_the_gateways_logs_name_nobody(used: tuple[RealOffice, str]) -> None:
    office, _said = used
    for path in (office.root / "gateway").rglob("*"):
        if path.is_file() and path.suffix in (".log", ".json", ".txt"):
            assert hits(path.read_bytes(), WORDS) == set(), path

"""Accounts on the command line, and the back office as a server of its own."""

import io
import json
import threading
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from forms.clock import SystemClock
from forms.errors import KnownError
from sync.gateway.__main__ import main
from sync.gateway.database import Database
from sync.gateway.keyring import OpenerKeys
from sync.gateway.layout import Layout
from sync.gateway.office.service import OfficeService
from sync.gateway.office.tables import AuditRow
from sync.gateway.supervise import listen
from tests.unit.gateway.office.bureau import PASSWORD, cheap_passwords


def test_accounts_and_faces_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> tuple[int, list[dict[str, object]]]:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        code = main([*arguments, "--data", str(tmp_path), "--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    officer = ("staff", "add", "can-bo", "--role", "officer", "--authority", "ubnd_xa:03127")
    with cheap_passwords():
        code, (made,) = run(*officer)
        assert code == 0
        assert str(made["totp"]).startswith("otpauth://totp/")
        assert Layout.of(tmp_path).office_wanted.exists()
        assert Layout.of(tmp_path).database.stat().st_mode & 0o007 == 0  # its rows name people
        assert run(*officer)[0] == 1  # there is one of that name
        code, (again,) = run(*officer, "--again")
        assert code == 0
        assert again["totp"] != made["totp"]
    database = Database.open(None, Layout.of(tmp_path).database)
    with database.read() as session:
        told = session.execute(select(AuditRow.act, AuditRow.detail).order_by(AuditRow.seq)).all()
    database.close()
    whose = "can-bo officer ubnd_xa:03127"
    assert [tuple(row) for row in told] == [("staff-made", whose), ("staff-renewed", whose)]
    assert run("staff", "stop", "can-bo") == (0, [{"login": "can-bo", "done": True}])
    assert [row["open"] for row in run("staff", "list")[1]] == [False]
    assert run("staff", "allow", "can-bo")[0] == 0
    assert run("staff", "stop", "can-bo")[0] == 0
    assert run("staff", "stop", "can-bo") == (0, [{"login": "can-bo", "done": False}])
    for what in ("stop", "allow"):
        assert main(["staff", what, "khong-co", "--data", str(tmp_path)]) == 1
        assert "Không có tài khoản nào tên khong-co" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for words, shown in (
        (("stop", "can-bo"), "đã bị khóa từ trước"),
        (("list",), "đã khóa"),
        (("allow", "can-bo"), "mở lại"),
    ):
        assert main(["staff", *words, "--data", str(tmp_path)]) == 0
        assert shown in capsys.readouterr().out
    assert run("faces") == (0, [{"written": 0, "unreadable": 0}])
    for wrong in (("staff", "add"), ("staff", "add", "can-bo"), ("staff", "drop", "can-bo")):
        with pytest.raises(SystemExit) as ended:
            run(*wrong)
        assert ended.value.code == 2


def test_it_serves_where_the_keys_are_and_nowhere_in_clear(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path)
    layout.blobs.mkdir()
    with pytest.raises(KnownError, match="khóa của tỉnh"):
        OfficeService(layout, None, "http://127.0.0.1:1", SystemClock())
    OpenerKeys.ensure(layout.opener_keys)
    with pytest.raises(KnownError, match="TLS"):
        OfficeService(layout, None, "http://office.example", SystemClock())
    ready, stop = threading.Event(), threading.Event()
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        service = OfficeService(layout, None, "https://office.example", SystemClock())
        thread = threading.Thread(target=service.run, args=(listening, stop, ready.set))
        thread.start()
        try:
            assert ready.wait(60)
            answer = httpx.get(f"http://127.0.0.1:{port}/dang-nhap", headers={"host": "office.example"})
            assert answer.status_code == 200
            assert "Strict-Transport-Security" in answer.headers
            assert "secure" in answer.headers["set-cookie"].lower()
        finally:
            stop.set()
            thread.join(30)
    assert not thread.is_alive()

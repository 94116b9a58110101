"""The words that publish packs, as they are typed: each takes ``--data`` behind it like every other command."""

import json
import shutil
from pathlib import Path

import pytest

from forms.bundle import write_bundle
from forms.bundle_head import Kind
from forms.catalogue import SHIPPED
from forms.distribution import METADATA
from forms.publishing import PublisherKey, write_key
from sync.gateway.__main__ import main
from sync.gateway.distributing import TARGETS_ROLE, TIMESTAMP
from sync.gateway.layout import Layout
from tests.province import NOW

PASSPHRASE = "mat khau phat hanh thu"


def test_a_pack_is_published_listed_and_withdrawn_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str, said: str = PASSPHRASE) -> tuple[int, str]:
        typed = tmp_path / "typed"
        typed.write_text(f"{said}\n")
        with typed.open() as keyboard:
            monkeypatch.setattr("sys.stdin", keyboard)
            code = main(["distribute", *arguments, "--data", str(tmp_path / "gateway"), "--json"])
        heard = capsys.readouterr()
        complaints.append(heard.err)
        return code, heard.out

    complaints: list[str] = []
    assert run("begin", said="short")[0] == 1
    assert not Layout.of(tmp_path / "gateway").distribution_keys.exists()
    assert run("begin")[0] == 0
    key = PublisherKey.generate("Tỉnh Thử Nghiệm")
    public = write_key(tmp_path / "key", key)
    source = tmp_path / "source"
    shutil.copytree(SHIPPED / "1.004873", source / "1.004873")
    pack = tmp_path / "pack.zip"
    write_bundle(source, pack, kind=Kind.FORMS, name="mau", serial=1, key=key, created=NOW)
    assert run("add", str(pack), "--publisher", str(public), said="another passphrase")[0] == 1
    assert run("add", str(pack), "--publisher", str(public))[0] == 0
    listed = json.loads(run("list")[1])
    assert [(one["kind"], one["name"], one["serial"]) for one in listed] == [("forms", "mau", 1)]
    assert run("withdraw", "forms", "mau")[0] == 0
    assert run("list") == (0, "[]\n")
    assert run("sign")[0] == 0
    told = Layout.of(tmp_path / "gateway").distribution / METADATA
    stamp, issues = told / "timestamp.json", list(told.glob("*.targets.json"))
    for path, data, role in (
        (stamp, b"{", TIMESTAMP),
        (stamp, (told / "1.snapshot.json").read_bytes(), TIMESTAMP),
        (told / "99.targets.json", b"\xff", TARGETS_ROLE),
        (told / "x.targets.json", b"{}", TARGETS_ROLE),
    ):
        sound = path.read_bytes() if path.exists() else None
        path.write_bytes(data)
        assert run("sign")[0] == 1
        assert role in complaints[-1]
        path.unlink() if sound is None else path.write_bytes(sound)
    for path in issues:
        path.unlink()
    assert run("list")[0] == 1
    assert TARGETS_ROLE in complaints[-1]

"""The recovery key: split among people, brought together again, and what it gets back."""

import json
import shutil
import zipfile
from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.store import recovery as counter_slot
from sync.card import GatewayCard
from sync.gateway.__main__ import main
from sync.gateway.ceremony import (
    RecoveryExists,
    SharesWrong,
    SplitWrong,
    check,
    join_texts,
    key_of,
    make,
    open_counter_slot,
)
from sync.gateway.opener.carding import recovery_key, refresh_card
from sync.gateway.sharing import Share, SharesTooFew, ShareWrong, _inverse, _times, join, split
from tests.unit.gateway.desk import PAPERS, Desk
from tests.unit.gateway.rig import Machine


def test_the_field_is_that_of_aes() -> None:
    # FIPS 197, 4.2: {57} x {83} = {c1}, {57} x {13} = {fe}; and its example of an inverse pair.
    assert (_times(0x57, 0x83), _times(0x57, 0x13)) == (0xC1, 0xFE)
    assert (_inverse(0x53), _inverse(0xCA)) == (0xCA, 0x53)
    assert all(_times(one, _inverse(one)) == 1 for one in range(1, 256))


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=1, max_size=40), st.integers(2, 5), st.integers(0, 3), st.randoms())
def test_any_few_bring_it_back(secret: bytes, needed: int, spare: int, chance: object) -> None:
    shares = list(split(secret, needed, needed + spare))
    chance.shuffle(shares)  # type: ignore[attr-defined]
    texts = [str(one).lower().replace("-", " ") for one in shares[:needed]]
    assert join([Share.read(text) for text in texts]) == secret
    with pytest.raises(SharesTooFew):
        join(shares[: needed - 1] + shares[: needed - 1])


def test_fewer_shares_say_nothing_of_the_secret() -> None:
    # One byte, two needed: to each value a single share may have, there is one slope for every secret there is.
    seen = {
        secret: {
            split(bytes([secret]), 2, 2, lambda size, slope=slope: bytes([slope] * size))[0].y[0]
            for slope in range(256)
        }
        for secret in (0, 1, 77, 255)
    }
    assert all(values == set(range(256)) for values in seen.values())


def test_a_mistyped_share_is_named() -> None:
    texts = [str(one) for one in split(b"s" * 32, 2, 3)]
    for place in range(5, len(texts[1])):
        if texts[1][place] == "-":
            continue
        wrong = texts[1][:place] + ("A" if texts[1][place] != "A" else "B") + texts[1][place + 1 :]
        with pytest.raises(ShareWrong) as fault:
            join_texts([texts[0], wrong])
        assert "2" in str(fault.value)
    other = str(split(b"s" * 32, 2, 2)[0])
    with pytest.raises(SharesTooFew):
        join_texts([texts[0], other])


def test_the_ceremony_from_the_sheets_to_the_key(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, root = tmp_path / "sheets", str(desk.layout.root)
    assert main(["recovery", "make", "--sheets", str(folder), "--data", root, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    seen = []
    for path in sorted(folder.iterdir()):
        assert path.stat().st_mode & 0o077 == 0
        document = pypdfium2.PdfDocument(path)
        image = document[0].render(scale=3).to_pil()
        seen.append(zxingcpp.read_barcodes(image)[0].text)
        text = document[0].get_textpage().get_text_range()
        assert "".join(seen[-1].split("-")) in "".join(text.split()).replace("-", "")
        document.close()
    assert len(seen) == told["shares"] == 5
    for some in combinations(seen, 3):
        assert check(desk.layout, some) == told["kid"]
    verify = ["recovery", "verify", "--from", str(tmp_path / "typed"), "--data", root, "--json"]
    for coding in ("utf-8", "utf-8-sig", "utf-16"):  # as editors save a text
        (tmp_path / "typed").write_bytes("\n\n".join(seen[2:]).encode(coding))
        assert main(verify) == 0
    (tmp_path / "typed").write_bytes(b"\xff\xfe\x00 no text")
    assert main(verify) == 1
    (tmp_path / "slot").write_bytes(b"{")
    (tmp_path / "typed").write_text("\n".join(seen[:3]))
    opening = ["recovery", "open", "--from", str(tmp_path / "typed"), "--data", root]
    assert main([*opening, "--slot", str(tmp_path / "slot"), "--out", str(tmp_path / "out")]) == 1
    with pytest.raises(SystemExit, match="2"):
        main(opening)
    with pytest.raises(SharesWrong):
        check(desk.layout, [str(one) for one in split(b"x" * 32, 2, 2)])
    with pytest.raises(RecoveryExists):
        make(desk.layout, 2, 3)
    desk.layout.recovery.unlink()
    for needed, shares in ((1, 3), (4, 3), (2, 21)):
        with pytest.raises(SplitWrong):
            make(desk.layout, needed, shares)


def test_what_the_lost_keys_owner_cannot_open_the_recovery_key_can(
    desk: Desk, kiosk: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make(desk.layout, 2, 3)
    shares = [str(one) for one in made.shares]
    assert refresh_card(desk.database, desk.keys, "trial", desk.clock, recovery_key(desk.layout))
    card = GatewayCard.decode(desk.send("GET", "/v1/gateway").content)
    assert card.recovery is not None
    assert [key.kid for key in card.recipients] == [desk.keys.kem.kid, made.kid]
    # A counter's database: its slot goes to the province, the key alone comes back.
    slot = tmp_path / "recovery.json"
    slot.write_bytes(counter_slot.wrap(card.recovery.data, b"d" * 32))
    key = join_texts(shares[1:])
    assert open_counter_slot(json.loads(slot.read_bytes()), key) == b"d" * 32
    with pytest.raises(SharesWrong):
        open_counter_slot(json.loads(slot.read_bytes()), key_of(b"o" * 32))
    # Dossiers sealed to both are taken out whole once the province's key is lost; one that was not stays shut.
    both, alone = desk.pack(kiosk, recovery=card.recovery), desk.pack(kiosk)
    for cargo in (both, alone):
        desk.file(kiosk, cargo)
    shutil.rmtree(desk.layout.opener_keys)
    (tmp_path / "shares").write_text("\n".join(shares[:2]))
    wanted = [part for cargo in (both, alone) for part in ("--dossier", cargo.manifest.dossier)]
    command = [
        "recovery",
        "export",
        *wanted,
        "--from",
        str(tmp_path / "shares"),
        "--data",
        str(desk.layout.root),
    ]
    with pytest.raises(SystemExit):
        main(command)
    capsys.readouterr()
    told = ["--dossier", "0" * 32, "--out", str(tmp_path / "out.zip"), "--by", "qt", "--reason", "mất khóa"]
    assert main([*command, *told]) == 1
    said = capsys.readouterr().err
    assert alone.manifest.dossier in said
    assert "0" * 32 in said
    assert both.manifest.dossier not in said
    with zipfile.ZipFile(tmp_path / "out.zip") as taken:
        inside = taken.namelist()
        papers = [taken.read(name) for name in inside if name.startswith(f"{both.manifest.dossier}/00-0-")]
    assert papers == [PAPERS[0][1]]
    assert f"{alone.manifest.dossier}/khong-mo-duoc.txt" in inside
    assert not (desk.layout.opener_keys / "kem.key").exists()

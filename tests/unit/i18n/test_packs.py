"""The shelf: damaged packs are named and stepped around."""

from pathlib import Path

import pytest

from kiosk.i18n.packs import VIETNAMESE, PackError, PackShelf, read_pack
from tests.unit.i18n.packmaking import write_pack


def test_shelf_reads_the_packs_and_puts_vietnamese_first(tmp_path: Path) -> None:
    write_pack(tmp_path, "km-Khmr-VN", "Khmer", fonts=["Noto Sans Khmer"])
    write_pack(tmp_path, "vi-VN", "Việt")
    shelf = PackShelf.load([tmp_path])
    assert shelf.tags() == ("vi-VN", "km-Khmr-VN")
    assert shelf.get("km-Khmr-VN").fonts == ("Noto Sans Khmer",)
    assert shelf.faults == ()


@pytest.mark.parametrize(
    ("entries", "named"),
    [
        ({"tag": "km-VN"}, "tag"),
        ({"tag": "lo-Laoo-VN"}, "tag"),  # not the folder's name
        ({"name": " "}, "name"),
        ({"fonts": "Noto"}, "fonts"),
        ({"related": ["../up"]}, "related"),
        ({"grammar": "import os"}, "grammar"),
        ({"format": "1"}, "format"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, entries: dict[str, object], named: str) -> None:
    folder = write_pack(tmp_path, "km-Khmr-VN", **entries)
    with pytest.raises(PackError) as raised:
        read_pack(folder)
    assert raised.value.params == {"folder": "km-Khmr-VN", "entry": named}


def test_damaged_packs_do_not_keep_the_others_away(tmp_path: Path) -> None:
    write_pack(tmp_path, "km-Khmr-VN", "Khmer")
    write_pack(tmp_path, "rad-Latn-VN", format=99)
    broken = write_pack(tmp_path, "jra-Latn-VN")
    (broken / "pack.toml").write_bytes(b"\xff\x00 not toml")
    shelf = PackShelf.load([tmp_path, tmp_path / "absent"])
    assert shelf.tags() == ("vi-VN", "km-Khmr-VN")
    assert {fault.params["folder"] for fault in shelf.faults} == {"jra-Latn-VN", "rad-Latn-VN"}


def test_vietnamese_is_there_without_any_pack() -> None:
    shelf = PackShelf(())
    assert shelf.tags() == (VIETNAMESE,)
    assert shelf.get("km-Khmr-VN").tag == VIETNAMESE
    assert [pack.tag for pack in shelf.chain("km-Khmr-VN")] == [VIETNAMESE]


def test_chain_goes_through_related_packs_and_never_round_in_circles(tmp_path: Path) -> None:
    write_pack(tmp_path, "tyz-Latn-VN", related=["nut-Latn-VN"])
    write_pack(tmp_path, "nut-Latn-VN", related=["tyz-Latn-VN", "vi-VN", "mtq-Latn-VN"])
    chain = PackShelf.load([tmp_path]).chain("tyz-Latn-VN")
    assert [pack.tag for pack in chain] == ["tyz-Latn-VN", "nut-Latn-VN", "vi-VN"]


def test_installed_pack_is_asked_before_the_shipped_one(tmp_path: Path) -> None:
    write_pack(tmp_path / "installed", "km-Khmr-VN", version="2")
    write_pack(tmp_path / "shipped", "km-Khmr-VN", version="1")
    shelf = PackShelf.load([tmp_path / "installed", tmp_path / "shipped"])
    assert shelf.get("km-Khmr-VN").version == "2"
    assert [pack.version for pack in shelf.chain("km-Khmr-VN")][:2] == ["2", "1"]
    assert shelf.tags() == ("vi-VN", "km-Khmr-VN")

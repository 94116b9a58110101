"""A real folder with real files, written the way scanners write them."""

import io
from pathlib import Path

import pytest
from PIL import Image

from forms.errors import KnownError
from kiosk.devices.scan_folder import ASIDE, ASIDE_WORDS, LARGEST, AsideReason, Look, ScanFolder
from tests.office_factories import SHEET
from tests.store_factories import SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def folder(tmp_path: Path, clock: SetClock) -> ScanFolder:
    return ScanFolder(tmp_path, clock)


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "JPEG")
    return out.getvalue()


def later(folder: ScanFolder, clock: SetClock, seconds: float = 2) -> Look:
    """A first look, and one after a rest."""
    folder.look()
    clock.pass_time(seconds)
    return folder.look()


def test_a_whole_file_at_rest_is_ready_and_goes_when_it_was_taken(
    folder: ScanFolder, clock: SetClock
) -> None:
    (folder.path / "quet-01.jpg").write_bytes(jpeg())
    assert folder.look().ready == ()
    clock.pass_time(2)
    (found,) = folder.look().ready
    assert folder.read(found) == jpeg()
    folder.remove(found)
    assert list(folder.path.iterdir()) == []


def test_a_file_still_being_written_is_never_taken(folder: ScanFolder, clock: SetClock) -> None:
    data = jpeg()
    path = folder.path / "quet.jpg"
    for part in range(1, 10):
        path.write_bytes(data[: len(data) * part // 10])
        assert later(folder, clock) == Look()
    path.write_bytes(data)
    assert [one.path.name for one in later(folder, clock).ready] == ["quet.jpg"]


@pytest.mark.parametrize("data", [SHEET, b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"])
def test_every_kind_has_its_own_end(folder: ScanFolder, clock: SetClock, data: bytes) -> None:
    path = folder.path / "quet"
    path.write_bytes(data[:-9])
    assert later(folder, clock) == Look()
    path.write_bytes(data)
    assert len(later(folder, clock).ready) == 1


def test_pages_come_in_the_order_they_were_scanned(folder: ScanFolder, clock: SetClock) -> None:
    import os

    for number, name in enumerate(("b.jpg", "a.jpg", "c.jpg")):
        (folder.path / name).write_bytes(jpeg())
        os.utime(folder.path / name, (1_700_000_000 + number, 1_700_000_000 + number))
    assert [one.path.name for one in later(folder, clock).ready] == ["b.jpg", "a.jpg", "c.jpg"]


def test_what_never_ends_is_moved_aside_and_named(folder: ScanFolder, clock: SetClock) -> None:
    (folder.path / "do-dang.jpg").write_bytes(jpeg()[:-40])
    (folder.path / "quet.jpg").write_bytes(jpeg())
    look = later(folder, clock, 31)
    assert [(one.name, one.reason) for one in look.aside] == [("do-dang.jpg", AsideReason.UNFINISHED)]
    assert [one.path.name for one in look.ready] == ["quet.jpg"]
    assert (folder.path / ASIDE / "do-dang.jpg").exists()
    assert "{name}" in ASIDE_WORDS[AsideReason.UNFINISHED].vi


def test_other_kinds_and_floods_are_moved_aside_at_once(folder: ScanFolder, clock: SetClock) -> None:
    (folder.path / "virus.jpg").write_bytes(b"MZ\x90\x00 not a picture")
    with (folder.path / "lon.jpg").open("wb") as huge:
        huge.write(b"\xff\xd8\xff")
        huge.truncate(LARGEST + 1)
    look = later(folder, clock)
    assert {(one.name, one.reason) for one in look.aside} == {
        ("virus.jpg", AsideReason.KIND),
        ("lon.jpg", AsideReason.TOO_LARGE),
    }
    assert look.ready == ()


def test_a_second_poison_of_the_same_name_does_not_cover_the_first(
    folder: ScanFolder, clock: SetClock
) -> None:
    for content in (b"MZ first", b"MZ second"):
        (folder.path / "quet.jpg").write_bytes(content)
        later(folder, clock)
    kept = sorted(path.read_bytes() for path in (folder.path / ASIDE).iterdir())
    assert kept == [b"MZ first", b"MZ second"]


def test_links_and_hidden_files_are_left_alone(folder: ScanFolder, clock: SetClock, tmp_path: Path) -> None:
    outside = tmp_path.parent / "ngoai.jpg"
    outside.write_bytes(jpeg())
    (folder.path / "link.jpg").symlink_to(outside)
    (folder.path / ".quet.jpg").write_bytes(jpeg())
    (folder.path / "thu-muc").mkdir()
    assert later(folder, clock, 60) == Look()
    outside.unlink()


def test_a_file_that_changed_after_the_look_is_not_read(folder: ScanFolder, clock: SetClock) -> None:
    path = folder.path / "quet.jpg"
    path.write_bytes(jpeg())
    (found,) = later(folder, clock).ready
    path.write_bytes(jpeg() + b"more")
    with pytest.raises(KnownError):
        folder.read(found)


def test_a_folder_that_is_gone_is_said_in_words(tmp_path: Path, clock: SetClock) -> None:
    with pytest.raises(KnownError, match="máy quét"):
        ScanFolder(tmp_path / "khong-co", clock).look()

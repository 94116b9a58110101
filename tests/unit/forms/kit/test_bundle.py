"""Packs in one signed file: what is written is read, and nothing else."""

import stat
import warnings
import zipfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms.bundle import read_bundle, write_bundle
from forms.bundle_head import LARGEST, MOST_FILES, PROGRAM, BundleRefused, Kind, Refusal
from forms.errors import KnownError
from forms.publishing import PublisherKey, read_publisher, read_secret, write_key
from tests.unit.forms.kit.bundles import KEY, OTHER, TRUSTED, WHEN, folder_of, head_of, pack, zipped

BODY = b"format: 1\n"


def _refusal(file: Path) -> Refusal:
    with pytest.raises(BundleRefused) as refused:
        read_bundle(file, TRUSTED)
    assert "{" not in str(refused.value)
    return refused.value.reason


SEGMENTS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}(\.yaml)?", fullmatch=True).filter(
    lambda name: name not in ("con", "prn", "aux", "nul")
)


@settings(max_examples=25, deadline=None)
@example(files={"0/0": b"", "0.yaml/0": b""}, serial=1)  # “.” sorts before “/”
@given(
    files=st.dictionaries(st.tuples(SEGMENTS, SEGMENTS).map("/".join), st.binary(max_size=300), min_size=1),
    serial=st.integers(1, 10**9),
)
def test_what_is_packed_is_read(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], serial: int
) -> None:
    root = tmp_path_factory.mktemp("pack")
    for path, body in files.items():
        (root / "in" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "in" / path).write_bytes(body)
    made = [
        write_bundle(root / "in", root / out, kind=Kind.FORMS, name="x", serial=serial, key=KEY, created=WHEN)
        for out in ("a.zip", "b.zip")
    ]
    bundle = read_bundle(root / "a.zip", TRUSTED)
    assert dict(bundle.files) == files
    assert bundle.head == made[0]
    assert (bundle.head.serial, bundle.head.created) == (serial, WHEN)
    assert (root / "a.zip").read_bytes() == (root / "b.zip").read_bytes()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_changed_byte_passes(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    root = tmp_path_factory.mktemp("pack")
    good = pack(root)
    whole = read_bundle(good, TRUSTED)
    packed = bytearray(good.read_bytes())
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] ^= data.draw(st.integers(1, 255))
    good.write_bytes(packed)
    with suppress(BundleRefused):
        # A byte that means nothing (a file's date inside the zip) may change; what comes out may not.
        assert read_bundle(good, TRUSTED) == whole


@given(packed=st.binary(max_size=400))
def test_nonsense_is_refused_and_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, packed: bytes
) -> None:
    file = tmp_path_factory.mktemp("pack") / "x.zip"
    file.write_bytes(packed)
    assert _refusal(file) is Refusal.UNREADABLE


def test_a_stranger_and_a_forger_are_told_apart(tmp_path: Path) -> None:
    assert _refusal(pack(tmp_path, key=OTHER)) is Refusal.UNKNOWN_PUBLISHER
    head = head_of({"a/b.yaml": BODY})
    assert _refusal(zipped(tmp_path / "forged.zip", [("a/b.yaml", BODY)], head, OTHER)) is Refusal.SIGNATURE


@pytest.mark.parametrize(
    "path",
    [
        "../up.yaml", "/root.yaml", "a/../../b.yaml", "a\\b.yaml", "C:/x.yaml", "a//b.yaml", ".hidden", "a/.", "con.yaml",
        "a/nul", "ngày.yaml", "a/b.yaml.", "a/" * 8 + "b", "x" * 101,
    ],
)  # fmt: skip
def test_no_path_leaves_the_folder(tmp_path: Path, path: str) -> None:
    file = zipped(tmp_path / "x.zip", [(path, BODY)], head_of({path: BODY}))
    assert _refusal(file) is Refusal.BAD_PATH


def test_links_and_encrypted_files_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a/link.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert (
        _refusal(zipped(tmp_path / "x.zip", [(link, BODY)], head_of({"a/link.yaml": BODY})))
        is Refusal.BAD_PATH
    )
    folder = zipfile.ZipInfo("a/")
    assert _refusal(zipped(tmp_path / "y.zip", [(folder, b"")], head_of({}))) is Refusal.BAD_PATH


def test_the_files_are_those_that_were_signed(tmp_path: Path) -> None:
    one, head = ("a/b.yaml", BODY), head_of({"a/b.yaml": BODY})
    assert read_bundle(zipped(tmp_path / "0.zip", [one], head), TRUSTED).files == (one,)
    assert _refusal(zipped(tmp_path / "1.zip", [one, ("a/c.yaml", BODY)], head)) is Refusal.OTHER_FILES
    assert _refusal(zipped(tmp_path / "2.zip", [], head)) is Refusal.OTHER_FILES
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        twice = zipped(tmp_path / "3.zip", [one, one], head)
    assert _refusal(twice) is Refusal.OTHER_FILES
    assert _refusal(zipped(tmp_path / "4.zip", [("a/b.yaml", b"Format: 1\n")], head)) is Refusal.DAMAGED
    case = {"a/b.yaml": BODY, "A/b.yaml": BODY}
    assert _refusal(zipped(tmp_path / "5.zip", list(case.items()), head_of(case))) is Refusal.OTHER_FILES


def test_bombs_are_refused_before_they_go_off(tmp_path: Path) -> None:
    bomb = b"\0" * (8 * 1024 * 1024)
    small = head_of({"a/b.yaml": BODY})
    assert _refusal(zipped(tmp_path / "1.zip", [("a/b.yaml", bomb)], small)) is Refusal.DAMAGED
    sizes = {f"a/{n}.yaml": {"sha256": sha256(bomb).hexdigest(), "size": LARGEST // 8 + 1} for n in range(8)}
    entries = [(path, b"") for path in sizes]
    assert _refusal(zipped(tmp_path / "2.zip", list(entries), head_of({}, files=sizes))) is Refusal.TOO_LARGE
    many = {f"a/{n}": b"" for n in range(MOST_FILES + 1)}
    assert _refusal(zipped(tmp_path / "3.zip", list(many.items()), head_of(many))) is Refusal.TOO_LARGE
    large = tmp_path / "4.zip"
    with large.open("wb") as out:
        out.truncate(LARGEST + 1)
    assert _refusal(large) is Refusal.TOO_LARGE


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": 2}, Refusal.UNREADABLE),
        ({"kind": "program"}, Refusal.UNREADABLE),
        ({"serial": 0}, Refusal.UNREADABLE),
        ({"serial": True}, Refusal.UNREADABLE),
        ({"name": "../x"}, Refusal.UNREADABLE),
        ({"files": []}, Refusal.UNREADABLE),
        ({"files": {"a/b.yaml": {"sha256": "x", "size": 1}}}, Refusal.UNREADABLE),
        ({"created": "2026-11-20"}, Refusal.UNREADABLE),
        ({"publisher": ["x"]}, Refusal.UNKNOWN_PUBLISHER),
        ({"minimum_program": "99"}, Refusal.NEWER_PROGRAM),
        ({"minimum_program": "new"}, Refusal.UNREADABLE),
    ],
)
def test_a_head_of_another_shape_is_refused(
    tmp_path: Path, changes: dict[str, object], reason: Refusal
) -> None:
    file = zipped(tmp_path / "x.zip", [("a/b.yaml", BODY)], head_of({"a/b.yaml": BODY}, **changes))
    assert _refusal(file) is reason


def test_a_comment_or_more_behind_the_zip_is_refused(tmp_path: Path) -> None:
    good = pack(tmp_path)
    packed = good.read_bytes()
    good.write_bytes(packed + b"\n")
    assert _refusal(good) is Refusal.UNREADABLE
    good.write_bytes(b"\n" + packed)
    assert _refusal(good) is Refusal.UNREADABLE
    assert _refusal(tmp_path / "none.zip") is Refusal.UNREADABLE


def test_packing_refuses_what_reading_would(tmp_path: Path) -> None:
    def write(folder: Path, name: str = "x", serial: int = 1) -> None:
        write_bundle(
            folder, tmp_path / "o.zip", kind=Kind.FORMS, name=name, serial=serial, key=KEY, created=WHEN
        )

    good = folder_of(tmp_path / "good", {"a/b.yaml": "x"})
    for arguments in ((good, "Tên"), (good, ""), (good, "x", 0), (tmp_path / "nothing",)):
        with pytest.raises(KnownError):
            write(*arguments)
    (good / "ngày.yaml").write_text("x", encoding="utf-8")
    with pytest.raises(BundleRefused):
        write(good)
    (good / "ngày.yaml").unlink()
    (good / "link.yaml").symlink_to("a/b.yaml")
    with pytest.raises(BundleRefused):
        write(good)


def test_a_new_key_is_written_once_and_read_again(tmp_path: Path) -> None:
    key = PublisherKey.generate("Tỉnh Thử")
    file = tmp_path / "publisher.key"
    public = write_key(file, key)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key.seed.hex() not in public.read_text(encoding="utf-8")
    assert key.seed.hex() not in repr(key)
    assert read_secret(file) == key
    assert read_publisher(public) == (key.publisher, False)
    assert read_publisher(file) == (key.publisher, True)
    assert key.publisher.signed(key.sign(b"x"), b"x")
    assert not key.publisher.signed(key.sign(b"x"), b"y")
    with pytest.raises(KnownError):
        write_key(file, key)
    with pytest.raises(KnownError):
        read_secret(public)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "hoso-publisher-1", "key": "00"}', "[" * 3000])
def test_other_files_are_no_keys(tmp_path: Path, text: str) -> None:
    file = tmp_path / "k"
    file.write_text(text, encoding="utf-8")
    for read in (read_secret, read_publisher):
        with pytest.raises(KnownError):
            read(file)


def test_the_program_knows_its_own_version() -> None:
    project = (Path(__file__).parents[4] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{PROGRAM}"\n' in project

"""Language packs on a real data folder: signed ones come and go whole, and one bad entry never costs the others."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from forms.bundle_head import BundleRefused, Kind, Refusal
from forms.errors import KnownError
from forms.publishing import write_key
from forms.text import Message
from kiosk.commands.line import run
from kiosk.domain.audit import Event
from kiosk.domain.roles import NotAllowed
from kiosk.folder import Folder
from kiosk.i18n import checking
from kiosk.i18n.clips import text_hash
from kiosk.i18n.packs import PackError
from kiosk.i18n.translator import Translator
from kiosk.services.desk import Desk
from kiosk.services.language_packs import (
    NO_FONT,
    NO_PART,
    NOT_INSTALLED,
    OLDER,
    WRONG_TAG,
    Origin,
    Taken,
    languages,
    offer,
    remove,
)
from kiosk.services.languages import offering_of, shelf_of, translator_of
from kiosk.services.pack_files import LARGEST_CLIP
from kiosk.services.packs import SAME_SERIAL, install, trust
from kiosk.ui.screens.language import GREETING, TOUCH
from kiosk.ui.screens.procedure import NOT_FOUND, WHAT
from kiosk.voice.clip import encoded
from tests.office_factories import open_desk
from tests.store_factories import SetClock
from tests.unit.forms.kit.bundles import KEY, OTHER
from tests.unit.forms.kit.bundles import pack as zip_pack

TAG = "qab-Latn-VN"
TOML = (
    f'format = 1\ntag = "{TAG}"\nname = "Thử"\nname_vi = "Tiếng Thử"\nversion = "2"\nfonts = ["Noto Sans"]\n'
)


@pytest.fixture(scope="module")
def tone() -> bytes:
    """A second of something as loud as a clip."""
    return encoded(0.14 * np.sin(np.arange(24_000) * 0.2))


def po(*entries: tuple[Message, str]) -> str:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    return head + "\n".join(f'msgctxt "{m.id}"\nmsgid "{m.vi}"\nmsgstr "{text}"\n' for m, text in entries)


def clips(*entries: tuple[Message, str]) -> str:
    import json

    index = {
        m.id: {"parts": [f], "sha256": text_hash(m.vi), "synthetic": False, "seconds": 1} for m, f in entries
    }
    return json.dumps({"format": 1, "clips": index})


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """A signed language pack of these files, ``pack.toml`` among them unless told."""

    def made(
        files: dict[str, str | bytes], *, serial: int = 1, name: str = TAG.lower(), **more: object
    ) -> Path:
        source = tmp_path / f"{name}-{serial}-source"
        whole: dict[str, str | bytes] = {"pack.toml": TOML, **files}
        for path, body in whole.items():
            file = source / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body if isinstance(body, bytes) else body.encode())
        return zip_pack(tmp_path, {}, serial=serial, name=name, kind=Kind.LANGUAGE, **more)  # type: ignore[arg-type]

    return made


@pytest.fixture
def officer(folder: Folder, clock: SetClock, tmp_path: Path) -> Iterator[Desk]:
    admin = open_desk(folder, clock, "quan-tri-1")
    trust(admin, write_key(tmp_path / "publisher.key", KEY))
    admin.close()
    desk = open_desk(folder, clock)
    yield desk
    desk.close()


def everything(folder: Folder) -> dict[str, bytes]:
    found = (p for p in folder.packs.rglob("*") if p.is_file() and p.name != "packs.lock")
    return {p.relative_to(folder.packs).as_posix(): p.read_bytes() for p in found}


def take(desk: Desk, file: Path) -> Taken:
    taken = install(desk, file)
    assert isinstance(taken, Taken)
    return taken


def row(folder: Folder) -> tuple[Origin, int | None, bool] | None:
    found = next((one for one in languages(folder) if one.pack.tag == TAG), None)
    return (found.origin, found.serial, found.offered) if found else None


def test_a_pack_comes_is_replaced_switched_on_and_goes(
    officer: Desk, folder: Folder, make: Callable[..., Path], tone: bytes
) -> None:
    before = everything(folder)
    first = make(
        {
            "messages.po": po((WHAT, "một")),
            "audio/a.ogg": tone,
            "audio/clips.json": clips((GREETING, "a.ogg")),
        }
    )
    taken = take(officer, first)
    assert (taken.tag, taken.version, taken.set_aside, taken.again) == (TAG, "2", (), False)
    assert row(folder) == (Origin.SIGNED, 1, False)
    assert 0 < offering_of(folder).share(TAG) < 0.1
    assert translator_of(folder, TAG).show(WHAT).text == WHAT.vi, "papers are Vietnamese until it is offered"
    offer(officer, TAG, True)
    assert translator_of(folder, TAG).show(WHAT).text == "một"
    assert take(officer, first).again
    taken = take(officer, make({"messages.po": po((WHAT, "hai"))}, serial=2))
    assert row(folder) == (Origin.SIGNED, 2, True), "the office's wish stays"
    assert translator_of(folder, TAG).show(WHAT).text == "hai"
    assert Translator(shelf_of(folder), TAG).clip(GREETING).tag == "vi-VN"  # type: ignore[union-attr]
    with pytest.raises(KnownError) as refused:
        install(officer, first)
    assert refused.value.message is OLDER
    (folder.packs / TAG / "messages.po").write_text(po((WHAT, "ba")), encoding="utf-8")
    assert row(folder) == (Origin.RECORDED, None, True), "changed here: no longer the publisher's"
    remove(officer, TAG)
    assert row(folder) is None
    assert offering_of(folder).wanted == frozenset()
    assert {path for path in everything(folder) if TAG in path} == set()
    assert everything(folder).keys() == {*before, "languages.json"}
    with pytest.raises(KnownError) as refused:
        remove(officer, TAG)
    assert refused.value.message is NOT_INSTALLED
    told = [
        (e.event, e.detail)
        for e in officer.store.audit.entries(limit=100)
        if TAG.lower() in e.subject.lower()
    ]
    assert told == [
        (Event.PACK_INSTALLED, f"{TAG.lower()}-1"),
        (Event.LANGUAGE_OFFERED, "on"),
        (Event.PACK_INSTALLED, f"{TAG.lower()}-2"),
        (Event.PACK_REFUSED, "language_older"),
        (Event.PACK_WITHDRAWN, f"{TAG.lower()}-2"),
    ]
    take(officer, first)
    assert row(folder) == (Origin.SIGNED, 1, False)


def test_what_is_wrong_with_one_entry_sets_that_one_aside(
    officer: Desk, folder: Folder, make: Callable[..., Path], tone: bytes
) -> None:
    texts = po((WHAT, "{n} dư"), (NOT_FOUND, "chữ ꪼ lạ"), (TOUCH, "đúng"))
    sounds = clips((GREETING, "broken.ogg"), (TOUCH, "whole.ogg"), (WHAT, "absent.ogg"))
    taken = take(
        officer,
        make(
            {
                "messages.po": texts,
                "audio/clips.json": sounds,
                "audio/broken.ogg": tone[: len(tone) // 3] + b"\x00" * 40,
                "audio/whole.ogg": tone,
            }
        ),
    )
    assert {(one.kind, one.where) for one in taken.set_aside} == {
        (checking.Kind.PLACEHOLDERS, WHAT.id),
        (checking.Kind.SCRIPT, NOT_FOUND.id),
        (checking.Kind.CLIP_BROKEN, "audio/broken.ogg"),
        (checking.Kind.CLIP_MISSING, "audio/absent.ogg"),
    }
    here = Translator(shelf_of(folder), TAG)
    assert [here.show(m).text for m in (WHAT, NOT_FOUND, TOUCH)] == [WHAT.vi, NOT_FOUND.vi, "đúng"]
    assert [here.says(here.speak(m)) for m in (GREETING, WHAT, TOUCH)] == [False, False, True]
    assert row(folder) == (Origin.SIGNED, 1, False)


def test_what_is_wrong_with_a_pack_as_a_whole_refuses_it(
    officer: Desk, folder: Folder, make: Callable[..., Path], clock: SetClock, tmp_path: Path
) -> None:
    good = make({"messages.po": po((WHAT, "một"))}, serial=5)
    take(officer, good)
    before = everything(folder)

    def refused(file: Path) -> KnownError:
        with pytest.raises(KnownError) as raised:
            install(officer, file)
        assert everything(folder) == before, "nothing has changed"
        assert "{" not in str(raised.value)
        return raised.value

    toml = TOML.replace
    stranger = refused(make({}, serial=6, key=OTHER))
    assert isinstance(stranger, BundleRefused)
    assert stranger.reason is Refusal.UNKNOWN_PUBLISHER
    bent = make({}, serial=7)
    bent.write_bytes(bent.read_bytes()[:-9] + b"x" * 9)
    assert isinstance(refused(bent), BundleRefused)
    assert refused(make({"pack.toml": toml(TAG, "km-Khmr-VN")}, serial=8)).message is WRONG_TAG
    assert (
        refused(make({"pack.toml": toml(TAG, "forms")}, serial=9, name="forms")).message.id
        == "error.pack.wrong"
    )
    assert refused(make({"run.py": "x"}, serial=10)).message is NO_PART
    assert refused(make({"audio/big.ogg": b"x" * (LARGEST_CLIP + 1)}, serial=11)).message is NO_PART
    assert refused(make({"pack.toml": toml("Noto Sans", "Own Hand")}, serial=12)).message is NO_FONT
    assert isinstance(refused(make({"pack.toml": "format = 99\n" + TOML[11:]}, serial=13)), PackError)
    newer = make({"pack.toml": TOML + 'min_program = "9.0"\n'}, serial=14)
    assert refused(newer).message.id == "error.pack.too_new"
    assert (
        refused(make({"messages.po": b"\xff\xfe"}, serial=15)).message.id == "error.pack.messages_unreadable"
    )
    assert refused(make({"audio/clips.json": "{"}, serial=16)).message.id == "error.pack.clips_unreadable"
    (tmp_path / "again").mkdir()
    other = zip_pack(tmp_path / "again", {"pack.toml": TOML}, serial=5, name=TAG.lower(), kind=Kind.LANGUAGE)
    assert refused(other).message is SAME_SERIAL
    clerk = open_desk(folder, clock, "buu-chinh-1")
    with pytest.raises(NotAllowed):
        install(clerk, good)
    with pytest.raises(NotAllowed):
        offer(clerk, TAG, True)
    clerk.close()


def test_a_translator_and_a_publisher_need_only_the_command_line(
    officer: Desk,
    folder: Folder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import json

    monkeypatch.chdir(tmp_path)

    def said(*words: str, code: int = 0) -> dict[str, object]:
        assert run(["packs", *words, "--json", "--data-dir", str(folder.root)]) == code
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    said("new", "tyz", "--name", "Tày", "--name-vi", "Tiếng Tày", code=1)
    said("new", TAG, "--name", "Thử", "--name-vi", "Tiếng Thử")
    said("new", TAG, "--name", "Thử", "--name-vi", "Tiếng Thử", code=1)
    said("export", TAG, "--out", "all.po")
    whole = (tmp_path / "all.po").read_text(encoding="utf-8")
    filled = whole.replace(f'msgid "{WHAT.vi}"\nmsgstr ""', f'msgid "{WHAT.vi}"\nmsgstr "hau paj"')
    (tmp_path / "all.po").write_text(filled, encoding="utf-8")
    assert said("import", TAG, "all.po")["changed"] == [WHAT.id]
    assert said("check", TAG)["faults"] == 0
    said("export", TAG, "--out", "all.xlsx")
    assert said("import", TAG, "all.xlsx")["changed"] == [], "what comes back as it went changes nothing"
    said("build", TAG, "--out", "built.zip")
    said("sign", "built.zip", "--serial", "3", "--key", "publisher.key", "--out", "signed.zip")
    taken = take(officer, tmp_path / "signed.zip")
    assert (taken.serial, taken.stats.translated) == (3, 1)
    with (tmp_path / TAG / "messages.po").open("a", encoding="utf-8") as file:
        file.write(f'\nmsgctxt "{TOUCH.id}"\nmsgid "{TOUCH.vi}"\nmsgstr "{{x}}"\n')
    assert said("check", TAG, code=1)["faults"] == 1
    assert said("sign", TAG, "--serial", "4", "--key", "publisher.key", "--out", "f.zip", code=1)[
        "refused"
    ] == ("error.packs.not_ready")
    assert not (tmp_path / "f.zip").exists()

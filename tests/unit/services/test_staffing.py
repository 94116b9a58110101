"""People come to an office and leave it: an administrator's commands, and what the next unlock says."""

import io
import json

import pytest

from forms.errors import KnownError
from kiosk.commands.line import run
from kiosk.domain.roles import Role
from kiosk.folder import Folder
from kiosk.services.desk import Desk
from kiosk.services.unlocking import officers_here, unlock
from tests.office_factories import PASSPHRASE, file_invented, open_desk
from tests.store_factories import SetClock

NEW = "mật khẩu của người mới"


class Officers:
    """``python -m kiosk officers`` in this process: its exit code and the object it printed."""

    def __init__(self, folder: Folder, patch: pytest.MonkeyPatch, out: pytest.CaptureFixture[str]) -> None:
        self._root, self._patch, self._out = str(folder.root), patch, out

    def __call__(self, *words: str, by: str = "quan-tri-1", new: str = NEW) -> tuple[int, object]:
        self._patch.setattr("sys.stdin", io.StringIO(f"{PASSPHRASE}\n{new}\n"))
        code = run(["officers", *words, "--officer", by, "--data-dir", self._root, "--json"])
        return code, json.loads(self._out.readouterr().out)


@pytest.fixture
def officers(folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Officers:
    return Officers(folder, monkeypatch, capsys)


def test_a_new_officer_files_with_a_passphrase_of_their_own(
    folder: Folder, desk: Desk, officers: Officers, clock: SetClock
) -> None:
    code, told = officers("add", "can-bo-9", "--name", "Giàng Thị Thử", "--role", "commune_officer")
    # The province's machine is away: that keeps nobody from work.
    assert (code, told) == (0, {"officer": "can-bo-9", "reported": False})
    fresh = unlock(folder, "can-bo-9", NEW, clock)
    try:
        assert (fresh.officer.name, fresh.officer.role) == ("Giàng Thị Thử", Role.COMMUNE_OFFICER)
        assert file_invented(fresh, "1.004873").dossier
    finally:
        fresh.close()


def test_who_is_stopped_opens_the_counter_no_more_and_nobody_gets_the_code(
    folder: Folder, desk: Desk, officers: Officers, clock: SetClock
) -> None:
    assert officers("stop", "can-bo-1")[0] == 0
    assert officers("stop", "can-bo-1")[0] == 0, "safe to repeat"
    assert "can-bo-1" not in {tile.code for tile in officers_here(folder)}
    with pytest.raises(KnownError):
        open_desk(folder, clock, "can-bo-1")
    code, rows = officers("list")
    assert code == 0
    assert isinstance(rows, list)
    assert {one["code"] for one in rows if not one["active"]} == {"can-bo-1"}
    code, told = officers("add", "can-bo-1", "--name", "Người khác", "--role", "commune_officer")
    assert (code, told) == (
        1,
        {"refused": "error.staff.taken", "text": told["text"] if isinstance(told, dict) else ""},
    )


@pytest.mark.parametrize(
    ("words", "by", "why"),
    [
        (("stop", "quan-tri-1"), "quan-tri-1", "error.staff.yourself"),
        (("stop", "can-bo-1"), "lanh-dao-1", "error.role.not_allowed"),
        (("add", "can-bo-9", "--name", "A", "--role", "leader"), "can-bo-1", "error.role.not_allowed"),
        (("add", "can-bo-9", "--name", " ", "--role", "leader"), "quan-tri-1", "error.staff.no_name"),
        (("stop", "khong-co"), "quan-tri-1", "error.staff.nobody"),
    ],
)
def test_what_would_leave_the_office_without_order_is_refused(
    desk: Desk, officers: Officers, words: tuple[str, ...], by: str, why: str
) -> None:
    before = officers("list")
    code, told = officers(*words, by=by)
    assert code == 1
    assert isinstance(told, dict)
    assert told["refused"] == why
    assert officers("list") == before


def test_a_code_left_by_a_power_cut_before_anybody_was_known_can_be_used(
    folder: Folder, desk: Desk, officers: Officers, clock: SetClock
) -> None:
    slot = folder.keys / "can-bo-9.slot"
    officers("add", "can-bo-8", "--name", "Người Một", "--role", "leader")
    left = json.loads((folder.keys / "can-bo-8.slot").read_bytes()) | {"officer": "can-bo-9"}
    slot.write_text(json.dumps(left))
    assert officers("add", "can-bo-9", "--name", "Người Hai", "--role", "leader")[0] == 0
    unlock(folder, "can-bo-9", NEW, clock).close()

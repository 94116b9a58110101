"""The linked birth on the real screens, every answer by touch and keys, from the greeting to the slip."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from forms.sample import sample
from forms.states import Carriage
from kiosk.demo.hands import MovableClock
from kiosk.demo.walk import Walk
from kiosk.devices.sound import SilentPlayer
from kiosk.domain.dossier import DossierState, Route
from kiosk.folder import Folder
from kiosk.journal import Journal
from kiosk.ui.conductor import Conductor
from tests.office_factories import PASSPHRASE

CODE = "3.000722"


def test_a_linked_birth_is_filed_by_touch(qapp: QApplication, folder: Folder, tmp_path: Path) -> None:
    clock = MovableClock()
    conductor = Conductor(
        folder,
        clock,
        Journal(folder.logs, "screen"),
        player=SilentPlayer(),
        pick_file=lambda: None,
        pick_folder=lambda: tmp_path,
    )
    conductor.start(full_screen=False, size=(1280, 800))
    seen: list[str] = []
    try:
        walk = Walk(conductor, seen.append)
        walk.unlock("can-bo-1", PASSPHRASE)
        walk.wait(lambda: conductor.shift is not None, "the shift")
        assert conductor.shift is not None
        desk = conductor.shift.desk
        definition = desk.catalogue.newest(CODE, desk.today())
        answers = sample(definition, 1, papers=False, context=desk.context_of_new())
        walk.file("vi-VN", CODE, answers, PASSPHRASE)
        filed = conductor.shift.visit.filed
        assert filed is not None
        assert desk.store.dossiers.get(filed.dossier).state is DossierState.SEALED
        assert [p.carriage for p in desk.store.parcels.by_dossier(filed.dossier)] == [Carriage.WAITING]
        parts = {part.part: part.route for part in desk.store.dossiers.parts(filed.dossier)}
        assert set(parts) == {part.id for part in definition.parts}
        assert Route.PAPER in parts.values()
        stored = {a.field: a.value for a in desk.store.dossiers.answers(filed.dossier)}
        given = {name.rpartition(":")[2] for name in seen if name.startswith("question:")}
        assert len(given) > 25
        assert {key: stored[key] for key in answers if key in stored} == {
            key: value for key, value in answers.items() if key in stored
        }
        assert {"child_given_name", "child_birth", "requester_name"} <= set(stored)
        assert {
            "prepare",
            "data-notice",
            "papers",
            "check",
            "read-back",
            "signature",
            "officer",
            "done",
        } <= set(seen)
    finally:
        conductor.dispose()

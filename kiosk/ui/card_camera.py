"""Reading a card's code by camera: a live picture on a sheet, the code looked for in it, the text handed on.

Nothing is kept: the text goes where a scanner's would go, the pictures go nowhere. The camera is closed with the sheet.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from forms.text import Message
from kiosk.devices.camera import Camera, CameraState, Picture
from kiosk.devices.camera_codes import codes_in
from kiosk.ui.background import Background
from kiosk.ui.capture_pictures import image_of
from kiosk.ui.screens.capture_view import LiveView
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.kit import Spoken
from kiosk.ui.widgets.pressable import Kind

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.sheet import Sheet

HOLD = Message(
    "ui.card_camera.hold",
    "Đưa mã vuông trên thẻ vào giữa khung hình, giữ yên.",
    "Over the camera's live picture while a card's code is looked for.",
)
HOLD_BETTER = Message(
    "ui.card_camera.hold_better",
    "Chưa thấy mã. Đưa thẻ lại gần hơn, nghiêng nhẹ cho khỏi lóa.",
    "No code was found for a while.",
)
NO_CAMERA = Message(
    "ui.card_camera.none",
    "Camera chưa dùng được. Mời dùng máy quét, hoặc gõ thông tin.",
    "The camera is missing, lost or silent. Must not lose: the other ways to go on.",
)
STOP = Action(
    "close", Message("ui.card_camera.stop", "Thôi, tự gõ", "Button: closes the camera."), Kind.PLAIN, "cross"
)

_PATIENCE_MS = 7_000
_VIEW_MM = 56.0
_BAD = frozenset({CameraState.MISSING, CameraState.LOST, CameraState.SILENT})


class CardCamera(QObject):
    """``open`` the sheet; ``found(text)`` once, when a code was read."""

    def __init__(self, conductor: "Conductor") -> None:
        super().__init__(conductor)
        self._c = conductor
        self._camera: Camera | None = None
        self._sheet: Sheet | None = None
        self._view: LiveView | None = None
        self._door: Background | None = None
        self._looking = False
        self._found: Callable[[str], None] = lambda _text: None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._say(HOLD_BETTER))

    def open(self, found: Callable[[str], None]) -> None:
        """Shows the live picture until a code was read or somebody had enough."""
        self.close()
        make = self._c.attached.camera
        if make is None:
            return
        self._found = found
        self._door = Background(self)
        self._view = LiveView(self._c.kit)
        self._view.setFixedHeight(self._c.kit.look.mm(_VIEW_MM))
        self._sheet = self._c.sheet(
            (self._c.kit.show(HOLD),),
            icon="scan-card",
            actions=(STOP,),
            content=self._view,
            spoken=(Spoken(HOLD),),
            name="card-camera-sheet",
        )
        self._sheet.destroyed.connect(partial(self._gone, self._sheet))
        self._patience.start()
        self._camera = make()
        self._camera.start(self)

    def close(self) -> None:
        """The camera goes off."""
        self._patience.stop()
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()
        door, self._door = self._door, None
        if door is not None:
            door.close()
            door.deleteLater()
        self._view = self._sheet = None
        self._looking = False

    def camera_is(self, state: CameraState) -> None:
        """A camera that cannot be used is said on the sheet, with the other ways."""
        if state in _BAD:
            self._patience.stop()
            self._say(NO_CAMERA)
        elif state is CameraState.LIVE:
            self._patience.start()
            self._say(HOLD)

    def camera_shows(self, picture: Picture) -> None:
        """Shown, and looked at for a code, one picture at a time."""
        if self._view is None:
            return
        self._view.show_image(image_of(picture))
        if not self._looking and self._door is not None:
            self._looking = True
            self._door.run(partial(codes_in, picture), self._read, self._not_read)

    def camera_took(self, picture: Picture | None) -> None:
        """No large picture is ever asked for."""

    def _read(self, texts: tuple[str, ...]) -> None:
        self._looking = False
        sheet = self._sheet
        if not texts or sheet is None:
            return
        found = self._found
        self.close()
        sheet.close_quietly()
        self._c.safely(found, texts[0])

    def _not_read(self, error: BaseException) -> None:
        """A picture that cannot be looked at costs nobody the next one; written down once a sheet."""
        self._c.journal.exception("card-code", error)

    def _say(self, message: Message) -> None:
        if self._sheet is not None:
            self._sheet.set_text(self._c.kit.show(message))

    def _gone(self, sheet: "Sheet") -> None:
        if sheet is self._sheet:
            self.close()

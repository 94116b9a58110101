"""The Qt half of the camera. Loaded when the first page with a live picture opens, not before."""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QImageCapture,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrame,
    QVideoSink,
)

from kiosk.devices.camera import LIVE_LONGEST, SILENCE_SECONDS, CameraState, Picture, Watcher

_LIVE_EVERY_MS = 140
_TAKE_WITHIN_MS = 4_000
#: Points a picture of an A4 sheet needs for 200 dots an inch with some table around it; more only costs time.
_ENOUGH = 5_000_000
_MOST = 16_000_000


class QtCamera(QObject):
    """The camera named ``wanted`` (part of its description), or the system's first one."""

    def __init__(self, wanted: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = wanted.casefold()
        self._watcher: Watcher | None = None
        self._state = CameraState.OFF
        self._camera: QCamera | None = None
        self._session: QMediaCaptureSession | None = None
        self._capture: QImageCapture | None = None
        self._sink: QVideoSink | None = None
        self._device = b""
        self._taking = False
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self._plugged)
        self._silence = _timer(self, round(SILENCE_SECONDS * 1000), self._fell_silent)
        self._late = _timer(self, _TAKE_WITHIN_MS, lambda: self._took(None))
        self._pace = _timer(self, _LIVE_EVERY_MS, self._may_show)

    def start(self, watcher: Watcher) -> None:
        """Opens the camera, or waits for one."""
        self._watcher = watcher
        if self._camera is None:
            self._open()
        else:
            watcher.camera_is(self._state)

    def stop(self) -> None:
        """Closes it."""
        self._watcher = None
        self._close()
        self._state = CameraState.OFF

    def take(self) -> None:
        """The large picture, by the camera's own way or from its stream."""
        if self._taking:
            return
        self._taking = True
        if self._camera is None or self._state is not CameraState.LIVE:
            QTimer.singleShot(0, self, lambda: self._took(None))
            return
        self._late.start()
        if self._capture is None or not self._capture.isReadyForCapture() or self._capture.capture() < 0:
            self._from_stream()

    # -- opening and closing

    def _open(self) -> None:
        device = self._choose()
        if device is None:
            self._say(CameraState.MISSING)
            return
        self._device = bytes(device.id().data())
        self._say(CameraState.STARTING)
        self._camera = QCamera(device, self)
        chosen = best_format(device.videoFormats())
        if chosen is not None:
            self._camera.setCameraFormat(chosen)
        self._camera.errorOccurred.connect(self._failed)
        self._session = QMediaCaptureSession(self)
        self._sink = QVideoSink(self)
        self._sink.videoFrameChanged.connect(self._frame)
        self._capture = QImageCapture(self)
        self._capture.imageCaptured.connect(lambda _id, image: self._took(image))
        self._capture.errorOccurred.connect(lambda *_: self._from_stream())
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._session.setImageCapture(self._capture)
        self._camera.start()
        self._silence.start()

    def _close(self) -> None:
        for timer in (self._silence, self._late, self._pace):
            timer.stop()
        self._taking = False
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.errorOccurred.disconnect()
            camera.stop()
        for part in (self._capture, self._sink, self._session, camera):
            if part is not None:
                part.deleteLater()
        self._capture = self._sink = self._session = None

    def _choose(self) -> QCameraDevice | None:
        found = [device for device in QMediaDevices.videoInputs() if not device.isNull()]
        named = [
            device for device in found if self._wanted and self._wanted in device.description().casefold()
        ]
        return next(iter(named or found), None)

    def _plugged(self) -> None:
        """A camera came or went."""
        if self._watcher is None:
            return
        here = {bytes(device.id().data()) for device in QMediaDevices.videoInputs()}
        if self._camera is not None and self._device not in here:
            self._close()
            self._say(CameraState.LOST)
        if self._camera is None and here:
            self._open()

    def _failed(self) -> None:
        self._close()
        self._say(CameraState.LOST)

    def _fell_silent(self) -> None:
        self._say(CameraState.SILENT)

    def _say(self, state: CameraState) -> None:
        if state is not self._state:
            self._state = state
            if self._watcher is not None:
                self._watcher.camera_is(state)

    # -- pictures

    def _frame(self, frame: QVideoFrame) -> None:
        if not frame.isValid() or self._watcher is None:
            return
        self._silence.start()
        self._say(CameraState.LIVE)
        if not self._pace.isActive():
            self._pace.start()
            self._watcher.camera_shows(picture_of(frame.toImage(), LIVE_LONGEST))

    def _may_show(self) -> None:
        """The next frame may be shown: a live picture need not be smooth, and an old machine has other work."""

    def _from_stream(self) -> None:
        frame = self._sink.videoFrame() if self._sink is not None else QVideoFrame()
        self._took(frame.toImage() if frame.isValid() else None)

    def _took(self, image: QImage | None) -> None:
        if not self._taking:
            return
        self._taking = False
        self._late.stop()
        if self._watcher is not None:
            usable = image is not None and not image.isNull()
            self._watcher.camera_took(picture_of(image) if usable and image is not None else None)


def camera_names() -> tuple[str, ...]:
    """What the system calls the cameras that are plugged in. Needs an application, with or without a screen."""
    return tuple(device.description() for device in QMediaDevices.videoInputs() if not device.isNull())


def best_format(formats: list[QCameraFormat]) -> QCameraFormat | None:
    """The smallest format with points enough for small print, else the largest one; the faster of two alike."""

    def points(one: QCameraFormat) -> int:
        return one.resolution().width() * one.resolution().height()

    usable = [one for one in formats if 0 < points(one) <= _MOST]
    enough = [one for one in usable if points(one) >= _ENOUGH]
    if enough:
        return min(enough, key=lambda one: (points(one), -one.maxFrameRate()))
    return max(usable, key=lambda one: (points(one), one.maxFrameRate()), default=None)


def picture_of(image: QImage, longest: int | None = None) -> Picture:
    """Qt's picture as plain bytes, made smaller where ``longest`` asks for it."""
    if longest is not None and max(image.width(), image.height()) > longest:
        image = image.scaled(
            longest, longest, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
        )
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height, line = image.width(), image.height(), image.bytesPerLine()
    raw = bytes(image.constBits())
    if line != width * 3:
        raw = b"".join(raw[row * line : row * line + width * 3] for row in range(height))
    return Picture(width, height, raw)


def _timer(parent: QObject, interval: int, act: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval)
    timer.timeout.connect(act)
    return timer

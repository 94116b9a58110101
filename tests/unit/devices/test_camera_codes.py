"""Cards held before a camera: the code is found in the live picture, straight or aslant."""

import cv2
import numpy as np
import pytest
import qrcode

from forms.rules.health_card_qr import read_card
from kiosk.devices.camera_codes import codes_in
from tests.unit.devices.simulated_camera import picture

CARD = "011190000001|012345678|Lò Thị Mẫu|02031990|Nữ|Bản Mẫu, Xã Thí Dụ, Điện Biên|15042021"
HEALTH = "HS4010120878811|4cc3b2205468e1bb8b204de1baab75|02/03/2015|2||11-001|01/01/2026|31/12/2026"


def scene(text: str, *, side: int = 260, turn: float = 0, blur: float = 0) -> np.ndarray:
    """A card with a code on a wooden table, as a camera shows it."""
    code = qrcode.QRCode(border=3)
    code.add_data(text)
    drawn = np.asarray(code.make_image().convert("L"), np.uint8)
    drawn = cv2.resize(drawn, (side, side), interpolation=cv2.INTER_AREA)
    table = np.full((540, 960, 3), (60, 90, 120), np.uint8)
    table[100:480, 200:800] = (225, 225, 215)
    table[140 : 140 + side, 480 : 480 + side] = drawn[..., None]
    matrix = cv2.getRotationMatrix2D((480, 270), turn, 1)
    turned = cv2.warpAffine(table, matrix, (960, 540), borderMode=cv2.BORDER_REPLICATE)
    return cv2.GaussianBlur(turned, (0, 0), blur) if blur else turned


@pytest.mark.parametrize("text", [CARD, HEALTH])
@pytest.mark.parametrize("turn", [0, 11, 90])
def test_the_code_of_a_card_is_read(text: str, turn: float) -> None:
    (found,) = codes_in(picture(scene(text, turn=turn, blur=0.7)))
    assert found == text
    assert read_card(found).name == "Lò Thị Mẫu"


def test_a_picture_without_a_code_gives_nothing() -> None:
    assert codes_in(picture(np.full((540, 960, 3), 90, np.uint8))) == ()

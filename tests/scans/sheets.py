"""The test set of papers: official-looking pages with invented data, seals and signatures, drawn by the project.

Every sheet is drawn flat at 200 dpi (the *original*); ``photographed`` then puts it on a table before a camera: turned,
in perspective, under a shadow, with noise, blur and JPEG damage. No real person's data and no real office's seal.
"""

import math
import random
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]
"""Rows × columns × red, green, blue."""

A4 = (1654, 2339)  # width and height at 200 dpi
_FONTS = Path(__file__).parents[2] / "assets" / "fonts"

_FAMILY = ("Nguyễn", "Giàng", "Lò", "Điểu", "Thị", "Vàng", "Chamaléa", "Hoàng", "Đặng", "K’")
_GIVEN = ("Mẫu", "Thử", "Thí Dụ", "Ví Dụ", "Mẫu Thử", "Bản Mẫu")
_WORDS = tuple(
    re.findall(
        r"\w+",
        "được cấp giấy này để làm thủ tục theo quy định của pháp luật về hộ tịch và cư trú cơ quan có thẩm quyền xác nhận "
        "nội dung khai trên là đúng sự thật người yêu cầu chịu trách nhiệm trước pháp luật về lời khai của mình bản chính "
        "đã được đối chiếu với sổ gốc lưu tại ủy ban nhân dân xã mẫu tỉnh thí dụ ngày tháng năm sinh quê quán dân tộc "
        "quốc tịch nơi thường trú số định danh cá nhân họ chữ đệm tên khai sinh cha mẹ người giám hộ trẻ em giới tính",
    )
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One flat page and where its seal, signature and portrait are (left, top, right, bottom)."""

    name: str
    pixels: Pixels
    seal: tuple[int, int, int, int]
    signature: tuple[int, int, int, int]
    portrait: tuple[int, int, int, int] | None
    lines: tuple[str, ...]
    """What is written in the body, line by line."""


@lru_cache(maxsize=32)
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / f"NotoSans-{'Bold' if bold else 'Regular'}.ttf"), size)


@lru_cache(maxsize=16)
def sheet(seed: int, *, portrait: bool = False, table: bool = False, size: int = 30) -> Sheet:
    """A page of its own for every seed. ``size`` is the body's type in pixels (30 = about 11 pt)."""
    dice = random.Random(seed)
    paper = Image.new("RGB", A4, (252, 251, 246))
    draw = ImageDraw.Draw(paper)
    width, _ = A4
    draw.text(
        (width // 2, 130),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        (15, 15, 15),
        _font(36, bold=True),
        anchor="mm",
    )
    draw.text(
        (width // 2, 185), "Độc lập - Tự do - Hạnh phúc", (15, 15, 15), _font(34, bold=True), anchor="mm"
    )
    draw.line((width // 2 - 220, 215, width // 2 + 220, 215), (20, 20, 20), 3)
    title = dice.choice(("GIẤY CHỨNG SINH", "GIẤY XÁC NHẬN", "TRÍCH LỤC KHAI SINH", "GIẤY BÁO TỬ"))
    draw.text((width // 2, 330), f"{title} (MẪU)", (15, 15, 15), _font(46, bold=True), anchor="mm")
    y = 430
    lines: list[str] = []
    for label in ("Họ và tên", "Ngày sinh", "Số định danh", "Nơi cư trú", "Dân tộc"):
        value = {
            "Họ và tên": f"{dice.choice(_FAMILY)} {dice.choice(_GIVEN)}",
            "Ngày sinh": f"{dice.randint(1, 28):02}/{dice.randint(1, 12):02}/{dice.randint(1950, 2026)}",
            "Số định danh": f"0111{dice.randint(90, 99)}{dice.randint(0, 999999):06}",
            "Nơi cư trú": f"Bản Mẫu {dice.randint(1, 30)}, xã Mẫu, tỉnh Thí Dụ",
            "Dân tộc": dice.choice(("Thái", "Hmông", "Xtiêng", "Raglai", "Khơ-mú")),
        }[label]
        lines.append(f"{label}: {value}")
        draw.text((180, y), lines[-1], (20, 20, 20), _font(size + 2))
        y += 62
    y += 20
    if table:
        y = _table(draw, dice, y, size, lines)
    while y < 1650:
        line = ""
        while draw.textlength(line, _font(size)) < width - 500:
            line += dice.choice(_WORDS) + " "
        lines.append(line.strip() + ".")
        draw.text((180, y), lines[-1], (22, 22, 22), _font(size))
        y += round(size * 1.6)
    signature = _signature(draw, dice, (1050, 1860))
    seal = _seal(paper, dice, (960, 1920))
    face = _portrait(paper, dice, (200, 1750)) if portrait else None
    return Sheet(f"sheet-{seed}", np.asarray(paper).copy(), seal, signature, face, tuple(lines))


def _table(draw: ImageDraw.ImageDraw, dice: random.Random, top: int, size: int, lines: list[str]) -> int:
    columns = (180, 300, 900, 1180, 1474)
    for row in range(7):
        y = top + row * 58
        draw.line((columns[0], y, columns[-1], y), (30, 30, 30), 2)
        if row < 6:
            cells = (
                str(row + 1),
                f"{dice.choice(_FAMILY)} {dice.choice(_GIVEN)}",
                str(dice.randint(1, 99)),
                dice.choice(_WORDS),
            )
            lines.append(" ".join(cells))
            for x, cell in zip(columns, cells, strict=False):
                draw.text((x + 14, y + 10), cell, (22, 22, 22), _font(size - 2))
    for x in columns:
        draw.line((x, top, x, top + 348), (30, 30, 30), 2)
    return top + 390


def _signature(
    draw: ImageDraw.ImageDraw, dice: random.Random, at: tuple[int, int]
) -> tuple[int, int, int, int]:
    x, y = at
    draw.text((x + 40, y - 130), "NGƯỜI KÝ MẪU", (20, 20, 20), _font(32, bold=True))
    points = []
    for n in range(60):
        t = n / 59
        points.append(
            (
                x + 20 + 360 * t + 40 * math.sin(13 * t + dice.random()),
                y + 40 + 70 * math.sin(23 * t + 1) * (1 - t * 0.6),
            )
        )
    draw.line(points, (24, 40, 150), 6, joint="curve")
    return (x, y - 50, x + 420, y + 130)


def _seal(paper: Image.Image, dice: random.Random, at: tuple[int, int]) -> tuple[int, int, int, int]:
    side = 300
    layer = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    red = (205, 22, 32, 205)
    draw.ellipse((6, 6, side - 6, side - 6), outline=red, width=8)
    draw.ellipse((52, 52, side - 52, side - 52), outline=red, width=4)
    star = [
        (
            side / 2 + (46 if n % 2 == 0 else 19) * math.sin(math.pi * n / 5),
            side / 2 - (46 if n % 2 == 0 else 19) * math.cos(math.pi * n / 5),
        )
        for n in range(10)
    ]
    draw.polygon(star, fill=red)
    for n, letter in enumerate("CON DẤU MẪU * CON DẤU MẪU * "):
        angle = 2 * math.pi * n / 28
        draw.text(
            (side / 2 + 118 * math.sin(angle), side / 2 - 118 * math.cos(angle)),
            letter,
            red,
            _font(24, bold=True),
            anchor="mm",
        )
    turned = layer.rotate(dice.uniform(-25, 25), resample=Image.Resampling.BICUBIC)
    paper.paste(turned, at, turned)
    return (at[0], at[1], at[0] + side, at[1] + side)


def _portrait(paper: Image.Image, dice: random.Random, at: tuple[int, int]) -> tuple[int, int, int, int]:
    width, height = 236, 315  # 3 × 4 cm at 200 dpi
    grid = np.mgrid[0:height, 0:width].astype(np.float32)
    face = np.empty((height, width, 3), np.float32)
    face[:] = (120 + dice.randint(0, 60), 150, 190)
    oval = ((grid[1] - width / 2) / 72) ** 2 + ((grid[0] - 140) / 95) ** 2
    skin = np.array((205, 160, 130), np.float32) - dice.randint(0, 40)
    face[oval < 1] = skin
    face *= (0.85 + 0.25 * (grid[1] / width))[..., None]
    shoulders = ((grid[1] - width / 2) / 115) ** 2 + ((grid[0] - 320) / 95) ** 2
    face[shoulders < 1] = (60, 60, 75)
    hair = (oval < 1.15) & (grid[0] < 95)
    face[hair] = (25, 22, 20)
    for x in (-28, 28):
        eye = ((grid[1] - width / 2 - x) / 11) ** 2 + ((grid[0] - 130) / 6) ** 2
        face[eye < 1] = (40, 30, 28)
    picture = cv2.GaussianBlur(np.clip(face, 0, 255), (0, 0), 1.6)
    picture += np.random.default_rng(dice.randint(0, 9999)).normal(0, 3, picture.shape)
    paper.paste(Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)), at)
    return (at[0], at[1], at[0] + width, at[1] + height)


@dataclass(frozen=True, slots=True)
class Shot:
    """How a sheet is photographed. ``tilt`` in degrees, ``lean`` 0–0.2 of perspective, ``fill`` part of the frame the
    page takes, ``shadow`` 0–1, ``light`` factor of brightness, ``blur`` in pixels, ``shake`` pixels of motion,
    ``noise`` standard deviation, ``quality`` of the camera's JPEG, ``shift`` part of the page pushed out of the frame."""

    tilt: float = 3.0
    lean: float = 0.05
    fill: float = 0.86
    shadow: float = 0.25
    light: float = 0.92
    blur: float = 0.6
    shake: int = 0
    noise: float = 4.0
    quality: int = 90
    shift: float = 0.0
    frame: tuple[int, int] = (3000, 4000)
    table: tuple[int, int, int] = (96, 74, 58)


GOOD = Shot()


def corners(shot: Shot) -> NDArray[np.float32]:
    """Where the page's corners (from the top left, clockwise) come to lie in the picture."""
    width, height = shot.frame
    page_width = width * shot.fill
    page_height = page_width * A4[1] / A4[0]
    if page_height > height * 0.96:
        page_height = height * 0.96
        page_width = page_height * A4[0] / A4[1]
    half = np.array(
        [
            (-page_width / 2 * (1 - shot.lean), -page_height / 2),
            (page_width / 2 * (1 - shot.lean), -page_height / 2 * (1 - shot.lean / 3)),
            (page_width / 2, page_height / 2),
            (-page_width / 2, page_height / 2),
        ],
        np.float32,
    )
    angle = math.radians(shot.tilt)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]], np.float32)
    middle = np.array([width / 2 + shot.shift * width, height / 2], np.float32)
    return (half @ turn.T + middle).astype(np.float32)


def photographed(page: Sheet, shot: Shot = GOOD, seed: int = 1) -> bytes:
    """The camera's JPEG of a sheet."""
    rng = np.random.default_rng(seed)
    width, height = shot.frame
    # Drawn on few points and in bytes, not in numbers: most of a test's time would go into its photographs.
    grain = rng.normal(0, 9, (height // 8, width // 40)).astype(np.float32)
    planks = np.clip(np.array(shot.table, np.float32) + grain[..., None], 0, 255).round().astype(np.uint8)
    table = cv2.resize(planks, (width, height))
    there = corners(shot)
    here = np.array([(0, 0), (A4[0], 0), (A4[0], A4[1]), (0, A4[1])], np.float32)
    matrix = cv2.getPerspectiveTransform(here, there)
    laid = cv2.warpPerspective(page.pixels, matrix, (width, height), flags=cv2.INTER_CUBIC)
    mask = cv2.warpPerspective(np.full(A4[::-1], 255, np.uint8), matrix, (width, height))
    soft = cv2.GaussianBlur(mask, (0, 0), 1.2).astype(np.float32) / 255.0
    picture = cv2.blendLinear(laid, table, soft, 1 - soft)
    # Light changes slowly: worked out on every eighth point.
    ys, xs = np.mgrid[0 : height // 8, 0 : width // 8].astype(np.float32) * 8
    slope = xs / width * 0.7 + ys / height * 0.3 + 0.08 * np.sin(xs / width * 9)
    lamp = 255 * shot.light * (1 - shot.shadow * np.clip(slope, 0, 1))
    lamps = cv2.resize(cv2.merge([lamp.round().astype(np.uint8)] * 3), (width, height))
    picture = cv2.multiply(picture, lamps, scale=1 / 255)
    if shot.blur > 0:
        picture = cv2.GaussianBlur(picture, (0, 0), shot.blur)
    if shot.shake > 1:
        kernel = np.zeros((shot.shake, shot.shake), np.float32)
        kernel[shot.shake // 2, :] = 1 / shot.shake
        picture = cv2.filter2D(picture, -1, kernel)
    # The noise of a piece of the sensor, laid beside itself: drawing it anew for every point takes seconds.
    piece = rng.normal(0, shot.noise, (512, 512, 3)).astype(np.float32)
    for top in range(0, height, 512):
        for left in range(0, width, 512):
            part = picture[top : top + 512, left : left + 512]
            part[:] = cv2.add(part, piece[: part.shape[0], : part.shape[1]], dtype=cv2.CV_8U)
    ok, data = cv2.imencode(
        ".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, shot.quality]
    )
    assert ok
    return bytes(data)

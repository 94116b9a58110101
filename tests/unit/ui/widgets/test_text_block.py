"""Text wraps, keeps its line height, and is never cut."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk.ui.theme.look import first_look
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.text_block import TextBlock

LONG = "Giấy xác nhận tình trạng hôn nhân dùng để đăng ký kết hôn với người nước ngoài"
KHMER = "សូមជ្រើសរើសស្ថានភាពគ្រួសាររបស់លោកអ្នកសូមជ្រើសរើសស្ថានភាពគ្រួសារ"


def test_narrower_means_higher(qtbot: QtBot) -> None:
    block = TextBlock(first_look(), LONG, Role.BODY)
    qtbot.addWidget(block)
    heights = [block.heightForWidth(width) for width in (1200, 600, 300, 150)]
    assert heights == sorted(set(heights))


def test_khmer_lines_are_at_least_1_6_high(qtbot: QtBot) -> None:
    look = first_look()
    block = TextBlock(look, KHMER, Role.BODY)
    qtbot.addWidget(block)
    assert block.heightForWidth(10_000) >= 1.6 * look.scale.em(Role.BODY)


def test_a_text_without_spaces_is_broken_and_not_cut(qtbot: QtBot, qapp: QApplication) -> None:
    block = TextBlock(first_look(), KHMER, Role.QUESTION)
    qtbot.addWidget(block)
    width = 400
    block.resize(width, block.heightForWidth(width))
    image = QImage(block.size(), QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    block.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    white = QColor("#ffffff").rgb()
    assert any(image.pixel(x, y) != white for x in range(width) for y in range(0, block.height(), 3))
    assert all(image.pixel(width - 1, y) == white for y in range(block.height())), "ink at the right edge"
    assert all(image.pixel(x, block.height() - 1) == white for x in range(width)), "ink at the lower edge"


def test_each_line_break_starts_a_line(qtbot: QtBot) -> None:
    look = first_look()
    one, two = TextBlock(look, "một", Role.BODY), TextBlock(look, "một\nhai", Role.BODY)
    qtbot.addWidget(one)
    qtbot.addWidget(two)
    assert two.heightForWidth(900) > 1.9 * one.heightForWidth(900)
    two.setText("một")
    assert two.heightForWidth(900) == one.heightForWidth(900)


def _drawn(block: TextBlock, width: int) -> QImage:
    block.resize(width, block.heightForWidth(width))
    image = QImage(block.size(), QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    block.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    return image


@pytest.mark.parametrize("text", [LONG, KHMER, "một\nhai", "Ngắn"])
@pytest.mark.parametrize(
    "align", [Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight]
)
def test_it_is_drawn_the_same_by_whatever_widths_it_came(
    qtbot: QtBot, text: str, align: Qt.AlignmentFlag
) -> None:
    look = first_look()
    block = TextBlock(look, text, Role.BODY, align=align)
    qtbot.addWidget(block)
    natural = block.sizeHint().width()
    for width in (natural, natural + 200, natural // 2, natural + 90, natural - 1, natural):
        fresh = TextBlock(look, text, Role.BODY, align=align)
        qtbot.addWidget(fresh)
        # Wider than needed no paragraph is broken, and at half the width some are.
        assert block.heightForWidth(width) == fresh.heightForWidth(width)
        assert _drawn(block, width) == _drawn(fresh, width)
    block.setText("Khác hẳn")
    other = TextBlock(look, "Khác hẳn", Role.BODY, align=align)
    qtbot.addWidget(other)
    assert _drawn(block, natural) == _drawn(other, natural)

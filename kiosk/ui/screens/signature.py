"""The citizen's mark: a finger on the glass, a thumb on the printed paper, or a witness for whoever cannot sign."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forms.text import Message
from kiosk.domain.dossier import SignedHow
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.screens.base import Screen, clear, headline, paragraph, spoken_row
from kiosk.ui.screens.signature_pad import SignaturePad
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.tiles import Choice, ChoiceTile

TITLE = Message(
    "ui.signature.title", "Mời bà con ký bằng ngón tay", "Title of the page with the signature pad."
)
MEANING = Message(
    "ui.signature.meaning",
    "Ký tức là những điều vừa đọc là đúng. Chưa đúng thì quay lại sửa.",
    "What signing means.",
)
UNDO = Message("ui.signature.undo", "Xóa nét vừa vẽ", "Button: takes the last stroke away.")
BY_FINGER = Message("ui.signature.finger", "Ký trên màn hình", "One of three ways to sign.")
BY_THUMB = Message(
    "ui.signature.thumb", "Điểm chỉ trên giấy", "One of three ways to sign: thumb print on paper."
)
BY_WITNESS = Message(
    "ui.signature.witness", "Có người làm chứng", "One of three ways: a witness signs for them."
)
THUMB_HOW = Message(
    "ui.signature.thumb_how",
    "Cán bộ in tờ khai; bà con điểm chỉ vào tờ giấy đó.",
    "How the thumb print is given.",
)
WITNESS_NAME = Message(
    "ui.signature.witness_name", "Họ tên người làm chứng", "Over the line for the witness."
)
EMPTY = Message(
    "ui.signature.empty",
    "Chưa có chữ ký. Mời bà con ký vào khung, hoặc chọn cách khác.",
    "Nothing drawn yet.",
)
WITNESS_MISSING = Message(
    "ui.signature.witness_missing", "Xin ghi họ tên người làm chứng.", "The witness has no name yet."
)
SIGNED_BEFORE = Message(
    "ui.signature.before",
    "Bà con đã ký rồi. Muốn ký lại thì ký vào khung; không thì đi tiếp.",
    "Coming back to the page after signing.",
)
HELP_SIGN = Message(
    "ui.signature.help",
    "Dùng ngón tay viết tên vào khung. Không biết chữ thì điểm chỉ trên giấy, hoặc có người làm chứng.",
    "Help on the signature page.",
)

_WAYS = (
    (SignedHow.FINGER, "sign-finger", "finger", BY_FINGER),
    (SignedHow.THUMB_PAPER, "sign-thumb", "stamp", BY_THUMB),
    (SignedHow.WITNESS, "sign-witness", "people", BY_WITNESS),
)


class SignatureScreen(Screen):
    """The conductor reads ``how``, ``png`` and ``witness_name`` when the page goes on."""

    name = "signature"

    def __init__(self, kit: Kit, before: SignedHow | None = None) -> None:
        """``before``: how the citizen signed a moment ago, when nothing was changed since."""
        super().__init__(kit)
        mm = kit.look.mm
        self._before = before
        self.how = before or SignedHow.FINGER
        self.column.addWidget(headline(kit, TITLE))
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        if before is not None:
            self._told.addWidget(NoticeBox(kit, "good", kit.show(SIGNED_BEFORE), message=SIGNED_BEFORE))
        self._ways: dict[SignedHow, ChoiceTile] = {}
        ways = EvenGrid(columns=3, gap=mm(2))
        for how, name, icon, message in _WAYS:
            tile = ChoiceTile(kit, Choice(name, kit.show(message), icon))
            tile.setObjectName(name)
            tile.tapped.connect(lambda how=how: self._choose(how))
            self._ways[how] = tile
            ways.add(tile)
        self._finger = QWidget()
        box = QVBoxLayout(self._finger)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(mm(2.5))
        self.pad = SignaturePad(kit.look)
        box.addWidget(self.pad, 1)
        self.undo = BigButton(kit, kit.show(UNDO), icon="undo", step=False, least=14, role=Role.BODY)
        self.undo.setObjectName("signature-undo")
        self.undo.tapped.connect(self.pad.undo)
        self.undo.setEnabled(False)
        self.pad.changed.connect(self._drawn)
        box.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        self._thumb = spoken_row(kit, THUMB_HOW, Role.BODY, Role.BODY_UNDER, "stamp", 14)
        self._witness = QWidget()
        witness = QVBoxLayout(self._witness)
        witness.setContentsMargins(0, 0, 0, 0)
        witness.addWidget(BilingualLabel(kit.look, kit.show(WITNESS_NAME), Role.NOTE, Role.OFFICER_SMALL))
        self.witness = TypedLine(kit, capitals=True, most=120)
        self.witness.setObjectName("witness")
        self.witness.setAccessibleName(kit.show(WITNESS_NAME).text)
        witness.addWidget(self.witness)
        self.column.addWidget(self._finger, 1)
        self.column.addWidget(self._thumb)
        self.column.addWidget(self._witness)
        self.column.addWidget(paragraph(kit, MEANING))
        self.column.addWidget(ways)
        self._show_way()

    @property
    def keeps_earlier(self) -> bool:
        """Whether the mark given a moment ago stands: same way, and nothing drawn or written anew."""
        untouched = self.pad.empty and not self.witness.text().strip()
        return self._before is not None and self.how is self._before and untouched

    def act(self, action: str) -> None:
        """Goes on only with a mark."""
        if action == "continue":
            if self.keeps_earlier:
                super().act(action)
                return
            if self.how is SignedHow.FINGER and self.pad.empty:
                self._tell(EMPTY)
                return
            if self.how is SignedHow.WITNESS and not self.witness.text().strip():
                self._tell(WITNESS_MISSING)
                self.witness.setFocus()
                return
        super().act(action)

    def spoken(self) -> tuple[Spoken, ...]:
        """What to do and what it means."""
        return (Spoken(TITLE), Spoken(MEANING))

    def help_text(self) -> tuple[Message, ...]:
        """The three ways."""
        return (HELP_SIGN,)

    def typed(self) -> Mapping[str, object]:
        """The strokes, the way and the witness."""
        return {"how": self.how, "strokes": self.pad.strokes(), "witness": self.witness.text()}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """Shows them again."""
        how, strokes = typed.get("how"), typed.get("strokes")
        self.witness.setText(str(typed.get("witness", "")))
        if isinstance(strokes, list):
            self.pad.put_back(strokes)
        if isinstance(how, SignedHow):
            self._choose(how)

    def _choose(self, how: SignedHow) -> None:
        self.how = how
        clear(self._told)
        self._show_way()
        if how is SignedHow.WITNESS:
            self.witness.setFocus()

    def _show_way(self) -> None:
        for how, tile in self._ways.items():
            tile.setChecked(how is self.how)
        self._finger.setVisible(self.how is SignedHow.FINGER)
        self._thumb.setVisible(self.how is SignedHow.THUMB_PAPER)
        self._witness.setVisible(self.how is SignedHow.WITNESS)

    def _drawn(self) -> None:
        self.undo.setEnabled(bool(self.pad.strokes()))
        clear(self._told)

    def _tell(self, message: Message) -> None:
        clear(self._told)
        self._told.addWidget(NoticeBox(self.kit, "warn", self.kit.show(message), message=message))
        self.kit.say(Spoken(message))

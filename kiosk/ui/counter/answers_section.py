"""What the citizen said and which papers are here, as the officer reads it: who holds which original, above all."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from forms.definition import PaperHandling
from forms.text import Message
from kiosk.domain.dossier import Origin
from kiosk.domain.papers import PaperFile
from kiosk.i18n.values import KnownDate
from kiosk.services.confirmation import SIGNATURE_SLOT
from kiosk.services.counter import AnswerLine
from kiosk.ui.counter.marks import Tone
from kiosk.ui.counter.section import Section, signed, small, stacked, words
from kiosk.ui.screens.rows import WHICH, Where
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit

#: The slot of a paper the procedure does not name; only a supplement has it.
OTHER_PAPER = "other"

PAPERS = Message("ui.counter.detail.papers", "Giấy tờ", "Title over the papers of a dossier.")
NO_ANSWERS = Message("ui.counter.detail.no_answers", "Chưa khai gì.", "A dossier without an answer.")
NO_PAPERS = Message("ui.counter.detail.no_papers", "Không có giấy tờ kèm theo.", "A dossier without papers.")
SIGNATURE = Message("ui.counter.detail.signature", "Chữ ký của người dân", "In place of a paper's name.")
OTHER = Message("ui.counter.detail.other_paper", "Giấy tờ khác", "A paper the procedure does not name.")
FILES = Message("ui.counter.detail.files", "{n} tệp", "How many files there are of one paper.")

_ORIGINS = {
    Origin.CARD: ("id-card", Message("ui.counter.origin.card", "đọc từ thẻ", "Where an answer came from.")),
    Origin.EARLIER: (
        "clock",
        Message("ui.counter.origin.earlier", "lấy từ lần trước", "Where an answer came from."),
    ),
    Origin.COMPUTED: (
        "settings",
        Message("ui.counter.origin.computed", "máy tự điền", "Where an answer came from."),
    ),
    Origin.TYPED: ("edit", Message("ui.counter.origin.typed", "khai tại chỗ", "Where an answer came from.")),
}

FROM = Message(
    "ui.counter.origin.from",
    "lấy từ hồ sơ {slip}, ngày {day}",
    "An answer taken over from an earlier dossier: its provisional number and its day.",
)
HANDED_BACK = Message("ui.counter.custody.back", "Bản chính đã trả lại bà con", "Who holds a paper.")
NOT_BACK = Message(
    "ui.counter.custody.not_back", "Bản chính CHƯA trả lại bà con", "Who holds a paper; has to be done."
)
ENVELOPE = Message(
    "ui.counter.custody.envelope", "Bản chính giữ trong phong bì {number}", "Who holds a paper."
)
NO_ENVELOPE = Message(
    "ui.counter.custody.no_envelope", "Bản chính CHƯA vào phong bì", "Who holds a paper; has to be done."
)
COPY = Message("ui.counter.custody.copy", "Bản chụp, bản sao", "Nobody's original is held.")
LOOK_UP = Message("ui.counter.custody.look_up", "Chỉ cần số, chờ tra cứu", "The office looks this paper up.")
DESPITE = Message(
    "ui.counter.custody.despite",
    "Có trang cán bộ xem và giữ dù máy nhắc (thiếu góc hoặc trùng)",
    "A page was kept knowingly although it is cut off or there twice; the record says so.",
)
ERASED = Message(
    "ui.counter.custody.erased",
    "Ảnh đã xóa khỏi máy sau khi tỉnh giữ an toàn",
    "The picture is no longer here.",
)


def answers_section(
    kit: Kit, procedure: str, lines: Sequence[AnswerLine], where: Where | None = None
) -> Section:
    """Under the procedure's name: the fact on the left; on the right the answer, whether anybody doubts it, and where it
    came from. What was said about one of several people stands together under their number.
    """
    section = Section(kit, "answers", procedure, "list")
    if not lines:
        section.add(words(kit, kit.show(NO_ANSWERS).text, "muted"))
        return section
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(kit.look.mm(2))
    grid.setVerticalSpacing(kit.look.mm(1.6))
    group: tuple[str, int | None] = ("", None)
    for line in lines:
        here = (line.field.partition("/")[0] if line.row is not None else "", line.row)
        if here != group and line.one is not None and line.row is not None:
            head = signed(
                kit,
                "other-person",
                kit.show(WHICH, one=line.one, n=line.row).text,
                "accent",
                Role.OFFICER_STRONG,
            )
            head.setObjectName(f"row-{here[0]}-{line.row}")
            grid.addWidget(head, grid.rowCount(), 0, 1, 2)
        group = here
        place = grid.rowCount()
        grid.addWidget(small(kit, kit.show(line.label).text), place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_answer(kit, line, where), place, 1, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(0, 9)
    grid.setColumnStretch(1, 13)
    section.add(holder)
    return section


def _answer(kit: Kit, line: AnswerLine, where: Where | None) -> QWidget:
    said = line.said.text if line.said.message is None else kit.show(line.said.message).text
    if line.answer.unsure:
        value = signed(kit, "unknown", said, Tone.WARN.ink, Role.OFFICER_STRONG)
    else:
        value = words(kit, said, role=Role.OFFICER_STRONG)
    value.setObjectName(f"answer-{line.field}")
    if line.answer.origin is Origin.TYPED:
        return value
    icon, origin = _ORIGINS[line.answer.origin]
    told = kit.show(origin).text
    source = where(line.answer) if where is not None else None
    if source is not None:
        slip, day = source
        told = kit.show(FROM, slip=slip or "–", day=KnownDate.of(day)).text
    return stacked(kit, value, signed(kit, icon, told, "muted"))


def papers_section(kit: Kit, files: Sequence[PaperFile]) -> Section:
    """Each paper once, with who holds its original."""
    section = Section(kit, "papers", kit.show(PAPERS).text, "paper")
    by_paper: dict[tuple[str, str | None], list[PaperFile]] = {}
    for file in files:
        by_paper.setdefault((file.paper, file.parcel), []).append(file)
    for (slot, _), same in by_paper.items():
        name = words(kit, paper_name(kit, same[0]), role=Role.OFFICER_STRONG)
        more = small(kit, kit.show(FILES, n=len(same)).text) if len(same) > 1 else None
        despite = any(file.despite for file in same)
        accepted = signed(kit, "keep-anyway", kit.show(DESPITE).text, "warn_ink") if despite else None
        row = stacked(kit, name, *(_custody(kit, file) for file in _telling(same)), more, accepted)
        row.setObjectName(f"paper-{slot}")
        section.add(row)
    if not files:
        section.add(words(kit, kit.show(NO_PAPERS).text, "muted"))
    return section


def paper_name(kit: Kit, file: PaperFile) -> str:
    """A paper's name; two have none in any procedure."""
    if file.paper == SIGNATURE_SLOT:
        return kit.show(SIGNATURE).text
    return kit.show(OTHER).text if file.paper == OTHER_PAPER else file.name


def _telling(files: list[PaperFile]) -> list[PaperFile]:
    """One file a custody: pages of one paper lie in one hand nearly always, and then it is said once."""
    seen: dict[tuple[bool, str | None, bool], PaperFile] = {}
    for file in files:
        seen.setdefault((file.returned, file.envelope, file.erased_at is not None), file)
    return list(seen.values())


def _custody(kit: Kit, file: PaperFile) -> QWidget | None:
    if file.paper == SIGNATURE_SLOT:
        return None
    icon, text, ink = _holder(kit, file)
    row = signed(kit, icon, text, ink)
    if file.erased_at is None:
        return row
    return stacked(kit, row, small(kit, kit.show(ERASED).text))


def _holder(kit: Kit, file: PaperFile) -> tuple[str, str, str]:
    if file.returned:
        return "paper-show", kit.show(HANDED_BACK).text, "muted"
    if file.envelope is not None:
        return "paper-hand-in", kit.show(ENVELOPE, number=file.envelope).text, "ink"
    match file.handling:
        case PaperHandling.SHOWN:
            return "warning", kit.show(NOT_BACK).text, Tone.BAD.ink
        case PaperHandling.HANDED_IN:
            return "warning", kit.show(NO_ENVELOPE).text, Tone.BAD.ink
        case PaperHandling.NUMBER_ONLY:
            return "paper-number", kit.show(LOOK_UP).text, "muted"
        case PaperHandling.COPY:
            return "paper-copy", kit.show(COPY).text, "muted"

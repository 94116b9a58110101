"""What happens in a life, and what the kiosk does about a procedure: words and pictures for both."""

from forms.kinds import Kind
from forms.text import Message
from kiosk.ui.widgets.pictogram import has_pictogram

_NOTE = "A life event; over procedures, and on a large tile with a picture. Two or three words."

LIFE_EVENTS: dict[str, Message] = {
    "birth": Message("ui.life_event.birth", "Sinh con", _NOTE),
    "marriage": Message("ui.life_event.marriage", "Hôn nhân", _NOTE),
    "death": Message("ui.life_event.death", "Có người qua đời", "A life event; keep it gentle."),
    "residence": Message("ui.life_event.residence", "Nơi ở", _NOTE),
    "family": Message("ui.life_event.family", "Gia đình", _NOTE),
    "driving": Message("ui.life_event.driving", "Xe và lái xe", _NOTE),
    "health": Message("ui.life_event.health", "Bảo hiểm y tế", _NOTE),
    "certificate": Message("ui.life_event.certificate", "Giấy tờ, bản sao", _NOTE),
}
OTHER_EVENT = Message("ui.life_event.other", "Việc khác", "Heading over procedures of no listed life event.")

_PICTURES = {
    "residence": "house",
}

KINDS: dict[Kind, tuple[str, Message]] = {
    Kind.FILING: (
        "stamp",
        Message("ui.kind.filing", "Nộp ngay tại đây", "What happens with a procedure: it is filed here."),
    ),
    Kind.WORKSHEET: (
        "worksheet",
        Message(
            "ui.kind.worksheet",
            "Điền phiếu rồi in, mang đi nộp",
            "What happens with a procedure: a sheet is filled in and printed; the kiosk sends nothing.",
        ),
    ),
    Kind.GUIDE: (
        "guide",
        Message(
            "ui.kind.guide", "Hướng dẫn từng bước", "What happens with a procedure: steps are explained."
        ),
    ),
}


def event_name(event: str) -> Message:
    """The words for a life event; those of "other" for one without words of its own."""
    return LIFE_EVENTS.get(event, OTHER_EVENT)


def event_picture(event: str) -> str:
    """The pictogram of a life event."""
    return _PICTURES.get(event, event if event in LIFE_EVENTS else "other")


def procedure_picture(picture: str | None, event: str) -> str:
    """The procedure's own pictogram where this program has it, else that of its life event: a pack may name a newer one."""
    return picture if picture is not None and has_pictogram(picture) else event_picture(event)

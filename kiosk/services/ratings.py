"""What a citizen thinks of how they were served: one of five faces, asked once a dossier, never of anybody's person."""

from forms.errors import BugError
from forms.states import ParcelKind
from forms.text import Message
from kiosk.domain.counter_book import Rated
from kiosk.domain.roles import Act, demand
from kiosk.services.after_filing import Following, already, filed_dossier, follow
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed
from sync.parcel import write_time

QUESTION = Message(
    "ui.rating.question", "Hôm nay bà con thấy việc phục vụ thế nào?", "Spoken above the five faces"
)
FACES: dict[int, Message] = {
    5: Message("ui.rating.5", "Rất hài lòng", "The happiest of five faces"),
    4: Message("ui.rating.4", "Hài lòng", "The second happiest of five faces"),
    3: Message("ui.rating.3", "Bình thường", "The middle of five faces"),
    2: Message("ui.rating.2", "Chưa hài lòng", "The second saddest of five faces"),
    1: Message("ui.rating.1", "Rất không hài lòng", "The saddest of five faces"),
}


def rate(desk: Desk, dossier_id: str, face: int, *, language: str = "vi-VN") -> Filed:
    """Passes on what the citizen touched. The first word stands: a second touch answers what the first answered."""
    demand(desk.officer.role, Act.RATE)
    if face not in FACES:
        raise BugError("a face that is not on the screen")
    dossier = filed_dossier(desk, dossier_id)
    known = rating_of(desk, dossier_id)
    if known is not None:
        return already(desk, dossier, known.parcel)
    at = desk.now()
    return follow(
        desk,
        dossier,
        Following(
            ParcelKind.RATING,
            told={"rating": {"face": face, "language": language, "at": write_time(at)}},
            beside=lambda parcel, when: Rated(parcel, dossier_id, face, language, when, desk.officer.code),
        ),
        at,
    )


def rating_of(desk: Desk, dossier_id: str) -> Rated | None:
    """What was said, if anything was."""
    return desk.store.counter_book.rating(dossier_id)

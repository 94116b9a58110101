"""The citizen's mark under what follows a filing: a result taken home, a dossier taken back.

The mark travels in the parcel it belongs to, never with another.
"""

from dataclasses import dataclass, field
from datetime import datetime

from forms.definition import PaperHandling
from forms.errors import KnownError
from kiosk.domain.dossier import CitizenSignature, Confirmation, SignedHow
from kiosk.domain.papers import DigitisedHow, NewPaper
from kiosk.services.confirmation import NOT_SIGNED, SIGNATURE_SLOT, WITNESS_WANTED
from kiosk.services.desk import new_id


@dataclass(frozen=True, slots=True)
class Signed:
    """How somebody signed: by finger (``png`` is the picture), by thumb on paper, or through a ``witness``."""

    how: SignedHow
    png: bytes = field(default=b"", repr=False)
    witness: str = ""


def confirmation_of(signed: Signed | None, at: datetime) -> tuple[Confirmation, tuple[NewPaper, ...]]:
    """What goes into the record, and the picture of the mark that travels along. Raises ``KnownError`` where it lacks."""
    if signed is None:
        return Confirmation(), ()
    if signed.how is SignedHow.WITNESS and not signed.witness.strip():
        raise KnownError(WITNESS_WANTED)
    if signed.how is not SignedHow.FINGER:
        witness = signed.witness.strip() or None
        return Confirmation(signature=CitizenSignature(signed.how, at, None, witness)), ()
    if not signed.png:
        raise KnownError(NOT_SIGNED)
    picture = NewPaper(
        new_id(),
        SIGNATURE_SLOT,
        signed.png,
        handling=PaperHandling.COPY,
        media="image/png",
        how=DigitisedHow.SCREEN,
        name="Chữ ký trên màn hình",
    )
    return Confirmation(signature=CitizenSignature(SignedHow.FINGER, at, picture.id)), (picture,)

"""Letting a part out of quarantine by a person's order: what their system refused may be tried again."""

from sqlalchemy.orm import Session

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from sync.gateway.database import Database
from sync.gateway.passing.tables import PassingRow, Standing
from sync.gateway.passing.waking import wake


class NotRefused(KnownError):
    """The part is in no quarantine."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.passing.not_refused",
                "Phần việc này không bị hệ thống kia từ chối nên không cần chuyển lại. Xem lại bằng lệnh passing status.",
                "Shown to the back office on the command line.",
            )
        )


def release(database: Database, dossier: str, part: str, clock: Clock) -> None:
    """Try a quarantined part again; ``NotRefused``, and nothing changed, when it is in no quarantine."""
    with database.write() as session:
        release_in(session, dossier, part, clock)


def release_in(session: Session, dossier: str, part: str, clock: Clock) -> None:
    """The same within the caller's transaction, for the pages of the back office."""
    row = session.get(PassingRow, (dossier, part), with_for_update=True)
    if row is None or row.standing != Standing.QUARANTINED:
        raise NotRefused
    now = clock.now()
    row.standing, row.attempts, row.next_try_at, row.moved_at = str(Standing.WAITING), 0, None, now
    wake(session, dossier, now)

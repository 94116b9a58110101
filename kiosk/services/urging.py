"""What an officer marks as urgent goes before everything else, on this machine's lists and on the road.

The mark is kept in the store first; the road's own book follows, at the next refresh at the latest. May not change what was sealed.
"""

from forms.errors import KnownError
from kiosk.domain.dossier import Dossier
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import Desk


def urge(desk: Desk, dossier_id: str, urgent: bool) -> Dossier:
    """Marks a dossier as urgent, or no longer; the same again changes nothing. Raises ``NotFound`` or ``KnownError``."""
    demand(desk.officer.role, Act.URGE)
    dossier = desk.store.dossiers.set_urgent(dossier_id, urgent, by=desk.officer.code)
    if desk.practice:
        return dossier
    try:
        for parcel in desk.store.parcels.by_dossier(dossier_id):
            desk.outbox.urge(parcel.id, urgent)
    except KnownError as fault:
        desk.journal.write("not-urged-yet", dossier=dossier_id, reason=fault.message.id)
    return dossier

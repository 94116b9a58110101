"""Which news about a parcel's carriage may be believed after which.

The agent reports while the screen sleeps, so steps may be missed; they may never be undone by a late report.
"""

from forms.states import CARRIAGE_MOVES, Carriage

_ROAD = (Carriage.SEALED, Carriage.WAITING, Carriage.SENDING, Carriage.RECORDED, Carriage.DELIVERED)


def may_move(old: Carriage, new: Carriage) -> bool:
    """Whether a parcel known as ``old`` may now be called ``new``.

    Direct moves are those of ``CARRIAGE_MOVES``; beside them, steps that were missed may be skipped forwards.
    A refused parcel goes back to waiting only, which an officer asks for.
    """
    if new in CARRIAGE_MOVES[old]:
        return True
    if old is Carriage.REFUSED or old is Carriage.DELIVERED:
        return False
    if new is Carriage.REFUSED:
        return True
    return _ROAD.index(new) > _ROAD.index(old)


def is_on_the_way(carriage: Carriage) -> bool:
    """Whether the province does not yet have the whole parcel and no officer has to act."""
    return carriage in (Carriage.SEALED, Carriage.WAITING, Carriage.SENDING, Carriage.RECORDED)

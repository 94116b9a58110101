"""Which state a part may go to from which, as the back office offers it.

The codes are national (domain facts, section 11); which may follow which is not published: these moves are the product's
own, and the narrowest that let every counter form of section 9 be used. May not move anything.
"""

from forms.states import CaseStatus

_S = CaseStatus
MOVES: dict[CaseStatus, tuple[CaseStatus, ...]] = {
    _S.REGISTERED: (_S.RECEIVED, _S.SUPPLEMENT_ASKED, _S.NOT_RECEIVED, _S.WITHDRAWN),
    _S.RECEIVED: (
        _S.PROCESSING, _S.SUPPLEMENT_ASKED, _S.PAYMENT_ASKED, _S.DECIDED, _S.STOPPED, _S.WITHDRAWN,
    ),
    _S.PROCESSING: (_S.SUPPLEMENT_ASKED, _S.PAYMENT_ASKED, _S.DECIDED, _S.STOPPED, _S.WITHDRAWN),
    _S.SUPPLEMENT_ASKED: (_S.RECEIVED, _S.PROCESSING, _S.NOT_RECEIVED, _S.STOPPED, _S.WITHDRAWN),
    _S.PAYMENT_ASKED: (_S.PROCESSING, _S.DECIDED, _S.STOPPED, _S.WITHDRAWN),
    _S.DECIDED: (_S.RETURNED,),
    _S.NOT_RECEIVED: (),
    _S.WITHDRAWN: (),
    _S.STOPPED: (),
    _S.RETURNED: (),
}  # fmt: skip

WITH_WORDS = frozenset({_S.SUPPLEMENT_ASKED, _S.NOT_RECEIVED, _S.STOPPED})
"""Moves that need a reason in words: they have a form of their own and are offered beside the plain ones."""
PLAIN = frozenset(CaseStatus) - WITH_WORDS


def may_follow(now: CaseStatus, then: CaseStatus, *, received: bool) -> bool:
    """Whether ``then`` may follow ``now``. A part is received once: after that a request for papers leads back into work."""
    if then is _S.RECEIVED and received:
        return False
    if then is _S.PROCESSING and not received:
        return False
    if then is _S.NOT_RECEIVED and received:
        return False
    if then is _S.STOPPED and not received:
        return False
    return then in MOVES.get(now, ())


def may_give_result(now: CaseStatus, *, received: bool) -> bool:
    """Whether the result's file may be sent: it says "decided" itself, or follows a decision that was told without it."""
    return now is _S.DECIDED or may_follow(now, _S.DECIDED, received=received)


def offered(now: CaseStatus, *, received: bool) -> tuple[CaseStatus, ...]:
    """What may follow, in the order of the codes' use."""
    return tuple(then for then in MOVES.get(now, ()) if may_follow(now, then, received=received))

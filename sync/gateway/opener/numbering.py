"""Giving a recorded dossier its official number, and the office its notice of it, in one transaction."""

import contextlib
from datetime import datetime

from sqlalchemy.orm import Session

from forms.rules.dates import VIETNAM
from forms.states import CaseStatus
from sync.gateway.faults import OfficeWithoutMachine
from sync.gateway.models import DossierRow
from sync.gateway.notices import add_notice, notice_about
from sync.gateway.opener.numbers import NumberSource
from sync.notice import NoticeKind

BY = "Cổng tiếp nhận"
"""Who speaks in notices the gateway writes by itself."""


def give_number(session: Session, dossier: DossierRow, numbers: NumberSource, now: datetime) -> bool:
    """Number ``dossier`` and queue the notice, where a machine is left to be told; False when there is no number to give now.

    The notice says status 1 (Mới đăng ký): the receipt that counts is the authority's and comes later.
    """
    issued = numbers.issue(session, dossier.office, now.astimezone(VIETNAM).date())
    if issued is None:
        return False
    dossier.official_number, dossier.number_kind = issued.number, issued.kind
    plain = notice_about(dossier, NoticeKind.NUMBER, BY, status=CaseStatus.REGISTERED)
    # Every machine of the office may have been revoked while its parcels were on the way: later notices repeat the number.
    with contextlib.suppress(OfficeWithoutMachine):
        add_notice(session, plain, dossier.office, now)
    return True

"""Every page of the back office, in one place. The test of who may open what walks this very list."""

from sync.gateway.office import (
    act_pages,
    dossier_pages,
    figure_pages,
    log_pages,
    own_pages,
    queue_pages,
    sign_in_pages,
    staff_pages,
    transfer_pages,
)

PAGES = (
    *sign_in_pages.PAGES,
    *queue_pages.PAGES,
    *dossier_pages.PAGES,
    *act_pages.PAGES,
    *transfer_pages.PAGES,
    *figure_pages.PAGES,
    *log_pages.PAGES,
    *staff_pages.PAGES,
    *own_pages.PAGES,
)

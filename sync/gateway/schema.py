"""Every module that brings tables, in one place: whoever opens the database sees all of them.

A part of the gateway that keeps rows of its own defines them beside its code, on ``models.Base``, and is named here.
May not hold anything else.
"""

from sqlalchemy import MetaData

from sync.gateway import codes, devices, erasing, jobs, models, store_faults
from sync.gateway.office import following, guessing, tables
from sync.gateway.passing import tables as passing_tables
from sync.gateway.passing import typed_over, waking

TABLES: MetaData = models.Base.metadata
"""All tables of the gateway."""

BROUGHT_BY = (
    models,
    jobs,
    devices,
    codes,
    erasing,
    tables,
    guessing,
    passing_tables,
    typed_over,
    store_faults,
)
"""The modules that define them."""

KEPT_IN_STEP_BY = (following, waking)
"""Modules that listen to what is written, so that rows of one table follow another's whoever writes them."""

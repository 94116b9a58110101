"""Every module that brings tables, in one place: whoever opens the database sees all of them.

A part of the gateway that keeps rows of its own defines them beside its code, on ``models.Base``, and is named here.
May not hold anything else.
"""

from sqlalchemy import MetaData

from sync.gateway import codes, devices, erasing, jobs, models
from sync.gateway.office import following, tables
from sync.gateway.passing import tables as passing_tables
from sync.gateway.passing import typed_over, waking

TABLES: MetaData = models.Base.metadata
"""All tables of the gateway."""

BROUGHT_BY = (models, jobs, devices, codes, erasing, tables, passing_tables, typed_over)
"""The modules that define them."""

KEPT_IN_STEP_BY = (following, waking)
"""Modules that listen to what is written, so that rows of one table follow another's whoever writes them."""

"""Every module that brings tables, in one place: whoever opens the database sees all of them.

A part of the gateway that keeps rows of its own defines them beside its code, on ``models.Base``, and is named here.
May not hold anything else.
"""

from sqlalchemy import MetaData

from sync.gateway import devices, jobs, models

TABLES: MetaData = models.Base.metadata
"""All tables of the gateway."""

BROUGHT_BY = (models, jobs, devices)
"""The modules that define them."""

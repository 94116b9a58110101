"""Everything the kiosk keeps: one encrypted database, and the wrapped keys beside it.

``keyslots``, ``machine``, ``pin``, ``public_keys`` and ``errors`` load without SQLAlchemy, because the unlock
screen needs them before anything else. ``database`` brings SQLAlchemy and is imported when a key is at hand.
No Qt anywhere.
"""

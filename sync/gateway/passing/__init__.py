"""Passing on: recorded dossiers handed to the systems of the authorities that decide them, part by part.

By an interface (``dongbo``, ``noihoso``), by a folder (``bundle``), or by an official who types the dossier over. Which
part goes where is said by ``passing.yaml``; nothing here knows an address, a secret or a unit's code by itself.
"""

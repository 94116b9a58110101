"""Declarative, versioned procedures and the rules of numbers, places, days and fees.

Shared by the kiosk and the gateway, so that both judge a dossier by the very same text. Pure Python: nothing here
may import Qt, SQL or the network. This file imports nothing, because the agent and the supervisor pass through it.
"""

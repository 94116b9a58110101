"""What a screen may be: an officer's, a citizen's alone, or practice. The supervisor and the screen call them by these words.

Loaded at every start: may import nothing.
"""

OFFICE = "office"
"""An officer's screen: welcome page, unlocking, the shift."""

SELF_SERVICE = "self-service"
"""A screen citizens use alone. Its process is given no key of the office."""

PRACTICE = "practice"
"""Invented citizens in a folder of their own; nothing of it is ever sent."""

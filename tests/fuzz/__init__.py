"""Readers of what strangers send, under coverage-guided fuzzing (``python -m tests.fuzz READER SECONDS``)."""

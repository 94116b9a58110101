"""The province's back office in the browser: queue, dossier, moves, search, figures, audit. Server-rendered, Vietnamese.

A process of its own that holds the province's key, because it shows what was sealed to it. Nothing it opens is stored.
Reads and writes the office's own tables (``tables``), which ingest never sees.
"""

"""Printers for tests: a thermal one on a real socket or a real serial line, and a print server of our own."""

"""Tests of the processes' frame: supervisor, journal, folder, command line."""

"""Benchmarks: each measures what a user feels against a bar, in one run, and prints its figures as JSON."""

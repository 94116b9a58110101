"""The catalogue of faults of docs/faults.md: every fault we know how to make, made."""

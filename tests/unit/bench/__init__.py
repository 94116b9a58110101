"""The benchmarks themselves: what measures must be right first."""

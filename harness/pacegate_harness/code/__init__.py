"""Whose code runs: where a checkout keeps its own, how it is found, and where modules really came from."""

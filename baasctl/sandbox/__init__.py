"""Local providers on loopback: what `baasctl sandbox` starts, and what tests drive in-process."""

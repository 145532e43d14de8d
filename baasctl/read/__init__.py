"""Provider → Snapshot: every source once, in parallel; says what it could not read."""

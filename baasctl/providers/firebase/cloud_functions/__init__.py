"""Functions of Firebase: Cloud Functions of the second generation, their callers, schedules and sources."""

"""Lints about row level security in PostgreSQL, beside splinter's own."""

"""Snapshot → YAML that a person would want to own."""

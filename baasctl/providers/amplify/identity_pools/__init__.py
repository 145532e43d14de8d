"""The identity pool of an app: its documents, checks and writes."""

"""API keys and signing keys."""

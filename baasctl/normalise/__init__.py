"""Both sides into the provider's normal form, before any diff."""

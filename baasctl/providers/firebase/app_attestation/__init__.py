"""App Check: which services and apps there are, and how both are read and written."""

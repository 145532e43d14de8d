"""Identity Toolkit: the project's sign-in settings, one document behind several kinds."""

"""The settings of a project outside of auth."""

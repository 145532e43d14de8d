"""The portable `access` section: its reading, its meaning, and requests that put rendered rules to the test."""

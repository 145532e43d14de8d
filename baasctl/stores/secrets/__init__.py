"""Where the texts of secrets come from: `env:NAME`, `file:PATH`, `command:PROGRAM ARGUMENTS`."""

from baasctl.stores.secrets.policy import SecretPolicy
from baasctl.stores.secrets.registry import SCHEMES, resolve

__all__ = ["SCHEMES", "SecretPolicy", "resolve"]

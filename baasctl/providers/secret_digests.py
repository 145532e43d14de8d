"""What a secret that a provider answers in plain text becomes before anything keeps it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from baasctl.model.secret import Secret, Vault
from baasctl.model.value import Attributes, Value, freeze


@dataclass(frozen=True, slots=True)
class SecretDigests:
    """Digests of one run: HMAC-SHA256 with a key that is made for it and never leaves the process."""

    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def of(self, text: str) -> str:
        """Hexadecimal digest of a text."""
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def put_in(self, attributes: Attributes, vault: Vault) -> Attributes:
        """The attributes with the digest of each secret that *vault* holds, at any depth."""
        return {name: self._digested(value, vault) for name, value in attributes.items()}

    def _digested(self, value: Value, vault: Vault) -> Value:
        if isinstance(value, Secret):
            return value.with_digest(self.of(vault.reveal(value))) if value in vault else value
        if isinstance(value, Mapping):
            return freeze({name: self._digested(member, vault) for name, member in value.items()})
        return value

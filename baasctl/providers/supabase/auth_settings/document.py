"""The auth settings of a project as read: one document behind four kinds.

v1 (`GET /v1/projects/{ref}/config/auth`) is null, or the platform's default, where nothing was ever set. v2
(`GET /v2/projects/{ref}/config`, `data.attributes.auth`) has the same names and reports an unset setting at the
platform's default; it is alpha and may be missing. So what is set comes from v1, and what an unset setting
amounts to from v2.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Side, Value, freeze
from baasctl.providers.strict import expect, unexpected
from baasctl.providers.supabase.auth_settings.codecs import TEST_CODES, Misread
from baasctl.providers.supabase.auth_settings.defaults import is_default
from baasctl.providers.supabase.auth_settings.rows import Row
from baasctl.providers.supabase.project_settings import effective_config as project_config

V1 = "auth/v1"
V2 = project_config.SOURCE


def digest_of(ref: str, text: str) -> str:
    """What the API shows in place of a secret (supabase/cli apps/cli-go/pkg/config/secret.go)."""
    return hmac.new(ref.encode(), text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class AuthDocument:
    """Both answers.

    Attributes:
        ref: Key of the digests.
        stored: v1.
        defaults: v2, or nothing.
    """

    ref: str
    stored: Mapping[str, object]
    defaults: Mapping[str, object]

    @classmethod
    def of(cls, ref: str, v1: object, v2: object) -> AuthDocument:
        """From the answers as they came; v2 may be `None` and may lack its auth block.

        Raises:
            UnexpectedAnswer: An answer is not an object.
        """
        stored = expect(v1, dict, V1, "")
        defaults: object = v2
        for name in ("data", "attributes", "auth"):
            defaults = defaults.get(name) if isinstance(defaults, dict) else None
        return cls(ref, stored, defaults if isinstance(defaults, dict) else {})

    def is_set(self, wire: str, *, empty: Iterable[object] = ("",)) -> bool:
        """Whether the project has a value of its own."""
        value = self.stored.get(wire)
        return value is not None and not any(value is nothing or value == nothing for nothing in empty)

    def is_on(self, wire: str) -> bool:
        """Whether a switch is on, or a text is there, in effect."""
        value = self.stored.get(wire)
        return bool(self.defaults.get(wire) if value is None else value)

    def read(self, row: Row) -> tuple[Side, bool]:
        """The effective value of a setting, `ABSENT` where nobody tells, and whether it is unset.

        Raises:
            UnexpectedAnswer: The stored value is of another type than the contract says.
        """
        raw = self.stored.get(row.wire)
        if raw is None:
            return self._default(row), True
        try:
            value = self._sealed(row, row.codec.read(raw))
        except Misread as error:
            raise unexpected(V1, f"/{row.wire}", str(error)) from None
        unset = not self.is_set(row.wire, empty=row.codec.empty) or is_default(row.wire, raw)
        return (ABSENT if unset and row.codec.masked else value), unset

    def _default(self, row: Row) -> Side:
        raw = self.defaults.get(row.wire)
        if raw is None or row.codec.masked:
            return ABSENT
        try:
            return self._sealed(row, row.codec.read(raw))
        except Misread:
            return ABSENT

    def _sealed(self, row: Row, value: Value) -> Value:
        if row.codec is TEST_CODES and isinstance(value, Mapping):
            return freeze({number: Secret(digest=digest_of(self.ref, str(code))) for number, code in value.items()})
        return value

"""One row of a provider's table from its refusals to our errors."""

from __future__ import annotations

from dataclasses import dataclass

from baasctl.model.errors import ProviderError


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCase:
    """What a sort of refusal means.

    Attributes:
        read_code, apply_code: Of the diagnostic, when something was read or written.
        hint: Empty where only the provider's own words help.
    """

    error: type[ProviderError]
    summary: str
    read_code: str
    apply_code: str
    hint: str = ""

    def code(self, *, writes: bool) -> str:
        """Of the diagnostic."""
        return self.apply_code if writes else self.read_code

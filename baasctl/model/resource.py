"""One configured thing, desired or live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from baasctl.model.address import Address
from baasctl.model.origin import Origin
from baasctl.model.span import Span
from baasctl.model.value import Attributes


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One type for desired and live; the container says which.

    Attributes:
        address: Identity.
        attributes: The neutral vocabulary, and `native/<provider>/<wire path>` for the rest. Durations
            in whole seconds, sizes in bytes, sets sorted.
        unset: Live only: pointers whose value is not set on the wire. Their attribute, if present, is the
            provider's effective default.
        declared_at: Desired only: where the resource's name is written.
        origins: Desired only: pointer to origin of each declared leaf and record.
        remote_id: The provider's id. Never compared.
        version: etag, revision, `ezbr_sha256`. Never compared.
        marker: What the provider's tag or comment says about ownership, such as `baasctl=policies/…`.
        renamed_from: Desired only: the segments of the former address.
        facts: Never compared: what writing and reports need and no field says, such as the folder of a
            function's source, or which stack owns a live resource.
    """

    address: Address
    attributes: Attributes
    unset: frozenset[str] = frozenset()
    declared_at: Span | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict, repr=False, compare=False)
    remote_id: str | None = field(default=None, compare=False)
    version: str | None = field(default=None, compare=False)
    marker: str | None = field(default=None, compare=False)
    renamed_from: tuple[str, ...] | None = None
    facts: Attributes = field(default_factory=dict, compare=False)

    def with_attributes(self, attributes: Attributes) -> Resource:
        return replace(self, attributes=attributes)

    def span_of(self, path: str) -> Span | None:
        """Where the value at a pointer was written; the nearest enclosing record when it has no place of its own."""
        while path:
            if path in self.origins:
                return self.origins[path].span
            path = path.rpartition("/")[0]
        return self.declared_at

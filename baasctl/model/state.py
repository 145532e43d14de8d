"""What should be, and what is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """An object of a kind that is owned whole, declared with nothing on it (`policies: {public.notes: {}}`).

    Attributes:
        address: Kind and first segment only.
    """

    address: Address
    declared_at: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredState:
    """What the spec asks of one target.

    Attributes:
        root: The spec's folder; relative paths inside attributes (function sources) start there.
        digests: SHA-256 of each file the spec was made of, by path relative to `root`.
        emptied: Objects on which the spec wants nothing of a kind.
        kept_versions: See `Terms.kept_versions`.
    """

    target: Target
    resources: tuple[Resource, ...]
    root: Path
    digests: Mapping[str, str] = field(default_factory=dict)
    emptied: tuple[Emptied, ...] = ()
    kept_versions: Mapping[str, int] = field(default_factory=dict)

    def kinds(self) -> frozenset[str]:
        return frozenset([*(one.address.kind for one in self.resources), *(each.address.kind for each in self.emptied)])

    def of(self, kind: str) -> Iterator[Resource]:
        return (resource for resource in self.resources if resource.address.kind == kind)

    def only(self, kinds: frozenset[str]) -> DesiredState:
        return replace(self, resources=tuple(each for each in self.resources if each.address.kind in kinds))

    def by_address(self) -> dict[Address, Resource]:
        return {resource.address: resource for resource in self.resources}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What the provider reported at one moment.

    Attributes:
        unreadable: Kind to the reason it could not be read. Unreadable is not absent: nothing of such a
            kind is planned.
        calls: Requests that the read took.
        seconds: Wall time of the read; stays outside every digest.
        notes: What the user should know about the read and no field says.
    """

    target: Target
    resources: tuple[Resource, ...]
    read_at: datetime
    unreadable: Mapping[str, Diagnostic] = field(default_factory=dict)
    calls: int = 0
    seconds: float = 0.0
    notes: tuple[Diagnostic, ...] = ()

    def of(self, kind: str) -> Iterator[Resource]:
        return (resource for resource in self.resources if resource.address.kind == kind)

    def by_address(self) -> dict[Address, Resource]:
        return {resource.address: resource for resource in self.resources}

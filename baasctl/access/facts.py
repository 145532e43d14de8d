"""What rules are judged by: the resources of one target in normal form, and what is made of them.

What resources of a kind mean is told by a module of its own (`database`, `rulesets`, …): a function that takes `Facts`
and keeps what it makes of them with `Facts.once`, so that many lints share one reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar, cast

from baasctl.model.resource import Resource
from baasctl.model.value import Value, at

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything known about one target.

    Attributes:
        provider: Its provider.
        kinds: Kinds that were read; about the others nothing is known.
        resources: By kind, in the order of their addresses; only of kinds that were read.
        now: When it is judged.
    """

    provider: str
    kinds: frozenset[str]
    resources: Mapping[str, tuple[Resource, ...]]
    now: datetime
    _made: dict[Callable[[Facts], object], object] = field(default_factory=dict, repr=False, compare=False)

    def of(self, kind: str) -> tuple[Resource, ...]:
        """The resources of a kind; empty also when it was not read."""
        return self.resources.get(kind, ())

    def once(self, make: Callable[[Facts], T]) -> T:
        """What *make* makes of these facts; it is called once, however often this is asked."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    @property
    def auth(self) -> Resource | None:
        """The auth settings, if they were read."""
        return next(iter(self.of("auth")), None)

    def setting(self, path: str) -> Value:
        """An auth setting by its pointer; `None` when it is not set or not known."""
        found = at(self.auth.attributes, path) if self.auth is not None else None
        return found if isinstance(found, bool | int | float | str | tuple | Mapping) else None


def facts_of(resources: Iterable[Resource], kinds: frozenset[str], provider: str, now: datetime | None = None) -> Facts:
    """The facts that *resources* tell; those of kinds that were not read tell none.

    Args:
        now: When it is judged; left out, this moment.
    """
    by_kind: dict[str, list[Resource]] = {}
    for resource in resources:
        if resource.address.kind in kinds:
            by_kind.setdefault(resource.address.kind, []).append(resource)
    sorted_ones = {kind: tuple(sorted(each, key=lambda one: one.address)) for kind, each in by_kind.items()}
    return Facts(provider=provider, kinds=kinds, resources=sorted_ones, now=now or datetime.now(UTC))

"""The shape of a kind's definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from types import EllipsisType

from pydantic import BaseModel, ConfigDict

from baasctl.model.change import Access, Action, Change, Risk
from baasctl.model.field import Field
from baasctl.model.value import Attributes, Value

ENVELOPE = ("targets", "id", "renamed_from")
"""Keys that any resource may carry in YAML and that are not attributes."""


class Attributed(BaseModel):
    """Base of every attribute model: unknown keys and loose types are errors, `null` means unset."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


class Identity(StrEnum):
    """How a resource is found again at the provider."""

    SINGLETON = "there is exactly one"
    OWN_NAME = "its own name"
    NATURAL_KEY = "a natural key"


class Ownership(StrEnum):
    """What the spec owns once it declares a resource of the kind.

    `WHOLE_OBJECT`: everything under the first of two segments (a table), or all of a kind with one
    (rules of databases): what is live there and not in the spec makes the plan refuse, unless pruned,
    kept or adopted.
    """

    DECLARED_FIELDS = "declared fields"
    WHOLE_OBJECT = "the whole object"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which changes one end of an edge speaks of.

    Attributes:
        kind: The kind's name.
        path: JSON Pointer of a field; empty for the resource as a whole.
        value: Only when the field's new value is this; `...` for any.
        actions: Only for these actions; empty for all.
    """

    kind: str
    path: str = ""
    value: Value | EllipsisType = ...
    actions: frozenset[Action] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """`first` is carried out before `second`.

    Attributes:
        named: Only when the value (or a member of the set) at `second`'s path names `first`'s resource.
        reverse_on_delete: A deleted `first` goes after `second` has let go of it.
    """

    first: Match
    second: Match
    named: bool = False
    reverse_on_delete: bool = True


def no_risks(change: Change) -> Iterable[Risk]:
    """For kinds whose changes are harmless by themselves."""
    del change
    return ()


def neutral_access(change: Change) -> Access:
    """For kinds that do not decide who may do what."""
    del change
    return Access.NEUTRAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Meaning of one sort of resource.

    Attributes:
        name: The section's name in YAML and the kind's only name everywhere.
        title: One line for docs and `providers`.
        model: Attributes of one resource as the user writes them, without the envelope keys.
        depth: Address segments: 0 singleton, 1 a map by name, 2 a map of maps (table, then policy).
        segments: What the segments are called, for messages.
        fields: The attribute record as data, without pydantic.
        shorthand: Field that a bare value stands for (`{anon: [select]}` for `{anon: {privileges: [select]}}`).
        by_provider: Top-level fields that may be written as a map from provider to value.
        defaults: Of a kind that is owned whole: what a field that the spec leaves out means. Others have none.
        edges: Order constraints in which this kind is `second` or `first`.
        risks: Hazards of a change, pure.
        access: Effect of a change on access, pure.
        prunable: Whether `prune` may delete what the spec does not name.
        prunes_only_marked: Whether `prune` deletes only what carries baasctl's marker, whatever its mode.
    """

    name: str
    title: str
    model: type[BaseModel]
    depth: int
    segments: tuple[str, ...] = ()
    fields: Field
    identity: Identity = Identity.OWN_NAME
    ownership: Ownership = Ownership.DECLARED_FIELDS
    shorthand: str | None = None
    by_provider: frozenset[str] = frozenset()
    defaults: Attributes = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    risks: Callable[[Change], Iterable[Risk]] = no_risks
    access: Callable[[Change], Access] = neutral_access
    prunable: bool = True
    prunes_only_marked: bool = False

    @property
    def is_singleton(self) -> bool:
        return self.depth == 0

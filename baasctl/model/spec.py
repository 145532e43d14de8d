"""What the user asks for on one target, with variables and overrides applied, still in the user's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from baasctl.model.access_test import AccessTest
from baasctl.model.address import Address
from baasctl.model.change import Hazard
from baasctl.model.files import Files
from baasctl.model.origin import Origin
from baasctl.model.span import Span
from baasctl.model.state import Emptied
from baasctl.model.target import Target
from baasctl.model.value import Value


class PruneMode(StrEnum):
    """What happens to live resources of a kind that the spec does not name."""

    NEVER = "never"
    OWNED = "owned"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prune:
    """Consent to delete.

    Attributes:
        mode: `owned` deletes only what carries baasctl's marker, and nothing where there are none.
        within: Scope of `all`: schemas for database kinds, name globs for the others; empty: everywhere.
    """

    mode: PruneMode = PruneMode.NEVER
    within: tuple[str, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guards:
    """Limits that make a plan refuse.

    Attributes:
        max_deletes: Largest share (0..1) of the live resources of a kind that may be deleted at once;
            `None`: no such limit.
        max_delete_count: Largest number of deletes; `None`: no limit.
        forbid: Hazards that `--allow` cannot allow.
    """

    max_deletes: float | None = None
    max_delete_count: int | None = None
    forbid: frozenset[Hazard] = frozenset()
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A live resource that stays though the spec does not list it, and why."""

    kind: str
    name: str
    reason: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredLint:
    """Findings of a lint that are accepted, and why.

    Attributes:
        lint: Its name.
        address: Of the resource, without the target; `*` stands for any text.
    """

    lint: str
    address: str
    reason: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms on which differences become changes.

    Attributes:
        prune: By kind; a kind that is not there is `never`.
        keep: Live resources that stay.
        ignore: Pointer patterns `/kind[/segment…]/path…/element` whose last part is a glob; matching
            elements are neither compared nor lost.
        guards: Limits.
        ignored_lints: Findings that are accepted.
        kept_versions: By what a provider keeps old versions of (`rulesets`), how many stay, the newest first;
            what is not there is not touched.
    """

    prune: Mapping[str, Prune] = field(default_factory=dict)
    keep: tuple[Kept, ...] = ()
    ignore: tuple[str, ...] = ()
    guards: Guards = Guards()
    ignored_lints: tuple[IgnoredLint, ...] = ()
    kept_versions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One resource as written.

    Attributes:
        written: Its value with variables and environment interpolated; secret references are `Secret`
            objects; a file is still `{"file": path}`.
        declared_at: Place of its name.
        origins: Origin of every node below it, by JSON Pointer; `""` is the resource itself.
        id: The provider's id, where the user had to say which of several live matches is meant.
        renamed_from: Former last segment.
    """

    address: Address
    written: Value
    declared_at: Span
    origins: Mapping[str, Origin]
    id: str | None = None
    renamed_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What the user asks for on one target.

    Attributes:
        resources: Sorted by address.
        emptied: Objects on which the spec wants nothing of a kind.
        root: Folder of the spec file.
        digests: SHA-256 of each YAML file read, by path relative to `root`.
        templates: The user's own template folder, if any.
        files: Where the spec's files are read from; `None`: from disk.
        variables: Of this target, for `.j2` templates; those that hold secrets are `Secret` objects.
        access_tests: What is expected of the target's rules, in written order.
    """

    target: Target
    resources: tuple[Declared, ...]
    terms: Terms
    root: Path
    emptied: tuple[Emptied, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    templates: Path | None = None
    files: Files | None = field(default=None, repr=False, compare=False)
    variables: Mapping[str, Value] = field(default_factory=dict)
    access_tests: tuple[AccessTest, ...] = ()

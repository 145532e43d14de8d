"""What the project files of a provider's own tool say, before a spec is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from baasctl.model.resource import Resource
from baasctl.model.target import Target


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """A key that found no place in the spec, or one that needs a word.

    Attributes:
        key: Dotted, with the file's own names.
        reason: One sentence without a full stop.
        is_written: It is in the spec nevertheless, and the reason says what to know about it.
    """

    key: str
    reason: str
    is_written: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFiles:
    """A project folder as read.

    Attributes:
        targets: By name, in the order of the file; never empty.
        common: What is meant for every target. Addresses name the first target.
        own: By target, the whole that is meant for it: what is common with its own changes.
        migrations: Folder, relative to the spec; empty: there is none.
        notes: In the order of their keys.
    """

    targets: Mapping[str, Target]
    common: tuple[Resource, ...]
    own: Mapping[str, tuple[Resource, ...]] = field(default_factory=dict)
    migrations: str = ""
    notes: tuple[LeftOut, ...] = ()

"""A spec as written: YAML nodes that know their place, nothing interpreted yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from baasctl.model.files import Files
from baasctl.model.origin import Step
from baasctl.model.secret import Secret
from baasctl.model.span import Span


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A single value.

    Attributes:
        span: Of its first character, quotes and block signs included.
        value: Read by the YAML 1.2 core schema; quoted and block scalars are always text. A `Secret` once
            references are resolved.
        text: As written, without quotes (`007`, `yes`).
        steps: What replaced an earlier value with this one (overrides); empty for most.
    """

    span: Span
    value: bool | int | float | str | Secret | None
    text: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class ListNode:
    """A sequence."""

    span: Span
    members: tuple[Node, ...]
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of a map; `span` is the place of its key."""

    key: str
    span: Span
    value: Node


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping; keys are text, unique, in written order."""

    span: Span
    entries: Mapping[str, Entry]
    steps: tuple[Step, ...] = ()

    def get(self, key: str) -> Node | None:
        entry = self.entries.get(key)
        return entry.value if entry else None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())


Node: TypeAlias = ScalarNode | ListNode | MapNode


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One YAML file.

    Attributes:
        name: Path as the user named it, the file of every span inside.
        content: Its top level.
        includes: Files it includes, in the order in which they were named; a file that several name is
            listed once.
        included_by: The `include` entry that named it; `None` for the main file.
    """

    name: str
    content: MapNode
    includes: tuple[SourceFile, ...] = ()
    included_by: Step | None = None

    def walk(self) -> Iterator[SourceFile]:
        """The file and all that it includes, deepest first: the order in which they are merged."""
        for included in self.includes:
            yield from included.walk()
        yield self


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A spec: its main file and what that includes.

    Attributes:
        main: The main file.
        root: The main file's folder; every path inside the spec starts there.
        files: Where it was read from, and what it names is to be read from.
        digests: SHA-256 of each file read, by path relative to `root`.
    """

    main: SourceFile
    root: Path
    files: Files = field(repr=False, compare=False)
    digests: Mapping[str, str] = field(default_factory=dict)


def describe(node: Node) -> str:
    """What a node is, for messages: `a map`, `a list`, "`12`", `nothing`."""
    if isinstance(node, MapNode):
        return "a map"
    if isinstance(node, ListNode):
        return "a list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, Secret):
        return "a secret"
    return f"`{node.text if len(node.text) <= 60 else node.text[:57] + '…'}`"

"""The section as its kind has read it, with the place of every part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from baasctl.model.origin import Origin
from baasctl.model.span import Span
from baasctl.model.value import Value, escape_pointer


@dataclass(frozen=True, slots=True)
class Written:
    """One node: its value, its JSON Pointer, and the origins of all nodes; `""` is the section itself."""

    value: Value
    path: str
    origins: Mapping[str, Origin]

    @property
    def span(self) -> Span:
        """Where it is written; a single member that stands for a list, where the list would be."""
        path = self.path
        while path not in self.origins:
            path = path.rpartition("/")[0]
        return self.origins[path].span

    @property
    def text(self) -> str:
        """Its value, which is text by its kind."""
        assert isinstance(self.value, str)
        return self.value

    def get(self, name: str) -> Written | None:
        """A member that is written and not null."""
        value = self.value.get(name) if isinstance(self.value, Mapping) else None
        return None if value is None else Written(value, f"{self.path}/{escape_pointer(name)}", self.origins)

    def entries(self, name: str = "") -> Iterator[tuple[str, Written]]:
        """Members of a map (of the map at *name*); none where there is no map."""
        node = self.get(name) if name else self
        if node is not None and isinstance(node.value, Mapping):
            for key in node.value:
                member = node.get(key)
                if member is not None:
                    yield key, member

    def members(self, name: str) -> Iterator[Written]:
        """Members of the list at *name*; none where there is no list."""
        node = self.get(name)
        if node is not None and isinstance(node.value, tuple):
            for index, value in enumerate(node.value):
                yield Written(value, f"{node.path}/{index}", self.origins)

    def places(self) -> tuple[tuple[str, Span], ...]:
        """The place of the node under `""`, and of each of its members."""
        return (("", self.span), *((name, member.span) for name, member in self.entries()))

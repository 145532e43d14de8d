"""What a resource's values are called in rules, request by request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from baasctl.model.access import AccessResource, Sort
from baasctl.providers.firebase.access_rules.texts import Names, member

_WILDCARD: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(=\*\*)?\}")


@dataclass(frozen=True, slots=True)
class Row:
    """What a row is called where it is looked at: its data, and its key."""

    data: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The `match` block of a resource.

    Attributes:
        path: Of the block: `/posts/{id}`.
        variables: Variable of the path, by its name in the spec.
        key: Variable for the key of a row; empty for files.
    """

    resource: AccessResource
    path: str
    variables: dict[str, str]
    key: str

    def is_in_path(self, name: str) -> bool:
        """Whether a field is told by where the row lies, and not by its data."""
        return name in self.variables or (name == self.resource.key.name and bool(self.key))

    def depends_on_key(self, name: str) -> bool:
        """Whether it is the key, which rules of `list` find elsewhere."""
        return name not in self.variables and name == self.resource.key.name and bool(self.key)

    def value(self, name: str, row: Row) -> str:
        """A field of a row."""
        if name in self.variables:
            return self.variables[name]
        if self.depends_on_key(name):
            return row.key
        return member(row.data, self.stored(name))

    def stored(self, name: str) -> str:
        """A field's name in the document."""
        rule = self.resource.field(name)
        return rule.stored_as if rule else name


def scope_of(resource: AccessResource, names: Names) -> Scope:
    """The block of a resource; its variables take names of their own."""
    variables: dict[str, str] = {}

    def renamed(match: re.Match[str]) -> str:
        variables[match[1]] = names.claim(match[1])
        return f"{{{variables[match[1]]}{match[2] or ''}}}"

    path = "/" + _WILDCARD.sub(renamed, resource.place.path.strip("/"))
    if resource.sort is Sort.FILES:
        return Scope(resource=resource, path=path, variables=variables, key="")
    key = names.claim(resource.key.name)
    return Scope(resource=resource, path=f"{path}/{{{key}}}", variables=variables, key=key)


def parts_of(path: str) -> Iterator[tuple[str, bool]]:
    """Parts of a place's path, and whether each is a wildcard's name."""
    for part in path.strip("/").split("/"):
        found = _WILDCARD.fullmatch(part)
        yield (found[1], True) if found else (part, False)

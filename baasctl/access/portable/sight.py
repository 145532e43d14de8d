"""Which resource a request is about, and what each name of the section stands for in one row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from baasctl.access.portable.data import as_stored
from baasctl.model.access import AccessResource, AccessSection, Sort
from baasctl.model.probe import Data, Datum, Family, Row

WILDCARD: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(=\*\*)?\}")
_SORTS: Final = {Family.ROWS: Sort.ROWS, Family.OBJECTS: Sort.FILES}
_USUAL: Final = ("", "(default)")


@dataclass(frozen=True, slots=True)
class Sight:
    """One row, or one file, as the section sees it.

    Attributes:
        bound: Variables of the path.
        key: Empty where the row's values hold it.
        data: By the provider's own names; what is null or missing is not there.
    """

    resource: AccessResource
    bound: Mapping[str, str]
    key: str
    data: Data

    def value(self, name: str) -> Datum:
        """A field, the key or a variable; `None`: there is none."""
        if name in self.bound:
            return self.bound[name]
        if name == self.resource.key.name and self.key and self.resource.sort is Sort.ROWS:
            return self.key
        return self.data.get(self.stored(name))

    def stored(self, name: str) -> str:
        """What the provider calls a field."""
        rule = self.resource.field(name)
        return rule.stored_as if rule else name

    def fixed(self, name: str) -> bool:
        """Whether a field is part of what the row is found by."""
        return name in self.bound or (name == self.resource.key.name and self.resource.sort is Sort.ROWS)


def sights(section: AccessSection, row: Row) -> Iterator[Sight]:
    """What a row or file is in the section: once for each resource that it is in."""
    files = row.family is Family.OBJECTS
    path, key = (row.row, "") if files else (row.resource, row.row)
    for resource in section.resources:
        if resource.sort is not _SORTS[row.family] or _container(resource.place.container) != _container(row.container):
            continue
        found = _pattern(resource.place.path).fullmatch(path.strip("/"))
        if found:
            yield Sight(resource, found.groupdict(), key, as_stored(row.values))


def _container(name: str) -> str:
    return "" if name in _USUAL else name


def path_with(path: str, bound: Mapping[str, str]) -> str:
    """A place with its variables filled in."""
    return WILDCARD.sub(lambda found: bound[found[1]], path.strip("/"))


@lru_cache(maxsize=512)
def _pattern(path: str) -> re.Pattern[str]:
    """The paths of a place, its variables as named groups; `{rest=**}` stands for any number of parts."""
    pieces, end = [], 0
    for found in WILDCARD.finditer(path.strip("/")):
        pieces += [re.escape(path.strip("/")[end : found.start()]), f"(?P<{found[1]}>{'.*' if found[2] else '[^/]+'})"]
        end = found.end()
    return re.compile("".join([*pieces, re.escape(path.strip("/")[end:])]), re.DOTALL)

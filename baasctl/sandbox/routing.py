"""From method and path to the function that answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Operation = TypeVar("Operation", bound=Callable[..., object])

_PLACEHOLDER = re.compile(r"\\{(\w+)(=\\\*\\\*)?\\}")


@dataclass(frozen=True, slots=True)
class Route(Generic[Operation]):
    """One operation of an interface; *pattern* writes parameters as `{name}`, as OpenAPI does.

    `{name=**}` takes several segments.
    """

    method: str
    pattern: str
    operation: Operation


@dataclass(frozen=True, slots=True)
class Match(Generic[Operation]):
    """A route that fits a path, and the values of its parameters."""

    route: Route[Operation]
    parameters: Mapping[str, str]


class Router(Generic[Operation]):
    """Finds routes; a literal segment is preferred to a parameter, then the longer pattern."""

    def __init__(self, routes: Iterable[Route[Operation]]) -> None:
        ordered = sorted(routes, key=lambda route: (route.pattern.count("{"), -len(route.pattern)))
        self._compiled = tuple((_compile(route.pattern), route) for route in ordered)

    @property
    def routes(self) -> tuple[Route[Operation], ...]:
        return tuple(route for _, route in self._compiled)

    def match(self, method: str, path: str) -> Match[Operation] | None:
        """The route for *path*, or `None` when the interface has no such operation."""
        for expression, route in self._compiled:
            if route.method == method and (found := expression.fullmatch(path)):
                return Match(route, found.groupdict())
        return None


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(_PLACEHOLDER.sub(_group, re.escape(pattern)))


def _group(found: re.Match[str]) -> str:
    return f"(?P<{found[1]}>{'.+' if found[2] else '[^/]+'})"

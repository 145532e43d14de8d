"""One property that the owner's code has to set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One `addPropertyOverride`.

    Attributes:
        construct: The resource in TypeScript: `backend.auth.resources.cfnResources.cfnUserPool`.
        path: Of the property, with CloudFormation's names and dots between.
        value: As JSON has it.
    """

    construct: str
    path: str
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A change in the owner's words.

    Attributes:
        overrides: What the owner sets.
        without: What has no override, and what to do about it, in one sentence each.
        text: For another file of the owner's; shown in a comment. Empty: nothing.
        imports: Lines that the overrides need above them.
    """

    overrides: tuple[Override, ...] = ()
    without: tuple[str, ...] = field(default=())
    text: str = ""
    imports: tuple[str, ...] = ()


def overrides_of(
    construct: str, properties: Mapping[str, object], path: str = "", *, whole: bool = False
) -> Iterator[Override]:
    """One for each leaf, so that what the owner set beside it stays; lists, and with *whole* maps, are replaced."""
    for name, value in properties.items():
        below = f"{path}.{name.replace('.', chr(92) + '.')}" if path else name
        if isinstance(value, Mapping) and value and not whole:
            yield from overrides_of(construct, value, below)
        else:
            yield Override(construct=construct, path=below, value=value)

"""Fields that hold the owner's id."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.rulesets.mentions import mention_of
from baasctl.access.rulesets.reading import Permission
from baasctl.engines.rules_language import syntax

BEFORE = ("resource", "data")
AFTER = ("request", "resource", "data")


def owner_fields(permission: Permission, of: tuple[str, ...] = BEFORE) -> Iterator[str]:
    """Fields of the document, before or after the write, that the condition compares with who asks; each once."""
    found: dict[str, None] = {}
    for node in permission.nodes:
        if isinstance(node, syntax.Binary) and node.operator == "==":
            one, other = mention_of(node.left), mention_of(node.right)
            for this, that in ((one, other), (other, one)):
                if this is not None and that is not None and that.is_below("request", "auth", "uid"):
                    found[this.field(*of)] = None
    yield from (each for each in found if each)

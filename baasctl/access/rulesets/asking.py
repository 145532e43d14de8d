"""Whether a condition asks for more of somebody than that there is a sign-in."""

from __future__ import annotations

from baasctl.access.rulesets.reading import Permission
from baasctl.engines.rules_language import syntax


def asks_who(permission: Permission) -> bool:
    """Whether it speaks of the user's id, a claim, or whatever else of `request.auth` that tells users apart."""
    trivial: set[int] = set()
    for node in permission.nodes:
        if isinstance(node, syntax.TypeTest):
            trivial.add(id(node.operand))
        elif isinstance(node, syntax.Binary) and node.operator in ("==", "!="):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(other, syntax.Literal) and other.value is None:
                    trivial.add(id(one))
    return any(each.is_below("request", "auth") and id(each.node) not in trivial for each in permission.mentions)

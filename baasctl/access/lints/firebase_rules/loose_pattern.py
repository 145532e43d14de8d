"""Regular expressions that match more than they seem to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import ALL_RULES, database_hit, hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_places import first_part, token_claim
from baasctl.access.rulesets.database_tree import database_conditions
from baasctl.access.rulesets.mentions import mention_of
from baasctl.access.rulesets.reading import permissions_of
from baasctl.engines.rules_language import database_syntax, syntax

_ESCAPED_OR_CLASS: Final = re.compile(r"\\[\s\S]|\[\^?\]?[^\]\\]*(?:\\[\s\S][^\]\\]*)*\]")
_ENDS_ANY_DOMAIN: Final = re.compile(r"\^?\(?(?:\.|\[[^\]]*\]|\\[wS])[*+]\??\)?[A-Za-z0-9]")
_LOOSE_DOT: Final = re.compile(r"(?<=[A-Za-z0-9_)])\.(?=[A-Za-z]{2})")


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each pattern."""
    for permission in permissions_of(facts):
        for node in permission.nodes:
            pattern = _pattern(node)
            if pattern and loose_dot(pattern) is not None:
                yield hit(
                    permission,
                    f"matches `{pattern}`, in which a dot between letters stands for any character",
                    f"write `{written(corrected(pattern))}`",
                    node=node,
                )
            if pattern and _ENDS_ANY_DOMAIN.match(pattern) and "@" not in pattern and _is_of_email(node):
                yield hit(
                    permission,
                    f"matches `{pattern}` with an address: whatever ends so, in any domain",
                    "write the `@` before the domain",
                    node=node,
                )
    for rule in database_conditions(facts, ".read", ".write", ".validate"):
        for part in database_syntax.walk(rule.condition.tree) if rule.condition.tree is not None else ():
            if found := _domain(part):
                yield database_hit(
                    rule,
                    f"asks for an address with `{found}`: other domains have it, too",
                    "write `auth.token.email.endsWith('@…')`",
                    node=first_part(part),
                )
            if isinstance(part, database_syntax.Pattern) and loose_dot(part.pattern) is not None:
                yield database_hit(
                    rule,
                    f"matches `/{part.pattern}/`, in which a dot between letters stands for any character",
                    f"write `/{corrected(part.pattern)}/`",
                    node=part,
                )


def _is_of_email(node: syntax.Expression) -> bool:
    said = mention_of(node.of) if isinstance(node, syntax.MethodCall) else None
    return said is not None and said.is_below("request", "auth", "token", "email")


def _domain(part: database_syntax.Expression) -> str:
    """The text in `auth.token.email.contains('@corp.com')`, or in `endsWith` without its `@`."""
    match part:
        case database_syntax.Invocation(
            function=database_syntax.Property(name="contains" | "endsWith" as name, of=of),
            arguments=(database_syntax.Constant(value=str(text)),),
        ) if token_claim(of) == "email" and (name == "contains" or not text.startswith("@")):
            return text
        case _:
            return ""


def loose_dot(pattern: str) -> int | None:
    """Where a dot between letters is meant as one, and stands for any character; `None`: nowhere."""
    found = _LOOSE_DOT.search(_ESCAPED_OR_CLASS.sub(lambda part: "\0" * len(part[0]), pattern))
    return found.start() if found else None


def corrected(pattern: str) -> str:
    """With such dots in brackets."""
    while (place := loose_dot(pattern)) is not None:
        pattern = f"{pattern[:place]}[.]{pattern[place + 1 :]}"
    return pattern


def written(pattern: str) -> str:
    """As a string of the rules language."""
    return "'" + pattern.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _pattern(node: syntax.Expression) -> str:
    match node:
        case syntax.MethodCall(name="matches", arguments=(syntax.Literal(value=str(pattern)),)):
            return pattern
        case _:
            return ""


RULE = Rule(
    number=133,
    name="loose_pattern",
    title="Pattern matches too much",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="`.*@corp.com` is also `me@corpXcom`: a domain that somebody can register.",
    remediation="https://github.com/google/re2/wiki/Syntax",
    providers=frozenset({"firebase"}),
    each_of=ALL_RULES,
    hits=hits,
)

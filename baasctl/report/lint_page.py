"""What there is to know of one lint: why it matters, what it looks at, how a finding is accepted."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.lints.rule import Rule

_LANGUAGES = frozenset({"firestore_rules", "storage_rules", "database_rules", "graphql_api"})
"""Kinds whose text can hold a comment that accepts a finding."""


def as_text(rule: Rule) -> str:
    """A page for a terminal; ends with a line break."""
    kinds = ", ".join(sorted(rule.kinds))
    providers = ", ".join(sorted(rule.providers)) or "all providers"
    lines = [
        f"{rule.code} {rule.name}: {rule.title}",
        f"{rule.weight.value}, {rule.category.lower()}, {providers}; looks at {kinds}",
        "",
        rule.about,
        "",
        "Accept a finding that is meant so, with the reason:",
        *(f"  {line}" for line in _in_spec(rule)),
    ]
    lines += ["or in the rules, right before what it is about:", f"  {_comment(rule)}"] if _has_comments(rule) else []
    lines += ["", rule.remediation] if rule.remediation else []
    return "\n".join(lines) + "\n"


def as_markdown(rule: Rule) -> str:
    """The same for code scanning pages."""
    spec = "\n".join(_in_spec(rule))
    parts = [
        f"`{rule.name}`: {rule.title}.",
        rule.about,
        f"Accept a finding that is meant so, with the reason:\n\n```yaml\n{spec}\n```",
    ]
    if _has_comments(rule):
        parts.append(f"or in the rules, right before what it is about:\n\n```\n{_comment(rule)}\n```")
    if rule.remediation:
        parts.append(f"[More about it]({rule.remediation})")
    return "\n\n".join(parts)


def _in_spec(rule: Rule) -> Iterator[str]:
    kind = min(rule.kinds)
    yield "lint:"
    yield "  ignore:"
    yield f"    {rule.name}: {{{kind}/*: why this is meant so}}"


def _has_comments(rule: Rule) -> bool:
    return bool(rule.kinds & _LANGUAGES)


def _comment(rule: Rule) -> str:
    sign = "#" if "graphql_api" in rule.kinds else "//"
    return f"{sign} baasctl-ignore: {rule.name} because …"

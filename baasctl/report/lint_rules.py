"""The lints themselves, for people and programs."""

from __future__ import annotations

from baasctl.access.lints.registry import all_rules
from baasctl.access.lints.rule import Rule

FORMAT_VERSION = "1.0"


def as_text() -> str:
    """Code, level, name, and why it matters below."""
    rules = all_rules()
    width = max(len(rule.name) for rule in rules)
    lines = (
        f"{rule.code}  {rule.level.name:5}  {rule.name:{width}}  {rule.category.lower()}\n         {rule.about}\n"
        for rule in rules
    )
    return "".join(lines)


def to_data() -> dict[str, object]:
    """All that is known of each lint."""
    return {"format_version": FORMAT_VERSION, "rules": [rule_data(rule) for rule in all_rules()]}


def rule_data(rule: Rule) -> dict[str, object]:
    """One of them."""
    return {
        "code": rule.code,
        "name": rule.name,
        "title": rule.title,
        "level": rule.level.name,
        "categories": [rule.category],
        "about": rule.about,
        "remediation": rule.remediation,
        "severity": rule.weight.value,
        "providers": sorted(rule.providers),
        "kinds": sorted(rule.kinds),
        "needs": sorted(rule.needs),
    }

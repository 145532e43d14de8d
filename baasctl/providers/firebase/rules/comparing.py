"""Rules of both sides, compared by what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from baasctl.engines.rules_language.checking import checked
from baasctl.kinds.ruleset_changes import FORMATTING_ONLY
from baasctl.model.access_rendering import EXPRESSED
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.value import Value
from baasctl.providers.firebase.rules.place_in_rules import about_rules
from baasctl.providers.firebase.rules.ruleset_text import ruleset_text
from baasctl.providers.strict import expect_or_none
from baasctl.providers.visible_text import visible


def compared(desired: Resource, live: Resource | None, same: Callable[[str, str], bool]) -> Resource:
    """The desired resource with the fact whether only the formatting of its rules differs.

    Rules that baasctl renders name lines of the spec in their comments: where only those moved, the live text stays.
    """
    wanted, found = ruleset_text(desired), ruleset_text(live) if live else None
    facts: dict[str, Value] = {name: value for name, value in desired.facts.items() if name != "reason"}
    if wanted is not None and found is not None and wanted != found and same(wanted, found):
        if EXPRESSED in desired.facts:
            return desired.with_attributes({**desired.attributes, "source": found})
        facts["reason"] = FORMATTING_ONLY
    return replace(desired, facts=facts)


def differs(desired: Resource, live: Resource | None) -> bool:
    """Whether the texts are not the same to the last character."""
    return live is None or ruleset_text(desired) != ruleset_text(live)


def news(resource: Resource, issues: list[dict[str, object]]) -> list[dict[str, object]]:
    """Without what has been said about these rules offline, in the same words; errors are always told."""
    said = {mistake.reason for mistake in checked(ruleset_text(resource) or "")}
    return [each for each in issues if each.get("severity") == "ERROR" or each.get("description") not in said]


def issue_diagnostics(resource: Resource, issues: list[dict[str, object]]) -> Iterator[Diagnostic]:
    """What Google's compiler says, at places in the user's files.

    Raises:
        UnexpectedAnswer: The issues are not what the API promises.
    """
    for index, issue in enumerate(issues):
        place = expect_or_none(issue.get("sourcePosition"), dict, "issues", f"/{index}/sourcePosition") or {}
        is_error = issue.get("severity") == "ERROR"
        yield about_rules(
            resource,
            "SPEC552" if is_error else "SPEC555",
            "Google does not compile the rules" if is_error else "Google warns about the rules",
            visible(str(issue.get("description", ""))),
            line=_number(place, "line", index),
            column=_number(place, "column", index),
            severity=Severity.ERROR if is_error else Severity.WARNING,
        )


def _number(place: dict[str, object], name: str, index: int) -> int:
    """A line or column; 0 where none is told (proto3)."""
    return max(0, expect_or_none(place.get(name), int, "issues", f"/{index}/sourcePosition/{name}") or 0)

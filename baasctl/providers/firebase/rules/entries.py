"""What the kinds of security rules may hold, and what can be said about them offline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from baasctl.engines.rules_language.checking import checked_tree
from baasctl.engines.rules_language.database_rules import parse_database_rules
from baasctl.engines.rules_language.mistake import Mistake, Weight
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.recovering.places_refused import refused_places
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.providers.contract import Yes
from baasctl.providers.entries import Entries
from baasctl.providers.firebase.rules.place_in_rules import about_rules
from baasctl.providers.firebase.rules.ruleset_text import KINDS, ruleset_text
from baasctl.providers.spec_place import problem
from baasctl.providers.visible_text import visible

LARGEST: Final = 256 * 1024
KEEP: Final = "rulesets"
"""What `prune` calls the rulesets of earlier releases."""
MOST_RULESETS: Final = 2500
"""Of a project, released or not (research/firebase.md §2.5)."""
SERVICES: Final = {"firestore_rules": "cloud.firestore", "storage_rules": "firebase.storage"}
_QUOTAS: Final = "https://firebase.google.com/docs/rules/manage-deploy"
_NAMES: Final = {
    "firestore_rules": (
        re.compile(r"\(default\)|[a-z0-9][a-z0-9-]{1,61}[a-z0-9]"),
        "(default), or 3 to 63 lower-case letters, digits and hyphens",
    ),
    "storage_rules": (
        re.compile(r"\(default\)|[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]"),
        "(default), or a bucket's name without `gs://`",
    ),
    "database_rules": (re.compile(r"\(default\)|[a-z0-9-]{1,80}"), "(default), or an instance's id without its domain"),
}


def rules_problems(desired: DesiredState) -> Iterator[Diagnostic]:
    """What Google would refuse, or what can never do anything, whatever is live."""
    yield from _kept_rulesets(desired)
    for kind in KINDS:
        for resource in desired.of(kind):
            yield from _name(resource)
            if ruleset_text(resource) is None:
                detail = f"`{resource.address.local}` has no `source`"
                yield problem(resource, "SPEC560", "there are no rules", detail, hint="such as {file: firestore.rules}")
                continue
            yield from _size(resource)
            yield from _tree(resource) if kind == "database_rules" else _ruleset(resource)


def _name(resource: Resource) -> Iterator[Diagnostic]:
    name = resource.address.segments[0]
    pattern, allowed = _NAMES[resource.address.kind]
    if not pattern.fullmatch(name):
        summary = "this cannot be the name of an object with rules"
        yield problem(resource, "SPEC554", summary, f"`{name}` of `{resource.address.kind}`; write {allowed}")

    if resource.renamed_from is not None:
        detail = f"`{name}` of `{resource.address.kind}`: rules belong to their object and move with nothing"
        yield problem(resource, "SPEC561", "rules cannot be renamed", detail, hint="take `renamed_from` out")


def _kept_rulesets(desired: DesiredState) -> Iterator[Diagnostic]:
    keep = desired.kept_versions.get(KEEP, 0)
    if keep >= MOST_RULESETS:
        yield Diagnostic(
            code="SPEC562",
            summary="more rulesets would stay than there can be",
            detail=f"`prune.{KEEP}` is `keep {keep}`; Firebase takes {MOST_RULESETS:,} in all",
            hint="such as `keep 100`",
            span=desired.target.span,
        )


def _size(resource: Resource) -> Iterator[Diagnostic]:
    size = len((ruleset_text(resource) or "").encode())
    if size > LARGEST:
        detail = f"{size:,} bytes; Firebase takes {LARGEST:,} ({_QUOTAS})"
        yield about_rules(resource, "SPEC551", "the rules are too large", detail)


def _ruleset(resource: Resource) -> Iterator[Diagnostic]:
    """What Google's compiler would say, and whether the ruleset speaks of its service at all."""
    text = ruleset_text(resource) or ""
    try:
        ruleset = parse_ruleset(text)
    except RulesProblem as found:
        yield from _refused(resource, text, found)
        return
    for mistake in checked_tree(ruleset, text):
        yield _mistake(resource, mistake)
    service = SERVICES[resource.address.kind]
    names = [each.name for each in ruleset.services]
    if service not in names:
        others = f", but {', '.join(f'`{name}`' for name in names)}" if names else ""
        yield about_rules(
            resource,
            "SPEC553",
            "the rules say nothing about their service",
            f"there is no `service {service}`{others}: everything is denied",
            hint="check that the files are not mixed up",
            severity=Severity.WARNING,
        )


def _tree(resource: Resource) -> Iterator[Diagnostic]:
    try:
        parse_database_rules(ruleset_text(resource) or "")
    except RulesProblem as found:
        yield _unreadable(resource, found.reason, found.line, found.column)


def _refused(resource: Resource, text: str, refusal: RulesProblem) -> Iterator[Diagnostic]:
    """Every place that Google's compiler names; the first ones when there are many."""
    places, left = refused_places(text, refusal)
    for each in places:
        reason = "\n".join(visible(reason) for reason in each.reasons)
        yield _unreadable(resource, reason, each.line, each.column, each.hint)
    if left:
        yield about_rules(resource, "SPEC824", "the rules cannot be read", f"nor at {left:,} places behind these")


def _unreadable(resource: Resource, reason: str, line: int, column: int, hint: str = "") -> Diagnostic:
    return about_rules(resource, "SPEC550", "the rules cannot be read", reason, line=line, column=column, hint=hint)


def _mistake(resource: Resource, found: Mistake) -> Diagnostic:
    is_error = found.weight is Weight.ERROR
    return about_rules(
        resource,
        "SPEC831" if is_error else "SPEC832",
        "Google does not compile these rules" if is_error else "Google's compiler warns about these rules",
        visible(found.reason),
        line=found.line,
        column=found.column,
        severity=Severity.ERROR if is_error else Severity.WARNING,
    )


def _yes(wire: str, source: str) -> Yes:
    return Yes(wire=wire, unset=False, source=source)


_RULES_API: Final = "discovery firebaserules.v1"
_DATABASE_API: Final = "https://firebase.google.com/docs/database/rest/app-management"

ENTRIES: Final = Entries(
    kinds={kind: Yes() for kind in KINDS},
    fields={
        "firestore_rules": {"source": _yes("source.files[0].content", _RULES_API)},
        "storage_rules": {"source": _yes("source.files[0].content", _RULES_API)},
        "database_rules": {"source": _yes(".settings/rules.json", _DATABASE_API)},
    },
    checks=(rules_problems,),
)

"""What Amplify Hosting can be told, known offline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import Value, at, pointer
from baasctl.providers.amplify.bounds import bounds_of, source_of
from baasctl.providers.amplify.hosting import KIND
from baasctl.providers.amplify.web_hosting.forms import (
    CERTIFICATE,
    FIXED_TEXT,
    NAMES,
    SUBDOMAINS,
    TEXT,
    VARIABLES,
)
from baasctl.providers.amplify.web_hosting.rows import APP, OPERATIONS, SECTIONS, Row
from baasctl.providers.contract import Answered, Bounds, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.spec_place import problem

SOURCE: Final = source_of("amplify")
_RULE: Final = ("source", "target", "status", "condition")
_NAMES: Final = {
    "branches": bounds_of("amplify", "CreateBranch", "branchName"),
    "domains": bounds_of("amplify", "CreateDomainAssociation", "domainName"),
    "webhooks": bounds_of("amplify", "CreateWebhook", "description"),
}
_VARIABLE: Final = bounds_of("amplify", "EnvKey")
_TEXTS: Final = (TEXT, FIXED_TEXT, NAMES, SUBDOMAINS)


def _bounds(row: Row, operation: str) -> Bounds:
    if row.form is CERTIFICATE:
        return bounds_of("amplify", operation, f"{row.wire}.customCertificateArn")
    found = bounds_of("amplify", operation, row.wire) if row.form in _TEXTS else Bounds()
    return replace(found, pattern=row.pattern or found.pattern)


def _answers(rows: Sequence[Row], operation: str, prefix: str) -> Iterator[tuple[str, Answered]]:
    for row in rows:
        unset = row.form is not None and row.form.clears is not None
        bounds, name = _bounds(row, operation), f"{prefix}{row.name}"
        yield name, Yes(wire=row.wire, bounds=bounds, unset=unset, source=SOURCE, note=row.note)
        if row.form in (VARIABLES, SUBDOMAINS):
            bounds = bounds_of("amplify", "EnvValue" if row.form is VARIABLES else "BranchName")
            yield f"{name}.*", Yes(wire=row.wire, bounds=bounds, unset=False, source=SOURCE)


def _problems(desired: DesiredState) -> Iterator[Diagnostic]:
    for resource in desired.of(KIND):
        if desired.target.named_by != "app":
            yield problem(
                resource,
                "SPEC820",
                "the target names no app, and only an app has hosting",
                f"target `{desired.target.name}` is the {desired.target.named_by.replace('_', ' ')}"
                f" `{desired.target.project}`",
                hint="write `app: d…` in the target; the ids can stand beside it",
            )
        yield from _half_credentials(resource)
        yield from _entry_problems(resource)


def _half_credentials(resource: Resource) -> Iterator[Diagnostic]:
    branches = resource.attributes.get("branches")
    records = ["/basic_auth", "/auto_branch_creation/basic_auth"]
    records += [f"{pointer('branches', name)}/basic_auth" for name in branches] if isinstance(branches, Mapping) else []
    for path in records:
        record = at(resource.attributes, path)
        if isinstance(record, Mapping) and ("username" in record) is not ("password" in record):
            missing = "password" if "username" in record else "username"
            yield problem(
                resource,
                "SPEC821",
                "name and password of a site go together",
                f"`{path}` has no `{missing}`; Amplify keeps both as one value",
                hint=f"add `{missing}`, or leave both out to keep the ones that are live",
                path=path,
            )


def _entry_problems(resource: Resource) -> Iterator[Diagnostic]:
    for section, bounds in _NAMES.items():
        entries = resource.attributes.get(section)
        for name, entry in entries.items() if isinstance(entries, Mapping) else ():
            path = pointer(section, name)
            yield from _broken(resource, path, f"`{name[:80]}` as a name in `{section}`", name, bounds)
            if isinstance(entry, Mapping) and not entry:
                detail = f"`{section}.{name}` is empty, so that there is nothing to compare"
                hint = "write at least one field; `null` deletes it"
                yield problem(resource, "SPEC822", "nothing is said about it", detail, hint=hint, path=path)
            if isinstance(entry, Mapping):
                yield from _variable_names(resource, f"{path}/env", entry.get("env"))
    yield from _variable_names(resource, "/env", resource.attributes.get("env"))
    yield from _rule_problems(resource)


def _variable_names(resource: Resource, path: str, env: Value) -> Iterator[Diagnostic]:
    for name in env if isinstance(env, Mapping) else ():
        yield from _broken(resource, path, f"the variable `{name[:80]}`", name, _VARIABLE)


def _rule_problems(resource: Resource) -> Iterator[Diagnostic]:
    rules = resource.attributes.get("custom_rules")
    for index, rule in enumerate(rules if isinstance(rules, tuple) else ()):
        for member in _RULE:
            text = rule.get(member) if isinstance(rule, Mapping) else None
            if isinstance(text, str):
                bounds = bounds_of("amplify", "CustomRule", member)
                yield from _broken(resource, "/custom_rules", f"`{member}` of rule {index + 1}", text, bounds)


def _broken(resource: Resource, path: str, what: str, text: str, bounds: Bounds) -> Iterator[Diagnostic]:
    """What is wrong with a text that is no field of its own: a name, or a member of a rule."""
    shortest, longest, pattern = bounds.shortest or 0, bounds.longest or len(text), bounds.pattern or ""
    wrong = not shortest <= len(text) <= longest or (pattern and not re.fullmatch(pattern, text))
    if wrong:
        shape = f", such as {pattern}" if pattern and not pattern.startswith("[\\s") else ""
        detail = f"{what}: {bounds.whose} takes {shortest} to {longest} characters{shape} ({SOURCE})"
        yield problem(resource, "SPEC823", "Amplify does not take this text", detail, path=path)


ENTRIES: Final = Entries(
    kinds={KIND: Yes(source=SOURCE)},
    fields={
        KIND: {
            **dict(_answers(APP, OPERATIONS["app"], "")),
            **{f"{section}.*": Yes(wire=section, source=SOURCE, note="null deletes it") for section in SECTIONS},
            **{
                name: yes
                for section, rows in SECTIONS.items()
                for name, yes in _answers(rows, OPERATIONS[section], f"{section}.*.")
            },
        }
    },
    checks=(_problems,),
)

"""DynamoDB tables behind an API: deletion protection, point-in-time recovery, time to live."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from baasctl.model.value import Attributes, Value, freeze
from baasctl.providers.strict import expect

PREFIX: Final = "dynamodb/"
"""Before what is asked of a table, a slash, and its name."""
ASKED: Final = {
    "protection": ("delete_protection",),
    "recovery": ("point_in_time_recovery", "recovery_window"),
    "ttl": ("ttl",),
}
"""Document to the members of a table that it tells."""
DAY: Final = 86400
_GENERATED: Final = re.compile(r"(?P<model>\w+)-(?P<api>[a-z0-9]{20,32})-(?P<environment>[\w.]+)")
"""Amplify's names of tables: model, API, environment (`NONE` in Gen 2)."""
_ON: Final = frozenset({"ENABLED", "ENABLING"})


def friendly_names(physical: Sequence[str], api: str) -> Mapping[str, str]:
    """Physical name to the model's name; a table that Amplify did not name keeps its own."""
    found = {name: _model(name, api) for name in physical}
    return {name: name if list(found.values()).count(model) > 1 else model for name, model in found.items()}


def physical_name(name: str, physical: Sequence[str], api: str) -> str:
    """The table that a spec means by a name; a name that is no model's is the table's own."""
    return next((table for table, model in friendly_names(physical, api).items() if model == name), name)


def sources_of(declared: Mapping[str, Value], physical: Sequence[str], api: str, *, whole: bool) -> Iterator[str]:
    """The documents that tell what is declared, or everything of every table."""
    wanted = {physical_name(name, physical, api): members for name, members in declared.items()}
    for table in dict.fromkeys([*wanted, *(physical if whole else ())]):
        members = wanted.get(table)
        for document, told in ASKED.items():
            if whole or (isinstance(members, Mapping) and any(member in members for member in told)):
                yield f"{PREFIX}{document}/{table}"


def decode(answers: Mapping[str, object], physical: Sequence[str], api: str) -> tuple[Attributes, frozenset[str]]:
    """What is known of each table, by the name that a spec has for it, and what is not set.

    Raises:
        UnexpectedAnswer: A document is not what the API promises.
    """
    found: dict[str, dict[str, Value]] = {}
    unset: set[str] = set()
    names = friendly_names(physical, api)
    for source, answer in answers.items():
        if not source.startswith(PREFIX) or answer is None:
            continue
        document, _, table = source.removeprefix(PREFIX).partition("/")
        name = names.get(table, table)
        members = found.setdefault(name, {})
        wire = expect(answer, dict, source, "")
        if document == "protection":
            members["delete_protection"] = bool(wire.get("DeletionProtectionEnabled", False))
        elif document == "recovery":
            members |= _recovery(wire)
        elif wire.get("TimeToLiveStatus") in _ON:
            members["ttl"] = expect(wire.get("AttributeName"), str, source, "/AttributeName")
        unset |= {f"/tables/{name}/{member}" for member, value in members.items() if value is False}
    return {name: freeze(members) for name, members in sorted(found.items()) if members}, frozenset(unset)


def missing(
    declared: Mapping[str, Value], answers: Mapping[str, object], physical: Sequence[str], api: str
) -> list[str]:
    """Declared tables that there are not."""
    gone = {source.removeprefix(PREFIX).partition("/")[2] for source, answer in answers.items()
            if source.startswith(PREFIX) and answer is None}  # fmt: skip
    return [name for name in declared if physical_name(name, physical, api) in gone]


def _recovery(wire: Mapping[str, object]) -> dict[str, Value]:
    is_on = wire.get("PointInTimeRecoveryStatus") in _ON
    days = wire.get("RecoveryPeriodInDays")
    window: dict[str, Value] = {"recovery_window": days * DAY} if is_on and isinstance(days, int) else {}
    return {"point_in_time_recovery": is_on, **window}


def _model(name: str, api: str) -> str:
    match = _GENERATED.fullmatch(name)
    return match["model"] if match and match["api"] == api else name

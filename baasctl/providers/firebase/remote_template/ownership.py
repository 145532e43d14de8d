"""What a declared template says about what it leaves out.

`conditions`, `parameters`, `groups` and `when` are owned whole: what else is live goes. A parameter or a condition
that is declared keeps those of its members that the spec leaves out, and nothing takes away what the console made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from baasctl.kinds.remote_config import FROM_THE_CONSOLE
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.value import Value, freeze, pointer
from baasctl.providers.spec_place import problem

_IS_WHOLE: Final = "remote_config_is_whole"


def owned_whole(desired: Resource, live: Resource) -> Resource:
    """The declared template with a null for everything that it takes away; once, since a plan names it all."""
    if desired.facts.get(_IS_WHOLE):
        return desired
    attributes = dict(desired.attributes)
    for name in ("parameters", "groups"):
        declared = attributes.get(name)
        if isinstance(declared, Mapping):
            attributes[name] = _entries(declared, _record(live.attributes.get(name)), live, pointer(name))
    conditions = attributes.get("conditions")
    if isinstance(conditions, tuple):
        attributes["conditions"] = _conditions(conditions, live.attributes.get("conditions", ()))
    return replace(desired, attributes=attributes, facts={**desired.facts, _IS_WHOLE: True})


def condition_problems(desired: Resource, live: Resource) -> Iterator[Diagnostic]:
    """Values for a condition that the template will not have."""
    conditions = desired.attributes.get("conditions", live.attributes.get("conditions", ()))
    known = {_name(each) for each in conditions} if isinstance(conditions, tuple) else set()
    declared = _record(desired.attributes.get("parameters"))
    beside = _record(live.attributes.get("parameters"))
    for name in dict.fromkeys([*declared, *beside]):
        if name in declared and declared[name] is None:
            continue
        wanted, found = _record(declared.get(name)), _record(beside.get(name))
        when = _record(found.get("when")) | _record(wanted.get("when"))
        for condition, value in when.items():
            if value is not None and condition not in known:
                path = pointer("parameters", name, "when", condition)
                is_declared = condition in _record(wanted.get("when"))
                yield problem(
                    desired,
                    "SPEC640",
                    "a value is for a condition that there is not",
                    f"`{name}` has a value for `{condition}`; conditions: {', '.join(sorted(known)) or 'none'}",
                    hint="add the condition, or take the value away"
                    if is_declared
                    else "the value is live: list the condition, or declare the parameter without the value",
                    path=path if is_declared else "/conditions",
                )


def _entries(declared: Mapping[str, Value], live: Mapping[str, Value], resource: Resource, path: str) -> Value:
    found: dict[str, Value] = {}
    for name, whole in declared.items():
        entry = dict(_record(whole))
        when, here = entry.get("when"), f"{path}{pointer(name)}/when"
        if isinstance(when, Mapping):
            beside = _record(_record(live.get(name)).get("when"))
            gone = [each for each in beside if each not in when and here + pointer(each) not in resource.unset]
            entry["when"] = freeze({**when, **dict.fromkeys(gone)})
        found[name] = freeze(entry)
    found |= {name: None for name, entry in live.items() if name not in declared and not _is_from_the_console(entry)}
    return freeze(found)


def _is_from_the_console(parameter: Value) -> bool:
    """Whether a parameter has a value that the console made."""
    record = _record(parameter)
    values = [record.get("default"), *_record(record.get("when")).values()]
    return any(name in value for value in values if isinstance(value, Mapping) for name in FROM_THE_CONSOLE)


def _conditions(declared: tuple[Value, ...], live: Value) -> Value:
    known = {_name(each): _record(each) for each in live} if isinstance(live, tuple) else {}
    merged = ({**known.get(_name(each), {}), **_record(each)} for each in declared)
    return freeze([{name: value for name, value in each.items() if value is not None} for each in merged])


def _name(condition: Value) -> str:
    return str(_record(condition).get("name", ""))


def _record(value: Value) -> dict[str, Value]:
    return dict(value) if isinstance(value, Mapping) else {}

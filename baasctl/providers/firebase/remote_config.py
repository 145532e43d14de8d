"""`remote_config`: `GET` and `PUT /v1/projects/{project}/remoteConfig`.

On the wire a parameter stands either beside the groups or inside one, and only once in the template
(https://firebase.google.com/docs/reference/remote-config/rest/v1/RemoteConfig#RemoteConfigParameterGroup);
in a spec it says which group is its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.kinds.remote_config import FROM_THE_CONSOLE, IN_APP
from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Side, Value, freeze, pointer, thaw
from baasctl.providers.contract import Answer
from baasctl.providers.strict import expect, expect_objects, expect_or_none

KIND: Final = "remote_config"
SOURCE: Final = "remoteConfig"
_CONSOLE_MEMBERS: Final = {name: f"{name}Value" for name in FROM_THE_CONSOLE}


def decode(answer: Answer, target: str) -> Resource:
    """The template; what the console put in the place of a value is unset.

    Args:
        answer: `{template, etag}`.

    Raises:
        UnexpectedAnswer: It is not what the API promises.
    """
    document = expect(answer, dict, SOURCE, "")
    template = expect(document.get("template"), dict, SOURCE, "/template")
    unset: set[str] = set()
    parameters = {name: _parameter(name, parameter, group, unset) for name, parameter, group in parameters_of(template)}
    groups = {
        name: _texts(group, {"description": "description"}) for name, group in _members(template, "parameterGroups")
    }
    attributes = {
        "conditions": [_condition(each) for each in conditions_of(template)],
        "parameters": parameters,
        "groups": {name: group for name, group in groups.items() if group},
    }
    return Resource(
        address=Address(target, KIND),
        attributes=_record(attributes),
        unset=frozenset(unset),
        version=expect(document.get("etag"), str, SOURCE, "/etag"),
    )


def conditions_of(template: Mapping[str, object]) -> list[dict[str, object]]:
    """The conditions as they stand on the wire, in order."""
    return expect_objects(template.get("conditions") or [], SOURCE, "/conditions")


def parameters_of(template: Mapping[str, object]) -> Iterator[tuple[str, dict[str, object], str]]:
    """Name, wire value and group of every parameter; those in no group first."""
    for name, parameter in _members(template, "parameters"):
        yield name, parameter, ""
    for group, found in _members(template, "parameterGroups"):
        for name, parameter in _members(found, "parameters"):
            yield name, parameter, group


def encode(template: Mapping[str, object], after: Attributes) -> dict[str, object]:
    """The template with what a change says put over it; everything else stays as it is.

    Args:
        template: As it is live.
        after: `Change.after`: `None` takes a parameter, a value or a group's description out.
    """
    body = {name: member for name, member in template.items() if name != "version"}
    if isinstance(wanted := after.get("conditions"), tuple):
        body["conditions"] = _conditions(conditions_of(template), wanted)
    parameters, groups = _parameters(template, after.get("parameters"))
    for name, group in _members(template, "parameterGroups"):
        kept = {key: member for key, member in group.items() if key != "parameters"}
        if kept or groups.get(name) or not group.get("parameters"):
            groups[name] = {**kept, **groups.get(name, {})}
    _describe_groups(groups, after.get("groups"))
    for name, found in (("parameters", parameters), ("parameterGroups", groups)):
        body.pop(name, None)
        body |= {name: found} if found else {}
    return body


def _conditions(live: list[dict[str, object]], wanted: tuple[Value, ...]) -> list[dict[str, object]]:
    known = {each["name"]: each for each in live}
    found: list[dict[str, object]] = []
    for one in wanted:
        assert isinstance(one, Mapping)
        condition = dict(known.get(one["name"], {}))
        for name, member in (("name", "name"), ("expression", "expression"), ("color", "tagColor")):
            value = one.get(name)
            if value is None:
                condition.pop(member, None)
            else:
                condition[member] = str(value).upper() if name == "color" else value
        found.append(condition)
    return found


def _parameters(
    template: Mapping[str, object], wanted: Value
) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """The parameters in no group, and by group those that are in one."""
    declared = wanted if isinstance(wanted, Mapping) else {}
    live = {name: (parameter, group) for name, parameter, group in parameters_of(template)}
    alone: dict[str, object] = {}
    grouped: dict[str, dict[str, object]] = {}
    for name in dict.fromkeys([*live, *declared]):
        parameter, group = live.get(name, ({}, ""))
        over = declared.get(name, {})
        if over is None:
            continue
        assert isinstance(over, Mapping)
        written = _over(parameter, over)
        group = str(over.get("group") or "") if "group" in over else group
        if group:
            inside = grouped.setdefault(group, {}).setdefault("parameters", {})
            assert isinstance(inside, dict)
            inside[name] = written
        else:
            alone[name] = written
    return alone, grouped


def _over(live: Mapping[str, object], declared: Mapping[str, Value]) -> dict[str, object]:
    parameter = dict(live)
    for name, member in (("description", "description"), ("type", "valueType"), ("default", "defaultValue")):
        if name not in declared:
            continue
        value = declared[name]
        parameter.pop(member, None)
        if value is not None:
            upper = str(value).upper() if name == "type" else value
            parameter[member] = _wire_value(value) if name == "default" else upper
    if "when" in declared:
        parameter["conditionalValues"] = _conditional_values(live.get("conditionalValues"), declared["when"])
    return {name: member for name, member in parameter.items() if member != {}}


def _conditional_values(live: object, declared: Value) -> dict[str, object]:
    values = dict(live) if isinstance(live, dict) else {}
    for name, value in declared.items() if isinstance(declared, Mapping) else ():
        values.pop(name, None)
        if value is not None:
            values[name] = _wire_value(value)
    return values if declared is not None else {}


def _describe_groups(groups: dict[str, dict[str, object]], declared: Value) -> None:
    for name, group in declared.items() if isinstance(declared, Mapping) else ():
        description = group.get("description") if isinstance(group, Mapping) else None
        is_used = bool(groups.get(name, {}).get("parameters"))
        if description is None:
            groups.get(name, {}).pop("description", None)
        else:
            groups.setdefault(name, {})["description"] = description
        if group is None and not is_used:
            groups.pop(name, None)


def _wire_value(value: Value) -> object:
    if not isinstance(value, Mapping):
        return {"value": value}
    ((name, inner),) = value.items()
    return {"useInAppDefault": True} if name == IN_APP else {_CONSOLE_MEMBERS[name]: thaw(inner)}


def _value(wire: object, path: str, unset: set[str]) -> Side:
    """A text, what the app has, or what the console made; a sort that is not known here is kept and not told."""
    found = expect(wire, dict, SOURCE, path)
    if "value" in found:
        return expect(found["value"], str, SOURCE, f"{path}/value")
    if found.get("useInAppDefault"):
        return freeze({IN_APP: True})
    for name, member in _CONSOLE_MEMBERS.items():
        if member in found:
            unset.add(path)
            return freeze({name: found[member]})
    return ABSENT


def _parameter(name: str, wire: dict[str, object], group: str, unset: set[str]) -> dict[str, object]:
    path = pointer("parameters", name)
    found: dict[str, object] = {}
    if wire.get("defaultValue") is not None:
        found["default"] = _value(wire["defaultValue"], f"{path}/default", unset)
    when = {
        condition: _value(value, f"{path}/when{pointer(condition)}", unset)
        for condition, value in _members(wire, "conditionalValues")
    }
    if when:
        found["when"] = when
    found |= _texts(wire, {"type": "valueType", "description": "description"})
    if "type" in found:
        found["type"] = str(found["type"]).lower()
    return found | ({"group": group} if group else {})


def _condition(wire: dict[str, object]) -> dict[str, object]:
    expect(wire.get("name"), str, SOURCE, "/conditions/name")
    found = _texts(wire, {"name": "name", "expression": "expression", "color": "tagColor"})
    if "color" in found:
        found["color"] = str(found["color"]).lower()
    return found


def _texts(wire: Mapping[str, object], members: Mapping[str, str]) -> dict[str, object]:
    found = {name: expect_or_none(wire.get(member), str, SOURCE, f"/{member}") for name, member in members.items()}
    return {name: text for name, text in found.items() if text}


def _members(wire: Mapping[str, object], name: str) -> Iterator[tuple[str, dict[str, object]]]:
    found = expect_or_none(wire.get(name), dict, SOURCE, f"/{name}") or {}
    for key, member in found.items():
        yield key, expect(member, dict, SOURCE, f"/{name}{pointer(key)}")


def _record(attributes: Mapping[str, object]) -> Attributes:
    return {name: freeze(_without_absent(value)) for name, value in attributes.items()}


def _without_absent(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _without_absent(member) for name, member in value.items() if member is not ABSENT}
    return value

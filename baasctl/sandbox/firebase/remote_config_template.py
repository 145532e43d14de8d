"""What Remote Config takes as a template.

https://firebase.google.com/docs/reference/remote-config/rest/v1/RemoteConfig,
https://firebase.google.com/docs/remote-config/quotas-limits
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.sandbox.exchange import Json, JsonObject
from baasctl.sandbox.firebase.refusals import GoogleRefusal

_MEMBERS: Final[Mapping[str, frozenset[str]]] = {
    "template": frozenset({"conditions", "parameters", "parameterGroups"}),
    "condition": frozenset({"name", "expression", "tagColor", "description"}),
    "group": frozenset({"description", "parameters"}),
    "parameter": frozenset({"defaultValue", "conditionalValues", "description", "valueType"}),
    "value": frozenset({"value", "useInAppDefault", "personalizationValue", "rolloutValue", "experimentValue"}),
}
_TYPES: Final = ("PARAMETER_VALUE_TYPE_UNSPECIFIED", "STRING", "BOOLEAN", "NUMBER", "JSON")
_COLOURS: Final = frozenset(
    {"CONDITION_DISPLAY_COLOR_UNSPECIFIED", "BLUE", "BROWN", "CYAN", "DEEP_ORANGE", "GREEN"}
    | {"INDIGO", "LIME", "ORANGE", "PINK", "PURPLE", "TEAL"}
)
_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,255}")
_MOST_PARAMETERS: Final = 3000
_MOST_CONDITIONS: Final = 2000
_MOST_CHARACTERS: Final = 1_000_000


def checked(template: JsonObject) -> JsonObject:
    """The template as it is kept: without empty members, and with the type of each parameter.

    Raises:
        GoogleRefusal: 400, it is none.
    """
    _known("template", template, "")
    conditions = [_condition(each) for each in _list(template.get("conditions"), "conditions")]
    names = [str(each["name"]) for each in conditions]
    if len(set(names)) < len(names) or len(names) > _MOST_CONDITIONS:
        raise _invalid("Condition names must be unique, and there may be at most 2000.")
    kept: JsonObject = {"conditions": list[Json](conditions)} if conditions else {}
    groups: JsonObject = {}
    for name, group in _object(template.get("parameterGroups"), "parameterGroups").items():
        members = _object(group, f"parameterGroups.{name}")
        _known("group", members, f"parameterGroups.{name}")
        inner = _parameters(members.get("parameters"), names)
        described: JsonObject = {"description": members["description"]} if members.get("description") else {}
        groups[name] = {**described, **({"parameters": inner} if inner else {})}
    parameters = _parameters(template.get("parameters"), names)
    if parameters:
        kept["parameters"] = parameters
    if groups:
        kept["parameterGroups"] = groups
    _count([parameters, *(_object(_object(each, "").get("parameters"), "") for each in groups.values())])
    return kept


def _condition(value: Json) -> JsonObject:
    condition = _object(value, "conditions")
    _known("condition", condition, "conditions")
    for name in ("name", "expression"):
        if not isinstance(condition.get(name), str) or not condition[name]:
            raise _invalid(f"Every condition needs a {name}.")
    if condition.get("tagColor", "BLUE") not in _COLOURS:
        raise GoogleRefusal(400, f"Invalid value at 'remote_config.conditions': {condition['tagColor']}")
    return condition


def _parameters(value: Json, conditions: list[str]) -> JsonObject:
    return {key: _parameter(key, each, conditions) for key, each in _object(value, "parameters").items()}


def _parameter(key: str, value: Json, conditions: list[str]) -> JsonObject:
    if not _KEY.fullmatch(key):
        raise _invalid(f"Parameter key {key} is invalid.")
    parameter = dict(_object(value, f"parameters.{key}"))
    _known("parameter", parameter, f"parameters.{key}")
    if parameter.get("valueType", "STRING") not in _TYPES:
        raise GoogleRefusal(400, f"Invalid value at 'remote_config.parameters': {parameter['valueType']}")
    kind = str(parameter.get("valueType") or "STRING")
    parameter["valueType"] = "STRING" if kind == _TYPES[0] else kind
    for name, each in _values(parameter):
        if name and name not in conditions:
            raise _invalid(f"Condition {name} of parameter {key} is not defined.")
        _check_value(key, str(parameter["valueType"]), each)
    return {name: member for name, member in parameter.items() if member not in ("", {}, None)}


def _values(parameter: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    if parameter.get("defaultValue"):
        yield "", _object(parameter["defaultValue"], "defaultValue")
    for name, each in _object(parameter.get("conditionalValues"), "conditionalValues").items():
        yield name, _object(each, "conditionalValues")


def _check_value(key: str, kind: str, value: JsonObject) -> None:
    _known("value", value, f"parameters.{key}")
    if len(value) != 1:
        raise GoogleRefusal(400, f"Invalid value at 'remote_config.parameters.{key}' (oneof), more than one is set.")
    text = value.get("value")
    if "value" in value and not isinstance(text, str):
        raise GoogleRefusal(400, f"Invalid value at 'remote_config.parameters.{key}.value' (TYPE_STRING), {text}")
    if isinstance(text, str) and not is_of_type(text, kind):
        raise _invalid(f"Value of parameter {key} is not of type {kind}.")


def is_of_type(text: str, kind: str) -> bool:
    """Whether a value can be read as the parameter's type says."""
    if kind == "BOOLEAN":
        return text in ("true", "false")
    if kind not in ("NUMBER", "JSON"):
        return True
    try:
        found = json.loads(text)
    except ValueError:
        return False
    return kind == "JSON" or (isinstance(found, int | float) and not isinstance(found, bool))


def _count(places: list[JsonObject]) -> None:
    keys = [key for place in places for key in place]
    if len(set(keys)) < len(keys):
        raise _invalid("A parameter key stands in the template twice.")
    texts = [
        str(value.get("value", ""))
        for place in places
        for parameter in place.values()
        for _, value in _values(_object(parameter, ""))
    ]
    if len(keys) > _MOST_PARAMETERS or sum(map(len, texts)) > _MOST_CHARACTERS:
        raise _invalid("The template is too large.")


def _known(message: str, value: JsonObject, place: str) -> None:
    for name in value:
        if name not in _MEMBERS[message]:
            at = f" at 'remote_config{f'.{place}' if place else ''}'"
            raise GoogleRefusal(400, f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.')


def _object(value: Json, place: str) -> JsonObject:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise GoogleRefusal(400, f"Invalid value at 'remote_config.{place}', expected an object.")
    return value


def _list(value: Json, place: str) -> list[Json]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise GoogleRefusal(400, f"Invalid value at 'remote_config.{place}', expected a list.")
    return value


def _invalid(message: str) -> GoogleRefusal:
    return GoogleRefusal(400, f"[VALIDATION_ERROR]: {message}")

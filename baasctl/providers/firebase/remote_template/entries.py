"""What a Remote Config template may hold, known offline.

https://firebase.google.com/docs/remote-config/quotas-limits (2026-11)
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import Value, pointer
from baasctl.providers.contract import Bounds, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.spec_place import problem

_KIND: Final = "remote_config"
_REST: Final = "https://firebase.google.com/docs/reference/remote-config/rest/v1/RemoteConfig"
_LIMITS: Final = "https://firebase.google.com/docs/remote-config/quotas-limits"
_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,255}")
_LONGEST_CONDITION: Final = 100
_LONGEST_GROUP: Final = 256
_MOST_CONDITIONS: Final = 2000
_MOST_PARAMETERS: Final = 3000
_MOST_CHARACTERS: Final = 1_000_000


def _yes(wire: str, *, unset: bool = True, note: str = "", bounds: Bounds | None = None) -> Yes:
    return Yes(wire=wire, unset=unset, note=note, bounds=bounds or Bounds(), source=_REST)


def template_problems(desired: DesiredState) -> Iterator[Diagnostic]:
    """What Google would refuse, whatever is live."""
    for resource in desired.of(_KIND):
        yield from _condition_names(resource)
        yield from _sizes(resource)
        for name, parameter in _record(resource.attributes.get("parameters")).items():
            yield from _parameter(resource, name, _record(parameter))


def _condition_names(resource: Resource) -> Iterator[Diagnostic]:
    conditions = resource.attributes.get("conditions")
    names = [str(_record(each).get("name")) for each in conditions] if isinstance(conditions, tuple) else []
    for index, name in enumerate(names):
        path = f"/conditions/{index}"
        if name in names[:index]:
            yield problem(resource, "SPEC641", "two conditions have one name", f"`{name}`", path=path)
        if not 1 <= len(name) <= _LONGEST_CONDITION:
            detail = f"`{name}` has {len(name)} characters; Remote Config takes 1 to {_LONGEST_CONDITION}"
            yield problem(resource, "SPEC642", "a name cannot be used", detail, path=path)


def _parameter(resource: Resource, name: str, parameter: Mapping[str, Value]) -> Iterator[Diagnostic]:
    path = pointer("parameters", name)
    if not _KEY.fullmatch(name):
        detail = f"`{name}`: Remote Config takes letters, digits and _, no digit first, at most 256 characters"
        yield problem(resource, "SPEC642", "a name cannot be used", detail, path=path)
    group = parameter.get("group")
    if isinstance(group, str) and not 1 <= len(group) <= _LONGEST_GROUP:
        detail = f"group `{group}` has {len(group)} characters; Remote Config takes 1 to {_LONGEST_GROUP}"
        yield problem(resource, "SPEC642", "a name cannot be used", detail, path=f"{path}/group")
    kind = parameter.get("type")
    for below, text in _texts(parameter):
        if not _is_of_type(text, kind):
            hint = {"boolean": 'write "true" or "false"', "number": 'such as "1.5"', "json": "such as '{\"a\": 1}'"}
            yield problem(
                resource,
                "SPEC643",
                "a value is not of the parameter's type",
                f"`{name}` is of type {kind}, which its value at `{below}` cannot be read as",
                hint=hint.get(str(kind), ""),
                path=f"{path}{below}",
            )


def _sizes(resource: Resource) -> Iterator[Diagnostic]:
    parameters = _record(resource.attributes.get("parameters"))
    conditions = resource.attributes.get("conditions")
    counted = Counter(
        parameters=len(parameters),
        conditions=len(conditions) if isinstance(conditions, tuple) else 0,
        characters=sum(len(text) for each in parameters.values() for _, text in _texts(_record(each))),
    )
    for what, most, path in (
        ("parameters", _MOST_PARAMETERS, "/parameters"),
        ("conditions", _MOST_CONDITIONS, "/conditions"),
        ("characters", _MOST_CHARACTERS, "/parameters"),
    ):
        if counted[what] > most:
            detail = f"{counted[what]:,} {what}; Remote Config takes {most:,} ({_LIMITS})"
            yield problem(resource, "SPEC644", "the template is too large", detail, path=path)


def _texts(parameter: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """The values that are texts, with their pointers inside the parameter."""
    if isinstance(default := parameter.get("default"), str):
        yield "/default", default
    for condition, value in _record(parameter.get("when")).items():
        if isinstance(value, str):
            yield f"/when{pointer(condition)}", value


def _is_of_type(text: str, kind: Value) -> bool:
    if kind == "boolean":
        return text in ("true", "false")
    if kind not in ("number", "json"):
        return True
    try:
        found = json.loads(text)
    except ValueError:
        return False
    return kind == "json" or (isinstance(found, int | float) and not isinstance(found, bool))


def _record(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}


ENTRIES: Final = Entries(
    kinds={_KIND: Yes(source="https://firebase.google.com/docs/remote-config/use-config-rest")},
    fields={
        _KIND: {
            "conditions": _yes(
                "conditions", unset=False, bounds=Bounds(longest=_MOST_CONDITIONS, whose="Remote Config")
            ),
            "parameters": _yes("parameters, parameterGroups.*.parameters", unset=False),
            "parameters.*.default": _yes("defaultValue"),
            "parameters.*.when": _yes("conditionalValues"),
            "parameters.*.when.*": _yes("conditionalValues.*"),
            "parameters.*.type": _yes("valueType", unset=False, note="Google makes a missing one `string`"),
            "parameters.*.description": _yes("description"),
            "parameters.*.group": _yes("parameterGroups.*.parameters"),
            "groups": _yes("parameterGroups", unset=False),
            "groups.*.description": _yes("parameterGroups.*.description"),
        }
    },
    checks=(template_problems,),
)

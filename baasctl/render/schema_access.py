"""The JSON Schema of the portable `access` section: pydantic's own, in draft 7, with what a spec may write besides."""

from __future__ import annotations

from typing import Any, Final

from baasctl.kinds.registry import EXPRESSED, kind
from baasctl.render.schema_values import REFERENCE, Schema

_PREFIX: Final = "access."
_DROPPED: Final = ("title", "default")
_LISTS_ONLY: Final = ("allow",)
"""Arrays in whose place a single member may not stand."""


def access_definitions() -> dict[str, Schema]:
    """Definitions of the section and its parts, by name."""
    (name,) = EXPRESSED
    section = kind(name)
    model = section.model.model_json_schema(by_alias=True, ref_template=f"#/definitions/{_PREFIX}{{model}}")
    parts = {f"{_PREFIX}{each}": _converted(part) for each, part in model.pop("$defs").items()}
    return {**parts, name: {"description": section.title, "anyOf": [_converted(model), {"type": "null"}]}}


def _converted(node: Any, name: str = "") -> Any:
    """A node of pydantic's schema: `oneOf` as `anyOf`, a reference beside each value, a single member beside lists."""
    if isinstance(node, list):
        return [_converted(each) for each in node]
    if not isinstance(node, dict):
        return node
    found = {key: value for key, value in node.items() if key not in _DROPPED}
    if "properties" in found:
        found["properties"] = {key: _converted(value, key) for key, value in found["properties"].items()}
        return found
    if "oneOf" in found:
        found["anyOf"] = found.pop("oneOf")
    described = {"description": found.pop("description")} if "description" in found else {}
    if isinstance(found.get("additionalProperties"), dict):
        found["additionalProperties"] = _converted(found["additionalProperties"])
    if "anyOf" in found:
        found["anyOf"] = [_converted(each, name) for each in found["anyOf"]]
    if found.get("type") == "array":
        items = _converted(found["items"])
        lists = {**found, "items": items}
        return {**described, **(lists if name in _LISTS_ONLY else {"anyOf": [lists, items]})}
    if "enum" in found or found.get("type") in ("integer", "number", "boolean"):
        return {**described, "anyOf": [found, REFERENCE]}
    return {**described, **found}

"""JSON Schema of single values: what pydantic says of a kind, and what a spec may write in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from baasctl.kinds.kind import Kind
from baasctl.model.field import Field, Shape
from baasctl.providers.contract import Bounds, Support, Yes

Schema: TypeAlias = dict[str, Any]

REFERENCE: Final[Schema] = {"$ref": "#/definitions/reference"}
FILE: Final[Schema] = {"$ref": "#/definitions/file"}
SECRET: Final[Schema] = {"$ref": "#/definitions/secret"}
VALUE_DEFINITIONS: Final[Schema] = {
    "reference": {
        "description": "A variable, an environment variable or a resource's attribute in place of a value.",
        "type": "string",
        "pattern": r"\$\{(var|env|ref):[^{}]+\}",
    },
    "secret": {
        "description": "A reference to a secret; plain text is refused.",
        "type": "string",
        "pattern": r"\$\{(secret|var):[^{}]+\}",
    },
    "file": {
        "description": "The text of a file; `.j2` files are templates.",
        "type": "object",
        "properties": {"file": {"description": "Path from the spec's folder.", "type": "string", "minLength": 1}},
        "required": ["file"],
        "additionalProperties": False,
    },
}
_DROPPED: Final = ("title", "default")


def record_schema(kind: Kind, native: Schema) -> Schema:
    """The attributes of one resource of a kind, every nested record written out.

    Args:
        kind: Whose pydantic model is asked.
        native: Put in the place of the member `native`.
    """
    model = kind.model.model_json_schema(by_alias=True)
    record = _record(model, kind.fields, model.get("$defs", {}))
    if "native" in record["properties"]:
        record["properties"]["native"] = native
    return record


def _record(node: Mapping[str, Any], field: Field, definitions: Mapping[str, Any]) -> Schema:
    properties = {
        name: {} if name == "native" else _value(below, field.member(name) or Field(), definitions)
        for name, below in node["properties"].items()
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _value(node: Mapping[str, Any], field: Field, definitions: Mapping[str, Any]) -> Schema:
    options: list[Schema] = []
    for option in node.get("anyOf", [node]):
        options.extend(_option(option, field, definitions))
    found = either(*options)
    text = node.get("description")
    return {"description": text, **found} if text else found


def _option(node: Mapping[str, Any], field: Field, definitions: Mapping[str, Any]) -> list[Schema]:
    """One member of a union, and what may stand in its place."""
    if "$ref" in node:
        return _option(definitions[node["$ref"].rpartition("/")[2]], field, definitions)
    if field.sensitive:
        return [{"type": "null"}] if node.get("type") == "null" else [SECRET]
    if node.get("type") == "array":
        element = _value(node["items"], field.element or Field(), definitions)
        return [{"type": "array", "items": element, **({"uniqueItems": True} if field.shape is Shape.SET else {})}]
    if node.get("type") == "object":
        if "properties" in node:
            return [_record(node, field, definitions)]
        if node.get("additionalProperties", True) is True:
            return [{"type": "object"}]
        element = _value(node["additionalProperties"], field.element or Field(), definitions)
        return [{"type": "object", "additionalProperties": element}]
    plain = {key: value for key, value in node.items() if key not in _DROPPED and key != "description"}
    return [plain, FILE] if plain == {"type": "string"} and field.shape is Shape.SCALAR else [plain]


def either(*options: Schema) -> Schema:
    """One of several, or a reference where none of them takes any text."""
    distinct: list[Schema] = []
    for option in options:
        if option not in distinct:
            distinct.append(option)
    if {"type": "string"} not in distinct and SECRET not in distinct:
        distinct.append(REFERENCE)
    return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}


def native_schema(kind: str, supports: Mapping[str, Support], others: tuple[str, ...]) -> Schema:
    """The member `native` of a kind.

    Args:
        kind: The kind's name.
        supports: By provider.
        others: Providers whose members are not known here.
    """
    providers: Schema = {name: _native_of(kind, support) for name, support in supports.items()}
    providers.update({name: {"type": "object"} for name in others})
    return {
        "description": "Settings of one provider, by wire name.",
        "type": "object",
        "properties": providers,
        "additionalProperties": False,
    }


def _native_of(kind: str, support: Support) -> Schema:
    record = Field(shape=Shape.RECORD, members=support.native.get(kind, {}))
    return {"description": f"Fields of {support.title}.", **_native_record(kind, "native", record, support)}


def _native_record(kind: str, dotted: str, record: Field, support: Support) -> Schema:
    members = {
        name: _native_member(kind, f"{dotted}.{name}", field, support) for name, field in sorted(record.members.items())
    }
    return {"type": "object", "properties": members, "additionalProperties": False}


def _native_member(kind: str, dotted: str, field: Field, support: Support) -> Schema:
    answers = [support.fields.get(kind, {}).get(dotted)]
    answers += [answer for (of, _, path), answer in support.exceptions.items() if (of, path) == (kind, dotted)]
    known = [answer for answer in answers if isinstance(answer, Yes)]
    bounds = known[0].bounds if known and all(each.bounds == known[0].bounds for each in known) else Bounds()
    nullable = not known or any(answer.unset for answer in known)
    if field.shape is Shape.RECORD and field.members:
        options = [_native_record(kind, dotted, field, support)]
    else:
        options = [SECRET] if field.sensitive else _options_within(field, bounds)
    found = either(*options, *([{"type": "null"}] if nullable else []))
    return {"description": field.doc, **found} if field.doc else found


def _options_within(field: Field, bounds: Bounds) -> list[Schema]:
    if field.shape in {Shape.MAP, Shape.RECORD}:
        sensitive = field.element is not None and field.element.sensitive
        return [{"type": "object", "additionalProperties": SECRET if sensitive else True}]
    if field.shape in {Shape.LIST, Shape.SET}:
        plain = {"type": "object" if field.element and field.element.shape is Shape.RECORD else "string"}
        items: Schema = {"enum": list(bounds.choices)} if bounds.choices else plain
        return [{"type": "array", "items": items, **({"uniqueItems": True} if field.shape is Shape.SET else {})}]
    if bounds.choices:
        return [{"enum": list(bounds.choices)}]
    if bounds.minimum is not None or bounds.maximum is not None:
        limits = {"minimum": bounds.minimum, "maximum": bounds.maximum}
        return [{"type": "number", **{name: limit for name, limit in limits.items() if limit is not None}}]
    if bounds.pattern is not None or bounds.longest is not None or bounds.shortest is not None:
        limited: Schema = {"type": "string"}
        if bounds.shortest is not None:
            limited["minLength"] = bounds.shortest
        if bounds.longest is not None:
            limited["maxLength"] = bounds.longest
        if bounds.pattern is not None:
            limited["pattern"] = f"^(?:{bounds.pattern})$"
        return [limited, FILE]
    return [{"type": ["string", "number", "boolean"]}, FILE]


def setting_schema(field: Field) -> Schema:
    """A provider's own member of a target."""
    described: Schema = {"description": field.doc} if field.doc else {}
    if field.shape is Shape.RECORD:
        members = {name: setting_schema(member) for name, member in field.members.items()}
        return {**described, "type": "object", "properties": members, "additionalProperties": False}
    if field.shape is Shape.MAP and field.element is not None:
        return {**described, "type": "object", "additionalProperties": setting_schema(field.element)}
    if field.shape in {Shape.LIST, Shape.SET}:
        return {**described, "type": "array", "items": {"type": "string"}}
    if field.sensitive:
        return {**described, "type": "string", "pattern": r"\$\{(secret|env|var):[^{}]+\}"}
    return {**described, "type": ["string", "number", "boolean"]}

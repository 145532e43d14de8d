"""The JSON Schema of a spec, made from the kinds and the providers' tables, for editors.

Draft 7, which the YAML language server supports best. It says less than `validate`: what depends on the
target (its provider's bounds of neutral fields, its names) and references are not checked.
"""

from __future__ import annotations

from typing import Final

from baasctl.access.lints.registry import NAMES as LINTS
from baasctl.kinds.kind import ENVELOPE, Kind
from baasctl.kinds.registry import EXPRESSED, NAMES, VERSIONED, all_kinds
from baasctl.model.change import Hazard
from baasctl.model.spec import PruneMode
from baasctl.providers import registry
from baasctl.providers.contract import Support, Yes
from baasctl.render.schema_access import access_definitions
from baasctl.render.schema_tests import access_tests_schema
from baasctl.render.schema_values import (
    REFERENCE,
    VALUE_DEFINITIONS,
    Schema,
    either,
    native_schema,
    record_schema,
    setting_schema,
)

_TEXT: Final[Schema] = {"type": "string", "minLength": 1}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_KEEP: Final = r"^keep [1-9][0-9]{0,5}$"
_PERCENT: Final = r"^\d{1,3}(\.\d+)?\s*%$"
_ENVELOPE_DOCS: Final = {
    "targets": "Targets that have this resource; left out, all.",
    "id": "The provider's id, where several live resources match.",
    "renamed_from": "Its former name; it is renamed in place where the provider can.",
}


def json_schema() -> Schema:
    """The schema of a spec file, included files among them: none of the sections is required."""
    supports = {name: registry.package(name).support() for name in registry.NAMES}
    kinds = all_kinds()
    definitions: Schema = dict(VALUE_DEFINITIONS)
    for kind in kinds:
        definitions[f"{kind.name}.resource"] = _resource(kind, supports)
        definitions[kind.name] = _section(kind, supports)
    definitions.update(access_definitions())
    for name, support in supports.items():
        definitions[f"target.{name}"] = _target(support, kinds)
    sections = _sections(kinds)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "baasctl spec",
        "type": "object",
        "properties": {**_frame(supports), **sections, **_terms(kinds)},
        "additionalProperties": False,
        "definitions": definitions,
    }


def _sections(kinds: tuple[Kind, ...]) -> Schema:
    """The kinds, and what is expressed in them."""
    return {name: {"$ref": f"#/definitions/{name}"} for name in (*(kind.name for kind in kinds), *EXPRESSED)}


def _frame(supports: dict[str, Support]) -> Schema:
    """The sections around the kinds."""
    return {
        "baasctl": {"description": "Version of the format.", "const": 1},
        "targets": {
            "description": "Projects, by a name of your choice.",
            "type": "object",
            "additionalProperties": _any_target(supports),
        },
        "variables": {"description": "Values for `${var:name}`.", "type": "object"},
        "include": {
            "description": "Further files, as globs from the spec's folder.",
            "anyOf": [_TEXT, _TEXTS],
        },
        "templates": {"description": "Folder that is searched for `.j2` files too.", **_TEXT},
        "allow_env": {
            "description": "Environment variables that a run with --untrusted may read.",
            "anyOf": [_TEXT, _TEXTS],
        },
        "access_tests": access_tests_schema(),
    }


def _any_target(supports: dict[str, Support]) -> Schema:
    provider: Schema = {"description": "The service.", "enum": [*supports, *registry.LATER]}
    choices = [
        {
            "if": {"properties": {"provider": {"const": name}}, "required": ["provider"]},
            "then": {"$ref": f"#/definitions/target.{name}"},
        }
        for name in supports
    ]
    return {
        "type": "object",
        "properties": {"provider": {"anyOf": [provider, REFERENCE]}},
        "required": ["provider"],
        "allOf": choices,
    }


def _target(support: Support, kinds: tuple[Kind, ...]) -> Schema:
    sections = _sections(kinds)
    return {
        "type": "object",
        "properties": {
            "provider": {"description": support.title, "type": "string"},
            **{name: {"description": f"The project at {support.title}.", **_TEXT} for name in support.project},
            "variables": {"description": "Values for `${var:name}` on this target alone.", "type": "object"},
            "skip": {
                "description": "Kinds left out on this target.",
                "type": "array",
                "items": {"enum": [*NAMES, *EXPRESSED]},
            },
            "production": {"description": "`apply` asks for the target's name.", **either({"type": "boolean"})},
            "overrides": {
                "description": "Sections merged over the spec's for this target.",
                "type": "object",
                "properties": {**sections, **_terms(kinds)},
                "additionalProperties": False,
            },
            **{name: setting_schema(field) for name, field in support.settings.items()},
        },
        **_required(support),
        "additionalProperties": False,
    }


def _required(support: Support) -> Schema:
    first, *others = support.project
    if not others:
        return {"required": ["provider", first]}
    return {"required": ["provider"], "anyOf": [{"required": [name]} for name in support.project]}


def _resource(kind: Kind, supports: dict[str, Support]) -> Schema:
    """One resource with its envelope, or the shorthand for its main field."""
    record = record_schema(kind, native_schema(kind.name, supports, registry.LATER))
    shorthand = record["properties"].get(kind.shorthand or "")
    for key in ENVELOPE[:1] if kind.is_singleton else ENVELOPE:
        value = {"anyOf": [_TEXT, _TEXTS]} if key == "targets" else _TEXT
        record["properties"][key] = {"description": _ENVELOPE_DOCS[key], **value}
    if shorthand is None:
        return either(record)
    without_map = [
        option for option in shorthand.get("anyOf", [shorthand]) if option.get("type") not in {"object", "null"}
    ]
    return either(record, *without_map)


def _section(kind: Kind, supports: dict[str, Support]) -> Schema:
    """A kind's place in the spec: the resource itself, a map by name, or a map of maps."""
    resource: Schema = {"$ref": f"#/definitions/{kind.name}.resource"}
    if kind.is_singleton:
        return {"description": kind.title, "anyOf": [resource, {"type": "null"}]}
    names = {
        name: resource
        for support in supports.values()
        for name, answer in support.names.get(kind.name, {}).items()
        if isinstance(answer, Yes) and name != "*" and "=" not in name
    }
    section: Schema = {"type": "object", "properties": names, "additionalProperties": resource}
    if kind.depth > 1:
        inner = {"type": "object", "additionalProperties": resource, "minProperties": 1}
        section = {"type": "object", "additionalProperties": {"anyOf": [inner, REFERENCE]}}
    return {"description": kind.title, "anyOf": [section, {"type": "null"}, REFERENCE]}


def _terms(kinds: tuple[Kind, ...]) -> Schema:
    modes: Schema = {"enum": [mode.value for mode in PruneMode]}
    scoped: Schema = {
        "type": "object",
        "properties": {
            "mode": modes,
            "in": {"description": "Schemas of database kinds, globs of names of others.", "anyOf": [_TEXT, _TEXTS]},
        },
        "required": ["mode"],
        "additionalProperties": False,
    }
    prunable = {kind.name: {"anyOf": [modes, scoped, REFERENCE]} for kind in kinds if kind.prunable}
    fixed = {kind.name: {"const": PruneMode.NEVER.value} for kind in kinds if not kind.prunable}
    versions: Schema = {"description": "How many of the newest stay.", "type": "string", "pattern": _KEEP}
    kept = {kind.name: {"type": "object", "additionalProperties": _TEXT} for kind in kinds}
    return {
        "prune": {
            "description": "What happens to live resources that the spec does not name.",
            "type": "object",
            "properties": {**prunable, **fixed, **dict.fromkeys(VERSIONED, versions)},
            "additionalProperties": False,
        },
        "keep": {
            "description": "Live resources that stay though the spec does not list them: name to reason.",
            "type": "object",
            "properties": kept,
            "additionalProperties": False,
        },
        "ignore": {
            "description": "Pointers whose last part is a glob; what matches is neither compared nor lost.",
            "type": "array",
            "items": {"type": "string", "pattern": f"^/({'|'.join(kind.name for kind in kinds)})/."},
        },
        "guards": {
            "description": "Limits that make a plan refuse.",
            "type": "object",
            "properties": {
                "max_deletes": {
                    "description": "Largest share (30%) or number of deletes of a kind.",
                    "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": _PERCENT}, REFERENCE],
                },
                "forbid": {
                    "description": "Hazards that `--allow` cannot allow.",
                    "type": "array",
                    "items": {"enum": [hazard.value for hazard in Hazard]},
                },
            },
            "additionalProperties": False,
        },
        "lint": {
            "description": "What `baasctl lint` need not say.",
            "type": "object",
            "properties": {
                "ignore": {
                    "description": "Lint, then address inside the target (`*` is any text), then the reason.",
                    "type": "object",
                    "properties": {name: {"type": "object", "additionalProperties": _TEXT} for name in LINTS},
                    "additionalProperties": False,
                }
            },
            "additionalProperties": False,
        },
    }

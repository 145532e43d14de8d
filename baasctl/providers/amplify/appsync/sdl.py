"""GraphQL schemas as AppSync takes them: parsed, checked, and in one spelling.

AppSync brings scalars and directives of its own, prints a schema in an order of its own, adds the `schema` definition
that the usual names of the root types mean, and merges `extend`
(https://docs.aws.amazon.com/appsync/latest/devguide/scalars.html, …/security-authz.html).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import MissingExtra

if TYPE_CHECKING:
    from graphql import DefinitionNode, DocumentNode, GraphQLError, Node

SCALARS: Final = (
    "AWSDate", "AWSTime", "AWSDateTime", "AWSTimestamp", "AWSEmail", "AWSJSON", "AWSPhone", "AWSURL", "AWSIPAddress",
)  # fmt: skip
DIRECTIVES: Final[dict[str, str]] = {
    "aws_api_key": "",
    "aws_auth": "(cognito_groups: [String])",
    "aws_cognito_user_pools": "(cognito_groups: [String])",
    "aws_iam": "",
    "aws_lambda": "",
    "aws_oidc": "",
    "aws_publish": "(subscriptions: [String])",
    "aws_subscribe": "(mutations: [String])",
    "canonical": "",
    "hidden": "",
    "renamed": "(to: String!)",
}
"""Directives that AppSync knows, with their arguments."""
AUTHORISES: Final = ("aws_api_key", "aws_auth", "aws_cognito_user_pools", "aws_iam", "aws_lambda", "aws_oidc")
"""Those of them that say who may ask for a type or field."""
TRANSFORMED: Final = frozenset(
    {"auth", "belongsTo", "connection", "default", "function", "hasMany", "hasOne", "http", "index", "key",
     "manyToMany", "mapsTo", "model", "predictions", "primaryKey", "refersTo", "searchable", "sql", "validate",
     "versioned"}
)  # fmt: skip
"""Directives of Amplify's compiler, which AppSync itself never sees."""
_PLACES: Final = (
    "SCHEMA | SCALAR | OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | INTERFACE | UNION | ENUM | ENUM_VALUE"
    " | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
)
_ROOTS: Final = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaProblem:
    """What is wrong with a schema.

    Attributes:
        line, column: From 1; 0 where no place is to blame.
        directive: Name of the unknown directive, if that is it.
    """

    reason: str
    line: int = 0
    column: int = 0
    directive: str = ""


def need_parser() -> None:
    """Make sure that schemas can be read.

    Raises:
        MissingExtra: graphql-core is not installed.
    """
    if find_spec("graphql") is None:
        raise MissingExtra(
            Diagnostic(
                code="READ350",
                summary="GraphQL schemas need a package that is not installed",
                detail="graphql-core is not installed",
                hint='pip install "baasctl[amplify]"',
            )
        )


def problems(text: str) -> Iterator[SchemaProblem]:
    """Why AppSync would not take a schema; nothing when it can be read and every name in it is known."""
    from graphql import GraphQLSyntaxError, concat_ast, parse
    from graphql.validation.validate import validate_sdl

    try:
        document = parse(text)
    except GraphQLSyntaxError as unreadable:
        yield _problem(unreadable)
        return
    own = {name for kind in ("scalar", "directive") for name in _names(document, kind)}
    for error in validate_sdl(concat_ast([_appsyncs_own(frozenset(own)), document])):
        yield _problem(error)
    if "Query" not in _names(document, "object") and not _has_schema_definition(document):
        yield SchemaProblem(reason="There is no type `Query`, and no `schema` that names another.")


@lru_cache(maxsize=32)
def normal_form(text: str, *, descriptions: bool = True) -> str | None:
    """A schema in the one spelling of all schemas that mean the same; `None` when it cannot be read.

    Definitions, fields, arguments, members and directives are sorted, extensions merged, AppSync's own definitions
    and an implied `schema` left out, comments gone.

    Args:
        descriptions: Keep them.
    """
    from graphql import GraphQLSyntaxError, parse, print_ast

    try:
        document = parse(text, no_location=True)
    except GraphQLSyntaxError:
        return None
    merged: dict[str, DefinitionNode] = {}
    for definition in document.definitions:
        if _is_appsyncs_own(definition) or _is_implied(definition):
            continue
        key = _key(definition)
        known = merged.get(key)
        if known is None or known.kind.endswith("extension"):
            merged[key] = definition
            _merge(definition, known)
        else:
            _merge(known, definition)
    for definition in merged.values():
        _sort(definition, keep_descriptions=descriptions)
    return "".join(f"{print_ast(merged[key])}\n\n" for key in sorted(merged)).removesuffix("\n")


def has_descriptions(text: str) -> bool:
    """Whether anything in a schema is described."""
    return '"' in text and normal_form(text) != normal_form(text, descriptions=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What callers of a schema rely on.

    Attributes:
        members: `Type` and `Type.field` (enum values and input fields, too) to the text of its type.
        gates: The same to its directives that say who may ask, as they print.
    """

    members: dict[str, str]
    gates: dict[str, frozenset[str]]


@lru_cache(maxsize=8)
def outline(text: str) -> Outline:
    """Types, fields and their gates; empty for a text that cannot be read."""
    from graphql import GraphQLSyntaxError, parse, print_ast

    members: dict[str, str] = {}
    gates: dict[str, frozenset[str]] = {}
    try:
        document = parse(text, no_location=True)
    except GraphQLSyntaxError:
        return Outline(members=members, gates=gates)
    definitions: Iterable[Any] = document.definitions
    for definition in definitions:
        name = getattr(getattr(definition, "name", None), "value", "")
        if definition.kind == "directive_definition" or not name:
            continue
        for key, node in _members(name, definition):
            kind = getattr(node, "type", None)
            members[key] = print_ast(kind) if kind is not None else ""
            found = {print_ast(each) for each in getattr(node, "directives", ()) if each.name.value in AUTHORISES}
            gates[key] = gates.get(key, frozenset()) | found
    return Outline(members=members, gates=gates)


def _members(name: str, definition: Any) -> Iterator[tuple[str, Node]]:
    yield name, definition
    for each in (*(getattr(definition, "fields", None) or ()), *(getattr(definition, "values", None) or ())):
        yield f"{name}.{each.name.value}", each


def _problem(error: GraphQLError) -> SchemaProblem:
    place = error.locations[0] if error.locations else None
    nodes = error.nodes or ()
    directive = next((node.name.value for node in nodes if node.kind == "directive"), "")  # type: ignore[attr-defined]
    is_unknown = error.message.startswith("Unknown directive")
    return SchemaProblem(
        reason=error.message.removeprefix("Syntax Error: "),
        line=place.line if place else 0,
        column=place.column if place else 0,
        directive=directive if is_unknown else "",
    )


@cache
def _appsyncs_own(without: frozenset[str]) -> DocumentNode:
    from graphql import parse

    lines = [f"scalar {name}" for name in SCALARS if name not in without]
    lines += [f"directive @{name}{given} on {_PLACES}" for name, given in DIRECTIVES.items() if name not in without]
    return parse("\n".join(lines), no_location=True) if lines else parse("scalar AWSNothing", no_location=True)


def _is_appsyncs_own(definition: Any) -> bool:
    name = getattr(getattr(definition, "name", None), "value", "")
    return (definition.kind == "scalar_type_definition" and name in SCALARS) or (
        definition.kind == "directive_definition" and name in DIRECTIVES
    )


def _is_implied(definition: Any) -> bool:
    """Whether it is a `schema` that says what the names of the types say."""
    if definition.kind != "schema_definition" or getattr(definition, "directives", ()):
        return False
    roots: Iterable[Any] = getattr(definition, "operation_types", None) or ()
    return all(_ROOTS[each.operation.value] == each.type.name.value for each in roots)


def _has_schema_definition(document: DocumentNode) -> bool:
    return any(each.kind in ("schema_definition", "schema_extension") for each in document.definitions)


def _names(document: DocumentNode, kind: str) -> set[str]:
    kinds = {"scalar": "scalar_type_definition", "directive": "directive_definition", "object": "object_type_"}
    definitions: Iterable[Any] = document.definitions
    return {each.name.value for each in definitions if each.kind.startswith(kinds[kind])}


def _key(definition: Any) -> str:
    """What an extension has in common with what it extends: `Query` first, then the other types by name."""
    name = getattr(getattr(definition, "name", None), "value", "")
    if definition.kind.startswith("schema"):
        return " schema"
    if definition.kind == "directive_definition":
        return f" @{name}"
    return f"{'!' if name in _ROOTS.values() else '~'}{name}"


_LISTS: Final = ("directives", "fields", "interfaces", "types", "values", "operation_types", "arguments", "locations")


def _merge(into: DefinitionNode, extension: DefinitionNode | None) -> None:
    for name in _LISTS:
        more = getattr(extension, name, None)
        if more:
            setattr(into, name, (*(getattr(into, name, None) or ()), *more))


def _sort(node: Any, *, keep_descriptions: bool) -> None:
    """Bring everything in a definition whose order says nothing into one order."""
    from graphql import Node as AnyNode
    from graphql import print_ast

    for name in node.keys:
        value = getattr(node, name, None)
        if name == "description" and value is not None:
            value.value = " ".join(value.value.split())
            value.block = False
            if not keep_descriptions:
                node.description = None
        elif isinstance(value, AnyNode):
            _sort(value, keep_descriptions=keep_descriptions)
            if value.kind == "string_value":
                value.block = False
        elif isinstance(value, Iterable) and not isinstance(value, str):
            for each in value:
                _sort(each, keep_descriptions=keep_descriptions)
            if name in _LISTS:
                setattr(node, name, tuple(sorted(value, key=lambda each: _place(each, print_ast))))


def _place(node: Node, print_node: object) -> tuple[str, str]:
    assert callable(print_node)
    return getattr(getattr(node, "name", None), "value", ""), str(print_node(node))

"""Statements of Firestore and Storage rules: services, matches, permissions, functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.cursor import Cursor
from baasctl.engines.rules_language.parse_expression import is_at_segment, parse_expression, parse_segment
from baasctl.engines.rules_language.recursion import make_room
from baasctl.engines.rules_language.string_values import string_value
from baasctl.engines.rules_language.tokens import IN_USE, Token, TokenKind

_VERSIONS: Final = {"1": 1, "2": 2}
_DEEPEST: Final = 100
_NOTHING: Final = "The '{}' body must contain at least one declaration."
_NO_MATCH: Final = "Missing 'match' keyword before path."


def parse_ruleset(text: str) -> syntax.Ruleset:
    """The tree of a ruleset of Firestore or Storage.

    Raises:
        RulesProblem: Google's compiler would refuse it for its syntax. What it refuses or warns about for other
            reasons (types, unknown names, limits of a deployed ruleset) passes.
    """
    make_room()
    cursor = Cursor(text)
    version = _version(cursor)
    if cursor.is_at("import"):
        cursor.refuse("Import statements are not allowed.")
    functions: list[syntax.Function] = []
    services: list[syntax.Service] = []
    if not cursor.is_at("function", "service"):
        expected = "'function', 'import', 'service'"
        expected = expected if version else f"{expected}, 'rules_version'"
        cursor.refuse(f"mismatched input '{cursor.here.text}' expecting {{{expected}}}")
    while cursor.here.kind is not TokenKind.END:
        if cursor.is_at("function"):
            functions.append(_function(cursor))
        elif cursor.is_at("service"):
            services.append(_service(cursor))
        else:
            cursor.refuse()
    return syntax.Ruleset(
        version=version or 1, functions=tuple(functions), services=tuple(services), start=0, end=len(text)
    )


def _version(cursor: Cursor) -> int | None:
    if not cursor.is_at("rules_version"):
        return None
    statement = cursor.take()
    cursor.expect("=")
    written = cursor.expect_kind(TokenKind.STRING, f"mismatched input '{cursor.here.text}' expecting STRING")
    version = string_value(written.text)
    if version not in _VERSIONS:
        cursor.refuse(f"Unsupported rules version {version}.", statement)
    cursor.accept(";")
    return _VERSIONS[version]


@dataclass(slots=True)
class _Body:
    """What stands between the braces of a service or a match."""

    functions: list[syntax.Function] = field(default_factory=list)
    allows: list[syntax.Allow] = field(default_factory=list)
    matches: list[syntax.Match] = field(default_factory=list)


def _service(cursor: Cursor) -> syntax.Service:
    start = cursor.expect("service").start
    name = cursor.expect_kind(TokenKind.SERVICE_NAME)
    if name.text in IN_USE:
        cursor.refuse("Cannot use keyword as service name.", name)
    body = _body(cursor, "service", depth=1)
    return syntax.Service(
        name=name.text,
        functions=tuple(body.functions),
        matches=tuple(body.matches),
        at=name.start,
        start=start,
        end=cursor.before.end,
    )


def _match(cursor: Cursor, depth: int) -> syntax.Match:
    start = cursor.expect("match").start
    if not is_at_segment(cursor):
        cursor.refuse()
    path = []
    while is_at_segment(cursor):
        path.append(parse_segment(cursor))
    body = _body(cursor, "match", depth)
    return syntax.Match(
        path=tuple(path),
        functions=tuple(body.functions),
        allows=tuple(body.allows),
        matches=tuple(body.matches),
        start=start,
        end=cursor.before.end,
    )


def _body(cursor: Cursor, of: str, depth: int) -> _Body:
    if depth > _DEEPEST:
        cursor.refuse("Rule hierarchy is too complex to evaluate safely.")
    cursor.expect("{")
    body = _Body()
    if cursor.is_at("}"):
        cursor.refuse(_NOTHING.format(of))
    while not cursor.is_at("}"):
        if cursor.is_at("function"):
            body.functions.append(_function(cursor))
        elif cursor.is_at("match"):
            body.matches.append(_match(cursor, depth + 1))
        elif cursor.is_at("allow") and of == "match":
            body.allows.append(_allow(cursor))
        elif cursor.here.kind is TokenKind.END:
            cursor.refuse(f"missing '}}' at '{cursor.here.text}'")
        else:
            cursor.refuse(_NO_MATCH if is_at_segment(cursor) else "")
    cursor.expect("}")
    return body


def _allow(cursor: Cursor) -> syntax.Allow:
    start = cursor.expect("allow").start
    methods = [cursor.expect_kind(TokenKind.NAME, "Expected at least one 'operation' after 'allow'.")]
    while cursor.is_at(","):
        comma = cursor.take()
        if cursor.here.kind is not TokenKind.NAME:
            cursor.refuse("Unexpected ','.", comma)
        methods.append(cursor.take())
    condition = None
    if cursor.is_at("if"):
        cursor.refuse("Missing ':' before 'if' condition.")
    if cursor.accept(":"):
        condition = _condition(cursor)
    end = cursor.before.end
    cursor.accept(";")
    return syntax.Allow(
        methods=tuple(method.text for method in methods),
        methods_at=tuple(method.start for method in methods),
        condition=condition,
        start=start,
        end=end,
    )


def _condition(cursor: Cursor) -> syntax.Expression:
    if not cursor.is_at("if"):
        cursor.refuse("" if cursor.is_at(";", "}", ":") else "Missing 'if' before conditional expression.")
    cursor.take()
    begins = cursor.here
    is_nothing = begins.kind is TokenKind.KEYWORD and not cursor.is_at("true", "false", "null")
    if is_nothing or cursor.is_at("}", ";", ":", ")", "]", ","):
        cursor.refuse("Missing conditional expression after 'if'.")
    return parse_expression(cursor)


def _function(cursor: Cursor) -> syntax.Function:
    start = cursor.expect("function").start
    if cursor.is_at("("):
        cursor.refuse("Missing 'function' id")
    name = cursor.expect_kind(TokenKind.NAME)
    cursor.expect("(", "Missing 'function' signature")
    parameters: list[Token] = []
    while not cursor.is_at(")"):
        if parameters:
            cursor.expect(",")
        parameters.append(cursor.expect_kind(TokenKind.NAME))
    cursor.expect(")")
    cursor.expect("{", "Missing 'function' body")
    lets = []
    while cursor.is_at("let"):
        lets.append(_let(cursor))
    cursor.expect("return", "Missing 'function' body" if cursor.is_at("}") else "")
    result = parse_expression(cursor)
    cursor.accept(";")
    cursor.expect("}", "" if cursor.is_at(";") else f"mismatched input '{cursor.here.text}' expecting '}}'")
    return syntax.Function(
        name=name.text,
        parameters=tuple(parameter.text for parameter in parameters),
        lets=tuple(lets),
        result=result,
        at=name.start,
        parameters_at=tuple(parameter.start for parameter in parameters),
        start=start,
        end=cursor.before.end,
    )


def _let(cursor: Cursor) -> syntax.Let:
    start = cursor.expect("let").start
    name = cursor.expect_kind(TokenKind.NAME)
    cursor.expect("=", f"mismatched input '{cursor.here.text}' expecting '='")
    value = parse_expression(cursor)
    end = cursor.expect(";", f"missing ';' at '{cursor.here.text}'").end
    return syntax.Let(name=name.text, value=value, at=name.start, start=start, end=end)

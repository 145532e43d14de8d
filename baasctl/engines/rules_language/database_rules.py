"""Rules of the Realtime Database: `{"rules": {…}}` with a tree of conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from baasctl.engines.rules_language import database_syntax as syntax
from baasctl.engines.rules_language.database_expressions import ExpressionProblem, parse_condition
from baasctl.engines.rules_language.database_types import check_condition
from baasctl.engines.rules_language.json_with_comments import (
    JsonArray,
    JsonMember,
    JsonObject,
    JsonScalar,
    JsonValue,
    parse_json,
)
from baasctl.engines.rules_language.problem import RulesProblem

CONDITIONS: Final = (".read", ".write", ".validate")
INDEX: Final = ".indexOn"
_NO_NAME: Final = re.compile(r"[.#$/\[\]\x00-\x1f\x7f]")
_VARIABLE: Final = re.compile(r"\$[A-Za-z0-9_-]+")
_TOKEN: Final = re.compile(
    r"""(?P<blank>\s+)|(?P<text>'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*")|[A-Za-z_$][A-Za-z0-9_$]*"""
    r"|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|===|!==|==|!=|<=|>=|&&|\|\||[][(){}<>!+*%?:,.-]|(?P<slash>/)"
)
_WRITTEN: Final = re.compile(r'(?P<plain>[^"\\]+)|\\(?:u[0-9A-Fa-f]{4}|.)')
_REGULAR_EXPRESSION: Final = re.compile(r"/(?:[^/\\\n]|\\.)+/[a-z]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`.read`, `.write` or `.validate`: an expression, or a constant.

    Attributes:
        tree: Of an expression; `None`: it is a constant.
        start, end: Of the value in the whole text.
        written: The value as written there, with its quotes.
    """

    expression: str | bool
    tree: syntax.Expression | None = field(default=None, compare=False, repr=False)
    start: int = field(compare=False, repr=False)
    end: int = field(default=0, compare=False, repr=False)
    written: str = field(default="", compare=False, repr=False)

    def place(self, offset: int) -> int:
        """Where a character of the expression stands in the whole text."""
        position = 1
        for part in _WRITTEN.finditer(self.written, 1):
            if offset <= 0:
                break
            length = len(part[0]) if part["plain"] else 1
            position += min(offset, length) if part["plain"] else len(part[0])
            offset -= length
        return self.start + position


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleNode:
    """The rules of one place in the database.

    Attributes:
        conditions: By name, `.read` and so on; what is not there says nothing.
        index: Children or `.value` that queries sort by.
        variable: Name of the wildcard child with its dollar, and its rules.
        children: By name.
    """

    conditions: Mapping[str, Condition]
    index: tuple[str, ...]
    variable: tuple[str, RuleNode] | None
    children: Mapping[str, RuleNode]
    start: int = field(default=0, compare=False, repr=False)
    end: int = field(default=0, compare=False, repr=False)


def parse_database_rules(text: str) -> RuleNode:
    """The tree below `rules`.

    Raises:
        RulesProblem: The text is no JSON, or no tree of rules, or a condition is no expression of the right types.
    """
    whole = parse_json(text)
    names = [member.name for member in whole.members] if isinstance(whole, JsonObject) else []
    if not isinstance(whole, JsonObject) or names != ["rules"]:
        odd = next((member for member in _members(whole) if member.name != "rules"), whole)
        raise RulesProblem('expected an object whose only member is "rules"', text, odd.start)
    return _node(whole.members[0].value, text, ())


def same_meaning(one: str, other: str) -> bool:
    """Whether two texts differ at most in white space, comments and the order of members.

    What cannot be read is equal to itself only.
    """
    if one == other:
        return True
    try:
        return _meaning(parse_json(one)) == _meaning(parse_json(other))
    except RulesProblem:
        return False


def expression_tokens(expression: str) -> tuple[str, ...] | None:
    """The tokens of a condition without white space; `None` for what is no expression."""
    found: list[str] = []
    position = 0
    while position < len(expression):
        token = _TOKEN.match(expression, position)
        # Where a value can begin, a slash begins a regular expression; behind one it divides.
        if token and token["slash"] and (not found or found[-1] in {"(", ","}):
            token = _REGULAR_EXPRESSION.match(expression, position)
            if token is None:
                return None
            found.append(token[0])
        elif token is None:
            return None
        elif not token["blank"]:
            found.append(token[0])
        position = token.end()
    return tuple(found)


def _members(value: JsonValue) -> Iterator[JsonMember]:
    yield from value.members if isinstance(value, JsonObject) else ()


def _meaning(value: JsonValue, name: str = "") -> object:
    """Plain data that two texts of the same meaning share."""
    if isinstance(value, JsonObject):
        return {member.name: _meaning(member.value, member.name) for member in value.members}
    if isinstance(value, JsonArray):
        return [_meaning(member) for member in value.members]
    if name in CONDITIONS and isinstance(value.value, str):
        return ("expression", expression_tokens(value.value) or value.value)
    return (type(value.value).__name__, value.value)


def _node(value: JsonValue, text: str, wildcards: tuple[str, ...]) -> RuleNode:
    if not isinstance(value, JsonObject):
        raise RulesProblem("expected an object of rules", text, value.start)
    conditions: dict[str, Condition] = {}
    children: dict[str, RuleNode] = {}
    index: tuple[str, ...] = ()
    variable: tuple[str, RuleNode] | None = None
    for member in value.members:
        if member.name in CONDITIONS:
            conditions[member.name] = _condition(member, text, wildcards)
        elif member.name == INDEX:
            index = _index(member, text)
        elif member.name.startswith("$"):
            if variable is not None or not _VARIABLE.fullmatch(member.name):
                problem = "a second wildcard" if variable is not None else "no name of a wildcard"
                raise RulesProblem(f'"{member.name}" is {problem} at this place', text, member.start)
            variable = member.name, _node(member.value, text, (*wildcards, member.name))
        elif not member.name or _NO_NAME.search(member.name):
            known = ", ".join((*CONDITIONS, INDEX))
            raise RulesProblem(f'"{member.name}" is neither one of {known} nor the name of a child', text, member.start)
        else:
            children[member.name] = _node(member.value, text, wildcards)
    return RuleNode(
        conditions=MappingProxyType(conditions),
        index=index,
        variable=variable,
        children=MappingProxyType(children),
        start=value.start,
        end=value.end,
    )


def _condition(member: JsonMember, text: str, wildcards: tuple[str, ...]) -> Condition:
    value = member.value
    if not isinstance(value, JsonScalar) or not isinstance(value.value, str | bool):
        raise RulesProblem(f'"{member.name}" takes a text, true or false', text, value.start)
    written = text[value.start : value.end]
    found = Condition(expression=value.value, tree=None, start=value.start, end=value.end, written=written)
    if isinstance(value.value, bool):
        return found
    try:
        tree = parse_condition(value.value)
        check_condition(tree, member.name, wildcards)
    except ExpressionProblem as problem:
        reason = f'"{member.name}": {problem.reason}'
        raise RulesProblem(reason, text, found.place(problem.offset)) from None
    return replace(found, tree=tree)


def _index(member: JsonMember, text: str) -> tuple[str, ...]:
    value = member.value
    found = value.members if isinstance(value, JsonArray) else (value,)
    names = [each.value for each in found if isinstance(each, JsonScalar) and isinstance(each.value, str)]
    if len(names) < len(found):
        raise RulesProblem(f'"{INDEX}" takes a text or a list of texts', text, value.start)
    return tuple(names)

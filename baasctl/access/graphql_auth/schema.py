"""From the text of a schema to what it says about access; graphql-core is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Final

from baasctl.access.graphql_auth.model import (
    GROUP_CLAIM,
    NOWHERE,
    OPERATIONS,
    OWNER_CLAIM,
    READS,
    Gate,
    Limit,
    Member,
    Mode,
    Place,
    Provider,
    Rule,
    Schema,
    Strategy,
    Type,
)
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import MissingExtra

_USUAL: Final = {
    Strategy.PUBLIC: Provider.API_KEY,
    Strategy.PRIVATE: Provider.USER_POOLS,
    Strategy.OWNER: Provider.USER_POOLS,
    Strategy.GROUPS: Provider.USER_POOLS,
    Strategy.CUSTOM: Provider.FUNCTION,
}
_GATES: Final = {
    "aws_api_key": Mode.API_KEY,
    "aws_auth": Mode.USER_POOL,
    "aws_cognito_user_pools": Mode.USER_POOL,
    "aws_iam": Mode.IAM,
    "aws_lambda": Mode.LAMBDA,
    "aws_oidc": Mode.OIDC,
}
_TEXTS: Final = ("identityClaim", "groupClaim", "ownerField", "groupsField")
_LISTS: Final = ("groups", "operations")
_MOST_TOKENS: Final = 150_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What is wrong with a schema, and where."""

    reason: str
    place: Place = NOWHERE


class Unreadable(Exception):
    """A schema whose rules cannot be read, with every reason."""

    def __init__(self, *wrong: Wrong) -> None:
        super().__init__(*wrong)
        self.wrong = wrong

    def __str__(self) -> str:
        return "\n".join(f"{each.place}: {each.reason}" for each in self.wrong)


@lru_cache(maxsize=16)
def schema_of(text: str) -> Schema:
    """What a schema says about access.

    Raises:
        Unreadable: It is no SDL, or an argument of a directive is not what the directive takes.
        MissingExtra: graphql-core is not installed.
    """
    document = _parsed(text)
    wrong: list[Wrong] = []
    types: dict[str, Type] = {}
    enums: dict[str, tuple[str, ...]] = {}
    everywhere: Rule | None = None
    definitions: Iterable[Any] = document.definitions
    for definition in definitions:
        if definition.kind in ("object_type_definition", "object_type_extension"):
            found = _type(definition, wrong)
            types[found.name] = _merged(types[found.name], found) if found.name in types else found
        elif definition.kind in ("enum_type_definition", "enum_type_extension"):
            name = definition.name.value
            enums[name] = (*enums.get(name, ()), *(each.name.value for each in definition.values or ()))
        elif definition.kind == "input_object_type_definition" and definition.name.value == "AMPLIFY":
            everywhere = next(_of_everywhere(definition, wrong), None)
    if wrong:
        raise Unreadable(*wrong)
    return Schema(types=types, everywhere=everywhere, enums=enums)


def _parsed(text: str) -> Any:
    if find_spec("graphql") is None:
        raise MissingExtra(
            Diagnostic(
                code="SPEC870",
                summary="rules of a GraphQL API need a package that is not installed",
                detail="graphql-core is not installed",
                hint='pip install "baasctl[amplify]"',
            )
        )
    from graphql import GraphQLSyntaxError, parse

    try:
        return parse(text, max_tokens=_MOST_TOKENS)
    except GraphQLSyntaxError as unreadable:
        at = unreadable.locations[0] if unreadable.locations else None
        place = Place(line=at.line, column=at.column) if at else NOWHERE
        raise Unreadable(Wrong(reason=unreadable.message.removeprefix("Syntax Error: "), place=place)) from None
    except RecursionError:
        raise Unreadable(Wrong(reason="It is nested too deeply to be read.")) from None


def _merged(one: Type, more: Type) -> Type:
    return replace(
        one,
        members={**one.members, **more.members},
        is_model=one.is_model or more.is_model,
        rules=one.rules if more.rules is None else (*(one.rules or ()), *more.rules),
        gates=(*one.gates, *more.gates),
    )


def _type(node: Any, wrong: list[Wrong]) -> Type:
    return Type(
        name=node.name.value,
        members={each.name.value: _member(each, wrong) for each in node.fields},
        is_model=any(each.name.value == "model" for each in node.directives),
        rules=_rules(node.directives, wrong),
        gates=tuple(_gates(node.directives)),
        key=next((each.name.value for each in node.fields if _is_key(each)), "id"),
        place=_place(node.name),
    )


def _limits(directives: Iterable[Any]) -> Iterator[Limit]:
    for each in directives:
        given = {argument.name.value: argument.value for argument in each.arguments}
        texts = [str(getattr(given.get(name), "value", "")) for name in ("type", "value")]
        if each.name.value == "validate" and all(texts):
            yield Limit(*texts)


def _is_key(node: Any) -> bool:
    return any(each.name.value == "primaryKey" for each in node.directives)


def _member(node: Any, wrong: list[Wrong]) -> Member:
    kinds, kind = [], node.type
    while kind.kind != "named_type":
        kinds.append(kind.kind)
        kind = kind.type
    return Member(
        name=node.name.value,
        type=kind.name.value,
        is_list="list_type" in kinds,
        is_required=kinds[:1] == ["non_null_type"],
        rules=_rules(node.directives, wrong),
        gates=tuple(_gates(node.directives)),
        limits=tuple(_limits(node.directives)),
        place=_place(node.name),
    )


def _gates(directives: Iterable[Any]) -> Iterator[Gate]:
    for each in directives:
        mode = _GATES.get(each.name.value)
        if mode is not None:
            groups = next((_texts(given.value) for given in each.arguments if given.name.value == "cognito_groups"), ())
            yield Gate(
                mode=mode, groups=groups or None, is_alone=each.name.value == "aws_auth", place=_place(each.name)
            )


def _rules(directives: Iterable[Any], wrong: list[Wrong]) -> tuple[Rule, ...] | None:
    found: list[Rule] | None = None
    for each in directives:
        if each.name.value != "auth":
            continue
        found = found or []
        given = next((given.value for given in each.arguments if given.name.value == "rules"), None)
        listed = given.values if given is not None and given.kind == "list_value" else () if given is None else (given,)
        if not listed:
            wrong.append(Wrong(reason="@auth has no rules", place=_place(each.name)))
        for one in listed:
            found.extend(_rule(one, wrong))
    return None if found is None else tuple(found)


def _of_everywhere(definition: Any, wrong: list[Wrong]) -> Iterator[Rule]:
    for each in definition.fields:
        if each.name.value in ("globalAuthRule", "global_auth_rule") and each.default_value is not None:
            yield from _rule(each.default_value, wrong)


def _rule(node: Any, wrong: list[Wrong]) -> Iterator[Rule]:
    """One rule, if it can be read."""
    place = _place(node)
    if node.kind != "object_value":
        wrong.append(Wrong(reason="a rule of @auth is an object such as {allow: owner}", place=place))
        return
    given = {each.name.value: each.value for each in node.fields}
    before = len(wrong)
    strategy = _word(given, "allow", Strategy, wrong, place)
    provider = _word(given, "provider", Provider, wrong, place)
    if strategy is None and "allow" not in given:
        wrong.append(Wrong(reason="a rule of @auth needs `allow`", place=place))
    for name, value in given.items():
        if name not in ("allow", "provider", *_TEXTS, *_LISTS):
            wrong.append(Wrong(reason=f"a rule of @auth has no `{name}`", place=_place(value)))
        elif name in _TEXTS and value.kind != "string_value":
            wrong.append(Wrong(reason=f"`{name}` of a rule is a text", place=_place(value)))
    said = _texts(given["operations"]) if "operations" in given else ()
    wrong += [
        Wrong(reason=f"`{each}` is no operation; there are read, {', '.join(OPERATIONS)}", place=place)
        for each in said
        if each not in (*OPERATIONS, "read")
    ]
    if len(wrong) == before and strategy is not None:
        yield _complete(strategy, provider or _USUAL[strategy], given, said, place)


def _complete(
    strategy: Strategy, provider: Provider, given: dict[str, Any], said: tuple[str, ...], place: Place
) -> Rule:
    texts = {name: given[name].value for name in _TEXTS if name in given}
    groups = _texts(given["groups"]) if "groups" in given else ()
    is_group, is_owner = strategy is Strategy.GROUPS, strategy is Strategy.OWNER
    dynamic = texts.get("groupsField", "groups") if is_group and "groups" not in given else ""
    claim = texts.get("groupClaim", GROUP_CLAIM) if is_group else texts.get("identityClaim", OWNER_CLAIM)
    return Rule(
        strategy=strategy,
        provider=provider,
        operations=frozenset(_single(said)) if "operations" in given else None,
        said=said,
        groups=groups if is_group else (),
        groups_field=dynamic,
        owner_field=texts.get("ownerField", "owner") if is_owner else "",
        claim=claim if is_group or is_owner else "",
        arguments=frozenset(given),
        place=place,
    )


def _single(operations: Iterable[str]) -> Iterator[str]:
    for each in operations:
        yield from READS if each == "read" else (each,)


def _word(given: dict[str, Any], name: str, words: Any, wrong: list[Wrong], place: Place) -> Any:
    """One of an enumeration; `None` where it is not given, or is something else."""
    if name not in given:
        return None
    node = given[name]
    word = getattr(node, "value", None)
    word = "iam" if name == "provider" and word == "identityPool" else word
    if node.kind == "enum_value" and word in {each.value for each in words}:
        return words(word)
    known = ", ".join(each.value for each in words)
    wrong.append(Wrong(reason=f"`{name}` of a rule is one of {known}", place=_place(node) if node.loc else place))
    return None


def _texts(node: Any) -> tuple[str, ...]:
    """The members of a list, or a single value, which GraphQL takes for a list of one."""
    members = node.values if node.kind == "list_value" else (node,)
    return tuple(str(each.value) for each in members if hasattr(each, "value"))


def _place(node: Any) -> Place:
    token = node.loc.start_token
    return Place(line=token.line, column=token.column)

"""What the resolvers that Amplify's compiler writes decide about one request.

aws-amplify/amplify-category-api: packages/amplify-graphql-auth-transformer/src/vtl-generator/ddb/resolvers (DynamoDB).
Rules are OR-ed, nothing is allowed by itself, no rule denies. `get` and `list` filter by the stored row; `create`
compares the input, and fills in an owner that it leaves out; `update` and `delete` compare the stored row, so an owner
may give a row away where the field of the owner has no rule of its own. Inputs of relations that the compiler adds are
not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from baasctl.access.graphql_auth.matrix import Matrix, Role, fields_of, having, matrix, protected, readers, role_of
from baasctl.access.graphql_auth.model import (
    CREATE,
    DELETE,
    GROUP_CLAIM,
    MODES,
    UPDATE,
    Mode,
    Provider,
    Rule,
    Schema,
    Strategy,
    Type,
)

Row: TypeAlias = Mapping[str, object]
_BETWEEN: Final = "::"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, in one of the ways of AppSync.

    Attributes:
        mode: What the request shows.
        is_signed_in: Of IAM: an identity of the app's identity pool that is; `False`: a guest of it; `None`: any other
            principal, which Amplify's resolvers let pass (`enableIamAuthorizationMode`).
        claims: Of a token, `sub`, `username` and `cognito:groups` among them.
    """

    mode: Mode
    is_signed_in: bool | None = None
    claims: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question.

    Attributes:
        operation: One of `model.OPERATIONS`.
        row: As it is stored; `None`: there is none. Of `list` and `listen` the one that is hoped for.
        new: Input of `create` and `update`; a field that is None is set to null.
    """

    caller: Caller
    model: str
    operation: str
    row: Row | None = None
    new: Row | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer.

    Attributes:
        allowed: `None`: a function decides that is not looked into.
        reason: In a sentence.
        role: Whose rule let it pass; `None` for others.
    """

    allowed: bool | None
    reason: str
    role: Role | None = None


def decide(schema: Schema, request: Request) -> Decision:
    """Whether a request is let through.

    A `get`, `list` or `listen` is when the row is given; `update` and `delete` when it is changed.
    """
    model = schema.types.get(request.model)
    if model is None or not model.is_model:
        return Decision(allowed=False, reason=f"the schema has no model `{request.model}`")
    if request.caller.mode is Mode.IAM and request.caller.is_signed_in is None:
        return Decision(allowed=True, reason="an IAM principal outside the identity pool passes by all rules")
    found = _matrix(schema, model)
    asked = tuple(each for each in found if _vouches(each.provider, request.caller))
    if request.operation == CREATE:
        return _create(found, asked, request)
    if request.operation == UPDATE:
        return _update(model, found, asked, request)
    roles = having(found, request.operation, on_every_field=request.operation == DELETE)
    return _any(roles, asked, request)


def may_list(schema: Schema, caller: Caller, model_name: str) -> Decision:
    """Whether a `list` that finds no row is answered: rules that look at rows filter, and refuse nobody they mean."""
    model = schema.types.get(model_name)
    found = decide(schema, Request(caller=caller, model=model_name, operation="list"))
    if model is None or not model.is_model or found.allowed:
        return found
    for role in having(_matrix(schema, model), "list"):
        if not role.is_static and _vouches(role.provider, caller) and _has_claim(role, caller):
            return Decision(allowed=True, reason=f"{role} gets the rows of their own", role=role)
    return found


def rules_that_speak(schema: Schema, request: Request) -> Iterator[tuple[Rule, bool | None]]:
    """Every rule of the model that is about the operation, and whether it means the caller; `None`: a function says."""
    model = schema.types.get(request.model)
    if model is None or not model.is_model:
        return
    row = request.new if request.operation == CREATE else request.row
    for rule in (*(model.rules or ()), *(each for member in model.members.values() for each in member.rules or ())):
        if request.operation in rule.allows:
            roles = [each for each in role_of(rule) if _vouches(each.provider, request.caller)]
            if rule.provider is Provider.FUNCTION:
                yield rule, None if roles else False
            else:
                yield rule, any(_is(each, request.caller, row) for each in roles)


def readable_fields(schema: Schema, request: Request) -> frozenset[str]:
    """The fields of a row that a caller gets with it who may read the row; null stands in the place of others."""
    model = schema.types[request.model]
    if request.caller.mode is Mode.IAM and request.caller.is_signed_in is None:
        return frozenset(model.members)
    found = _matrix(schema, model)
    withheld = set(protected(model, found))
    return frozenset(
        name
        for name in model.members
        if name not in withheld or any(_is(role, request.caller, request.row) for role in readers(found, name))
    )


def _matrix(schema: Schema, model: Type) -> Matrix:
    """Of the model, or of the rule for models that have none."""
    if model.rules is None and all(each.rules is None for each in model.members.values()) and schema.everywhere:
        everywhere: Rule = schema.everywhere
        role = Role(provider=everywhere.provider, strategy=everywhere.strategy)
        return {role: dict.fromkeys(model.members, everywhere.allows)}
    return matrix(model)


def _any(roles: Iterable[Role], asked: tuple[Role, ...], request: Request) -> Decision:
    """One role is enough."""
    may = [each for each in roles if each in asked]
    lambdas = [each for each in may if each.provider is Provider.FUNCTION]
    for role in may:
        if role.provider is not Provider.FUNCTION and _is(role, request.caller, request.row):
            return Decision(allowed=True, reason=f"{role} may {request.operation}", role=role)
    return _unsettled(request, lambdas) if lambdas else _denied(request, may)


def _create(found: Matrix, asked: tuple[Role, ...], request: Request) -> Decision:
    """Fields that some role of the caller may write; all of them, where one may write all."""
    new = dict(request.new or {})
    may = [each for each in having(found, CREATE) if each in asked]
    lambdas = [each for each in may if each.provider is Provider.FUNCTION]
    if lambdas:
        return _unsettled(request, lambdas)
    allowed: set[str] = set()
    matching: list[Role] = []
    for role in may:
        if role.strategy is Strategy.OWNER and role.field not in new and _owner(role, request.caller) is not None:
            new[role.field] = _owner(role, request.caller)
            matching.append(role)
        elif _is(role, request.caller, new):
            matching.append(role)
        else:
            continue
        allowed |= fields_of(found, role, CREATE)
        if fields_of(found, role, CREATE) == found[role].keys():
            return Decision(allowed=True, reason=f"{role} may create", role=role)
    return _by_fields(request, matching, may, set(request.new or {}) - allowed)


def _update(model: Type, found: Matrix, asked: tuple[Role, ...], request: Request) -> Decision:
    """As for `create`; to set a field to null takes `delete` on it."""
    new = request.new or {}
    roles = dict.fromkeys((*having(found, UPDATE), *having(found, DELETE)))
    may = [each for each in roles if each in asked]
    lambdas = [each for each in may if each.provider is Provider.FUNCTION]
    if lambdas:
        return _unsettled(request, lambdas)
    matching = [each for each in may if _is(each, request.caller, request.row)]
    allowed, nullable = {model.key}, set[str]()
    for role in matching:
        allowed |= fields_of(found, role, UPDATE)
        nullable |= fields_of(found, role, DELETE)
        if fields_of(found, role, UPDATE) == fields_of(found, role, DELETE) == found[role].keys():
            return Decision(allowed=True, reason=f"{role} may update", role=role)
    emptied = {name for name, value in new.items() if value is None} - nullable
    return _by_fields(request, matching, may, (set(new) - allowed) | emptied)


def _by_fields(request: Request, matching: list[Role], may: list[Role], denied: set[str]) -> Decision:
    if not matching:
        return _denied(request, may)
    if denied:
        named = ", ".join(f"`{each}`" for each in sorted(denied))
        return Decision(allowed=False, reason=f"{_names(matching)} may not {request.operation} {named}")
    return Decision(allowed=True, reason=f"{_names(matching)} may {request.operation} these fields", role=matching[0])


def _unsettled(request: Request, roles: list[Role]) -> Decision:
    return Decision(allowed=None, reason=f"a Lambda function decides about {request.operation}", role=roles[0])


def _denied(request: Request, may: list[Role]) -> Decision:
    if not may:
        reason = f"no rule lets anyone {request.operation} `{request.model}` by {request.caller.mode}"
    else:
        reason = f"only {_names(may)} may {request.operation}, and the caller is not"
    return Decision(allowed=False, reason=reason)


def _names(roles: Iterable[Role]) -> str:
    return ", ".join(str(each) for each in roles)


def _has_claim(role: Role, caller: Caller) -> bool:
    if role.strategy is Strategy.OWNER:
        return _owner(role, caller) is not None
    return bool(_listed(caller.claims.get(role.claim)))


def _vouches(provider: Provider, caller: Caller) -> bool:
    return MODES[provider] is caller.mode


def _is(role: Role, caller: Caller, row: Row | None) -> bool:
    """Whether a caller is one that a role means, for a row.

    A static rule for a group looks for its name *in* the claim: of a claim that is one text, any part of it will do
    (`$groupsInToken.contains(...)` of Java).
    """
    if not _vouches(role.provider, caller):
        return False
    if role.provider is Provider.IAM:
        return caller.is_signed_in is (role.strategy is Strategy.PRIVATE)
    if role.strategy is Strategy.OWNER:
        return bool(set(_owners(role, caller)) & set(_listed((row or {}).get(role.field))))
    if role.strategy is Strategy.GROUPS:
        theirs = caller.claims.get(role.claim)
        if role.group:
            return theirs is not None and role.group in (theirs if isinstance(theirs, str) else _listed(theirs))
        return bool(set(_listed(theirs)) & set(_listed((row or {}).get(role.field))))
    return True


def _owner(role: Role, caller: Caller) -> str | None:
    """What is stored as the owner; `None` for a token without the claim."""
    said = [_claim(each, caller) for each in role.claim.split(_BETWEEN)]
    return None if None in said else _BETWEEN.join(str(each) for each in said)


def _owners(role: Role, caller: Caller) -> Iterator[str]:
    """Every value that means the caller."""
    whole = _owner(role, caller)
    if whole is not None:
        yield whole
        yield from (str(_claim(each, caller)) for each in role.claim.split(_BETWEEN))


def _claim(name: str, caller: Caller) -> object:
    found = caller.claims.get(name)
    return caller.claims.get("cognito:username") if found is None and name == "username" else found


def _listed(value: object) -> tuple[str, ...]:
    """A list as it is, one value as a list of one."""
    if value is None:
        return ()
    return tuple(str(each) for each in value) if isinstance(value, tuple | list) else (str(value),)


def caller_of_pool(user: str, groups: Iterable[str] = (), claims: Mapping[str, object] | None = None) -> Caller:
    """A user of the app's user pool, whose name there is the same as their id."""
    said = {**(claims or {}), "sub": user, "username": user, GROUP_CLAIM: tuple(groups)}
    return Caller(mode=Mode.USER_POOL, claims=said)

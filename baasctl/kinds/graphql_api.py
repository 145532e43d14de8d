"""`graphql_api`: the GraphQL API of an app: who may call it and how, its schema, keys, limits and tables.

An entry of `api_keys` or `tables` that the spec leaves out is left alone; `null` deletes a key. A key's text is made
by the server, stays there, and is shown nowhere. Data sources, resolvers, functions, models, caching and conflict
detection are what a backend was compiled to: they are compared, and changed where they are made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, WithJsonSchema, model_validator
from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Identity, Kind, Match
from baasctl.kinds.types import Duration, EntriesOf, ListOf, MapOf, Meta, SetOf, Text
from baasctl.model.change import Access, Action, Change, FieldChange, Hazard, Risk
from baasctl.model.value import Side, Value

COMPILED: Final = ("cache", "conflict_detection", "data_sources", "functions", "resolvers", "type", "visibility")
"""Members that are compared and never written."""
_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\dZ)?")
_VERBOSE = frozenset({"all", "debug", "info"})


def read_time(value: object) -> str:
    """`2027-01-31` or `2027-01-31T18:00Z` as the latter, in UTC, rounded down to the hour.

    Raises:
        ValueError: Anything else.
    """
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        message = f"`{value}` is no date; write 2027-01-31, or 2027-01-31T18:00Z for an hour of it"
        raise ValueError(message)
    found = datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=UTC, minute=0)
    return found.strftime("%Y-%m-%dT%H:%MZ")


Time = Annotated[str, BeforeValidator(read_time), WithJsonSchema({"type": "string", "pattern": f"^{_TIME.pattern}$"})]
Informative = Meta(informative=True)


class AuthMode(Attributed):
    """One way to show who is calling; the members beside `type` belong to one type each."""

    type: Literal["api_key", "iam", "user_pool", "oidc", "lambda"] = Described(description="What a caller shows.")
    user_pool: Text | None = Described(
        None, description="Of `user_pool`: id of the pool whose tokens count; left out, the app's own."
    )
    region: Text | None = Described(None, description="Of `user_pool`: where the pool is; left out, where the API is.")
    default_action: Literal["allow", "deny"] | None = Described(
        None, description="Of `user_pool` as the default: what happens where the schema says nothing."
    )
    client_pattern: Text | None = Described(
        None, description="Of `user_pool` and `oidc`: regular expression of the client ids whose tokens count."
    )
    issuer: Text | None = Described(None, description="Of `oidc`: URL of the issuer whose tokens count.")
    ttl_after_issue: Duration | None = Described(None, description="Of `oidc`: how old a token may be; 0s: any age.")
    ttl_after_sign_in: Duration | None = Described(
        None, description="Of `oidc`: how long ago the sign-in may be; 0s: any time."
    )
    function: Text | None = Described(None, description="Of `lambda`: ARN of the function that is asked.")
    result_ttl: Duration | None = Described(None, description="Of `lambda`: how long its answer is kept.")
    token_pattern: Text | None = Described(
        None, description="Of `lambda`: regular expression that a token must match before the function is asked."
    )


class Auth(Attributed):
    """Who may call the API."""

    default: AuthMode | None = Described(None, description="What counts where the schema names no other way.")
    additional: ListOf[AuthMode] | None = Described(
        None, description="Further ways, for the types and fields whose directives name them; in any order."
    )


class Logs(Attributed):
    """What is logged of requests."""

    level: Literal["none", "error", "info", "debug", "all"] | None = Described(
        None, description="How much is logged of each field."
    )
    role: Text | None = Described(None, description="ARN of the role that may write the log.")
    exclude_verbose: bool | None = Described(
        None, description="Headers, contexts and evaluated mapping templates stay out of the log."
    )


class Limits(Attributed):
    """What one request may ask for."""

    query_depth: int | None = Described(None, description="Levels of nesting; unset: 75.")
    resolvers: int | None = Described(None, description="Resolvers that run; unset: 10,000.")


class Metrics(Attributed):
    """Enhanced metrics; the three are written together."""

    resolvers: Literal["all", "chosen"] | None = Described(
        None, description="Of all resolvers of a request, or of those that are set to have them."
    )
    data_sources: Literal["all", "chosen"] | None = Described(
        None, description="Of all data sources of a request, or of those that are set to have them."
    )
    operations: bool | None = Described(None, description="Of each operation.")


class ApiKey(Attributed):
    """One key. How long it lasts: `expires` or `valid_for`."""

    expires: Time | None = Described(None, description="When it stops: a date, or an hour of it in UTC.")
    valid_for: Annotated[Duration | None, Informative] = Described(
        None, description="A new key, or one that is renewed, lasts this long from then on."
    )
    renew_before: Annotated[Duration | None, Informative] = Described(
        None,
        description="With `valid_for`: renewed when it would stop sooner than this; left out, when it has stopped.",
    )

    @model_validator(mode="after")
    def _one_expiry(self) -> ApiKey:
        if (self.expires is None) is (self.valid_for is None):
            raise ValueError("a key needs one of `expires` and `valid_for`, and not both")
        if self.renew_before is not None and self.valid_for is None:
            raise ValueError("`renew_before` goes with `valid_for`")
        return self


class Table(Attributed):
    """Protection of one DynamoDB table behind the API."""

    delete_protection: bool | None = Described(None, description="The table cannot be deleted.")
    point_in_time_recovery: bool | None = Described(None, description="It can be brought back as it was at any second.")
    recovery_window: Duration | None = Described(None, description="How far back; whole days.")
    ttl: Text | None = Described(
        None, description="Attribute with the time (seconds since 1970) at which an item is deleted; unset: none is."
    )


class DataSource(Attributed):
    """Where resolvers get data."""

    type: Text | None = Described(None, description="`dynamodb`, `lambda`, `http`, `none`, …")
    resource: Text | None = Described(None, description="Table, ARN or address.")
    role: Text | None = Described(None, description="ARN of the role that is used.")
    versioned: bool | None = Described(None, description="It keeps versions for conflict detection.")
    digest: Text | None = Described(None, description="SHA-256 of all its settings.")


class Cache(Attributed):
    """Caching of answers."""

    behaviour: Text | None = Described(None, description="`full_request_caching`, `per_resolver_caching`, …")
    size: Text | None = Described(None, description="Of the instance: `small`, `large`, …")
    ttl: Duration | None = Described(None, description="How long an answer is kept.")
    encrypted_at_rest: bool | None = Described(None, description="Encrypted on disk.")
    encrypted_in_transit: bool | None = Described(None, description="Encrypted on the wire.")


class Model(Attributed):
    """Who may do what with the rows of one model; mostly made from the section `access`."""

    rules: Annotated[Text | None, Informative] = Described(
        None, description="The type with its rules, in the words of the schema that the backend is compiled from."
    )
    callers: EntriesOf[SetOf[Literal["api_key", "user_pool", "oidc", "lambda"]]] | None = Described(
        None, description="Operation (get, list, create, update, delete) to the ways in that AppSync opens, but iam."
    )


class GraphqlApi(Attributed):
    """The API of an app."""

    name: Text | None = Described(None, description="Its name in the console.")
    schema_: Text | None = Described(
        None, alias="schema", description="The schema, mostly a file: `{file: schema.graphql}`."
    )
    auth: Auth | None = Described(None, description="Who may call it.")
    introspection: bool | None = Described(None, description="Callers may ask for the schema.")
    limits: Limits | None = Described(None, description="What one request may ask for.")
    logs: Logs | None = Described(None, description="What is logged.")
    xray: bool | None = Described(None, description="Requests are traced with X-Ray.")
    metrics: Metrics | None = Described(None, description="Enhanced metrics.")
    owner_contact: Text | None = Described(None, description="Whom to ask about the API.")
    env: MapOf[Text] | None = Described(None, description="Environment variables of resolvers and functions.")
    api_keys: EntriesOf[ApiKey | None] | None = Described(
        None, description="By description, `default` for a key without one; null deletes the key."
    )
    tables: EntriesOf[Table] | None = Described(None, description="By the model's name, or the table's own.")
    type: Literal["graphql", "merged"] | None = Described(
        None, description="An API of its own, or one merged from others; fixed when it is made."
    )
    merge_role: Text | None = Described(None, description="Of a merged API: ARN of the role that reads the others.")
    visibility: Literal["global", "private"] | None = Described(
        None, description="Reachable from everywhere, or from within a VPC; fixed when it is made."
    )
    data_sources: EntriesOf[DataSource] | None = Described(None, description="By name; compared, not written.")
    resolvers: EntriesOf[Text] | None = Described(
        None, description="`Type.field` to SHA-256 of the resolver; compared, not written."
    )
    functions: EntriesOf[Text] | None = Described(
        None, description="Pipeline function to its SHA-256; compared, not written."
    )
    models: EntriesOf[Model] | None = Described(
        None, description="By name; what AppSync shows of their rules is compared, not written."
    )
    cache: Cache | None = Described(None, description="Caching of answers; unset: none; compared, not written.")
    conflict_detection: EntriesOf[Text] | None = Described(
        None, description="Resolver or function to how it settles conflicts; compared, not written."
    )


def risks(change: Change) -> Iterator[Risk]:
    """Who gets in, what callers lose, what data may go. What a schema does, its provider says."""
    if change.action is not Action.UPDATE:
        return
    for field in change.fields:
        head, _, rest = field.path[1:].partition("/")
        if head in ("auth", "tables"):
            yield from (_auth if head == "auth" else _table)(field, rest)
        else:
            yield from (_key if head == "api_keys" else _setting)(field)


def _auth(field: FieldChange, rest: str) -> Iterator[Risk]:
    if rest == "additional":
        added, gone = _beyond(field.after, field.before), _beyond(field.before, field.after)
        if added:
            yield _risk(Hazard.MAY_WIDEN_ACCESS, field, f"a further way in: {', '.join(added)}")
        if gone:
            yield _risk(Hazard.LOCKS_OUT_USERS, field, f"no longer accepted: {', '.join(gone)}")
    elif rest == "default/type":
        why = "whoever has the key gets in" if field.after == "api_key" else "another authority vouches for callers"
        yield _risk(Hazard.MAY_WIDEN_ACCESS, field, why)
        yield _risk(Hazard.LOCKS_OUT_USERS, field, "callers that show what counted so far are refused")
    elif not (rest == "default/default_action" and field.after == "deny"):
        yield _risk(Hazard.MAY_WIDEN_ACCESS, field, "other callers are accepted")
    else:
        yield _risk(Hazard.LOCKS_OUT_USERS, field, "what no directive opens is refused")


def _beyond(left: Side, right: Side) -> list[str]:
    known = right if isinstance(right, tuple) else ()
    modes = left if isinstance(left, tuple) else ()
    return [str(_members(each).get("type")) for each in modes if each not in known]


def _members(side: Side) -> Mapping[str, Value]:
    return side if isinstance(side, Mapping) else {}


def _key(field: FieldChange) -> Iterator[Risk]:
    if field.after is None:
        yield _risk(Hazard.LOCKS_OUT_USERS, field, "clients that use the key are refused at once")
    elif not isinstance(field.before, str):
        yield _risk(Hazard.MAY_WIDEN_ACCESS, field, "whoever has the new key gets in")
    elif isinstance(field.after, str) and field.after < field.before:
        yield _risk(Hazard.LOCKS_OUT_USERS, field, "clients that use the key are refused sooner")


def _table(field: FieldChange, rest: str) -> Iterator[Risk]:
    match rest.rpartition("/")[2]:
        case "delete_protection" if field.after is not True:
            yield _risk(Hazard.DELETES_DATA, field, "the table can be deleted with its items")
        case "point_in_time_recovery" if field.after is not True:
            yield _risk(Hazard.DELETES_DATA, field, "what it could be brought back to is gone")
        case "recovery_window" if not _grows(field):
            yield _risk(Hazard.DELETES_DATA, field, "it cannot be brought back as far")
        case "ttl" if field.after is not None:
            yield _risk(Hazard.DELETES_DATA, field, "items whose time has come are deleted")


def _setting(field: FieldChange) -> Iterator[Risk]:
    match field.path:
        case "/introspection" if field.after is True:
            yield _risk(Hazard.MAY_WIDEN_ACCESS, field, "every caller can read the schema")
        case "/limits/query_depth" | "/limits/resolvers" if field.after is not None and not _grows(field):
            yield _risk(Hazard.DOWNTIME, field, "requests that ask for more fail")
        case "/logs/exclude_verbose" if field.after is not True:
            yield _risk(Hazard.MAY_WIDEN_ACCESS, field, "whoever reads the log reads headers and contexts")
        case "/logs/level" if field.after in _VERBOSE:
            yield _risk(Hazard.MAY_WIDEN_ACCESS, field, "whoever reads the log reads what is asked and answered")
        case "/env":
            before, after = _members(field.before), _members(field.after)
            if changed := sorted(name for name in before if before[name] != after.get(name)):
                yield _risk(Hazard.DOWNTIME, field, f"resolvers that need {', '.join(changed)} as it was may fail")


def _grows(field: FieldChange) -> bool:
    before, after = field.before, field.after
    return isinstance(before, int) and isinstance(after, int) and after > before


def _risk(hazard: Hazard, field: FieldChange, why: str) -> Risk:
    return Risk(hazard=hazard, path=field.path, why=why)


def access(change: Change) -> Access:
    """Narrower where every field of `auth` and `api_keys` that changes only takes away; wider where one may add."""
    found = {risk.hazard for risk in risks(change) if risk.path.startswith(("/auth/", "/api_keys/"))}
    if Hazard.MAY_WIDEN_ACCESS in found:
        return Access.WIDENS
    return Access.NARROWS if found else Access.NEUTRAL


KIND = Kind(
    name="graphql_api",
    title="The GraphQL API: schema, who may call it, limits, logs, keys, tables",
    model=GraphqlApi,
    depth=0,
    fields=field_tree(GraphqlApi),
    identity=Identity.SINGLETON,
    edges=(Edge(first=Match(kind="functions"), second=Match(kind="graphql_api")),),
    risks=risks,
    access=access,
)

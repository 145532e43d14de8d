"""A question to access rules, in neutral words, and its answer: may this person do this, with this data?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum
from typing import TypeAlias, Union


class Special(Enum):
    """Values that stand for something.

    `NOW` is the time of the request (`serverTimestamp()`, `now()`); `REMOVED`, in an update, takes the field away
    (null where a field cannot be absent).
    """

    NOW = "now"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that points at a row: `posts/p1`."""

    path: str


Datum: TypeAlias = Union[  # noqa: UP007 - it names itself
    bool, int, float, str, bytes, datetime, Special, Reference, tuple["Datum", ...], Mapping[str, "Datum"], None
]
"""A value of a row or of a claim. A `datetime` has a time zone. Text is text: no form of it means something else."""

Data: TypeAlias = Mapping[str, Datum]


class WhoKind(StrEnum):
    """`service` is what runs with the project's own key and passes by all rules."""

    ANONYMOUS = "anonymous"
    USER = "user"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who asks.

    Attributes:
        uid: Of a user; empty for the others.
        claims: What the token says beside the uid, as an application's own claims: `{"role": "editor"}`. Claims of
            the provider itself have its names (`email`, `email_verified`, `aal`). A judge puts them where that
            provider's tokens have them (`app_metadata` at Supabase).
        groups: Groups that the user belongs to.
    """

    kind: WhoKind
    uid: str = ""
    claims: Data = field(default_factory=dict)
    groups: tuple[str, ...] = ()


class Operation(StrEnum):
    """What is asked for; `get` is one row by its key, `list` a query."""

    GET = "get"
    LIST = "list"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


class Family(StrEnum):
    """What the rules speak of: rows (documents, items of a model), or objects in a bucket."""

    ROWS = "rows"
    OBJECTS = "objects"


class Comparing(StrEnum):
    """Operators of a query. `contains`: a list holds the value; `contains_any`: one of the values."""

    EQUAL = "=="
    DIFFERENT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IN = "in"
    NOT_IN = "not_in"
    CONTAINS = "contains"
    CONTAINS_ANY = "contains_any"


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition of a query; conditions are all to hold. `field` is a path with dots."""

    field: str
    comparing: Comparing
    value: Datum


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a `list` asks for.

    Attributes:
        order: Field and whether it descends, first sort key first.
        limit, offset: `None`: the query has none.
        everywhere: All collections of that name, wherever they lie, not only this one.
    """

    filters: tuple[Filter, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None
    offset: int | None = None
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Something that is there before the request.

    Attributes:
        family, resource, row, container: As in `Probe`.
        values: Fields of a row; of an object what is known of it (`size`, `contentType`, `metadata`).
    """

    resource: str
    family: Family = Family.ROWS
    row: str = ""
    values: Data = field(default_factory=dict)
    container: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One request and all that decides it.

    Attributes:
        resource: What it is about, in the words of the judge that is asked: of rows the collection's path
            (`posts`, `posts/p1/comments`), the table (`public.posts`) or the model (`Post`); of objects empty.
        row: Key of the row, or path of the object, without a slash in front; empty for `list` of rows (of
            objects: the prefix), and where the row's values hold its key.
        container: Database or bucket; empty: the usual one.
        existing: The row as it is before; `None`: there is none. For `list` always `None`: what there is to find is in
            `world`.
        new: For `create` the row; for `update` the fields that it writes; else `None`.
        query: Of `list`.
        world: Other rows that are there.
        at: Time of the request; `None`: when the judge is asked.
    """

    who: Who
    operation: Operation
    resource: str
    family: Family = Family.ROWS
    row: str = ""
    container: str = ""
    existing: Data | None = None
    new: Data | None = None
    query: Query = field(default_factory=Query)
    world: tuple[Row, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What rules say to a probe.

    A `get` is allowed when the row is given, `update` and `delete` when the row is changed: a statement that succeeds
    and touches nothing is a denial. A `list` is allowed when the query does not fail and gives every row of the world
    that meets it.

    Attributes:
        allowed: `None`: this judge cannot say, and `reason` says why.
        reason: Which rule allowed it; or why each rule that was asked did not, with the part that was false or
            failed. Text of the rules and of the engine: untrusted.
        rule: The rule that allowed it, as its owner would look for it: `storage.rules:12:7`,
            `policies/public.notes/Owners read`; empty when denied, or not known.
    """

    allowed: bool | None
    reason: str = ""
    rule: str = ""

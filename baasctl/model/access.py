"""The portable `access` section of a spec, read and resolved for one target: who may do what with which rows and files.

Deny by default. Entries of `allow` are alternatives; inside one entry everything must hold. The service (Admin SDK,
`service_role`, IAM) stands above all of it. What each part means is decided in `access/portable/deciding.py`; names in
here are the user's own, places are those of the target's provider.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from baasctl.model.probe import Operation
from baasctl.model.span import Span

Literal: TypeAlias = bool | int | float | str
_VARIABLE: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


READ: Final = (Operation.GET, Operation.LIST)
WRITE: Final = (Operation.CREATE, Operation.UPDATE, Operation.DELETE)


class FieldType(StrEnum):
    """Type of a field; `user` is the id of a user, `ref` the key of another row: text, or uuid where the column is."""

    STRING = "string"
    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    TIMESTAMP = "timestamp"
    USER = "user"
    REF = "ref"
    LIST = "list"
    MAP = "map"


class Filled(StrEnum):
    """What the only legal value of a field is, at each write that the field may change in."""

    NOW = "now"
    UID = "uid"


class Comparator(StrEnum):
    """How a field is compared; a missing field and `null` fail every comparison, `!=` too."""

    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    ONE_OF = "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One comparison under `when`.

    Attributes:
        values: Exactly one, except for `ONE_OF`, which has one or more.
    """

    field: str
    comparator: Comparator
    values: tuple[Literal, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Whoever is not signed in."""


@dataclass(frozen=True, slots=True)
class Authenticated:
    """Whoever is signed in, in whatever way: Firebase's and Supabase's "anonymous sign-in" is signed in."""


@dataclass(frozen=True, slots=True)
class Service:
    """The project's own servers, which rules do not hold for."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The signed-in user whose id stands in a field, is the row's key, or is a variable of the path."""

    field: str


@dataclass(frozen=True, slots=True)
class ClaimValue:
    """A claim of the token, by path, and the values of which it must be one."""

    path: tuple[str, ...]
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A signed-in user whose token has all these claims."""

    values: tuple[ClaimValue, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A signed-in user in a group, as the token's list of groups says."""

    name: str


@dataclass(frozen=True, slots=True)
class RowField:
    """`$row.<field>`: a field (or key, or path variable) of the row that is asked for."""

    field: str


@dataclass(frozen=True, slots=True)
class CallerId:
    """`$uid`: the id of the signed-in user."""


Term: TypeAlias = RowField | CallerId | Literal


@dataclass(frozen=True, slots=True)
class Matching:
    """A field of the membership row and what it must equal."""

    field: str
    term: Term


@dataclass(frozen=True, slots=True)
class FieldValues:
    """A field of the membership row and the values of which it must be one."""

    field: str
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A signed-in user for whom another resource has a row.

    Attributes:
        resource: Name of the resource that holds the memberships.
        where: All must match; at least one term is the caller's id.
        role: All must hold of the same row.
    """

    resource: str
    where: tuple[Matching, ...]
    role: tuple[FieldValues, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Whoever is at least one of these."""

    parts: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Whoever is all of these."""

    parts: tuple[Party, ...]


Principal: TypeAlias = Anonymous | Authenticated | Service | Owner | Claim | Group | Member | AnyOf | AllOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A principal as it is referred to.

    Attributes:
        name: Under `principals`, or a built-in one; empty where it is written in place.
        span: Of the reference; of the definition in `AccessSection.principals`.
    """

    name: str
    principal: Principal
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """One field of a resource.

    Attributes:
        name: In the spec.
        stored_as: At the target's provider: document field, column, model field.
        type: `None` where the spec does not say.
        required: A row without it cannot be written.
        immutable: Set on create only, by whoever creates.
        guarded: `may_not_change: true`: no create sets it and no update changes it, except through entries that
            name it under `may_change`.
        one_of: The only values; empty for any.
        minimum, maximum: Of a number its value, of a text or list its length; inclusive.
        pattern: RE2 regular expression of the whole text; empty for any.
        filled: The only legal value where it is written; a create that leaves it to the provider's default is legal.
            Firestore has no defaults: there a create has to set it, if it is required or immutable.
        private_to: Who may read it; empty for whoever may read the row.
        spans: Place by member (`in`, `max`…); `""` is the field itself.
    """

    name: str
    stored_as: str
    type: FieldType | None = None
    required: bool = False
    immutable: bool = False
    guarded: bool = False
    one_of: tuple[Literal, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    filled: Filled | None = None
    private_to: tuple[Party, ...] = ()
    spans: tuple[tuple[str, Span], ...] = field(default=(), compare=False)

    def span(self, member: str = "") -> Span | None:
        """Where a member is written; the field's own place when it is not."""
        return dict(self.spans).get(member, dict(self.spans).get(""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow:
    """One entry under `allow`: everything in it must hold.

    An update must find the stored row and leave the new row such that `when` holds and the same one of `to` is met (the
    owner's field, the fields of `$row`); what is asked of a field that `may_change` names is asked of the stored row
    only. No other entry helps out: an update through two entries, one for the stored row and one for the new, is
    denied. Every create and update must leave a row that meets the rules of all fields.

    Attributes:
        to: Alternatives; at least one.
        operations: At least one, in the order of `Operation`.
        when: About the stored row for get, list, update and delete, about the new one for create and update.
        may_change: The only fields an update may change; `None` for any that is not barred.
        may_not_change: Fields an update may not change.
        span: Of the entry.
        spans: Place by member (`to`, `do`, `when`, `may_change`…).
    """

    to: tuple[Party, ...]
    operations: tuple[Operation, ...]
    when: tuple[Condition, ...] = ()
    may_change: tuple[str, ...] | None = None
    may_not_change: tuple[str, ...] = ()
    span: Span
    spans: tuple[tuple[str, Span], ...] = field(default=(), compare=False)

    def span_of(self, member: str) -> Span:
        return dict(self.spans).get(member, self.span)


class Engine(StrEnum):
    """Languages of `native`."""

    FIRESTORE = "firestore"
    STORAGE = "storage"
    POSTGRES = "postgres"
    AMPLIFY = "amplify"


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeCondition:
    """A condition in a provider's own language that must hold as well, for every operation; it can only narrow."""

    engine: Engine
    text: str
    span: Span


class Sort(StrEnum):
    """What a resource consists of."""

    ROWS = "rows"
    FILES = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What identifies a row: document id, primary key.

    Attributes:
        name: Under which `owner`, `$row.…` and `where` refer to it.
        is_user: `key: $uid`: the key is the id of the user that the row belongs to.
    """

    name: str = "id"
    is_user: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a resource lives at the target's provider.

    Attributes:
        path: Collection path `posts/{post}/comments`, SQL name of a table `public.posts`, name of a model
            `Post`, or path of files `avatars/{uid}/{file}`.
        container: Firestore database or bucket; empty for the provider's default one.
        span: Of what says so.
    """

    path: str
    container: str = ""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessResource:
    """One resource under `access.resources` that the target has.

    Attributes:
        name: As written, `storage:` included.
        fields: In written order; of files, none.
        extra_fields: Whether rows may have fields that are not listed.
        span: Of the name.
    """

    name: str
    sort: Sort
    place: Place
    key: Key = Key()
    fields: tuple[FieldRule, ...] = ()
    extra_fields: bool = True
    allow: tuple[Allow, ...] = ()
    natives: tuple[NativeCondition, ...] = ()
    span: Span

    @property
    def variables(self) -> tuple[str, ...]:
        """Variables of the path at this provider, in order; `name=**` ones among them, by their name."""
        return tuple(_VARIABLE.findall(self.place.path.replace("=**}", "}")))

    def field(self, name: str) -> FieldRule | None:
        """The field of a name; `None` for the key, for path variables and for what is not there."""
        return next((each for each in self.fields if each.name == name), None)

    def native(self, engine: Engine) -> NativeCondition | None:
        return next((each for each in self.natives if each.engine is engine), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSection:
    """The `access` section for one target.

    Attributes:
        principals: The named ones, in written order; built-in ones are not among them.
        resources: Those that the target has, in written order.
        elsewhere: Names of resources that `targets:` keeps from this target.
        span: Of the section.
    """

    principals: tuple[Party, ...] = ()
    resources: tuple[AccessResource, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    span: Span

    def resource(self, name: str) -> AccessResource | None:
        return next((each for each in self.resources if each.name == name), None)

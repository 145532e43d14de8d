"""Schemas as far as they say who may do what.

Names are those of `@auth` (aws-amplify/amplify-category-api: packages/amplify-graphql-auth-transformer/src/utils/
definitions.ts, constants.ts).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Strategy(StrEnum):
    """Whom a rule speaks of."""

    PUBLIC = "public"
    PRIVATE = "private"
    OWNER = "owner"
    GROUPS = "groups"
    CUSTOM = "custom"


class Provider(StrEnum):
    """Who vouches for the caller. `identityPool` is Gen 2's name of `iam`."""

    API_KEY = "apiKey"
    IAM = "iam"
    USER_POOLS = "userPools"
    OIDC = "oidc"
    FUNCTION = "function"


class Mode(StrEnum):
    """What a request shows; the values are those of the kind `graphql_api`."""

    API_KEY = "api_key"
    IAM = "iam"
    USER_POOL = "user_pool"
    OIDC = "oidc"
    LAMBDA = "lambda"


CREATE: Final = "create"
UPDATE: Final = "update"
DELETE: Final = "delete"
READS: Final = ("get", "list", "search", "sync", "listen")
"""What `read` stands for; `listen` are subscriptions."""
OPERATIONS: Final = (CREATE, UPDATE, DELETE, *READS)
ROOTS: Final = ("Query", "Mutation", "Subscription")
GROUP_CLAIM: Final = "cognito:groups"
OWNER_CLAIM: Final = "sub::username"
"""Of Gen 2, and of Gen 1 since 2022; either half, or both with `::` between, is the owner."""
MODES: Final[Mapping[Provider, Mode]] = {
    Provider.API_KEY: Mode.API_KEY,
    Provider.IAM: Mode.IAM,
    Provider.USER_POOLS: Mode.USER_POOL,
    Provider.OIDC: Mode.OIDC,
    Provider.FUNCTION: Mode.LAMBDA,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Line and column in the text of a schema, from 1; 0: no place is known."""

    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


NOWHERE: Final = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of `@auth`, with what its defaults stand for filled in.

    Attributes:
        operations: As written; `None`: all. Without `read`, which is replaced by what it stands for.
        said: The names of `operations` as written, `read` among them.
        groups: Of a static rule for groups.
        groups_field: Field with the groups, of a dynamic one; empty for others.
        owner_field: Of a rule for owners; empty for others.
        claim: Of the token: the owner's, or the groups'.
        arguments: Names of all members that were written.
    """

    strategy: Strategy
    provider: Provider
    operations: frozenset[str] | None = None
    said: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    groups_field: str = ""
    owner_field: str = ""
    claim: str = ""
    arguments: frozenset[str] = frozenset()
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def allows(self) -> frozenset[str]:
        return frozenset(OPERATIONS) if self.operations is None else self.operations


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One of AppSync's own directives.

    Attributes:
        groups: Of user pools: the groups that are let in; `None`: everybody.
        is_alone: `@aws_auth`, which counts only where the user pool is the one way in.
    """

    mode: Mode
    groups: tuple[str, ...] | None = None
    is_alone: bool = False
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Limit:
    """One `@validate` of a field: what its values are held to, such as `maxLength` and `120`."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A field of a type.

    Attributes:
        type: Name of its type without `[ ]` and `!`.
        limits: Of its values, where they are not null.
        rules: Of its own `@auth`, which take the place of the type's; `None`: it has none.
    """

    name: str
    type: str
    is_list: bool = False
    is_required: bool = False
    rules: tuple[Rule, ...] | None = None
    gates: tuple[Gate, ...] = ()
    limits: tuple[Limit, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """An object type, with all its extensions.

    Attributes:
        key: Field that tells rows of a model apart.
    """

    name: str
    members: Mapping[str, Member]
    is_model: bool = False
    rules: tuple[Rule, ...] | None = None
    gates: tuple[Gate, ...] = ()
    key: str = "id"
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def is_root(self) -> bool:
        return self.name in ROOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """All of it.

    Attributes:
        everywhere: The rule for models without `@auth` (`input AMPLIFY {globalAuthRule: …}`), if there is one.
        enums: Enumeration to its values.
    """

    types: Mapping[str, Type]
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    everywhere: Rule | None = None

    @property
    def models(self) -> tuple[Type, ...]:
        """Types with a table, which Amplify's compiler gives queries and mutations."""
        return tuple(each for each in self.types.values() if each.is_model)

    @property
    def is_compiled(self) -> bool:
        """Whether it is what an API carries, rather than what it is made from."""
        return not self.models

"""`access`: who may do what with which rows and files, in words that hold at every provider.

A provider expresses it in kinds of its own (rules, policies and grants, schema directives). These models check the form
of what is written; names and contradictions are checked in `access/portable/reading.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Discriminator, PlainValidator, Tag, WithJsonSchema, model_validator
from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.types import ListOf, MapOf, Text
from baasctl.model.secret import Secret

PROVIDERS: Final = ("supabase", "firebase", "amplify")
"""Under which `at`, `name`, `bucket` and `database` may say where something lives."""
PRINCIPALS: Final = ("owner", "claim", "group", "member", "any_of", "all_of")
_SCALAR_SCHEMA: Final = {"type": ["string", "number", "boolean"]}


def _literal(value: object) -> object:
    if isinstance(value, Secret):
        message = "a secret may not be used here: this value is not sensitive and would be shown"
        raise ValueError(message)  # noqa: TRY004 - pydantic collects ValueError only
    if isinstance(value, bool | int | float | str):
        return value
    what = "null, which no comparison holds for" if value is None else "no text, number or boolean"
    message = f"a value to compare with is expected, this is {what}"
    raise ValueError(message)


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


def _by_provider(value: object) -> object:
    if isinstance(value, str) and value:
        return value
    if isinstance(value, Mapping) and value:
        unknown = [name for name in value if name not in PROVIDERS]
        if unknown:
            message = f"`{unknown[0]}` is no provider; there are {', '.join(PROVIDERS)}"
            raise ValueError(message)
        if all(isinstance(member, str) and member for member in value.values()):
            return dict(value)
    message = "text is expected, or a map from provider to text such as {supabase: app.posts}"
    raise ValueError(message)


def _not_empty(value: Any) -> Any:
    if isinstance(value, list | tuple | dict) and not value:
        message = "at least one is needed"
        raise ValueError(message)
    return value


Scalar = Annotated[object, PlainValidator(_literal), WithJsonSchema(_SCALAR_SCHEMA)]
OneOrMore = BeforeValidator(lambda value: _not_empty(_listed(value)))
Scalars = Annotated[ListOf[Scalar], OneOrMore]
Names = Annotated[ListOf[Text], OneOrMore]
ByProvider = Annotated[
    object,
    PlainValidator(_by_provider),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "object", "properties": {name: {"type": "string"} for name in PROVIDERS}},
            ]
        }
    ),
]
Word = Literal["get", "list", "create", "update", "delete", "read", "write"]


class Membership(Attributed):
    """A row of another resource that makes somebody a member."""

    within: Text = Described(alias="in", description="Resource whose rows are the memberships.")
    where: Annotated[MapOf[Scalar], BeforeValidator(_not_empty)] = Described(
        description="Field of that row to `$row.<field>` of the row that is asked for, `$uid`, or a literal."
    )
    role: MapOf[Scalars] = Described({}, description="Field of that row to the values of which it must be one.")


class PrincipalForm(Attributed):
    """Somebody: exactly one of the members."""

    owner: Text | None = Described(None, description="Field, key or path variable that holds the user's id.")
    claim: Annotated[MapOf[Scalars], BeforeValidator(_not_empty)] | None = Described(
        None, description="Path in the token's claims to a value, or values of which it must be one."
    )
    group: Text | None = Described(None, description="Group that the token lists.")
    member: Membership | None = Described(None, description="Whoever has a row in another resource.")
    any_of: Parties | None = Described(None, description="Whoever is at least one of these.")
    all_of: Parties | None = Described(None, description="Whoever is all of these.")

    @model_validator(mode="after")
    def _exactly_one(self) -> PrincipalForm:
        if len(self.model_fields_set) != 1:
            message = f"a principal is exactly one of {', '.join(PRINCIPALS)}"
            raise ValueError(message)
        return self


def _sort(value: object) -> str:
    return "written" if isinstance(value, Mapping | PrincipalForm) else "named"


PartyForm = Annotated[
    Annotated[Text, Tag("named")] | Annotated[PrincipalForm, Tag("written")],
    Discriminator(_sort),
]
Parties = Annotated[ListOf[PartyForm], OneOrMore]


class Comparisons(Attributed):
    """Comparisons that must all hold."""

    lt: Scalar = Described(None, description="Less than.")
    lte: Scalar = Described(None, description="At most.")
    gt: Scalar = Described(None, description="More than.")
    gte: Scalar = Described(None, description="At least.")
    ne: Scalar = Described(None, description="Not this value; a row without the field does not match.")

    @model_validator(mode="after")
    def _at_least_one(self) -> Comparisons:
        return _not_empty(self) if self.model_fields_set else _not_empty({})  # type: ignore[no-any-return]


def _comparison(value: object) -> str:
    return "compared" if isinstance(value, Mapping | Comparisons) else "equal"


Wanted = Annotated[
    Annotated[Scalars, Tag("equal")] | Annotated[Comparisons, Tag("compared")],
    Discriminator(_comparison),
]


class AllowForm(Attributed):
    """One entry: whoever is one of `to` may do all of `do`, when everything else holds."""

    to: Parties = Described(description="Who: names of principals, `anonymous`, `authenticated`, `service`, or {…}.")
    do: Annotated[ListOf[Word], OneOrMore] = Described(
        description="Operations; `read` is get and list, `write` is create, update and delete."
    )
    when: MapOf[Wanted] = Described({}, description="Field to a value, values of which it is one, or {lt, lte, …}.")
    may_change: Annotated[ListOf[Text], BeforeValidator(_listed)] | None = Described(
        None, description="The only fields that an update may change."
    )
    may_not_change: Names | None = Described(None, description="Fields that an update may not change.")


class FieldForm(Attributed):
    """What a field of a row may hold."""

    type: Literal["string", "int", "float", "bool", "timestamp", "user", "ref", "list", "map"] | None = Described(
        None, description="Its type; `user` is the id of a user, `ref` the key of another row."
    )
    name: ByProvider = Described(None, description="What it is called where rows are stored; left out, the same.")
    required: bool = Described(default=False, description="No row without it can be written.")
    immutable: bool = Described(default=False, description="Set when the row is created, and never changed.")
    may_not_change: bool = Described(
        default=False, description="Changed only by entries that name it under `may_change`."
    )
    one_of: Scalars | None = Described(None, alias="in", description="The only values.")
    min: int | float | None = Described(None, description="Least value of a number, least length of a text or list.")
    max: int | float | None = Described(
        None, description="Largest value of a number, largest length of a text or list."
    )
    pattern: Text | None = Described(None, description="Regular expression (RE2) of the whole text.")
    set: Literal["now", "uid"] | None = Described(
        None, description="The only value it may be written with: the time of the request, the caller's id."
    )
    private_to: Parties | None = Described(None, description="Who may read it; left out, whoever may read the row.")


class ResourceForm(Attributed):
    """Rows of one sort, or files below a path (`storage:avatars/{uid}/{file}`)."""

    at: ByProvider = Described(None, description="Where it lives: collection path, table, model, or path of files.")
    database: ByProvider = Described(None, description="Firestore database; left out, `(default)`.")
    bucket: ByProvider = Described(None, description="Bucket of files; left out, the provider's default.")
    key: Text = Described("id", description="Name of the key (document id, primary key); `$uid`: it is a user's id.")
    fields: MapOf[FieldForm] = Described({}, description="Fields of a row.")
    extra_fields: Literal["allow", "deny"] | None = Described(
        None, description="Fields that are not listed; left out, deny where fields are listed, else allow."
    )
    allow: ListOf[AllowForm] = Described((), description="Who may do what; without an entry nobody may.")
    native: dict[Literal["firestore", "storage", "postgres", "amplify"], Text] = Described(
        {}, description="Condition in a provider's language that must hold as well; it can only narrow."
    )
    targets: Names | None = Described(None, description="Targets that have this resource; left out, all.")


class AccessForm(Attributed):
    """The section."""

    version: Literal[1] = Described(1, description="Of the section's format.")
    principals: MapOf[PrincipalForm] = Described({}, description="Names for principals.")
    resources: MapOf[ResourceForm] = Described({}, description="Rows and files, by a name of your choice.")


KIND = Kind(
    name="access",
    title="Who may do what, in words that hold at every provider",
    model=AccessForm,
    depth=0,
    fields=field_tree(AccessForm),
    identity=Identity.SINGLETON,
    prunable=False,
)

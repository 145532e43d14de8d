"""`remote_config`: values that apps fetch: parameters, and the conditions under which they are others.

`conditions`, `parameters`, `groups` and each `when` are owned whole once declared; what a parameter or condition
leaves out of itself is left alone. Values that the console put in the place of a text (personalization, rollouts,
experiments) stay where the spec does not name them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, WithJsonSchema
from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.types import EntriesOf, ListOf, Text
from baasctl.model.change import Action, Change, Hazard, Risk
from baasctl.model.secret import Secret
from baasctl.model.value import Side

IN_APP: Final = "in_app_default"
FROM_THE_CONSOLE: Final = ("personalization", "rollout", "experiment")
"""Values that the console makes: a map with one of these keys, whose value is the provider's own."""


def _value(value: object) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, Secret):
        message = "a secret may not be used here: every app reads it"
        raise ValueError(message)  # noqa: TRY004 - pydantic collects ValueError only
    if isinstance(value, Mapping) and len(value) == 1:
        ((name, inner),) = value.items()
        if (name == IN_APP and inner is True) or (name in FROM_THE_CONSOLE and isinstance(inner, Mapping)):
            return dict(value)
    if isinstance(value, bool | int | float):
        shown = str(value).lower() if isinstance(value, bool) else value
        message = f"`{shown}` is not text; put it in quotes: values are texts, and `type` says how apps read them"
        raise ValueError(message)  # noqa: TRY004 - pydantic collects ValueError only
    message = f"write a text, or {{{IN_APP}: true}} for what the app itself has"
    raise ValueError(message)


ParameterValue = Annotated[
    object, BeforeValidator(_value), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}]})
]


class Condition(Attributed):
    """Which apps and users: the earlier one in the list wins."""

    name: Text = Described(description="Unique.")
    expression: Text | None = Described(None, description="When it is true, such as `device.os == 'ios'`.")
    color: (
        Literal[
            "blue", "brown", "cyan", "deep_orange", "green", "indigo", "lime", "orange", "pink", "purple", "teal"
        ] | None
    ) = Described(None, description="Its colour in the console.")  # fmt: skip


class Parameter(Attributed):
    """One parameter."""

    default: ParameterValue | None = Described(
        None, description="Value where no condition of `when` is true: a text, or {in_app_default: true}."
    )
    when: EntriesOf[ParameterValue] | None = Described(None, description="Condition to value.")
    type: Literal["string", "boolean", "number", "json"] | None = Described(
        None, description="How apps read the values."
    )
    description: Text | None = Described(None, description="For people.")
    group: Text | None = Described(None, description="Group that the console shows it in.")


class ParameterGroup(Attributed):
    """Parameters that the console shows together."""

    description: Text | None = Described(None, description="For people.")


class RemoteConfig(Attributed):
    """The template of a project."""

    conditions: ListOf[Condition] | None = Described(None, description="In order: the first that is true wins.")
    parameters: EntriesOf[Parameter] | None = Described(None, description="By the name that apps ask for.")
    groups: EntriesOf[ParameterGroup] | None = Described(None, description="By name; parameters say which is theirs.")


def risks(change: Change) -> Iterator[Risk]:
    """A parameter or a condition that goes takes its values with it."""
    if change.action is Action.CREATE:
        return
    for field in change.fields:
        tokens = field.path.split("/")[1:]
        if tokens[0] == "parameters" and len(tokens) == 2 and field.after is None:
            yield Risk(
                hazard=Hazard.DELETES_DATA, path=field.path, why="its values are gone; apps use the ones of their own"
            )
        if field.path == "/conditions" and (gone := sorted(_names(field.before) - _names(field.after))):
            yield Risk(
                hazard=Hazard.DELETES_DATA, path=field.path, why=f"without {', '.join(gone)}; values for it are gone"
            )


def _names(side: Side) -> set[str]:
    members = side if isinstance(side, tuple) else ()
    return {str(member["name"]) for member in members if isinstance(member, Mapping)}


KIND = Kind(
    name="remote_config",
    title="Values that apps fetch, and the conditions under which they are others",
    model=RemoteConfig,
    depth=0,
    fields=field_tree(RemoteConfig),
    identity=Identity.SINGLETON,
    risks=risks,
)

"""Rules of models, and directives of schemas, that are known of a target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import Place, Schema
from baasctl.access.graphql_auth.schema import Unreadable, Wrong, schema_of
from baasctl.model.errors import MissingExtra
from baasctl.model.resource import Resource
from baasctl.model.value import at, pointer

KIND = "graphql_api"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSchema:
    """One text.

    Attributes:
        path: Pointer to the field that holds it: the API's schema, or a model's rules.
        schema: Empty where the text cannot be read.
        wrong: Why it cannot.
    """

    resource: Resource
    path: str
    text: str
    schema: Schema
    wrong: tuple[Wrong, ...] = ()

    def offset(self, place: Place) -> int:
        """Of a place in the text; 0 where it is not known."""
        lines = self.text.split("\n")[: max(place.line - 1, 0)]
        return sum(len(each) + 1 for each in lines) + max(place.column - 1, 0)


def schemas_of(facts: Facts) -> tuple[KnownSchema, ...]:
    """All texts; none where graphql-core is not installed."""
    return tuple(found for api in facts.of(KIND) for found in _of(api))


def texts_of(api: Resource) -> Iterator[tuple[str, str]]:
    """Pointer and text: of the schema as it is compiled, and of each model's rules."""
    models = api.attributes.get("models")
    paths = [pointer("models", name, "rules") for name in models] if isinstance(models, Mapping) else []
    for path in ("/schema", *paths):
        text = at(api.attributes, path)
        if isinstance(text, str):
            yield path, text


def rules_of(api: Resource) -> str:
    """The rules of all models as one schema; empty: none are known, only what they were compiled to may be."""
    return "\n".join(text for path, text in texts_of(api) if path != "/schema")


def _of(api: Resource) -> Iterator[KnownSchema]:
    for path, text in texts_of(api):
        try:
            yield KnownSchema(resource=api, path=path, text=text, schema=schema_of(text))
        except Unreadable as unreadable:
            yield KnownSchema(resource=api, path=path, text=text, schema=Schema(types={}), wrong=unreadable.wrong)
        except MissingExtra:
            return

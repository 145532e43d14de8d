"""Put the texts of references in the place of what stands for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from baasctl.model.deferred import references_in, with_texts
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import leaves, secrets_in
from baasctl.providers.amplify.references.texts import Texts
from baasctl.providers.spec_place import problem


def put_in(desired: DesiredState, texts: Texts) -> DesiredState:
    """The desired state with every reference replaced whose text is known."""
    return replace(desired, resources=tuple(_resolved(one, texts) for one in desired.resources))


def problems(desired: DesiredState) -> Iterator[Diagnostic]:
    """Errors about references that are left."""
    for resource in desired.resources:
        for path, value in leaves(resource.attributes):
            name = next(references_in(value), "")
            if not name:
                continue
            where = f"`${{ref:{name}}}`"
            if any(secrets_in(value)):
                summary, hint = "a reference cannot stand beside a secret", "put the whole text into the secret"
                yield problem(resource, "SPEC704", summary, where, hint=hint, path=path)
                continue
            summary = "a reference names something that is not there yet"
            detail, hint = f"{where}: AWS tells it once it is made", "apply what it names first, then add the reference"
            yield problem(resource, "SPEC703", summary, detail, hint=hint, path=path)


def _resolved(resource: Resource, texts: Texts) -> Resource:
    if not any(references_in(resource.attributes)):
        return resource
    found = {name: with_texts(value, texts.of) for name, value in resource.attributes.items()}
    return resource.with_attributes(found)

"""What adopt writes as a reference: texts that mean something in this account and app alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baasctl.model.deferred import TARGET
from baasctl.providers.amplify.iam import role_names
from baasctl.providers.amplify.lambda_functions.documents import friendly_name
from baasctl.providers.amplify.object_storage.bucket_names import physical_names
from baasctl.providers.amplify.references.texts import REFERENCES, Texts


def texts_to_references(texts: Texts) -> Mapping[str, str]:
    """Text to reference; the ids of what the project is made of, and the ARNs of what has a name in it."""
    wanted = [
        *(f"{TARGET}.{attribute}" for attribute in ("account", "app")),
        *(f"{kind}.{attribute}" for kind in ("auth", "identity_pool", "graphql_api") for attribute in REFERENCES[kind]),
        *(f"{kind}/{name}.arn" for kind, name in _named(texts)),
    ]
    found = {texts.of(reference): reference for reference in reversed(wanted)}
    return {text: reference for text, reference in found.items() if text}


def _named(texts: Texts) -> Iterator[tuple[str, str]]:
    yield from (("buckets", name) for name in physical_names(texts.known))
    functions = (name.split("/")[1] for name in texts.answers if name.startswith("function/"))
    yield from (("functions", friendly_name(name, texts.known)) for name in dict.fromkeys(functions))
    by_role = {role: key for key, role in role_names.by_name(texts.known, texts.answers).items()}
    roles = (name.removeprefix(role_names.ROLE) for name in texts.answers if name.startswith(role_names.ROLE))
    yield from (("roles", by_role.get(role, role)) for role in roles)

"""Desired auth values in normal form, and texts of secrets that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret, Vault
from baasctl.model.value import ABSENT, Value, at, freeze, pointer, put
from baasctl.providers.firebase.identity_toolkit import mail_server
from baasctl.providers.firebase.identity_toolkit.auth_rows import ROWS, TEST_NUMBERS
from baasctl.providers.firebase.identity_toolkit.codecs import Codec
from baasctl.providers.firebase.identity_toolkit.secret_digests import SecretDigests
from baasctl.providers.kept_secrets import with_kept_secrets
from baasctl.providers.spec_place import problem

_CODE: Final = re.compile(r"[0-9]{6}")


def normal_form(resource: Resource, live: Resource | None, digests: SecretDigests, vault: Vault) -> Resource:
    """`auth` with secrets that *vault* holds digested and native values in the form in which they are read."""
    resource = with_kept_secrets(resource, live, TEST_NUMBERS)
    attributes = resource.attributes
    for row in ROWS:
        value = at(attributes, row.pointer)
        if value is ABSENT or value is None:
            continue
        normal = _normal(row.codec, value, digests, vault)  # type: ignore[arg-type]
        if normal is not value:
            attributes = put(attributes, row.pointer, normal)
    return resource if attributes is resource.attributes else resource.with_attributes(attributes)


def secret_problems(resource: Resource, vault: Vault) -> Iterator[Diagnostic]:
    """Texts of resolved secrets that would break sign-in or mail; no message holds one."""
    codes = at(resource.attributes, TEST_NUMBERS)
    for number, code in codes.items() if isinstance(codes, Mapping) else ():
        if isinstance(code, Secret) and code in vault and not _CODE.fullmatch(vault.reveal(code)):
            path = TEST_NUMBERS + pointer(number)
            unusual = _unusable(resource, path, "Google's clients ask for six digits", "choose another code")
            yield replace(unusual, severity=Severity.WARNING, summary="a test code cannot be typed in")
    password = at(resource.attributes, mail_server.PASSWORD)
    if isinstance(password, Secret) and password in vault and not vault.reveal(password):
        yield _unusable(resource, mail_server.PASSWORD, "it is empty", "give it a text, or declare null")


def _normal(codec: Codec, value: Value, digests: SecretDigests, vault: Vault) -> Value:
    if isinstance(value, Secret):
        return value.with_digest(digests.of(vault.reveal(value))) if value in vault else value
    if isinstance(value, Mapping):
        return freeze({key: _normal(codec, member, digests, vault) for key, member in value.items()})
    return codec.normal(value) if codec.accepts(value) else value


def _unusable(resource: Resource, path: str, detail: str, hint: str) -> Diagnostic:
    where = f"`{resource.address.local}#{path}`: {detail}"
    return problem(resource, "SPEC514", "the text of a secret cannot be used", where, hint=hint, path=path)

"""Desired auth values in normal form, and texts of test codes that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret, Vault
from baasctl.model.value import ABSENT, Value, at, freeze, pointer, put
from baasctl.providers.firebase.identity_toolkit.auth_rows import ROWS, TEST_NUMBERS
from baasctl.providers.firebase.identity_toolkit.codecs import Codec
from baasctl.providers.kept_secrets import with_kept_secrets
from baasctl.providers.secret_digests import SecretDigests

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


def unusual_codes(resource: Resource, vault: Vault) -> Iterator[Diagnostic]:
    """Texts of test codes that no app can take; no message holds one."""
    codes = at(resource.attributes, TEST_NUMBERS)
    for number, code in codes.items() if isinstance(codes, Mapping) else ():
        if isinstance(code, Secret) and code in vault and not _CODE.fullmatch(vault.reveal(code)):
            path = TEST_NUMBERS + pointer(number)
            yield Diagnostic(
                code="SPEC514",
                severity=Severity.WARNING,
                summary="a test code cannot be typed in",
                detail=f"`{resource.address.local}#{path}`: Google's clients ask for six digits",
                hint="choose another code",
                span=resource.span_of(path),
                address=resource.address,
            )


def _normal(codec: Codec, value: Value, digests: SecretDigests, vault: Vault) -> Value:
    if isinstance(value, Secret):
        return value.with_digest(digests.of(vault.reveal(value))) if value in vault else value
    if isinstance(value, Mapping):
        return freeze({key: _normal(codec, member, digests, vault) for key, member in value.items()})
    return codec.normal(value) if codec.accepts(value) else value

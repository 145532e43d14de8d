"""Desired auth values: whether they are of the right form, and their normal form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret, Vault
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, Value, at, freeze, pointer, put
from baasctl.providers.supabase import auth, auth_hooks, email_templates, identity_providers
from baasctl.providers.supabase.auth_settings.codecs import INSTANT, SECRET, SET, instant
from baasctl.providers.supabase.auth_settings.document import digest_of
from baasctl.providers.supabase.auth_settings.native import NATIVE_ROWS
from baasctl.providers.supabase.auth_settings.rows import Row

_NUMBER = re.compile(r"\+[0-9]{1,15}")
_CODE = re.compile(r"[0-9]+")
_HOOK_SECRET = re.compile(r"(v1,whsec_|v1a,whpk_)\S+")


def rows_of(resource: Resource) -> tuple[Row, ...]:
    """The settings of a resource; none for a name that Supabase does not have."""
    kind, name = resource.address.kind, resource.address.name
    if kind == auth.KIND:
        return (*auth.ROWS, *NATIVE_ROWS)
    if kind == identity_providers.KIND and name in identity_providers.WIRE_NAMES:
        return identity_providers.rows(name)
    if kind == email_templates.KIND and name in email_templates.NAMES:
        return email_templates.rows(name)
    if kind == auth_hooks.KIND and name in auth_hooks.WIRE_NAMES:
        return auth_hooks.rows(name)[1:]
    return ()


def check_types(desired: DesiredState) -> Iterator[Diagnostic]:
    """`native` values of another form than their wire field has."""
    for resource in desired.resources:
        for row in rows_of(resource):
            value = at(resource.attributes, row.pointer)
            if row.is_native and value not in (ABSENT, None) and not row.codec.accepts(value):  # type: ignore[arg-type]
                shown = "" if row.codec is SECRET else f" is {_shown(value)}, but the field"
                yield Diagnostic(
                    code="SPEC340",
                    summary="a native setting has another type",
                    detail=f"`{row.dotted.replace('.', '.supabase.', 1)}`{shown} takes {row.codec.expects}",
                    hint=f"write {row.codec.expects}",
                    span=resource.span_of(row.pointer),
                    address=resource.address,
                )


def check_test_numbers(desired: DesiredState) -> Iterator[Diagnostic]:
    """Keys of `sms.test_numbers` that the API cannot take."""
    for resource in desired.of(auth.KIND):
        numbers = at(resource.attributes, "/sms/test_numbers")
        for number in numbers if isinstance(numbers, Mapping) else ():
            if not _NUMBER.fullmatch(number):
                yield Diagnostic(
                    code="SPEC343",
                    summary="this is no phone number in E.164 form",
                    detail=f"`{number}`: Supabase Auth takes `+` and at most 15 digits",
                    hint='write it such as "+4915112345678"',
                    span=resource.span_of(pointer("sms", "test_numbers", number)),
                    address=resource.address,
                )


def normal_form(resource: Resource, ref: str, vault: Vault) -> Resource:
    """The resource with secrets that *vault* holds digested, native sets sorted and instants in UTC."""
    attributes = resource.attributes
    for row in rows_of(resource):
        value = at(attributes, row.pointer)
        if value is ABSENT or value is None:
            continue
        normal = _normal(row, value, ref, vault)  # type: ignore[arg-type]
        if normal is not value:
            attributes = put(attributes, row.pointer, normal)
    return resource if attributes is resource.attributes else resource.with_attributes(attributes)


def secret_problems(resource: Resource, live: Resource | None, vault: Vault) -> Iterator[Diagnostic]:
    """Texts of resolved secrets that would break sign-in or mail; no message holds one."""
    for row in rows_of(resource):
        value = at(resource.attributes, row.pointer)
        if isinstance(value, Mapping):
            for number, code in value.items():
                if isinstance(code, Secret) and code in vault and not _CODE.fullmatch(vault.reveal(code)):
                    path = row.pointer + pointer(number)
                    yield _bad_secret(resource, path, "a test code has digits only", "choose another code")
        if row.codec is not SECRET or not isinstance(value, Secret) or value not in vault:
            continue
        text = vault.reveal(value)
        mask = at(live.attributes, row.pointer) if live is not None else ABSENT
        if not text:
            yield _bad_secret(resource, row.pointer, "it is empty", "give it a text, or declare null")
        elif isinstance(mask, Secret) and mask.digest == text:
            yield _bad_secret(
                resource,
                row.pointer,
                "it is the digest that Supabase shows in place of the secret",
                "put the secret itself where the reference points",
            )
        elif row.pointer == auth_hooks.SECRETS and not all(map(_HOOK_SECRET.fullmatch, text.split("|"))):
            yield _bad_secret(
                resource,
                row.pointer,
                "Supabase Auth takes secrets of hooks in the form `v1,whsec_<base64>`",
                "make one in the dashboard, or with `openssl rand -base64 32`",
            )


def _shown(value: object) -> str:
    if isinstance(value, Mapping | tuple):
        return "a map" if isinstance(value, Mapping) else "a list"
    return "a secret" if isinstance(value, Secret) else f"`{json.dumps(value, ensure_ascii=False)}`"


def _normal(row: Row, value: Value, ref: str, vault: Vault) -> Value:
    if isinstance(value, Secret):
        return value.with_digest(digest_of(ref, vault.reveal(value))) if value in vault else value
    if isinstance(value, Mapping):
        return freeze({key: _normal(row, member, ref, vault) for key, member in value.items()})
    if row.codec is SET and isinstance(value, tuple):
        return tuple(sorted({str(member) for member in value}))
    if row.codec is INSTANT and INSTANT.accepts(value):
        return instant(value)
    return value


def _bad_secret(resource: Resource, path: str, detail: str, hint: str) -> Diagnostic:
    return Diagnostic(
        code="SPEC344",
        summary="the text of a secret cannot be used",
        detail=f"`{resource.address.local}#{path}`: {detail}",
        hint=hint,
        span=resource.span_of(path),
        address=resource.address,
    )

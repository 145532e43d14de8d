"""`auth_hooks`: seven hooks of `config/auth` (research/vocabulary.md §5).

A hook that is off does not exist, whatever address the server keeps; switching it off is the delete. The address
reads as `function` when it is a function of this project, unless the spec writes `uri`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Value
from baasctl.providers.contract import Bounds
from baasctl.providers.supabase.auth_settings.codecs import ADDRESS, SECRET, SWITCH
from baasctl.providers.supabase.auth_settings.document import AuthDocument
from baasctl.providers.supabase.auth_settings.rows import NATIVE, Row, declared, is_declared, nested
from baasctl.providers.supabase.auth_settings.writing import Reveal, refuse, written

KIND = "auth_hooks"

WIRE_NAMES: Mapping[str, str] = {
    "after_user_created": "after_user_created",
    "before_sign_up": "before_user_created",
    "before_token_issued": "custom_access_token",
    "mfa_verification_attempt": "mfa_verification_attempt",
    "password_verification_attempt": "password_verification_attempt",
    "send_email": "send_email",
    "send_sms": "send_sms",
}
"""Our name of the moment to Supabase's, `hook_<name>_…`."""

SECRETS = f"{NATIVE}secrets"
_FUNCTION, _URI = "/function", "/uri"
URI_PATTERN = r"^(https://\S+|pg-functions://postgres/[^/\s]+/[^/\s]+)$"


def functions_url(ref: str) -> str:
    """Where the functions of a project are, with a final slash."""
    return f"https://{ref}.supabase.co/functions/v1/"


@cache
def rows(name: str) -> tuple[Row, Row, Row]:
    """Switch, address and secrets of one hook; the switch has no name of its own in the spec."""
    prefix = f"hook_{WIRE_NAMES[name]}_"
    return (
        Row(pointer="", wire=f"{prefix}enabled", codec=SWITCH),
        Row(
            pointer=_URI,
            wire=f"{prefix}uri",
            codec=ADDRESS,
            bounds=Bounds(pattern=URI_PATTERN),
            note="https, or a database function; null switches the hook off",
        ),
        Row(
            pointer=SECRETS,
            wire=f"{prefix}secrets",
            codec=SECRET,
            note="`v1,whsec_…`; an https hook cannot be switched on without",
        ),
    )


def decode(document: AuthDocument, name: str, address: Address, spec: Attributes | None = None) -> Resource | None:
    """The hook, if it is on, or if the spec asks for it to be off.

    Raises:
        UnexpectedAnswer: A setting has another type than the contract says.
    """
    switch, uri_row, secrets_row = rows(name)
    is_on = document.is_on(switch.wire)
    if not is_on and not asks_for_off(spec):
        return None
    values: dict[str, Value] = {}
    unset = {_FUNCTION, _URI} if not is_on else set()
    uri, _ = document.read(uri_row)
    if is_on and isinstance(uri, str):
        values |= _location(uri, document.ref, spec or {})
    secrets, secrets_unset = document.read(secrets_row)
    if secrets is not ABSENT and (is_on or is_declared(spec, SECRETS)):
        values[SECRETS] = secrets  # type: ignore[assignment]
    elif secrets_unset or not is_on:
        unset.add(SECRETS)
    attributes = nested(values)
    return Resource(address=address, attributes=attributes, unset=frozenset(unset))


def encode(change: Change, ref: str, reveal: Reveal) -> dict[str, object]:
    """The fields to send for a change of one hook.

    Raises:
        Invalid: It would be switched on without an address.
    """
    switch, uri_row, secrets_row = rows(change.address.segments[0])
    if change.action is Action.DELETE:
        return {switch.wire: False}
    body = written((secrets_row,), change, reveal)
    if change.renamed_from:
        body[rows(change.renamed_from[0])[0].wire] = False
    is_new = change.action is not Action.UPDATE
    if not is_new and not any(field.path in (_FUNCTION, _URI) for field in change.fields):
        return body
    uri = uri_of(change.after or {}, ref)
    if uri is not None:
        body[uri_row.wire] = uri
        if is_new:
            body[switch.wire] = True
    elif asks_for_off(change.after):
        body[switch.wire] = False
    else:
        raise refuse(change, _FUNCTION, f"`{change.address.local}` says nothing to call", "declare `function` or `uri`")
    return body


def retained(document: AuthDocument, name: str) -> Attributes:
    """What the server keeps of a hook that is off and may wake up: facts for the check of its needs."""
    secrets = rows(name)[2]
    return {"stored": (SECRETS,) if document.is_set(secrets.wire) else ()}


def uri_of(attributes: Attributes, ref: str) -> str | None:
    """The address that a declared hook leads to."""
    function, uri = (attributes.get(token) for token in ("function", "uri"))
    if isinstance(function, str):
        return f"{functions_url(ref)}{function}"
    return uri if isinstance(uri, str) else None


def asks_for_off(spec: Attributes | None) -> bool:
    """Whether the spec names the hook's address only to unset it."""
    values = [declared(spec, path) for path in (_FUNCTION, _URI)]
    return None in values and all(value is None or value is ABSENT for value in values)


def _location(uri: str, ref: str, spec: Attributes) -> dict[str, Value]:
    """The address under the name that the spec uses for it; `function` where it says nothing and the address is one."""
    slug = uri.removeprefix(functions_url(ref))
    if "uri" in spec and "function" not in spec:
        return {_URI: uri}
    if "function" in spec:
        return {_FUNCTION: slug}
    return {_FUNCTION: slug} if slug != uri else {_URI: uri}

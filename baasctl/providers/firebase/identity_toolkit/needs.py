"""What one auth setting needs another for, and which values contradict each other (research/vocabulary.md §2-§5).

A need that the spec leaves out may be met by what is live: offline it is a warning, beside the live settings an error
where it would certainly not work. What the spec itself contradicts is an error at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, at
from baasctl.providers.firebase.identity_toolkit import mail_server, second_factors
from baasctl.providers.firebase.identity_toolkit.auth_rows import REGION_ROWS
from baasctl.providers.firebase.identity_toolkit.rows import declared, is_declared
from baasctl.providers.spec_place import problem

_SENDER: Final = "/email/from_address"
_SERVER: Final = ("/email/smtp/port", "/email/smtp/username", mail_server.PASSWORD, _SENDER)
ANONYMOUS: Final = "/sign_in/anonymous_accounts"


def check_contradictions(desired: DesiredState) -> Iterator[Diagnostic]:
    """Values that cannot both be meant."""
    for resource in desired.of("auth"):
        yield from _of_factors(resource)
        if all(is_declared(resource.attributes, row.pointer) for row in REGION_ROWS):
            one, other = (_word(row.pointer) for row in REGION_ROWS)
            yield _contradiction(resource, REGION_ROWS[1].pointer, f"`{one}` and `{other}` exclude each other")
        for path in mail_server.POINTERS:
            off = declared(resource.attributes, mail_server.HOST) is None
            if off and is_declared(resource.attributes, path):
                yield _contradiction(resource, path, "without a host the project's own mail server is off")
    for resource in desired.of("auth_hooks"):
        if all(is_declared(resource.attributes, path) for path in ("/function", "/uri")):
            yield _contradiction(resource, "/uri", "a hook calls either a `function` or a `uri`")
    for resource in desired.of("email_templates"):
        yield from _of_texts(resource)
    yield from _of_anonymous(desired)


def check_needs(desired: DesiredState) -> Iterator[Diagnostic]:
    """Needs that the spec leaves to what is live."""
    for resource in desired.of("auth"):
        if is_declared(resource.attributes, mail_server.HOST):
            for path in _SERVER:
                if declared(resource.attributes, path) is ABSENT:
                    yield _unmet(resource, mail_server.HOST, path, "which this spec does not declare")
        elif is_declared(resource.attributes, _SENDER) and declared(resource.attributes, mail_server.HOST) is ABSENT:
            yield _unmet(resource, _SENDER, mail_server.HOST, "which this spec does not declare")


def unmet_beside(resource: Resource, live: Resource | None) -> Iterator[Diagnostic]:
    """Needs of `auth` that neither the spec nor what is live meets."""
    mode = declared(resource.attributes, second_factors.MODE)
    known = at(live.attributes, second_factors.FACTORS) if live is not None else ABSENT
    silent = declared(resource.attributes, second_factors.FACTORS) is ABSENT
    if mode in ("optional", "required") and silent and known in (ABSENT, ()):
        why = "which neither the spec declares nor the project has"
        yield _unmet(resource, second_factors.MODE, second_factors.FACTORS, why, severity=Severity.ERROR)


def _of_factors(resource: Resource) -> Iterator[Diagnostic]:
    mode = declared(resource.attributes, second_factors.MODE)
    factors = declared(resource.attributes, second_factors.FACTORS)
    if mode in (None, "disabled") and isinstance(factors, tuple) and factors:
        word = "null" if mode is None else mode
        yield _contradiction(resource, second_factors.FACTORS, f"`mfa.mode: {word}` switches every second factor off")
    if mode in ("optional", "required") and (factors is None or factors == ()):
        yield _contradiction(resource, second_factors.FACTORS, f"`mfa.mode: {mode}` needs a second factor")


def _of_texts(resource: Resource) -> Iterator[Diagnostic]:
    """Google tells only whether one of both texts is the project's own, so that one alone never reads as unset."""
    subject, body = (declared(resource.attributes, path) for path in ("/subject", "/body"))
    if (subject is None) is not (body is None):
        yield problem(
            resource,
            "SPEC519",
            "subject and body go back to the provider's text together",
            f"`{resource.address.local}` unsets `{'subject' if subject is None else 'body'}` alone; Identity Toolkit"
            " tells only whether one of the two is the project's own",
            hint="declare both null, or neither",
            path="/subject" if subject is None else "/body",
        )


def _of_anonymous(desired: DesiredState) -> Iterator[Diagnostic]:
    hook = next((one for one in desired.of("auth_hooks") if one.address.segments == ("before_sign_up",)), None)
    is_on = hook is not None and any(is_declared(hook.attributes, path) for path in ("/function", "/uri"))
    for resource in desired.of("auth") if is_on else ():
        if declared(resource.attributes, ANONYMOUS) is True:
            detail = "`auth_hooks.before_sign_up` is never called for anonymous accounts"
            yield _contradiction(resource, ANONYMOUS, detail)


def _contradiction(resource: Resource, path: str, detail: str) -> Diagnostic:
    return problem(
        resource,
        "SPEC511",
        "two settings contradict each other",
        f"{detail}, but `{_word(path)}` says otherwise",
        hint="keep one of them",
        path=path,
    )


def _unmet(
    resource: Resource, path: str, needed: str, why: str, *, severity: Severity = Severity.WARNING
) -> Diagnostic:
    return Diagnostic(
        code="SPEC512",
        summary="a setting needs another one",
        severity=severity,
        detail=f"`{_word(path)}` needs `{_word(needed)}`, {why}",
        hint=f"declare `{_word(needed)}`"
        if severity is Severity.ERROR
        else "declare it, unless it is set live already",
        span=resource.span_of(path),
        address=resource.address,
    )


def _word(path: str) -> str:
    return path[1:].replace("/", ".")

"""What one auth setting needs another for, and which values contradict each other (research/vocabulary.md §2-§5).

A need that the spec leaves out may be met by what is live: offline it is a warning, beside the live settings an
error where the server or the users would certainly fail. What the spec itself contradicts is an error at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, Side, Value
from baasctl.providers.supabase import auth, auth_hooks, email_templates, identity_providers
from baasctl.providers.supabase.auth_settings import factors as auth_factors
from baasctl.providers.supabase.auth_settings.native import SMS_CREDENTIALS
from baasctl.providers.supabase.auth_settings.rows import NATIVE, declared, is_declared


@dataclass(frozen=True, slots=True)
class Need:
    """`path` needs `needed`.

    Attributes:
        when: Value of `path` that makes the need; `...` for any but null and false.
        is_certain: Without it the server or every user fails; otherwise it may be meant so.
    """

    path: str
    needed: tuple[str, ...]
    when: object = ...
    is_certain: bool = True


AUTH_NEEDS: tuple[Need, ...] = (
    Need("/sign_in/phone", (f"{NATIVE}sms_provider",), when=True),
    Need(
        "/sign_in/passkey",
        ("/passkeys/relying_party_id", f"{NATIVE}webauthn_rp_display_name", f"{NATIVE}webauthn_rp_origins"),
        when=True,
    ),
    Need("/mfa/mode", ("/mfa/factors",), when="optional"),
    Need("/oauth_server/open_registration", (f"{NATIVE}oauth_server_enabled",), when=True),
    Need(
        "/email/smtp/host",
        ("/email/smtp/port", "/email/smtp/username", "/email/smtp/password", "/email/from_address"),
        is_certain=False,
    ),
    Need(
        f"{NATIVE}security_captcha_enabled",
        (f"{NATIVE}security_captcha_provider", f"{NATIVE}security_captcha_secret"),
        when=True,
    ),
    *(
        Need(f"{NATIVE}sms_provider", (f"{NATIVE}{credential}",), when=provider, is_certain=False)
        for provider, credential in SMS_CREDENTIALS.items()
    ),
)

IsLive = Callable[[str], bool]
"""Whether the setting at a pointer has an effective value that does something."""


def check_needs(desired: DesiredState) -> Iterator[Diagnostic]:
    """Needs that the spec contradicts (errors) or leaves to what is live (warnings)."""
    for resource in desired.resources:
        for need, path in _needs(resource):
            value = declared(resource.attributes, path)
            if value is ABSENT:
                yield _unmet(resource, need, path, Severity.WARNING, "which this spec does not declare")
            elif not _does_something(value) and (value is not None or need.is_certain):
                yield _unmet(resource, need, path, Severity.ERROR, "which this spec unsets or switches off")


def unmet_needs(resource: Resource, is_live: IsLive) -> Iterator[Diagnostic]:
    """Needs that neither the spec nor what is live meets."""
    for need, path in _needs(resource):
        if declared(resource.attributes, path) is ABSENT and not is_live(path):
            severity = Severity.ERROR if need.is_certain else Severity.WARNING
            yield _unmet(resource, need, path, severity, "which neither the spec declares nor the project has")


def check_contradictions(desired: DesiredState) -> Iterator[Diagnostic]:
    """Values that cannot both be meant."""
    for resource in desired.of(auth.KIND):
        mode = declared(resource.attributes, "/mfa/mode")
        for path in _contradicting_factors(resource, mode):
            word = "null" if mode is None else mode
            yield _contradiction(resource, path, f"`mfa.mode: {word}` decides about every second factor")
    for resource in desired.of(auth_hooks.KIND):
        if all(is_declared(resource.attributes, path) for path in ("/function", "/uri")):
            yield _contradiction(resource, "/uri", "a hook calls either a `function` or a `uri`")


def _contradicting_factors(resource: Resource, mode: Side) -> Iterator[str]:
    """What is declared beside a mode that switches all factors off or unsets them, and says otherwise."""
    if mode not in ("disabled", None):
        return
    if mode is not None and declared(resource.attributes, "/mfa/factors") not in (ABSENT, ()):
        yield "/mfa/factors"
    agrees = None if mode is None else False
    for wire in auth_factors.WEB_AUTHN:
        value = declared(resource.attributes, NATIVE + wire)
        if value is not ABSENT and value is not agrees:
            yield NATIVE + wire


def _needs(resource: Resource) -> Iterator[tuple[Need, str]]:
    for need in _needs_of(resource):
        value = declared(resource.attributes, need.path)
        applies = _does_something(value) if need.when is ... else value == need.when
        if applies:
            yield from ((need, path) for path in need.needed)


def _needs_of(resource: Resource) -> Iterator[Need]:
    kind = resource.address.kind
    if kind == auth.KIND:
        yield from AUTH_NEEDS
    elif kind == auth_hooks.KIND:
        yield Need("/function", (auth_hooks.SECRETS,))
        uri = resource.attributes.get("uri")
        if isinstance(uri, str) and uri.startswith("https:"):
            yield Need("/uri", (auth_hooks.SECRETS,))
    elif kind == identity_providers.KIND and resource.attributes.get("protocol"):
        return
    elif kind == identity_providers.KIND and resource.attributes.get("enabled", True) is True:
        url = (f"{NATIVE}url",) if resource.address.name in identity_providers.NEEDS_URL else ()
        yield Need("", ("/client_id", "/client_secret", *url))
    elif resource.address.name in email_templates.NOTIFICATIONS:
        text = next((path for path in ("/subject", "/body") if is_declared(resource.attributes, path)), None)
        if text is not None:
            yield Need(text, (f"{NATIVE}enabled",), is_certain=False)


def _does_something(value: object) -> bool:
    return value is not ABSENT and value is not None and value not in (False, "", ())


def _unmet(resource: Resource, need: Need, path: str, severity: Severity, why: str) -> Diagnostic:
    subject = f"`{_word(need.path)}`" if need.path else f"`{resource.address.local}`"
    return Diagnostic(
        code="SPEC342",
        summary="a setting needs another one",
        severity=severity,
        detail=f"{subject} needs `{_word(path)}`, {why}",
        hint=f"declare `{_word(path)}`" if severity is Severity.ERROR else "declare it, unless it is set live already",
        span=resource.span_of(path if declared(resource.attributes, path) is not ABSENT else need.path),
        address=resource.address,
    )


def _contradiction(resource: Resource, path: str, detail: str) -> Diagnostic:
    return Diagnostic(
        code="SPEC341",
        summary="two settings contradict each other",
        detail=f"{detail}, but `{_word(path)}` says otherwise",
        hint="keep one of them",
        span=resource.span_of(path),
        address=resource.address,
    )


def _word(path: str) -> str:
    return path[1:].replace("/", ".")


def effective(resource: Resource | None) -> IsLive:
    """Of a live resource; of none nothing is there."""
    if resource is None:
        return lambda _: False

    def is_there(path: str) -> bool:
        return _does_something(_value(resource, path))

    return is_there


def _value(resource: Resource, path: str) -> Value:
    value = declared(resource.attributes, path)
    return None if value is ABSENT else value  # type: ignore[return-value]

"""`auth`: how people sign up and sign in. One per target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.types import Duration, MapOf, Native, SecretText, SetOf, Text
from baasctl.model.change import Change, FieldChange, Hazard, Risk
from baasctl.model.secret import Secret


class SignUp(Attributed):
    """Who may make an account."""

    enabled: bool | None = Described(None, description="People may create their own account.")
    confirm_email: bool | None = Described(None, description="The address is proven before the first sign-in.")
    confirm_phone: bool | None = Described(None, description="The number is proven before the first sign-in.")


class SignIn(Attributed):
    """Which ways to sign in are open."""

    email: bool | None = Described(None, description="An e-mail address identifies a user at sign-in.")
    phone: bool | None = Described(None, description="A code sent by SMS is enough to sign in.")
    passwordless_email: bool | None = Described(None, description="The mailbox alone (link or code) is enough.")
    passkey: bool | None = Described(None, description="A passkey is a first factor (WebAuthn).")
    anonymous_accounts: bool | None = Described(
        None, description="Accounts without credentials; rules see them as `authenticated`."
    )
    enumeration_protection: bool | None = Described(None, description="Answers do not tell whether an account exists.")


class Password(Attributed):
    """What a password must be like."""

    minimum_length: Annotated[int, Described(ge=1)] | None = Described(None, description="Characters.")
    require: SetOf[Literal["letter", "lowercase", "uppercase", "digit", "symbol"]] | None = Described(
        None, description="Character classes that must occur."
    )
    reject_leaked: bool | None = Described(None, description="A password known from a leak cannot be set.")


class Mfa(Attributed):
    """Second factors."""

    mode: Literal["disabled", "optional", "required"] | None = Described(
        None, description="May, or must, a user add a second factor."
    )
    factors: SetOf[Literal["totp", "sms"]] | None = Described(None, description="Which second factors there are.")


class Sessions(Attributed):
    """How long a sign-in lasts."""

    access_token_ttl: Duration | None = Described(None, description="Life of an access token.")
    overall_timeout: Duration | None = Described(
        None, description="Sign in again this long after sign-in, however active."
    )
    refresh_token_reuse_interval: Duration | None = Described(
        None, description="How long a rotated-out refresh token still works."
    )


class Smtp(Attributed):
    """The project's own mail server."""

    host: Text | None = Described(None, description="Host name; unset means the provider's own sender.")
    port: Annotated[int, Described(ge=1, le=65535)] | None = Described(None, description="TCP port.")
    username: Text | None = Described(None, description="Account at the mail server.")
    password: SecretText | None = Described(None, description="Its password.")


class Email(Attributed):
    """Who mails come from, and through which server."""

    from_address: Text | None = Described(None, description="Address in From (RFC 5322).")
    from_name: Text | None = Described(None, description="Display name in From.")
    smtp: Smtp | None = Described(None, description="The project's own mail server.")


class Sms(Attributed):
    """Text messages."""

    test_numbers: MapOf[SecretText] | None = Described(
        None, description="E.164 numbers that get a fixed code instead of a message."
    )


class Passkeys(Attributed):
    """WebAuthn."""

    relying_party_id: Text | None = Described(None, description="WebAuthn `rp.id`, a domain.")


class OauthServer(Attributed):
    """The project as an OAuth server for others."""

    open_registration: bool | None = Described(None, description="Anyone may register an OAuth client (RFC 7591).")


class Auth(Attributed):
    """Auth settings of a project."""

    site_url: Text | None = Described(None, description="Where a sign-in ends that names no redirect.")
    redirect_urls: SetOf[Text] | None = Described(None, description="Allowed redirect targets.")
    sign_up: SignUp | None = Described(None, description="Who may make an account.")
    sign_in: SignIn | None = Described(None, description="Which ways to sign in are open.")
    password: Password | None = Described(None, description="What a password must be like.")
    mfa: Mfa | None = Described(None, description="Second factors.")
    sessions: Sessions | None = Described(None, description="How long a sign-in lasts.")
    email: Email | None = Described(None, description="Who mails come from, and through which server.")
    sms: Sms | None = Described(None, description="Text messages.")
    passkeys: Passkeys | None = Described(None, description="WebAuthn.")
    oauth_server: OauthServer | None = Described(None, description="The project as an OAuth server.")
    native: Native | None = Described(None, description="Settings of one provider, by wire name.")


_LOOSENS_WHEN_ON = {
    "/sign_up/enabled",
    "/sign_in/email",
    "/sign_in/phone",
    "/sign_in/passwordless_email",
    "/sign_in/anonymous_accounts",
    "/oauth_server/open_registration",
}
_LOCKS_OUT_WHEN_OFF = (_LOOSENS_WHEN_ON | {"/sign_in/passkey"}) - {"/oauth_server/open_registration"}
_LOOSENS_WHEN_OFF = {
    "/sign_up/confirm_email",
    "/sign_up/confirm_phone",
    "/sign_in/enumeration_protection",
    "/password/reject_leaked",
}
_DURATIONS = {"/sessions/access_token_ttl", "/sessions/overall_timeout", "/sessions/refresh_token_reuse_interval"}
_MFA_RANK = {"disabled": 0, "optional": 1, "required": 2}


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of `auth` by field (research/vocabulary.md §11)."""
    told: set[tuple[Hazard, str]] = set()
    for field in change.fields:
        for hazard, why in _hazards(field):
            if (hazard, why) not in told:
                told.add((hazard, why))
                yield Risk(hazard=hazard, path=field.path, why=why)


def _hazards(field: FieldChange) -> Iterator[tuple[Hazard, str]]:
    path, after = field.path, field.after
    yield from _switch_hazards(field)
    yield from _password_hazards(field)
    if path in _DURATIONS:
        yield from _duration_hazards(field)
    yield from _mfa_hazards(field)
    yield from _url_hazards(field)
    if path.startswith("/email/smtp") or path == "/email/from_address":
        yield Hazard.DOWNTIME, "mail may stop"
    if path == "/email/smtp/password" and isinstance(field.before, Secret):
        yield Hazard.ROTATES_SECRET, "the old password is gone"
    if path.startswith("/sms/test_numbers") and after is not None:
        yield Hazard.WEAKENS_AUTH, "a known code signs this number in"
    if path == "/passkeys/relying_party_id":
        yield Hazard.LOCKS_OUT_USERS, "every passkey stops working"


def _switch_hazards(field: FieldChange) -> Iterator[tuple[Hazard, str]]:
    path, after = field.path, field.after
    if path in _LOOSENS_WHEN_ON and after is True:
        yield Hazard.WEAKENS_AUTH, "opens a way in"
    if path == "/sign_in/anonymous_accounts" and after is True:
        yield Hazard.MAY_WIDEN_ACCESS, "rules see anonymous accounts as authenticated"
    if path in _LOCKS_OUT_WHEN_OFF and after is False:
        yield Hazard.LOCKS_OUT_USERS, "closes a way in"
    if path in _LOOSENS_WHEN_OFF and after is not True:
        yield Hazard.WEAKENS_AUTH, "switches a check off"
    if path in ("/sign_up/confirm_email", "/sign_up/confirm_phone") and after is True:
        yield Hazard.LOCKS_OUT_USERS, "unconfirmed accounts cannot sign in"


def _password_hazards(field: FieldChange) -> Iterator[tuple[Hazard, str]]:
    path, before, after = field.path, field.before, field.after
    if path == "/password/minimum_length" and isinstance(before, int):
        if not isinstance(after, int) or after < before:
            yield Hazard.WEAKENS_AUTH, "allows shorter passwords"
    elif path == "/password/require" and isinstance(before, tuple):
        wanted = after if isinstance(after, tuple) else ()
        if set(before) - set(wanted):
            yield Hazard.WEAKENS_AUTH, "asks for fewer character classes"


def _duration_hazards(field: FieldChange) -> Iterator[tuple[Hazard, str]]:
    no_end = 0 if field.path == "/sessions/overall_timeout" else None
    before, after = (None if side == no_end else side for side in (field.before, field.after))
    longer = isinstance(before, int) and (not isinstance(after, int) or after > before)
    if longer:
        yield Hazard.WEAKENS_AUTH, "a stolen token or session lives longer"
    elif field.path == "/sessions/overall_timeout" and isinstance(after, int):
        yield Hazard.LOCKS_OUT_USERS, "ends sessions that are older"


def _mfa_hazards(field: FieldChange) -> Iterator[tuple[Hazard, str]]:
    if field.path == "/mfa/mode":
        before, after = (_MFA_RANK.get(str(side), 0) for side in (field.before, field.after))
        if after < before:
            yield Hazard.WEAKENS_AUTH, "second factors are asked for less"
        if field.after == "required":
            yield Hazard.LOCKS_OUT_USERS, "users without a second factor cannot sign in"
    if field.path == "/mfa/factors":
        before_set, after_set = (
            set(side) if isinstance(side, tuple) else set() for side in (field.before, field.after)
        )
        if "sms" in after_set - before_set:
            yield Hazard.WEAKENS_AUTH, "codes by SMS can be intercepted"
        if before_set - after_set:
            yield Hazard.LOCKS_OUT_USERS, "users of the removed factor cannot sign in"


def _url_hazards(field: FieldChange) -> Iterator[tuple[Hazard, str]]:
    if field.path not in ("/site_url", "/redirect_urls"):
        return
    before = _urls(field.before)
    after = _urls(field.after)
    if field.path == "/redirect_urls" and before - after:
        yield Hazard.LOCKS_OUT_USERS, "a redirect in use may be refused"
    for url in sorted(after - before):
        parts = urlsplit(url)
        local = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if field.path == "/site_url" and (local or parts.scheme == "http"):
            yield Hazard.LOCKS_OUT_USERS, "mail links lead to a local or unencrypted address"
        if (parts.scheme == "http" and not local) or "*" in (parts.netloc or ""):
            yield Hazard.WEAKENS_AUTH, "tokens may go to an unencrypted or foreign host"


def _urls(side: object) -> set[str]:
    if isinstance(side, str):
        return {side}
    return {str(url) for url in side} if isinstance(side, tuple) else set()


KIND = Kind(
    name="auth",
    title="Sign-up, sign-in, passwords, sessions, mail sender",
    model=Auth,
    depth=0,
    fields=field_tree(Auth),
    identity=Identity.SINGLETON,
    risks=risks,
    prunable=False,
)

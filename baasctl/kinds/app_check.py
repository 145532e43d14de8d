"""`app_check`: which requests come from your apps: what services ask for (`services`), how apps prove it (`apps`).

The key of a service is its name; the key of an app is its display name, its package name or bundle id, or its app id.
Debug tokens are known by their names: their texts are set when they are made, and never read back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.types import Duration, EntriesOf, SecretText, Text
from baasctl.model.change import Access, Change, FieldChange, Hazard, Risk
from baasctl.model.value import Side

MODES: Final = ("disabled", "monitored", "enforced")
"""Weakest first: not looked at, counted but let through, refused."""
LEVELS: Final = ("none", "basic", "device", "strong")
Mode = Literal["disabled", "monitored", "enforced"]


class AppAttest(Attributed):
    """Apple's App Attest."""

    token_lifetime: Duration | None = Described(None, description="How long a token of App Check is good.")


class DeviceCheck(Attributed):
    """Apple's DeviceCheck."""

    key_id: Text | None = Described(None, description="Of the key made in the Apple developer account.")
    private_key: SecretText | None = Described(None, description="The key itself (`.p8`); sent, never read back.")
    token_lifetime: Duration | None = Described(None, description="How long a token of App Check is good.")


class PlayIntegrity(Attributed):
    """Google Play Integrity."""

    minimum_device_level: Literal["none", "basic", "device", "strong"] | None = Described(
        None, description="Weakest verdict on the device that is let through."
    )
    require_licensed: bool | None = Described(None, description="The user must have got the app from Google Play.")
    allow_unrecognized_version: bool | None = Described(
        None, description="Versions that Google Play does not know are let through."
    )
    token_lifetime: Duration | None = Described(None, description="How long a token of App Check is good.")


class RecaptchaV3(Attributed):
    """reCAPTCHA v3."""

    site_secret: SecretText | None = Described(None, description="Secret of the site; sent, never read back.")
    minimum_score: float | None = Described(None, description="Lowest score that is let through, 0 to 1.")
    token_lifetime: Duration | None = Described(None, description="How long a token of App Check is good.")


class RecaptchaEnterprise(Attributed):
    """reCAPTCHA Enterprise."""

    site_key: Text | None = Described(None, description="Score-based key of the site; not a secret.")
    minimum_score: float | None = Described(None, description="Lowest score that is let through, 0 to 1.")
    token_lifetime: Duration | None = Described(None, description="How long a token of App Check is good.")


class AppCheck(Attributed):
    """One service or one app."""

    enforcement: Mode | None = Described(
        None, description="Of a service: requests that no app vouches for are ignored, counted, or refused."
    )
    replay_protection: Mode | None = Described(
        None, description="Of a service: a token that was used before; never stronger than `enforcement`."
    )
    resources: EntriesOf[Mode] | None = Described(
        None, description="Of a service: its resources that go their own way (OAuth client to enforcement)."
    )
    app_attest: AppAttest | None = Described(None, description="Of an Apple app.")
    device_check: DeviceCheck | None = Described(None, description="Of an Apple app.")
    play_integrity: PlayIntegrity | None = Described(None, description="Of an Android app.")
    recaptcha_v3: RecaptchaV3 | None = Described(None, description="Of a web app.")
    recaptcha_enterprise: RecaptchaEnterprise | None = Described(None, description="Of any app.")
    debug_tokens: EntriesOf[SecretText] | None = Described(
        None, description="Of an app: name to UUID; who has one passes without proof. Others that are live go."
    )


_REFUSED: Final = "apps without App Check are refused"
_LET_THROUGH: Final = "requests that come from none of your apps are let through"


def risks(change: Change) -> Iterator[Risk]:
    """What is raised locks out, what is lowered lets in; a debug token is a way around."""
    for field in change.fields:
        gained = _gained(field)
        if field.path.startswith("/debug_tokens/"):
            if field.after is not None:
                why = "who has the token passes without proof"
                yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why=why)
        elif gained > 0:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why=_REFUSED)
        elif gained < 0:
            yield Risk(hazard=Hazard.WEAKENS_AUTH, path=field.path, why=_LET_THROUGH)
        elif field.path in ("/recaptcha_enterprise/site_key", "/device_check/key_id") and isinstance(field.before, str):
            why = "apps that prove themselves with the old key are refused"
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why=why)


def access(change: Change) -> Access:
    """A lower demand or a new debug token widens, the opposite narrows."""
    gained = sum(_gained(field) for field in change.fields)
    for field in change.fields:
        if field.path.startswith("/debug_tokens/"):
            gained += 1 if field.after is None else -1
    return Access.NARROWS if gained > 0 else Access.WIDENS if gained < 0 else Access.NEUTRAL


def _gained(field: FieldChange) -> int:
    """1 where more is demanded than before, -1 where less is, 0 where it makes no difference."""
    name = field.path.rpartition("/")[2]
    if name in ("enforcement", "replay_protection") or field.path.startswith("/resources/"):
        return _sign(_refuses(field.after) - _refuses(field.before))
    if name == "minimum_device_level":
        return _sign(_rank(field.after) - _rank(field.before))
    if name == "minimum_score":
        return _sign(_number(field.after) - _number(field.before))
    if name in ("require_licensed", "allow_unrecognized_version"):
        stricter = 1 if (field.after is True) == (name == "require_licensed") else -1
        return stricter if field.after is not field.before else 0
    return 0


def _refuses(mode: Side) -> int:
    return int(mode == "enforced")


def _rank(level: Side) -> int:
    return LEVELS.index(level) if isinstance(level, str) else 0


def _number(score: Side) -> float:
    return score if isinstance(score, int | float) else 0.0


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


KIND = Kind(
    name="app_check",
    title="Proof that requests come from your apps: what services ask for, and how apps give it",
    model=AppCheck,
    depth=2,
    segments=("services or apps", "name"),
    fields=field_tree(AppCheck),
    identity=Identity.NATURAL_KEY,
    risks=risks,
    access=access,
    prunable=False,
)

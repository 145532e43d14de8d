"""The configurations of an app: which there are for its platform, their fields and how those are written.

Wire names and bounds: discovery document firebaseappcheck.v1; platforms: npm firebase-tools 15.34,
src/appcheck/providers.ts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.model.secret import Secret
from baasctl.model.value import Value
from baasctl.providers.contract import Bounds
from baasctl.providers.strict import expect, unexpected

HOUR: Final = 3600
_LIFETIME: Final = Bounds(minimum=HOUR // 2, maximum=7 * 24 * HOUR, whose="App Check")
_SCORE: Final = Bounds(minimum=0, maximum=1, whose="App Check")
_LEVELS: Final = {
    "none": "NO_INTEGRITY",
    "basic": "MEETS_BASIC_INTEGRITY",
    "device": "MEETS_DEVICE_INTEGRITY",
    "strong": "MEETS_STRONG_INTEGRITY",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One field of a configuration.

    Attributes:
        name: In the spec.
        wire: Dotted, as masks have it.
        type: `duration`, `score`, `switch`, `level`, `text` or `secret`.
        absent: What a missing member means; `None`: nothing is set.
        is_set: Of a secret: the member that tells whether it is set.
    """

    name: str
    wire: str
    type: str
    absent: Value = None
    is_set: str = ""

    @property
    def bounds(self) -> Bounds:
        return {"duration": _LIFETIME, "score": _SCORE}.get(self.type, Bounds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """One way of attestation.

    Attributes:
        name: In the spec.
        wire: Last part of the resource's path.
        platforms: Of the apps that can have it.
    """

    name: str
    wire: str
    platforms: tuple[str, ...]
    settings: tuple[Setting, ...]


def _lifetime(hours: int = 1) -> Setting:
    return Setting(name="token_lifetime", wire="tokenTtl", type="duration", absent=hours * HOUR)


CONFIGURATIONS: Final[Mapping[str, Configuration]] = {
    each.name: each
    for each in (
        Configuration(name="app_attest", wire="appAttestConfig", platforms=("IOS",), settings=(_lifetime(),)),
        Configuration(
            name="device_check",
            wire="deviceCheckConfig",
            platforms=("IOS",),
            settings=(
                Setting(name="key_id", wire="keyId", type="text"),
                Setting(name="private_key", wire="privateKey", type="secret", is_set="privateKeySet"),
                _lifetime(),
            ),
        ),
        Configuration(
            name="play_integrity",
            wire="playIntegrityConfig",
            platforms=("ANDROID",),
            settings=(
                Setting(
                    name="minimum_device_level",
                    wire="deviceIntegrity.minDeviceRecognitionLevel",
                    type="level",
                    absent="none",
                ),
                Setting(name="require_licensed", wire="accountDetails.requireLicensed", type="switch", absent=False),
                Setting(
                    name="allow_unrecognized_version",
                    wire="appIntegrity.allowUnrecognizedVersion",
                    type="switch",
                    absent=False,
                ),
                _lifetime(),
            ),
        ),
        Configuration(
            name="recaptcha_v3",
            wire="recaptchaV3Config",
            platforms=("WEB",),
            settings=(
                Setting(name="site_secret", wire="siteSecret", type="secret", is_set="siteSecretSet"),
                Setting(name="minimum_score", wire="minValidScore", type="score", absent=0.5),
                _lifetime(24),
            ),
        ),
        Configuration(
            name="recaptcha_enterprise",
            wire="recaptchaEnterpriseConfig",
            platforms=("IOS", "ANDROID", "WEB"),
            settings=(
                Setting(name="site_key", wire="siteKey", type="text"),
                Setting(name="minimum_score", wire="riskAnalysis.minValidScore", type="score", absent=0.5),
                _lifetime(),
            ),
        ),
    )
}


def decode(
    configuration: Configuration, wire: Mapping[str, object], document: str
) -> tuple[dict[str, Value], set[str]]:
    """The settings, and the names of those that have their default: Google does not tell who set that.

    Raises:
        UnexpectedAnswer: A member is of another type.
    """
    found: dict[str, Value] = {}
    unset: set[str] = set()
    for setting in configuration.settings:
        if setting.type == "secret":
            found |= {setting.name: Secret()} if wire.get(setting.is_set) else {}
            continue
        raw = _at(wire, setting.wire)
        value = setting.absent if raw is None or raw == "" else _read(setting, raw, document)
        if value is not None:
            found[setting.name] = value
        if value == setting.absent:
            unset.add(setting.name)
    return found, unset


def write_value(setting: Setting, value: Value) -> object:
    """A value as the wire has it; a secret's text is given as a text."""
    if setting.type == "duration":
        return f"{value}s"
    return _LEVELS[str(value)] if setting.type == "level" else value


def put(body: dict[str, object], dotted: str, value: object) -> None:
    """Set a member, with the messages around it."""
    *outer, last = dotted.split(".")
    for name in outer:
        inner = body.setdefault(name, {})
        assert isinstance(inner, dict)
        body = inner
    body[last] = value


def _read(setting: Setting, raw: object, document: str) -> Value:
    place = f"/{setting.wire.replace('.', '/')}"
    if setting.type == "switch":
        return expect(raw, bool, document, place)
    if setting.type == "score":
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise unexpected(document, place, "expected a number")
        return raw
    text = expect(raw, str, document, place)
    if setting.type == "level":
        return next((level for level, name in _LEVELS.items() if name == text), "none")
    return _seconds(text, document, place) if setting.type == "duration" else text


def _seconds(text: str, document: str, place: str) -> Value:
    try:
        seconds = float(text.removesuffix("s"))
    except ValueError:
        raise unexpected(document, place, "expected a duration such as 3600s") from None
    return int(seconds) if seconds == int(seconds) else seconds


def _at(wire: Mapping[str, object], dotted: str) -> object:
    found: object = wire
    for name in dotted.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found

"""`password.*`: one policy that is enforced or off (`PasswordPolicyConfig`; research/vocabulary.md §2).

A policy that is off reads as none, whatever it holds. The list of versions has exactly one member and is written
whole: what the spec does not declare of a policy in force is kept, of one that is off it is left out, so that nothing
old wakes up. The server adds `schemaVersion` and a longest length of 4096.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.change import Change
from baasctl.model.value import ABSENT, Side, Value, pointer
from baasctl.providers.contract import Answered, Bounds, Yes
from baasctl.providers.firebase.identity_toolkit.rows import DISCOVERY, NATIVE, WHOSE, declared
from baasctl.providers.firebase.identity_toolkit.update import is_touched
from baasctl.providers.firebase.identity_toolkit.wire import CONFIG, Message, messages_at
from baasctl.providers.strict import expect, expect_or_none

_WITHIN: Final = ("passwordPolicyVersions", "customStrengthOptions")
_STATE: Final = "passwordPolicyEnforcementState"
_LONGEST: Final = 4096
_CLASSES: Final[Mapping[str, str]] = {
    "digit": "containsNumericCharacter",
    "lowercase": "containsLowercaseCharacter",
    "symbol": "containsNonAlphanumericCharacter",
    "uppercase": "containsUppercaseCharacter",
}
MINIMUM, REQUIRE = "/password/minimum_length", "/password/require"
MAXIMUM: Final = f"{NATIVE}{pointer('passwordPolicyConfig', *_WITHIN, 'maxPasswordLength')}"
POINTERS: Final = (MINIMUM, REQUIRE, MAXIMUM)
_WIRE: Final = "passwordPolicyConfig"
_OPTIONS: Final = f"{_WIRE}.{'.'.join(_WITHIN)}"

WIRES: Final[Mapping[str, tuple[str, ...]]] = {
    MINIMUM: (f"{_OPTIONS}.minPasswordLength",),
    REQUIRE: tuple(f"{_OPTIONS}.{member}" for member in _CLASSES.values()),
    MAXIMUM: (f"{_OPTIONS}.maxPasswordLength",),
    "/password": (f"{_WIRE}.{_STATE}",),
}
"""Pointer to the wire leaves that it sets; `password` as a whole puts the policy in force, or off."""

ANSWERS: Final[dict[str, Answered]] = {
    "password": Yes(wire=f"{_WIRE}.{_STATE}", source=DISCOVERY, note="null switches the policy off"),
    "password.minimum_length": Yes(
        wire=WIRES[MINIMUM][0], bounds=Bounds(minimum=6, maximum=30, whose=WHOSE), source=DISCOVERY
    ),
    "password.require": Yes(
        wire=" ".join(WIRES[REQUIRE]), bounds=Bounds(choices=tuple(_CLASSES), whose=WHOSE), source=DISCOVERY
    ),
    f"native.{_OPTIONS}.maxPasswordLength": Yes(
        wire=WIRES[MAXIMUM][0],
        bounds=Bounds(minimum=6, maximum=_LONGEST, whose=WHOSE),
        source=DISCOVERY,
        note="the list of versions has one member, which is written as a map",
    ),
}


def decode(policy: Message) -> tuple[dict[str, Side], frozenset[str]]:
    """Values and unset pointers of a `PasswordPolicyConfig`.

    Raises:
        UnexpectedAnswer: It is not what the discovery document says.
    """
    options = _options(policy) if is_enforced(policy) else {}
    minimum = expect_or_none(options.get("minPasswordLength"), int, CONFIG, f"/{_WIRE}")
    maximum = expect_or_none(options.get("maxPasswordLength"), int, CONFIG, f"/{_WIRE}")
    require = tuple(name for name, member in sorted(_CLASSES.items()) if options.get(member) is True)
    values: dict[str, Side] = {
        MINIMUM: minimum or ABSENT,
        REQUIRE: require,
        MAXIMUM: maximum or ABSENT,
    }
    unset = {MINIMUM} if not minimum else set()
    unset |= {REQUIRE} if not require else set()
    unset |= {MAXIMUM} if not maximum or maximum == _LONGEST else set()
    return values, frozenset(unset)


def update(change: Change, policy: Message) -> dict[str, object]:
    """The leaves of a changed policy, relative to the message; none when no part of it changes.

    Args:
        policy: The live `PasswordPolicyConfig`.
    """
    if not any(is_touched(change, path) and declared(change.after, path) is not ABSENT for path in POINTERS):
        return {}
    was_enforced = is_enforced(policy)
    options = _with_declared(dict(_options(policy)) if was_enforced else {}, change)
    asks = {
        name: value for name, value in options.items() if value and (name, value) != ("maxPasswordLength", _LONGEST)
    }
    if not asks:
        return {_STATE: "OFF"} if was_enforced else {}
    version = {**(_version(policy) if was_enforced else {}), "customStrengthOptions": options}
    version.pop("schemaVersion", None)
    state = {} if was_enforced else {_STATE: "ENFORCE"}
    return {**state, "passwordPolicyVersions": [version]}


def is_enforced(policy: Message) -> bool:
    """Whether the policy is in force."""
    return policy.get(_STATE) == "ENFORCE"


def _with_declared(options: dict[str, object], change: Change) -> dict[str, object]:
    for path, member in ((MINIMUM, "minPasswordLength"), (MAXIMUM, "maxPasswordLength")):
        value = declared(change.after, path)
        if value is None:
            options.pop(member, None)
        elif value is not ABSENT:
            options[member] = value
    classes: Value | object = declared(change.after, REQUIRE)
    if classes is not ABSENT:
        wanted = classes if isinstance(classes, tuple) else ()
        options = {name: value for name, value in options.items() if name not in _CLASSES.values()}
        options |= {_CLASSES[str(name)]: True for name in wanted}
    return options


def _version(policy: Message) -> dict[str, object]:
    versions = messages_at(policy, "passwordPolicyVersions")
    return dict(versions[0]) if versions else {}


def _options(policy: Message) -> Message:
    return expect(_version(policy).get("customStrengthOptions", {}), dict, CONFIG, f"/{_WIRE}/{'/'.join(_WITHIN)}")

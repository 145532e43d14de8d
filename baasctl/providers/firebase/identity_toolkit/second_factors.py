"""`mfa.mode` and `mfa.factors`: a state for SMS and one for each other factor (`MultiFactorAuthConfig`).

SMS is `state` with PHONE_SMS among `enabledProviders`; TOTP is the member of `providerConfigs` that has a
`totpProviderConfig`. Both states are kept equal; the state of a factor that is not used is DISABLED, so `state` is
DISABLED while only TOTP is on (research/vocabulary.md §2 and §12).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from baasctl.model.change import Change
from baasctl.model.value import ABSENT, Attributes, Side, pointer
from baasctl.providers.contract import Answered, Bounds, Yes
from baasctl.providers.firebase.identity_toolkit.rows import DISCOVERY, NATIVE, WHOSE, declared
from baasctl.providers.firebase.identity_toolkit.update import is_touched
from baasctl.providers.firebase.identity_toolkit.wire import CONFIG, Message, message_at, messages_at, texts_at
from baasctl.providers.strict import expect_or_none

_STATES: Final[Mapping[str, str]] = {"disabled": "DISABLED", "optional": "ENABLED", "required": "MANDATORY"}
_SMS: Final = "PHONE_SMS"
_TOTP: Final = "totpProviderConfig"
MODE, FACTORS = "/mfa/mode", "/mfa/factors"
INTERVALS: Final = f"{NATIVE}{pointer('mfa', 'providerConfigs', _TOTP, 'adjacentIntervals')}"
POINTERS: Final = (MODE, FACTORS, INTERVALS)

WIRES: Final[Mapping[str, tuple[str, ...]]] = {
    MODE: ("mfa.state", "mfa.providerConfigs.state"),
    FACTORS: ("mfa.enabledProviders",),
    INTERVALS: ("mfa.providerConfigs.totpProviderConfig.adjacentIntervals",),
}
"""Pointer to the wire leaves that it sets."""

ANSWERS: Final[dict[str, Answered]] = {
    "mfa": Yes(source=DISCOVERY, note="null switches second factors off"),
    "mfa.mode": Yes(
        wire=" ".join(WIRES[MODE]),
        bounds=Bounds(choices=tuple(_STATES), whose=WHOSE),
        source=DISCOVERY,
        note="null is disabled",
    ),
    "mfa.factors": Yes(
        wire="mfa.enabledProviders",
        bounds=Bounds(choices=("sms", "totp"), whose=WHOSE),
        source=DISCOVERY,
        note="null is none",
    ),
    "native.mfa.providerConfigs.totpProviderConfig.adjacentIntervals": Yes(
        wire=WIRES[INTERVALS][0],
        bounds=Bounds(minimum=0, maximum=10, whose=WHOSE),
        source=DISCOVERY,
        note="of the one member of the list that is for TOTP, which is written as a map",
    ),
}


def decode(mfa: Message, spec: Attributes | None = None) -> tuple[dict[str, Side], frozenset[str]]:
    """Values and unset pointers of a `MultiFactorAuthConfig`.

    Factors whose states differ have no mode in our words: it reads as one that *spec* does not ask for, and as
    unset where nothing is asked for.

    Raises:
        UnexpectedAnswer: It is not what the discovery document says.
    """
    states = {name: state for name, state in _states(mfa).items() if state != "DISABLED"}
    factors = tuple(sorted(states))
    modes = sorted({_mode(state) for state in states.values()})
    mode = modes[0] if modes else "disabled"
    unset = set() if factors else {MODE, FACTORS}
    if len(modes) > 1:
        wanted = declared(spec, MODE)
        mode = next(each for each in modes if each != wanted)
        unset |= {MODE} if wanted is ABSENT else set()
    totp = _totp(mfa)
    intervals = message_at(totp, _TOTP).get("adjacentIntervals") if totp else None
    if intervals is None:
        unset.add(INTERVALS)
    known = ABSENT if intervals is None else expect_or_none(intervals, int, CONFIG, "/mfa/providerConfigs")
    return {MODE: mode, FACTORS: factors, INTERVALS: known}, frozenset(unset)


def update(change: Change, mfa: Message) -> dict[str, object]:
    """The leaves of changed second factors, relative to the message.

    Args:
        mfa: The live `MultiFactorAuthConfig`; of its lists what is not ours is kept.
    """
    touched = [path for path in POINTERS if is_touched(change, path) and declared(change.after, path) is not ABSENT]
    if not touched:
        return {}
    before = _states(mfa)
    if touched == [INTERVALS]:
        return {"providerConfigs": _with_totp(mfa, before["totp"], change)}
    factors = wanted_factors(change.after, mfa)
    mode = wanted_mode(change.after, mfa)
    states = {name: _STATES[mode] if name in factors else "DISABLED" for name in before}
    found: dict[str, object] = {}
    if states["sms"] != before["sms"]:
        found["state"] = states["sms"]
        if mode != "disabled":
            found["enabledProviders"] = _providers(mfa, is_on=states["sms"] != "DISABLED")
    elif states["sms"] == "DISABLED" and mfa.get("state") not in (None, "DISABLED"):
        found["state"] = "DISABLED"
    if states["totp"] != before["totp"] or INTERVALS in touched:
        found["providerConfigs"] = _with_totp(mfa, states["totp"], change)
    return found


def wanted_mode(spec: Attributes | None, mfa: Message) -> str:
    """The mode after a write: as declared, else as live; factors that come first are optional."""
    mode = declared(spec, MODE)
    if isinstance(mode, str):
        return mode
    if mode is None:
        return "disabled"
    live = {_mode(state) for state in _states(mfa).values() if state != "DISABLED"}
    return max(live) if live else "optional"


def wanted_factors(spec: Attributes | None, mfa: Message) -> frozenset[str]:
    """The factors after a write: as declared, else as live; none when the mode is disabled."""
    factors = declared(spec, FACTORS)
    if declared(spec, MODE) in (None, "disabled") or factors is None:
        return frozenset()
    if isinstance(factors, tuple):
        return frozenset(str(each) for each in factors)
    return frozenset(name for name, state in _states(mfa).items() if state != "DISABLED")


def _states(mfa: Message) -> dict[str, str]:
    """Factor to its state; a state that says nothing is DISABLED."""
    sms = str(mfa.get("state") or "DISABLED") if _SMS in texts_at(mfa, "enabledProviders") else "DISABLED"
    totp = _totp(mfa) or {}
    states = {"sms": sms, "totp": str(totp.get("state") or "DISABLED")}
    return {name: state if state in _STATES.values() else "DISABLED" for name, state in states.items()}


def _mode(state: str) -> str:
    return next(mode for mode, each in _STATES.items() if each == state)


def _totp(mfa: Message) -> dict[str, object] | None:
    return next((each for each in messages_at(mfa, "providerConfigs") if _TOTP in each), None)


def _providers(mfa: Message, *, is_on: bool) -> list[str]:
    others: Iterable[str] = (each for each in texts_at(mfa, "enabledProviders") if each != _SMS)
    return [*others, *([_SMS] if is_on else [])]


def _with_totp(mfa: Message, state: str, change: Change) -> list[dict[str, object]]:
    """The list with its TOTP member in a state; members of other factors stay as they are."""
    totp = dict(_totp(mfa) or {_TOTP: {}})
    options = dict(message_at(totp, _TOTP))
    intervals = declared(change.after, INTERVALS)
    if intervals is None:
        options.pop("adjacentIntervals", None)
    elif intervals is not ABSENT:
        options["adjacentIntervals"] = intervals
    others = [each for each in messages_at(mfa, "providerConfigs") if _TOTP not in each]
    return [*others, {**totp, "state": state, _TOTP: options}]

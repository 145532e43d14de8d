"""`mfa.mode` and `mfa.factors`: six switches on the wire, two words in the spec (research/vocabulary.md §2).

`mode: disabled` is all six off. A factor is there when it can be enrolled and verified; one without the other
reads as neither. WebAuthn factors are otherwise native.
"""

from __future__ import annotations

from collections.abc import Iterable

from baasctl.model.change import Change
from baasctl.model.value import ABSENT, Side, Value
from baasctl.providers.contract import Answered, Bounds, Yes
from baasctl.providers.supabase.auth_settings.document import AuthDocument
from baasctl.providers.supabase.auth_settings.rows import CONTRACT, WHOSE, declared

MODE, FACTORS = "/mfa/mode", "/mfa/factors"
POINTERS = (MODE, FACTORS)
WIRES = {
    "totp": ("mfa_totp_enroll_enabled", "mfa_totp_verify_enabled"),
    "sms": ("mfa_phone_enroll_enabled", "mfa_phone_verify_enabled"),
}
WEB_AUTHN = ("mfa_web_authn_enroll_enabled", "mfa_web_authn_verify_enabled")
_FACTOR_WIRES = tuple(wire for pair in WIRES.values() for wire in pair)
_ALL_WIRES = (*_FACTOR_WIRES, *WEB_AUTHN)

ANSWERS: dict[str, Answered] = {
    "mfa": Yes(wire="mfa_*_enabled", source=CONTRACT),
    "mfa.mode": Yes(
        wire="mfa_{totp,phone,web_authn}_{enroll,verify}_enabled",
        bounds=Bounds(choices=("disabled", "optional"), whose=WHOSE),
        source=CONTRACT,
        note="`required` does not exist: a user with a factor still gets an aal1 token; ask for aal2 in rules",
    ),
    "mfa.factors": Yes(wire="mfa_{totp,phone}_{enroll,verify}_enabled", source=CONTRACT),
}


def decode(document: AuthDocument) -> tuple[dict[str, Value], frozenset[str]]:
    """Values and unset pointers; a value is missing where none of its switches is known."""
    unset = set()
    if not any(document.is_set(wire) for wire in _FACTOR_WIRES):
        unset.add(FACTORS)
    if not any(document.is_set(wire) for wire in _ALL_WIRES):
        unset.add(MODE)
    values: dict[str, Value] = {}
    if _is_known(document, _ALL_WIRES):
        values[MODE] = "optional" if any(map(document.is_on, _ALL_WIRES)) else "disabled"
    if _is_known(document, _FACTOR_WIRES):
        values[FACTORS] = tuple(sorted(name for name, pair in WIRES.items() if all(map(document.is_on, pair))))
    return values, frozenset(unset)


def _is_known(document: AuthDocument, wires: Iterable[str]) -> bool:
    return any(wire in document.defaults or document.is_set(wire) for wire in wires)


def encode(change: Change) -> dict[str, object]:
    """The switches of a change; a factor that stays as it is goes unmentioned."""
    touched = {path for path in POINTERS if any(field.path in (path, "/mfa") for field in change.fields)}
    mode, factors = (declared(change.after, path) for path in POINTERS)
    field = change.field_at(FACTORS)
    before = field.before if field is not None else ABSENT
    body: dict[str, object] = {}
    if MODE in touched and mode in (None, "disabled"):
        body.update(dict.fromkeys(_ALL_WIRES, None if mode is None else False))
        before = ABSENT
    if FACTORS in touched and factors is None:
        body.update(dict.fromkeys(_FACTOR_WIRES))
    elif isinstance(factors, tuple) and (body or FACTORS in touched):
        body.update(_factors(before, factors))
    return body


def _factors(before: Side, after: tuple[Value, ...]) -> dict[str, object]:
    """Both switches of each factor that comes or goes; of every factor when it is not known what was there."""
    return {
        wire: name in after
        for name, pair in WIRES.items()
        for wire in pair
        if not isinstance(before, tuple) or (name in before) is not (name in after)
    }

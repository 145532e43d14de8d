"""Settings of `auth.password`: classes of characters as flags, and leaked passwords as a risk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.value import Side, Value
from baasctl.providers.amplify.user_pool.documents import POOL, RISK, Documents, Drafts, at_wire, put_wire, texts_at
from baasctl.providers.amplify.user_pool.forms import SWITCH, TEXT_SET
from baasctl.providers.amplify.user_pool.pool_rows import SWITCHES
from baasctl.providers.amplify.user_pool.rows import Special, yes
from baasctl.providers.contract import Bounds
from baasctl.providers.strict import expect_or_none

_FLAGS: Final[Mapping[str, str]] = {
    "digit": "RequireNumbers",
    "lowercase": "RequireLowercase",
    "symbol": "RequireSymbols",
    "uppercase": "RequireUppercase",
}
_POLICY: Final = "Policies.PasswordPolicy"
_LEAKED: Final = "CompromisedCredentialsRiskConfiguration"
_LEAK_EVENTS: Final = ("PASSWORD_CHANGE", "SIGN_UP")


def _require() -> Special:
    wires = tuple(f"{_POLICY}.{flag}" for flag in _FLAGS.values())

    def reads(documents: Documents) -> tuple[Side, bool]:
        policy = at_wire(documents[POOL], _POLICY, POOL)
        if policy is None:
            return tuple(_FLAGS), True
        classes = tuple(
            name
            for name, flag in _FLAGS.items()
            if expect_or_none(at_wire(documents[POOL], f"{_POLICY}.{flag}", POOL), bool, POOL, f"/{_POLICY}/{flag}")
        )
        return classes, classes == tuple(_FLAGS)

    def writes(drafts: Drafts, value: Value) -> None:
        wanted = value if isinstance(value, tuple) else tuple(_FLAGS)
        for name, flag in _FLAGS.items():
            put_wire(drafts[POOL], f"{_POLICY}.{flag}", name in wanted)

    return Special(
        pointer="/password/require",
        documents=(POOL,),
        wires=wires,
        answer=yes(
            *wires, bounds=Bounds(choices=tuple(_FLAGS)), note="null is all four, which a pool has without a policy"
        ),
        reads=reads,
        writes=writes,
        form=TEXT_SET,
    )


def _reject_leaked() -> Special:
    action, events = f"{_LEAKED}.Actions.EventAction", f"{_LEAKED}.EventFilter"

    def reads(documents: Documents) -> tuple[Side, bool]:
        found = texts_at(documents[RISK], events, RISK)
        looked_up = not found or set(_LEAK_EVENTS) <= set(found)
        blocks = at_wire(documents[RISK], action, RISK) == "BLOCK"
        return blocks and looked_up, not blocks

    def writes(drafts: Drafts, value: Value) -> None:
        put_wire(drafts[RISK], action, "BLOCK" if value is True else "NO_ACTION")
        found = texts_at(drafts[RISK], events, RISK)
        if value is True and found:
            put_wire(drafts[RISK], events, sorted({*found, *_LEAK_EVENTS}))

    return Special(
        pointer="/password/reject_leaked",
        documents=(RISK, POOL),
        wires=(action,),
        answer=yes(
            action,
            bounds=SWITCHES,
            note="needs `native.amplify.UserPoolTier: PLUS` and `UserPoolAddOns.AdvancedSecurityMode: ENFORCED`",
        ),
        reads=reads,
        writes=writes,
        form=SWITCH,
    )


PASSWORD: Final[tuple[Special, ...]] = (_require(), _reject_leaked())

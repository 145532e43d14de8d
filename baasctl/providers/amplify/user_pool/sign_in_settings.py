"""Settings of `auth.sign_in`: members of the list of first factors, and whether an address is a name."""

from __future__ import annotations

from typing import Final

from baasctl.model.value import Side, Value
from baasctl.providers.amplify.user_pool.documents import CLIENT, POOL, Documents, Drafts, put_wire, texts_at
from baasctl.providers.amplify.user_pool.forms import SWITCH, TEXT_SET
from baasctl.providers.amplify.user_pool.pool_rows import SWITCHES
from baasctl.providers.amplify.user_pool.rows import Special, native, yes
from baasctl.providers.contract import Bounds

FIRST_FACTORS: Final = "Policies.SignInPolicy.AllowedFirstAuthFactors"
FLOWS: Final = "ExplicitAuthFlows"
CHOICE_FLOW: Final = "ALLOW_USER_AUTH"
_OWN_FACTORS: Final = ("PASSWORD", "SOFTWARE_TOKEN")


def _factor(name: str, factor: str) -> Special:
    """A way to sign in first; what the app's client needs for it comes with it."""

    def reads(documents: Documents) -> tuple[Side, bool]:
        return factor in texts_at(documents[POOL], FIRST_FACTORS, POOL), False

    def writes(drafts: Drafts, value: Value) -> None:
        factors = [each for each in texts_at(drafts[POOL], FIRST_FACTORS, POOL) if each != factor] or ["PASSWORD"]
        put_wire(drafts[POOL], FIRST_FACTORS, [*factors, *([factor] if value is True else [])])
        flows = texts_at(drafts[CLIENT], FLOWS, CLIENT) if drafts.get(CLIENT) else []
        if value is True and drafts.get(CLIENT) and CHOICE_FLOW not in flows:
            put_wire(drafts[CLIENT], FLOWS, [*flows, CHOICE_FLOW])

    return Special(
        pointer=f"/sign_in/{name}",
        documents=(POOL, CLIENT),
        wires=(FIRST_FACTORS,),
        answer=yes(
            f"{FIRST_FACTORS}.{factor}",
            bounds=SWITCHES,
            unset=False,
            note=f"true also adds {CHOICE_FLOW} to the default app client",
        ),
        reads=reads,
        writes=writes,
        form=SWITCH,
    )


def _other_factors() -> Special:
    """The first factors that have no neutral name."""

    def reads(documents: Documents) -> tuple[Side, bool]:
        found = {each for each in texts_at(documents[POOL], FIRST_FACTORS, POOL) if each in _OWN_FACTORS}
        factors = tuple(sorted(found)) or ("PASSWORD",)
        return factors, factors == ("PASSWORD",)

    def writes(drafts: Drafts, value: Value) -> None:
        kept = [each for each in texts_at(drafts[POOL], FIRST_FACTORS, POOL) if each not in _OWN_FACTORS]
        wanted = [str(each) for each in value] if isinstance(value, tuple) else ["PASSWORD"]
        put_wire(drafts[POOL], FIRST_FACTORS, [*wanted, *kept])

    return Special(
        pointer=native(FIRST_FACTORS),
        documents=(POOL,),
        wires=(FIRST_FACTORS,),
        answer=yes(
            FIRST_FACTORS,
            bounds=Bounds(choices=_OWN_FACTORS),
            note="the other factors are `auth.sign_in.phone`, `passwordless_email` and `passkey`",
        ),
        reads=reads,
        writes=writes,
        form=TEXT_SET,
        doc="First factors beside those of `auth.sign_in`.",
    )


def _by_email() -> Special:
    wires = ("UsernameAttributes", "AliasAttributes")

    def reads(documents: Documents) -> tuple[Side, bool]:
        return any("email" in texts_at(documents[POOL], wire, POOL) for wire in wires), False

    def writes(drafts: Drafts, value: Value) -> None:
        """Nothing: the checks refuse a change."""

    return Special(
        pointer="/sign_in/email",
        documents=(POOL,),
        wires=wires,
        answer=yes(
            *(f"{wire}.email" for wire in wires),
            bounds=SWITCHES,
            unset=False,
            note="taken only when the pool is made: a change is refused",
        ),
        reads=reads,
        writes=writes,
        form=SWITCH,
    )


SIGN_IN: Final[tuple[Special, ...]] = (
    _by_email(),
    _factor("phone", "SMS_OTP"),
    _factor("passwordless_email", "EMAIL_OTP"),
    _factor("passkey", "WEB_AUTHN"),
    _other_factors(),
)

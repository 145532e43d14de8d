"""Settings of `auth` that are more than one leaf, or a part of one: members of lists, flags, units, parts of From."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import formataddr, parseaddr
from typing import Final

from baasctl.model.value import ABSENT, Side, Value
from baasctl.providers.amplify.user_pool.client_settings import CLIENT_SPECIALS
from baasctl.providers.amplify.user_pool.documents import (
    CLIENT,
    MFA,
    POOL,
    RISK,
    Documents,
    Drafts,
    at_wire,
    drop_wire,
    put_wire,
    texts_at,
)
from baasctl.providers.amplify.user_pool.forms import SWITCH, TEXT_SET
from baasctl.providers.amplify.user_pool.pool_rows import SWITCHES
from baasctl.providers.amplify.user_pool.pool_tags import POOL_TAGS
from baasctl.providers.amplify.user_pool.rows import NEWER, Special, native, yes
from baasctl.providers.contract import Bounds
from baasctl.providers.strict import expect_or_none

FIRST_FACTORS: Final = "Policies.SignInPolicy.AllowedFirstAuthFactors"
VERIFIED: Final = "AutoVerifiedAttributes"
FLOWS: Final = "ExplicitAuthFlows"
CHOICE_FLOW: Final = "ALLOW_USER_AUTH"
_OWN_FACTORS: Final = ("PASSWORD", "SOFTWARE_TOKEN")
FACTORS: Final = "/mfa/factors"
_FLAGS: Final[Mapping[str, str]] = {
    "digit": "RequireNumbers",
    "lowercase": "RequireLowercase",
    "symbol": "RequireSymbols",
    "uppercase": "RequireUppercase",
}
_POLICY: Final = "Policies.PasswordPolicy"
_FROM: Final = "EmailConfiguration.From"
_LEAKED: Final = "CompromisedCredentialsRiskConfiguration"
_LEAK_EVENTS: Final = ("PASSWORD_CHANGE", "SIGN_UP")


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


def _verified(name: str, attribute: str) -> Special:
    def reads(documents: Documents) -> tuple[Side, bool]:
        return (True, False) if attribute in texts_at(documents[POOL], VERIFIED, POOL) else (ABSENT, False)

    def writes(drafts: Drafts, value: Value) -> None:
        others = [each for each in texts_at(drafts[POOL], VERIFIED, POOL) if each != attribute]
        put_wire(drafts[POOL], VERIFIED, [*others, *([attribute] if value is True else [])])

    return Special(
        pointer=f"/sign_up/{name}",
        documents=(POOL,),
        wires=(VERIFIED,),
        answer=yes(
            f"{VERIFIED}.{attribute}",
            bounds=Bounds(choices=(True,)),
            unset=False,
            note="without it accounts stay unconfirmed instead of being confirmed",
        ),
        reads=reads,
        writes=writes,
        form=SWITCH,
    )


def _sign_up() -> Special:
    wire = "AdminCreateUserConfig.AllowAdminCreateUserOnly"

    def reads(documents: Documents) -> tuple[Side, bool]:
        closed = expect_or_none(at_wire(documents[POOL], wire, POOL), bool, POOL, f"/{wire}") or False
        return not closed, not closed

    def writes(drafts: Drafts, value: Value) -> None:
        put_wire(drafts[POOL], wire, value is False)

    return Special(
        pointer="/sign_up/enabled",
        documents=(POOL, CLIENT),
        wires=(wire,),
        answer=yes(wire, bounds=SWITCHES, note="inverted; stops the SignUp call, no first sign-in by a provider"),
        reads=reads,
        writes=writes,
        form=SWITCH,
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


def _sender(name: str, part: int) -> Special:
    """A part of From (`Acme <hello@acme.example>`): 0 the name, 1 the address."""

    def both(documents: Documents) -> list[str]:
        text = expect_or_none(at_wire(documents[POOL], _FROM, POOL), str, POOL, f"/{_FROM}") or ""
        return list(parseaddr(text))

    def reads(documents: Documents) -> tuple[Side, bool]:
        found = both(documents)[part]
        return (found, False) if found else (ABSENT, True)

    def writes(drafts: Drafts, value: Value) -> None:
        parts = both(drafts)
        parts[part] = value if isinstance(value, str) else ""
        if parts[1]:
            put_wire(drafts[POOL], _FROM, formataddr((parts[0], parts[1])) if parts[0].isascii() else _plain(parts))
        else:
            drop_wire(drafts[POOL], _FROM)

    return Special(
        pointer=f"/email/{name}",
        documents=(POOL,),
        wires=(_FROM,),
        answer=yes(
            _FROM,
            bounds=Bounds(pattern=r"[^@\s]+@[^@\s]+\.[^@\s.]+") if part else Bounds(pattern=r"[^<>\r\n]+"),
            note=f"the {'address' if part else 'name'} in From; needs `native.amplify.EmailConfiguration`"
            " EmailSendingAccount DEVELOPER and SourceArn",
        ),
        reads=reads,
        writes=writes,
    )


def _plain(parts: list[str]) -> str:
    quoted = parts[0].replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{parts[1]}>'


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


def _factors() -> Special:
    totp, texts = "SoftwareTokenMfaConfiguration.Enabled", "SmsMfaConfiguration"

    def reads(documents: Documents) -> tuple[Side, bool]:
        mfa = documents[MFA]
        if at_wire(mfa, "MfaConfiguration", MFA) in (None, "OFF"):
            return (), True
        has = {"sms": bool(mfa.get(texts)), "totp": at_wire(mfa, totp, MFA) is True}
        found = tuple(name for name, there in has.items() if there)
        return found, not found

    def writes(drafts: Drafts, value: Value) -> None:
        wanted = value if isinstance(value, tuple) else ()
        put_wire(drafts[MFA], totp, "totp" in wanted)
        if "sms" not in wanted:
            drafts[MFA].pop(texts, None)
        elif not drafts[MFA].get(texts):
            drafts[MFA][texts] = {"SmsConfiguration": drafts[POOL].get("SmsConfiguration") or {}}

    return Special(
        pointer=FACTORS,
        documents=(MFA, POOL),
        wires=(totp, texts),
        answer=yes(totp, texts, bounds=Bounds(choices=("sms", "totp")), note="null is none; sms needs a sender"),
        reads=reads,
        writes=writes,
        form=TEXT_SET,
    )


def _open_registration() -> Special:
    wire, status = "DcrConfiguration.OpenDcrEnabled", "DcrConfiguration.EnableStatus"

    def reads(documents: Documents) -> tuple[Side, bool]:
        pool = documents[POOL]
        is_open = at_wire(pool, status, POOL) == "Enabled" and at_wire(pool, wire, POOL) is True
        return is_open, not is_open

    def writes(drafts: Drafts, value: Value) -> None:
        put_wire(drafts[POOL], wire, value is True)
        if value is True:
            put_wire(drafts[POOL], status, "Enabled")

    return Special(
        pointer="/oauth_server/open_registration",
        documents=(POOL,),
        wires=(wire,),
        answer=yes(wire, bounds=SWITCHES, source=NEWER, note="true also switches registration on (EnableStatus)"),
        reads=reads,
        writes=writes,
        form=SWITCH,
    )


SPECIALS: Final[tuple[Special, ...]] = (
    _sign_up(),
    _verified("confirm_email", "email"),
    _verified("confirm_phone", "phone_number"),
    _by_email(),
    _factor("phone", "SMS_OTP"),
    _factor("passwordless_email", "EMAIL_OTP"),
    _factor("passkey", "WEB_AUTHN"),
    _other_factors(),
    _require(),
    _reject_leaked(),
    _factors(),
    *CLIENT_SPECIALS,
    _sender("from_address", 1),
    _sender("from_name", 0),
    _open_registration(),
    POOL_TAGS,
)

"""`auth.mfa.factors`: a switch and a configuration of `SetUserPoolMfaConfig`."""

from __future__ import annotations

from typing import Final

from baasctl.model.value import Side, Value
from baasctl.providers.amplify.user_pool.documents import MFA, POOL, Documents, Drafts, at_wire, put_wire
from baasctl.providers.amplify.user_pool.forms import TEXT_SET
from baasctl.providers.amplify.user_pool.rows import Special, yes
from baasctl.providers.contract import Bounds

FACTORS: Final = "/mfa/factors"


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


SECOND_FACTORS: Final[tuple[Special, ...]] = (_factors(),)

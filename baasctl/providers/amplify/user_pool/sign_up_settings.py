"""Settings of `auth.sign_up`: who makes accounts, what confirms them, and whether apps register themselves."""

from __future__ import annotations

from typing import Final

from baasctl.model.value import ABSENT, Side, Value
from baasctl.providers.amplify.user_pool.documents import CLIENT, POOL, Documents, Drafts, at_wire, put_wire, texts_at
from baasctl.providers.amplify.user_pool.forms import SWITCH
from baasctl.providers.amplify.user_pool.pool_rows import SWITCHES
from baasctl.providers.amplify.user_pool.rows import NEWER, Special, yes
from baasctl.providers.contract import Bounds
from baasctl.providers.strict import expect_or_none

VERIFIED: Final = "AutoVerifiedAttributes"


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


SIGN_UP: Final[tuple[Special, ...]] = (
    _sign_up(),
    _verified("confirm_email", "email"),
    _verified("confirm_phone", "phone_number"),
    _open_registration(),
)

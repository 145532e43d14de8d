"""Settings of `auth` that the default app client has: how long its tokens live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.value import Side, Value
from baasctl.providers.amplify.user_pool.documents import CLIENT, Documents, Drafts, at_wire, put_wire
from baasctl.providers.amplify.user_pool.forms import WHOLE
from baasctl.providers.amplify.user_pool.rows import Special, yes
from baasctl.providers.contract import Bounds
from baasctl.providers.strict import expect_or_none, unexpected

_UNIT_SECONDS: Final[Mapping[str, int]] = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}


def validity(pointer: str, token: str, default_s: int, default_unit: str, longest_s: int) -> Special:
    """How long a token of an app client lives; the live unit is kept where it divides.

    Args:
        token: As `TokenValidityUnits` names it.
        default_s, default_unit: What AWS has without a number, and without a unit.
    """
    wire, units = f"{token}Validity", f"TokenValidityUnits.{token}"

    def live(documents: Documents) -> tuple[int, int]:
        """Number (0: unset) and seconds of its unit."""
        number = expect_or_none(at_wire(documents[CLIENT], wire, CLIENT), int, CLIENT, f"/{wire}") or 0
        name = expect_or_none(at_wire(documents[CLIENT], units, CLIENT), str, CLIENT, f"/{units}") or default_unit
        if name not in _UNIT_SECONDS:
            raise unexpected(CLIENT, f"/{units}", "expected a unit of time")
        return number, _UNIT_SECONDS[name]

    def reads(documents: Documents) -> tuple[Side, bool]:
        number, each = live(documents)
        seconds = number * each or default_s
        return seconds, seconds == default_s

    def writes(drafts: Drafts, value: Value) -> None:
        seconds = value if isinstance(value, int) else default_s
        each = live(drafts)[1]
        kept = each if seconds % each == 0 else next(size for size in _UNIT_SECONDS.values() if seconds % size == 0)
        put_wire(drafts[CLIENT], wire, seconds // kept)
        put_wire(drafts[CLIENT], units, next(name for name, size in _UNIT_SECONDS.items() if size == kept))

    return Special(
        pointer=pointer,
        documents=(CLIENT,),
        wires=(wire, units),
        answer=yes(wire, units, bounds=Bounds(minimum=1, maximum=longest_s), note="of the default app client"),
        reads=reads,
        writes=writes,
        form=WHOLE,
    )


def _reuse() -> Special:
    wire = "RefreshTokenRotation.RetryGracePeriodSeconds"

    def reads(documents: Documents) -> tuple[Side, bool]:
        found = expect_or_none(at_wire(documents[CLIENT], wire, CLIENT), int, CLIENT, f"/{wire}") or 0
        return found, found == 0

    def writes(drafts: Drafts, value: Value) -> None:
        if value is None and at_wire(drafts[CLIENT], "RefreshTokenRotation", CLIENT) is None:
            return
        put_wire(drafts[CLIENT], wire, value or 0)

    return Special(
        pointer="/sessions/refresh_token_reuse_interval",
        documents=(CLIENT,),
        wires=(wire,),
        answer=yes(
            wire,
            bounds=Bounds(minimum=0, maximum=60),
            note="of the default app client, whose `RefreshTokenRotation.Feature` has to be ENABLED",
        ),
        reads=reads,
        writes=writes,
        form=WHOLE,
    )


CLIENT_SPECIALS: Final[tuple[Special, ...]] = (
    validity("/sessions/access_token_ttl", "AccessToken", 3600, "hours", 86400),
    validity("/sessions/overall_timeout", "RefreshToken", 2592000, "days", 315360000),
    _reuse(),
)

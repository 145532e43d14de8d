"""Threat protection of one app client in the place of the pool's (`SetRiskConfiguration` with a `ClientId`).

What a client has of its own replaces the pool's as a whole, and a request replaces what it had; with nothing left the
pool's holds again (botocore 1.43.106, cognito-idp: SetRiskConfiguration, RiskConfigurationType.ClientId).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT
from baasctl.providers.amplify.pool_members.drafting import draft
from baasctl.providers.amplify.user_pool.documents import RISK
from baasctl.providers.amplify.user_pool.other_rows import LEAKED, OTHER_ROWS
from baasctl.providers.amplify.user_pool.requests import without_nothing
from baasctl.providers.amplify.user_pool.rows import Row, Setting, native
from baasctl.providers.attribute_paths import declared_at, touched_by
from baasctl.providers.contract import Bounds

ROWS: Final[tuple[Setting, ...]] = (
    *(row for row in OTHER_ROWS if row.document == RISK),
    Row(
        pointer=native(f"{LEAKED}.Actions.EventAction"),
        document=RISK,
        wire=f"{LEAKED}.Actions.EventAction",
        bounds=Bounds(choices=("BLOCK", "NO_ACTION")),
        doc="What happens to sign-ins with a password that has leaked.",
    ),
)


def is_declared(client: Resource) -> bool:
    """Whether the spec says anything of it."""
    return any(declared_at(client.attributes, row.pointer) is not ABSENT for row in ROWS)


def is_changed(change: Change) -> bool:
    """Whether a change writes any of it; nulls of a new client write nothing."""
    nothing = (ABSENT, None) if change.action in (Action.CREATE, Action.REPLACE) else (ABSENT,)
    return any(
        touched_by(change, row.pointer) and declared_at(change.after, row.pointer) not in nothing for row in ROWS
    )


def request(change: Change, live: Mapping[str, object]) -> dict[str, object]:
    """What is sent, from what the client has of its own; empty where nothing is left."""
    found = without_nothing(draft(ROWS, change, live, RISK))
    assert isinstance(found, dict)
    return found

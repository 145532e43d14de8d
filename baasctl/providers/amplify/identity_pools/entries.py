"""What Amplify can do with the identity pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.state import DesiredState
from baasctl.providers.amplify.identity_pool import KIND, ROLE_SETTINGS, SETTINGS, SOURCE, TAG_ANSWERS
from baasctl.providers.amplify.pool_members.drafting import answers
from baasctl.providers.amplify.user_pool.rows import yes
from baasctl.providers.entries import Entries
from baasctl.providers.spec_place import problem


def check_identity_pool(desired: DesiredState) -> Iterator[Diagnostic]:
    """Mappings that decide by rules have some, and know what else to do."""
    for pool in desired.of(KIND):
        mappings = pool.attributes.get("role_mappings")
        for name, mapping in mappings.items() if isinstance(mappings, Mapping) else ():
            if not isinstance(mapping, Mapping):
                continue
            by_rules, rules = mapping.get("by") == "rules", mapping.get("rules")
            if by_rules is not bool(rules) or not mapping.get("otherwise"):
                yield problem(
                    pool,
                    "SPEC750",
                    "a role mapping is not whole",
                    f"`role_mappings.{name}`: only `by: rules` goes with `rules`; both sorts need `otherwise`",
                    hint="add `otherwise: deny` or `otherwise: authenticated_role`",
                    path="/role_mappings",
                )


ENTRIES: Final = Entries(
    kinds={KIND: yes("UpdateIdentityPool, SetIdentityPoolRoles", source=SOURCE, note="made by Amplify")},
    fields={KIND: {**answers((*SETTINGS, *ROLE_SETTINGS)), **TAG_ANSWERS}},
    checks=(check_identity_pool,),
)

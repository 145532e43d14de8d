"""What Amplify can do with members of a user pool."""

from __future__ import annotations

from typing import Final

from baasctl.providers.amplify import groups, resource_servers
from baasctl.providers.amplify.pool_members.drafting import answers
from baasctl.providers.amplify.user_pool.rows import BOTOCORE, yes
from baasctl.providers.contract import Bounds
from baasctl.providers.entries import Entries

ENTRIES: Final = Entries(
    kinds={
        groups.KIND: yes("CreateGroup, UpdateGroup", source=BOTOCORE),
        resource_servers.KIND: yes("CreateResourceServer, UpdateResourceServer", source=BOTOCORE),
    },
    fields={
        groups.KIND: answers(groups.ROWS),
        resource_servers.KIND: {
            **answers(resource_servers.ROWS),
            "scopes.*": yes("Scopes[].ScopeDescription", bounds=Bounds(longest=256), unset=False),
        },
    },
    references={},
)

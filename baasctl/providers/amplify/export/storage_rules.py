"""Access to files as the `access` of defineStorage, which no override can say.

Its words: aws-amplify/amplify-backend, packages/backend-storage/src/types.ts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.change import Action, Change
from baasctl.model.value import Attributes
from baasctl.providers.amplify.discovery import Found
from baasctl.providers.amplify.export.override import Exported
from baasctl.providers.amplify.export.typescript import literal
from baasctl.providers.amplify.storage_access import COPIED, with_single_operations

_WHO: Final = {"guest": "allow.guest", "authenticated": "allow.authenticated", "entity": 'allow.entity("identity")'}
_OWN_FILES: Final = (
    "members of groups act as their group, and `allow.entity` of defineStorage is for signed-in users in none: give"
    " the groups' roles the statement in backend.ts"
)


def of_path(change: Change, known: Found, region: str) -> Exported:
    """The entry of a path, or that it is to be taken out."""
    del known, region
    bucket, path = change.address.segments
    where = f"For `access` of the defineStorage of {literal(bucket)}, in amplify/storage/resource.ts:"
    if change.action is Action.DELETE:
        return Exported(text=f"{where}\n  (nothing for {literal(path)})")
    after = with_single_operations(change.after or {})
    lines = [f"    {who}.to({literal(list(said))})," for who, said in _granted(after)]
    is_lost = after.get("members") == COPIED and bool(after.get("entity"))
    return Exported(
        text="\n".join((where, f"  {literal(path)}: [", *lines, "  ],")),
        without=(_OWN_FILES,) if is_lost else (),
    )


def _granted(after: Attributes) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Whom `allow` names, and what they may do."""
    for name, who in _WHO.items():
        if said := _words(after.get(name)):
            yield who, said
    groups = after.get("groups")
    copied = _words(after.get("authenticated")) if after.get("members") == COPIED else ()
    for group, own in groups.items() if isinstance(groups, Mapping) else ():
        if said := tuple(sorted({*_words(own), *copied})):
            yield f"allow.groups([{literal(group)}])", said


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, tuple) else ()

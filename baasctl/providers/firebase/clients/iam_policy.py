"""Changing an IAM policy that others change too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from baasctl.model.errors import Conflict

Policy: TypeAlias = dict[str, object]
WITH_CONDITIONS: Final = {"options.requestedPolicyVersion": 3}
"""Shows conditional bindings, so that they are not lost when a policy is written back."""
_TRIES: Final = 4


def change_policy(
    read: Callable[[], Policy], write: Callable[[Policy], object], changed: Callable[[Policy], Policy]
) -> None:
    """Read, change and write a policy; again when another writer was faster (its etag tells).

    Args:
        changed: The policy that should be, from the one that is; an equal one is not written.

    Raises:
        ProviderError: It could not be read or written.
    """
    for rest in reversed(range(_TRIES)):
        policy = read()
        wanted = changed(policy)
        if wanted == policy:
            return
        try:
            write(wanted)
        except Conflict:
            if not rest:
                raise
        else:
            return

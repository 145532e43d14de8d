"""Sends again what botocore gives up at once: another change under way, and what IAM does not know everywhere yet.

botocore retries throttling and failures (`standard` mode). It never retries `ConcurrentModificationException` (AppSync
while a schema is altered, Cognito) and `ResourceConflictException` (Lambda while an update is in progress), and a role
that was just made is refused as one that cannot be assumed for some seconds (research/amplify.md §0.7, §2.4-2.6).
`AwsApis.ask` sends every write through here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from baasctl.model.errors import Conflict, Invalid, ProviderError
from baasctl.providers.amplify.clients.refusal import code_of, message_of

Answer = TypeVar("Answer")

BUSY: Final = frozenset(
    {"ConcurrentModificationException", "ConcurrentModification", "OperationAborted", "ResourceConflictException"}
)
"""Codes that mean: another change of the same resource is not finished."""
_TAKEN: Final = "already exist"
"""`ResourceConflictException` of Lambda is also a function or a statement of the same name."""
_TRUST: Final = frozenset({"InvalidSmsRoleTrustRelationshipException", "InvalidSmsRoleAccessPolicyException"})
_ROLE_WORDS: Final = (
    "assume the role",
    "cannot be assumed",
    "invalid principal in policy",
    "not authorized to assume",
    "role defined for the function",
    "role validation failed",
    "unable to validate the following destination",
    "trust policy",
    "trust relationship",
    "unable to assume",
)
_FIRST_WAIT_S: Final = 0.25
_LONGEST_WAIT_S: Final = 2.0
_TRIES: Final = 26
"""Some 45 seconds: the ramp that `go-to-k/cdkd: src/deployment/retryable-errors.ts` measured for IAM."""
_GIVEN_UP: Final = "sent again until it was given up"


def passes(error: ProviderError) -> str:
    """Why it is worth while to send a request again, for progress; empty when it is not."""
    if _GIVEN_UP in getattr(error, "__notes__", ()):
        return ""
    code, said = code_of(error), message_of(error).lower()
    if code in BUSY and _TAKEN not in said:
        return "waiting until another change is done"
    if code in _TRUST or (isinstance(error, Invalid) and any(words in said for words in _ROLE_WORDS)):
        return "waiting until AWS knows a role everywhere"
    return ""


def until_free(
    write: Callable[[], Answer],
    pause: Callable[[float], None],
    progress: Callable[[str], None] = lambda _: None,
    *,
    subject: str = "AWS",
) -> Answer:
    """The answer of a write, sent until it is taken or refused for a reason that waiting does not cure.

    Args:
        write: Raises `ProviderError`. Sending it twice does no harm: a refused one changed nothing.
        pause: `Project.pause`; raises `Cancelled` when the user stops the run.
        progress: Told what is waited for.
        subject: What it is about, for progress.

    Raises:
        ProviderError: The last refusal.
    """
    wait_s, told = _FIRST_WAIT_S, ""
    for _ in range(_TRIES - 1):
        try:
            return write()
        except (Conflict, Invalid) as error:
            reason = passes(error)
            if not reason:
                raise
        if reason != told:
            progress(f"{subject}: {reason}")
            told = reason
        pause(wait_s)
        wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
    try:
        return write()
    except ProviderError as error:
        error.add_note(_GIVEN_UP)
        raise

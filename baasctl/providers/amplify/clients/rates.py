"""Staying under the request rates that AWS publishes, before it has to refuse.

Cognito counts by category over the whole account and region (not adjustable), and each operation on the parts of a pool
by pool (awsdocs/amazon-cognito-developer-guide: doc_source/limits.md). Lambda counts its control plane as a whole
(awsdocs/aws-lambda-developer-guide: doc_source/gettingstarted-limits.md). What is not published is left to retries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from baasctl.transport import RateLimits

VARIABLE: Final = "BAASCTL_AWS_RATE_LIMITS"
"""Set to `on`, the rates hold against a local server too (benchmarks)."""
_PER_POOL: Final = 5
_POOLS: Final = frozenset({"describe_user_pool", "list_user_pools"})
_POOL_WRITES: Final = frozenset({"create_user_pool", "update_user_pool", "delete_user_pool"})
_CLIENTS: Final = frozenset({"describe_user_pool_client", "list_user_pool_clients"})
_CLIENT_WRITES: Final = frozenset(f"{verb}_user_pool_client" for verb in ("create", "update", "delete"))
_READS: Final = ("describe_", "get_", "list_")
_LAMBDA_PER_S: Final = 15


class Rates:
    """The buckets of one credential in one region, shared by all threads and targets of the process."""

    def __init__(self, credential: str, region: str, limits: RateLimits | None = None) -> None:
        self._credential = credential
        self._region = region
        self._limits = limits if limits is not None else _of_the_process()

    def wait(
        self, service: str, operation: str, parameters: Mapping[str, object], pause: Callable[[float], None]
    ) -> None:
        """Wait until one request more is within every rate that counts it."""
        for scope, per_s in scopes(service, operation, parameters):
            name = f"{self._region} {scope}"
            self._limits.bucket("amplify", self._credential, name, capacity=per_s, per_s=1).acquire(pause)


@cache
def _of_the_process() -> RateLimits:
    from baasctl.transport import RateLimits

    return RateLimits()


def scopes(service: str, operation: str, parameters: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    """What a request counts for, and how many a second each allows; nothing for what AWS does not publish.

    Args:
        operation: As boto3 names it.
        parameters: Of the request; `UserPoolId` names the pool.
    """
    if service == "lambda" and operation != "get_function":
        yield "lambda control plane", _LAMBDA_PER_S
    if service != "cognito-idp":
        return
    reads = operation.startswith(_READS)
    if operation in _POOLS | _POOL_WRITES:
        yield f"cognito pool {'read' if reads else 'update'}", 15
        return
    if operation in _CLIENTS | _CLIENT_WRITES:
        yield f"cognito client {'read' if reads else 'update'}", 15
    else:
        yield f"cognito resource {'read' if reads else 'update'}", 20 if reads else 15
    if pool := parameters.get("UserPoolId"):
        yield f"cognito {operation} {pool}", _PER_POOL

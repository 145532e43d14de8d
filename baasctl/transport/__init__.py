"""HTTP with time limits, retries, rate limits and bounded answers; the only importer of urllib3 and stamina."""

from baasctl.transport.base_url import url_path
from baasctl.transport.client import NOTHING, Transport
from baasctl.transport.pool import connection_pool
from baasctl.transport.response import Response
from baasctl.transport.retries import RetryPolicy
from baasctl.transport.token_bucket import RateLimits, TokenBucket

__all__ = [
    "NOTHING",
    "RateLimits",
    "Response",
    "RetryPolicy",
    "TokenBucket",
    "Transport",
    "connection_pool",
    "url_path",
]

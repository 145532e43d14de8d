"""HTTP with time limits, retries, rate limits and bounded answers; the only importer of urllib3 and stamina."""

from baasctl.transport.base_url import url_path
from baasctl.transport.client import Transport
from baasctl.transport.response import Response
from baasctl.transport.retries import RetryPolicy
from baasctl.transport.token_bucket import RateLimits, TokenBucket

__all__ = ["RateLimits", "Response", "RetryPolicy", "TokenBucket", "Transport", "url_path"]

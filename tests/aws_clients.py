"""boto3 clients of the running test, straight at a sandbox."""

from __future__ import annotations

from functools import cache
from typing import Any

_CLIENTS: dict[tuple[str, str, str, str], Any] = {}
"""boto3 clients of the running test, by service, address, account and region."""


def boto3_client(service: str, url: str, account: str, region: str) -> Any:
    """A client that does not try again; the same one until the end of the test."""
    from botocore.config import Config

    key = (service, url, account, region)
    if key not in _CLIENTS:
        _CLIENTS[key] = _boto3_session().client(
            service,
            region_name=region,
            endpoint_url=url,
            aws_access_key_id=account,
            aws_secret_access_key="sandbox",
            config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
        )
    return _CLIENTS[key]


@cache
def _boto3_session() -> Any:
    import boto3

    return boto3.Session()


def close() -> None:
    """Close all of them, so that no connection is left open."""
    while _CLIENTS:
        _CLIENTS.popitem()[1].close()

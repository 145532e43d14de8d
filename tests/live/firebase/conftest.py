"""One real project, from `FIREBASE_PROJECT` and `GOOGLE_OAUTH_ACCESS_TOKEN`; use one that nothing depends on.

A token for an hour: `gcloud auth print-access-token`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import urllib3

LOCAL_URL = os.environ.get("BAASCTL_FIREBASE_API_URL", "")
NEEDED = ("FIREBASE_PROJECT", "GOOGLE_OAUTH_ACCESS_TOKEN")


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveProject:
    id: str
    token: str
    pool: urllib3.PoolManager

    def ask(self, method: str, address: str, body: object = None, **headers: str) -> urllib3.BaseHTTPResponse:
        """Ask for `host/path?query`; `{project}` in it becomes the project's id."""
        base = f"{LOCAL_URL}/" if LOCAL_URL else "https://"
        content = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "x-goog-user-project": self.id,
            **headers,
        }
        url = base + address.replace("{project}", self.id)
        return self.pool.request(method, url, body=content, headers=sent, timeout=60.0)

    def get(self, address: str) -> Any:
        response = self.ask("GET", address)
        assert response.status == 200, response.data
        return response.json()

    def change(self, method: str, address: str, body: object = None) -> Any:
        response = self.ask(method, address, body)
        assert response.status == 200, response.data
        return response.json()


@pytest.fixture(scope="session")
def live() -> Iterator[LiveProject]:
    """The project; skips when the environment names none."""
    if missing := [name for name in NEEDED if not os.environ.get(name)]:
        pytest.skip(f"needs a Firebase project: {', '.join(missing)} not set")
    with urllib3.PoolManager(retries=False) as pool:
        yield LiveProject(id=os.environ["FIREBASE_PROJECT"], token=os.environ["GOOGLE_OAUTH_ACCESS_TOKEN"], pool=pool)

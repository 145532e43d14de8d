"""One real project, from `SUPABASE_ACCESS_TOKEN` and `SUPABASE_PROJECT_REF`; use one that nothing depends on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import urllib3

API_URL = os.environ.get("BAASCTL_SUPABASE_API_URL", "https://api.supabase.com")
NEEDED = ("SUPABASE_ACCESS_TOKEN", "SUPABASE_PROJECT_REF")


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveProject:
    ref: str
    token: str
    pool: urllib3.PoolManager

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> urllib3.BaseHTTPResponse:
        """Ask for *path* below the project, or for a whole path that starts with `/v`."""
        full = path if path.startswith(("/v1/", "/v2/")) else f"/v1/projects/{self.ref}{path}"
        content = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers}
        return self.pool.request(method, API_URL + full, body=content, headers=sent, timeout=60.0)

    def get(self, path: str) -> Any:
        response = self.ask("GET", path)
        assert response.status == 200, response.data
        return response.json()

    def auth(self, **settings: object) -> urllib3.BaseHTTPResponse:
        return self.ask("PATCH", "/config/auth", settings)

    def sql(self, text: str, **more: object) -> urllib3.BaseHTTPResponse:
        return self.ask("POST", "/database/query", {"query": text, **more})


@pytest.fixture(scope="session")
def live() -> Iterator[LiveProject]:
    """The project; skips when the environment names none."""
    if missing := [name for name in NEEDED if not os.environ.get(name)]:
        pytest.skip(f"needs a Supabase project: {', '.join(missing)} not set")
    with urllib3.PoolManager(retries=False) as pool:
        yield LiveProject(ref=os.environ["SUPABASE_PROJECT_REF"], token=os.environ["SUPABASE_ACCESS_TOKEN"], pool=pool)

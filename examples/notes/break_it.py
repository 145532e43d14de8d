"""Somebody changes the live project by hand, past the spec. Imports nothing of baasctl."""

from __future__ import annotations

import json
import os
from urllib.request import Request, urlopen


def call(method: str, path: str, body: object) -> None:
    """Send one request to the Management API."""
    project = f"{os.environ['BAASCTL_SUPABASE_API_URL']}/v1/projects/{os.environ['SUPABASE_PROJECT_REF']}"
    headers = {"authorization": f"Bearer {os.environ['SUPABASE_ACCESS_TOKEN']}", "content-type": "application/json"}
    with urlopen(Request(project + path, json.dumps(body).encode(), headers, method=method)) as answer:
        answer.read()


call("PATCH", "/config/auth", {"password_min_length": 6, "external_anonymous_users_enabled": True})
print("someone allowed short passwords and anonymous accounts")

call("POST", "/database/query", {"query": 'create policy "temporary" on public.notes for select to anon using (true)'})
call("POST", "/database/query", {"query": "grant select on public.notes to anon"})
print("someone opened the table notes to the whole Internet")

call("POST", "/secrets", [{"name": "INVITE_CODE", "value": "everybody"}])
print("someone changed the invite code")

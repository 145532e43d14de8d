"""Somebody opens what the section keeps closed, past the spec. Imports nothing of baasctl."""

from __future__ import annotations

import json
import os
from urllib.request import Request, urlopen

SUPABASE = f"{os.environ['BAASCTL_SUPABASE_API_URL']}/v1/projects/{os.environ['SUPABASE_PROJECT_REF']}"
GOOGLE = os.environ["BAASCTL_FIREBASE_API_URL"]
PROJECT = os.environ["FIREBASE_PROJECT"]
OPEN_RULES = """rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /{document=**} { allow read, write: if true; }
  }
}
"""


def call(method: str, address: str, token: str, body: object) -> dict[str, object]:
    """Send one request; its answer."""
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    with urlopen(Request(address, json.dumps(body).encode(), headers, method=method)) as answer:
        found = json.loads(answer.read() or b"{}")
        return found if isinstance(found, dict) else {}


sql = "create policy help on public.notes for select to anon using (true); grant select on public.notes to anon;"
call("POST", f"{SUPABASE}/database/query", os.environ["SUPABASE_ACCESS_TOKEN"], {"query": sql})
print("someone opened the notes of the web app to the whole Internet")

rules = f"{GOOGLE}/firebaserules.googleapis.com/v1/projects/{PROJECT}"
source = {"files": [{"name": "firestore.rules", "content": OPEN_RULES}]}
ruleset = call("POST", f"{rules}/rulesets", "owner", {"source": source})["name"]
release = {"name": f"projects/{PROJECT}/releases/cloud.firestore", "rulesetName": ruleset}
call("PATCH", f"{rules}/releases/cloud.firestore", "owner", {"release": release})
print("someone opened the mobile database as well")

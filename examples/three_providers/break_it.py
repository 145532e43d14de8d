"""Somebody changes all three live projects by hand, past the spec. Imports nothing of baasctl."""

from __future__ import annotations

import json
import os
from urllib.request import Request, urlopen

import boto3

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
        found: dict[str, object] = json.loads(answer.read() or b"{}")
        return found


call("PATCH", f"{SUPABASE}/config/auth", os.environ["SUPABASE_ACCESS_TOKEN"], {"password_min_length": 6})
print("someone allowed short passwords on the web")

config = f"{GOOGLE}/identitytoolkit.googleapis.com/v2/projects/{PROJECT}/config"
call("PATCH", f"{config}?updateMask=signIn.anonymous.enabled", "owner", {"signIn": {"anonymous": {"enabled": True}}})
print("someone allowed anonymous accounts on mobile")

rules = f"{GOOGLE}/firebaserules.googleapis.com/v1/projects/{PROJECT}"
source = {"files": [{"name": "firestore.rules", "content": OPEN_RULES}]}
ruleset = call("POST", f"{rules}/rulesets", "owner", {"source": source})["name"]
release = {"name": f"projects/{PROJECT}/releases/cloud.firestore", "rulesetName": ruleset}
call("PATCH", f"{rules}/releases/cloud.firestore", "owner", {"release": release})
print("someone opened the mobile database to the whole Internet")

cognito = boto3.client("cognito-idp")
pool = cognito.list_user_pools(MaxResults=10)["UserPools"][0]["Id"]
cognito.update_group(GroupName="admins", UserPoolId=pool, Description="Who may do everything", Precedence=9)
print("someone took the precedence of the partners' admins")

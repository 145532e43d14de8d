"""An `access` section on a sandbox project: planned, applied, planned again, and tested on a copy of it."""

from __future__ import annotations

from pathlib import Path

from tests.contract.project import SpecProject
from tests.contract.test_access_tests import said, tried
from tests.sandbox_fixtures import SupabaseProject

TABLES = """
create table public.posts (id uuid primary key default gen_random_uuid(), title text, status text, author_id uuid,
  created_at timestamptz default now());
create table public.hidden (id int primary key);
create table public.documents (id uuid primary key default gen_random_uuid(), team bigint, text text);
create table public.members (id uuid primary key default gen_random_uuid(), team bigint, uid uuid, role text);
"""
ACCESS = {
    "principals": {
        "author": {"owner": "author_id"},
        "moderator": {"claim": {"role": "moderator"}},
        "member": {"member": {"in": "members", "where": {"team": "$row.team", "uid": "$uid"}}},
        "editor": {
            "member": {"in": "members", "where": {"team": "$row.team", "uid": "$uid"}, "role": {"role": "editor"}}
        },
    },
    "resources": {
        "posts": {
            "extra_fields": "deny",
            "fields": {
                "title": {"type": "string", "required": True, "max": 20},
                "status": {"type": "string", "in": ["draft", "published"]},
                "author_id": {"type": "user", "required": True, "immutable": True},
                "created_at": {"type": "timestamp", "set": "now", "immutable": True},
            },
            "allow": [
                {"to": ["anonymous", "authenticated"], "do": "read", "when": {"status": "published"}},
                {"to": "author", "do": ["read", "write"]},
                {"to": "moderator", "do": ["read", "update"], "may_change": "status"},
            ],
        },
        "hidden": {},
        "documents": {
            "fields": {"team": {"type": "int", "immutable": True}, "text": {"type": "string"}},
            "allow": [{"to": "member", "do": "read"}, {"to": "editor", "do": ["create", "update"]}],
        },
        "members": {
            "fields": {"team": {"type": "int"}, "uid": {"type": "user"}, "role": {"type": "string"}},
            "allow": [{"to": "member", "do": "read"}],
        },
        "storage:avatars/{uid}/{file}": {
            "bucket": "media",
            "allow": [
                {"to": ["anonymous", "authenticated"], "do": "read"},
                {"to": {"owner": "uid"}, "do": ["create", "delete"]},
            ],
        },
    },
}
DRAFT = {"title": "x", "status": "draft", "author_id": "ada"}
TESTS = {
    "people": {"ada": {"user": "ada"}, "mo": {"user": "mo", "claims": {"role": "moderator"}}},
    "given": {
        "posts/p1": DRAFT,
        "documents/d1": {"team": 1, "text": "x"},
        "members/m1": {"team": 1, "uid": "ada", "role": "viewer"},
        "members/m2": {"team": 1, "uid": "mo", "role": "editor"},
        "members/m3": {"team": 2, "uid": "ada", "role": "editor"},
    },
    "tests": {
        "Teams": [
            {"as": "ada", "can": ["get documents/d1", "get members/m1", "get members/m2", "get members/m3"]},
            {"as": "mo", "can": ["get documents/d1", {"update documents/d1": {"text": "y"}}, "get members/m1"]},
            {"as": "ada", "cannot": [{"update documents/d1": {"text": "y"}}, "delete documents/d1"]},
            {"as": "mo", "cannot": ["get members/m3", {"create documents/d2": {"team": 2, "text": "z"}}]},
            {"as": "anonymous", "cannot": ["get documents/d1", "get members/m1"]},
        ],
        "Moderators only publish": [
            {"as": "mo", "can": ["get posts/p1", {"update posts/p1": {"status": "published"}}]},
            {"as": "mo", "cannot": [{"update posts/p1": {"title": "y"}}, "delete posts/p1"]},
            {"as": "ada", "can": [{"update posts/p1": {"title": "y"}}, "delete posts/p1"]},
            {"as": "ada", "cannot": [{"update posts/p1": {"title": "far too long for a title"}}]},
            {"as": "anonymous", "cannot": ["get posts/p1", {"create posts/p2": DRAFT}]},
        ],
    },
}


def test_what_is_applied_is_what_is_planned(supabase: SupabaseProject, tmp_path: Path) -> None:
    """After apply a second plan is empty, guards and emptied tables too; the section's own tests pass on a copy."""
    supabase.sql(TABLES)
    project = SpecProject(supabase, tmp_path)
    project.write({"access": ACCESS, "access_tests": TESTS})

    first = project.apply()
    again = project.plan()

    assert first.remaining is not None
    assert first.remaining.is_empty
    assert again.is_empty
    assert said(tried(project)) == []

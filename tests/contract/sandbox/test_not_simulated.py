"""What the sandbox cannot honestly serve it does not fake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baasctl.sandbox.exchange import Request
from baasctl.sandbox.supabase.api import ROUTES
from tests.contract.openapi import METHODS, Contract
from tests.sandbox_fixtures import SupabaseProject


def test_every_other_operation_of_the_contract_is_404(shared: Path, module_supabase: SupabaseProject) -> None:
    """No empty list, no "ok": the answer says that the operation is not there, and the log notes it."""
    served = {(route.method, route.pattern) for route in ROUTES}
    others = [
        (method.upper(), path)
        for path, item in Contract.load(shared).document["paths"].items()
        for method in METHODS
        if method in item and not _is_served(method.upper(), path, served)
    ]
    assert len(others) > 100
    for method, path in others:
        asked = re.sub(r"\{\w+\}", "11111111-2222-4333-8444-555555555555", path.replace("{ref}", module_supabase.ref))
        answer = module_supabase.request(method, asked, {} if method in {"POST", "PUT", "PATCH"} else None)
        assert (answer.status, answer.note) == (404, "not simulated"), f"{method} {path}"


def _is_served(method: str, path: str, served: set[tuple[str, str]]) -> bool:
    """Whatever the parameters of a path are called, or stand for."""
    segments = path.split("/")
    return any(
        method == verb
        and len(segments) == len(pattern.split("/"))
        and all(mine == its or its.startswith("{") for mine, its in zip(segments, pattern.split("/"), strict=True))
        for verb, pattern in served
    )


@pytest.mark.parametrize(
    "path",
    [
        "rest/v1/notes",
        "graphql/v1",
        "auth/v1/token",
        "auth/v1/user",
        "functions/v1/greet",
        "realtime/v1/api/broadcast",
        "storage/v1/object/public/avatars/a.png",
    ],
)
def test_the_services_of_a_project_are_not_there(module_supabase: SupabaseProject, path: str) -> None:
    """PostgREST, GoTrue, functions, Realtime and files are not served, with or without the project in the path."""
    for prefix in (f"/project/{module_supabase.ref}/", "/"):
        authorization = f"Bearer {module_supabase.token}"
        request = Request(
            method="GET", path=prefix + path, query={}, headers={"authorization": authorization}, body=b""
        )
        answer = module_supabase.sandbox.answer(request)
        assert (answer.status, answer.note) == (404, "not simulated")

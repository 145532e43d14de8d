"""Exceptions of firebase-admin become ours."""

from __future__ import annotations

import inspect
import json
import pkgutil
from importlib import import_module
from typing import Any

import firebase_admin
import pytest
from firebase_admin import _auth_utils, exceptions
from google.auth.exceptions import RefreshError, TransportError

from baasctl.model.errors import AuthFailed, Conflict, Forbidden, Invalid, NotFound, ProviderError, Unavailable
from baasctl.providers.firebase.clients.firebase_admin import ERRORS, FirebaseAdmin, error_for


def declared() -> list[type[Exception]]:
    """Every exception that a module of the SDK declares."""
    found: dict[str, type[Exception]] = {}
    for module in pkgutil.iter_modules(firebase_admin.__path__):
        if module.name.startswith("_") and module.name not in ("_auth_utils", "_token_gen", "_messaging_utils"):
            continue
        for name, member in inspect.getmembers(import_module(f"firebase_admin.{module.name}"), inspect.isclass):
            if issubclass(member, exceptions.FirebaseError):
                found[f"{member.__module__}.{name}"] = member
    return list(found.values())


def test_every_exception_that_the_sdk_declares_has_a_baasctl_name() -> None:
    """A new one fails here, not in a user's terminal; those of a feature are of a platform-wide sort."""
    platform = {each.__name__ for each in declared() if each.__module__ == exceptions.__name__}
    assert platform == set(ERRORS)
    for each in declared():
        sorts = [base.__name__ for base in each.__mro__ if base.__name__ in ERRORS]
        assert sorts[0] != "FirebaseError" or each is exceptions.FirebaseError, each


class Answer:
    """What `requests` hands over."""

    def __init__(self, status: int, body: Any) -> None:
        self.status_code = status
        self.content = json.dumps(body).encode()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (exceptions.UnavailableError("no route to host"), Unavailable),
        (exceptions.DeadlineExceededError("timed out"), Unavailable),
        (exceptions.PermissionDeniedError("no"), Forbidden),
        (_auth_utils.TenantNotFoundError("gone"), NotFound),
        (_auth_utils.UidAlreadyExistsError("there", None, None), Conflict),
    ],
)
def test_without_an_answer_its_class_decides(error: Exception, expected: type[ProviderError]) -> None:
    """Its words are told, without secrets."""
    found = error_for(error, "create_tenant", lambda text: text.replace("route", "***"))
    assert type(found) is expected
    assert "create_tenant" in found.diagnostics[0].detail
    assert "route" not in found.diagnostics[0].detail


def test_an_answer_is_read_as_any_other_of_google() -> None:
    """A switched-off API has its link; a secret in the answer is not repeated."""
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "SERVICE_DISABLED",
        "metadata": {"service": "x"},
    }
    body = {"error": {"code": 403, "message": "word is off", "status": "PERMISSION_DENIED", "details": [info]}}
    error = exceptions.PermissionDeniedError("word", http_response=Answer(403, body))
    found = error_for(error, "create_tenant", lambda text: text.replace("word", "***"))
    assert type(found) is Forbidden
    assert found.diagnostics[0].code == "APPLY218"
    assert "word" not in str(found.diagnostics[0])


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (RefreshError("word"), AuthFailed),  # type: ignore[no-untyped-call]
        (TransportError("word"), Unavailable),  # type: ignore[no-untyped-call]
        (ValueError("word"), Invalid),
        (exceptions.UnknownError("word"), ProviderError),
    ],
)
def test_nothing_else_comes_out_of_a_call(raised: Exception, expected: type[ProviderError]) -> None:
    """Whatever the SDK or its credential raises."""

    class Failing:
        def delete_tenant(self, tenant_id: str) -> None:
            raise raised

    admin = FirebaseAdmin(providers=None, tenants=Failing(), redact=lambda text: text.replace("word", "***"))
    with pytest.raises(expected) as failure:
        admin.delete_tenant("acme-x1y2z")
    assert "word" not in str(failure.value)

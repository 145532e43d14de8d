"""Managed sign-in pages of app clients, which MiniStack does not have: kept as they were given."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping
from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Rules
from baasctl.sandbox.amplify.refusals import AwsRefusal

_STORE: Final = "sign_in_pages"


def create(call: Call) -> Mapping[str, Any]:
    """One for each client."""
    client = call.parameters["ClientId"]
    if client in call.project.settings(_STORE):
        raise AwsRefusal("ManagedLoginBrandingExistsException", "The app client has a branding style already.")
    return _put(call, client, {"ManagedLoginBrandingId": str(uuid.uuid4()), **_given(call)})


def update(call: Call) -> Mapping[str, Any]:
    """Replaced whole."""
    client, style = _by_id(call)
    return _put(call, client, {"ManagedLoginBrandingId": style["ManagedLoginBrandingId"], **_given(call)})


def delete(call: Call) -> Mapping[str, Any]:
    """Back to none."""
    client, _ = _by_id(call)
    kept = {name: style for name, style in call.project.settings(_STORE).items() if name != client}
    call.project.store(_STORE, kept)
    return {}


def of_client(call: Call) -> Mapping[str, Any]:
    """The style of one client."""
    style = call.project.settings(_STORE).get(call.parameters["ClientId"])
    if not isinstance(style, dict):
        raise _missing()
    return {"ManagedLoginBranding": style}


def _by_id(call: Call) -> tuple[str, Mapping[str, Any]]:
    for client, style in call.project.settings(_STORE).items():
        if isinstance(style, dict) and style["ManagedLoginBrandingId"] == call.parameters["ManagedLoginBrandingId"]:
            return client, style
    raise _missing()


def _missing() -> AwsRefusal:
    return AwsRefusal("ResourceNotFoundException", "Managed login branding does not exist.")


def _given(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: _json(value)
        for name, value in call.parameters.items()
        if name not in ("ClientId", "ManagedLoginBrandingId")
    }
    found.setdefault("UseCognitoProvidedValues", False)
    return found


def _json(value: object) -> object:
    """Pictures as the wire has them."""
    if isinstance(value, Mapping):
        return {name: _json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_json(each) for each in value]
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _put(call: Call, client: str, style: Mapping[str, Any]) -> Mapping[str, Any]:
    call.project.store(_STORE, {**call.project.settings(_STORE), client: dict(style)})
    return {"ManagedLoginBranding": style}


RULES: Final = Rules(
    own={
        "CreateManagedLoginBranding": create,
        "UpdateManagedLoginBranding": update,
        "DeleteManagedLoginBranding": delete,
        "DescribeManagedLoginBrandingByClient": of_client,
    }
)

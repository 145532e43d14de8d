"""Secrets and their versions (discovery document secretmanager v1).

Names come back with the project's number. A payload is digested before it leaves this module.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from baasctl.model.errors import Conflict, Forbidden, Invalid, NotFound
from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.firebase.clients.iam_policy import WITH_CONDITIONS, Policy, change_policy
from baasctl.providers.strict import expect, unexpected

HOST: Final = "secretmanager.googleapis.com"


class SecretManager:
    """Secrets of one project. Every method raises `ProviderError`."""

    def __init__(self, google: GoogleApis, project: str) -> None:
        self._google = google
        self._root = f"/v1/projects/{project}/secrets"

    def secrets(self) -> list[dict[str, object]]:
        """All secrets, without versions."""
        return list(self._google.pages(HOST, self._root, "secrets", query={"pageSize": 250}))

    def newest(self, name: str) -> dict[str, object] | None:
        """The version that was added last: `name`, `state`; `None`: there is no such secret, or it has no version."""
        try:
            return self._ask("GET", f"{self._path(name)}/versions/latest", name)
        except NotFound:
            return None

    def digest_of_newest(self, name: str) -> dict[str, object] | None:
        """SHA-256 of the text that was added last.

        Returns:
            `{"version": "3", "digest": "…"}`; the digest is null without the permission to read it, and empty for a
            version that was disabled or destroyed. `None`: there is no such secret, or it has no version.
        """
        document = f"secrets/{name}/versions/latest"
        try:
            answer = self._ask("GET", f"{self._path(name)}/versions/latest:access", name)
        except NotFound:
            return None
        except (Invalid, Conflict):
            return self._undigested(name, "")
        except Forbidden:
            return self._undigested(name, None)
        payload = expect(answer.get("payload", {}), dict, document, "/payload")
        try:
            data = base64.b64decode(expect(payload.get("data", ""), str, document, "/payload/data"), validate=True)
        except ValueError:
            raise unexpected(document, "/payload/data", "this is not Base64") from None
        return {"version": version_of(answer), "digest": hashlib.sha256(data).hexdigest()}

    def create(self, name: str, labels: Mapping[str, str]) -> None:
        """Make a secret without a value, kept wherever Google likes; one that is there already stays as it is."""
        body = {"replication": {"automatic": {}}, "labels": dict(labels)}
        try:
            self._ask("POST", self._root, name, json=body, query={"secretId": name})
        except Conflict:
            return

    def add_version(self, name: str, text: str) -> None:
        """Give a secret a new value; its former ones stay."""
        payload = {"data": base64.b64encode(text.encode()).decode()}
        self._ask("POST", f"{self._path(name)}:addVersion", name, json={"payload": payload})

    def delete(self, name: str) -> None:
        """Delete a secret with all its versions."""
        self._ask("DELETE", self._path(name), name)

    def change_policy(self, name: str, changed: Callable[[Policy], Policy]) -> None:
        """Change who may read a secret; see `iam_policy.change_policy`."""
        path = self._path(name)
        change_policy(
            lambda: self._ask("GET", f"{path}:getIamPolicy", name, query=WITH_CONDITIONS),
            lambda wanted: self._ask("POST", f"{path}:setIamPolicy", name, json={"policy": wanted}),
            changed,
        )

    def project_number(self, name: str) -> str:
        """The project's number, as the secret's full name has it."""
        document = f"secrets/{name}"
        match expect(self._ask("GET", self._path(name), name).get("name"), str, document, "/name").split("/"):
            case ["projects", number, "secrets", _]:
                return number
        raise unexpected(document, "/name", "expected projects/<number>/secrets/<name>")

    def _undigested(self, name: str, digest: str | None) -> dict[str, object] | None:
        newest = self.newest(name)
        return None if newest is None else {"version": version_of(newest), "digest": digest}

    def _path(self, name: str) -> str:
        return f"{self._root}/{quote(name)}"

    def _ask(
        self,
        method: str,
        path: str,
        name: str,
        *,
        json: Mapping[str, object] | None = None,
        query: Mapping[str, str | int | bool] | None = None,
    ) -> dict[str, object]:
        body = {} if json is None else {"json": json}
        return self._google.ask(
            HOST,
            method,
            path,
            query=query,
            subject=f"secret `{name}`",
            **body,  # type: ignore[arg-type]
        ).json_object()


def version_of(answer: Mapping[str, object]) -> str:
    """The number at the end of a version's full name, such as `3`."""
    return expect(answer.get("name"), str, "secret version", "/name").rpartition("/")[2]

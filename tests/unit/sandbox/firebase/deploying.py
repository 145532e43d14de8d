"""Functions put into a simulated project, for tests of what surrounds them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from baasctl.sandbox.exchange import Answer, Request
from tests.sandbox_fixtures import FirebaseProject

FUNCTIONS = "cloudfunctions.googleapis.com/v2/projects/{project}/locations/europe-west1/functions"
NODE = {"package.json": "{}", "index.js": "exports.greet = 1"}


def archive(files: Mapping[str, str] = NODE) -> bytes:
    """A zip of *files*."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        for name, text in files.items():
            folder.writestr(name, text)
    return packed.getvalue()


def signed(firebase: FirebaseProject, method: str, url: str, body: bytes = b"", **headers: str) -> Answer:
    """Ask a signed address of this sandbox, without a credential."""
    parts = urlsplit(url)
    query = dict(pair.partition("=")[::2] for pair in parts.query.replace("%40", "@").split("&"))
    return firebase.sandbox.answer(Request(method=method, path=parts.path, query=query, headers=headers, body=body))


def uploaded(firebase: FirebaseProject, files: Mapping[str, str] = NODE) -> dict[str, str]:
    """Where a function finds the sources that were uploaded."""
    made = firebase.change("POST", FUNCTIONS + ":generateUploadUrl", {})
    answer = signed(firebase, "PUT", made["uploadUrl"], archive(files), **{"content-type": "application/zip"})
    assert answer.status == 200, answer.body
    return dict(made["storageSource"])


def deploy(firebase: FirebaseProject, name: str = "greet", *, files: Mapping[str, str] = NODE, **members: Any) -> Any:
    """The operation that creates a function; *members* are added to what it cannot do without."""
    build = {"runtime": "nodejs22", "source": {"storageSource": uploaded(firebase, files)}}
    body = {**members, "buildConfig": {**build, **members.get("buildConfig", {})}}
    return firebase.change("POST", f"{FUNCTIONS}?functionId={name}", body)


def message(answer: Answer) -> str:
    """The text of a refusal."""
    return str(json.loads(answer.body)["error"]["message"])

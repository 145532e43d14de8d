"""Cloud Functions API, version 2, and what is left of version 1.

Source: discovery documents cloudfunctions v2 and v1; firebase-tools 15.34.2, `gcp/cloudfunctionsv2`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.strict import expect, expect_objects

HOST: Final = "cloudfunctions.googleapis.com"
_PAGE: Final = 100


class CloudFunctions:
    """Functions of one project. Every method raises `ProviderError`; writes answer with an operation."""

    def __init__(self, google: GoogleApis, project: str) -> None:
        self._google = google
        self._root = f"projects/{project}/locations"

    def functions(self) -> dict[str, list[object]]:
        """Functions of the second generation in all regions, and the regions that did not answer."""
        return self._everywhere("v2", {"filter": 'environment="GEN_2"', "pageSize": _PAGE})

    def first_generation(self) -> dict[str, list[object]]:
        """Functions of the first generation in all regions, and the regions that did not answer."""
        return self._everywhere("v1", {"pageSize": _PAGE})

    def function(self, region: str, name: str) -> dict[str, object]:
        """One function of the second generation, as it is now."""
        return self._ask("GET", self._path("v2", region, name), name)

    def create(self, region: str, name: str, function: Mapping[str, object]) -> dict[str, object]:
        """Begin to make a function."""
        path = f"/v2/{self._root}/{quote(region)}/functions"
        return self._ask("POST", path, name, json=dict(function), query={"functionId": name})

    def update(
        self, region: str, name: str, function: Mapping[str, object], mask: tuple[str, ...]
    ) -> dict[str, object]:
        """Begin to change what *mask* names; a path that is in the mask and not in the function is cleared."""
        path = self._path("v2", region, name)
        return self._ask("PATCH", path, name, json=dict(function), query={"updateMask": ",".join(mask)})

    def delete(self, region: str, name: str, *, generation: int = 2) -> dict[str, object]:
        """Begin to delete a function of either generation."""
        return self._ask("DELETE", self._path(f"v{generation}", region, name), name)

    def upload_address(self, region: str) -> tuple[str, dict[str, object]]:
        """Where a zip with sources may be put, and what to call it in `buildConfig.source.storageSource` then."""
        path = f"/v2/{self._root}/{quote(region)}/functions:generateUploadUrl"
        answer = self._ask("POST", path, "", json={}, idempotent=True)
        document = "functions:generateUploadUrl"
        url = expect(answer.get("uploadUrl"), str, document, "/uploadUrl")
        return url, expect(answer.get("storageSource"), dict, document, "/storageSource")

    def download_address(self, region: str, name: str) -> str:
        """Where the zip with the deployed sources can be had; changes nothing."""
        path = self._path("v2", region, name) + ":generateDownloadUrl"
        answer = self._ask("POST", path, name, json={}, idempotent=True)
        return expect(answer.get("downloadUrl"), str, "functions:generateDownloadUrl", "/downloadUrl")

    def _everywhere(self, version: str, query: Mapping[str, str | int]) -> dict[str, list[object]]:
        functions: list[object] = []
        unreachable: set[str] = set()
        path = f"/{version}/{self._root}/-/functions"
        for answer in self._google.answers(HOST, path, query=query):
            functions += expect_objects(answer.get("functions", []), path, "/functions")
            for region in expect(answer.get("unreachable", []), list, path, "/unreachable"):
                unreachable.add(str(region).rpartition("/")[2])
        return {"functions": functions, "unreachable": [*sorted(unreachable)]}

    def _path(self, version: str, region: str, name: str) -> str:
        return f"/{version}/{self._root}/{quote(region, errors='replace')}/functions/{quote(name, errors='replace')}"

    def _ask(
        self,
        method: str,
        path: str,
        name: str,
        *,
        json: Mapping[str, object] | None = None,
        query: Mapping[str, str | int | bool] | None = None,
        idempotent: bool | None = None,
    ) -> dict[str, object]:
        subject = f"function `{name}`" if name else ""
        body = {} if json is None else {"json": json}
        return self._google.ask(
            HOST,
            method,
            path,
            query=query,
            subject=subject,
            idempotent=idempotent,
            **body,  # type: ignore[arg-type]
        ).json_object()

"""Zips with sources, put to and had from addresses that Google signed.

The address is the permission, so no credential is sent, and none could be led away by an address of another host.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlsplit

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid, UnexpectedAnswer
from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.visible_text import visible
from baasctl.transport import Response

HOST: Final = "storage.googleapis.com"
_TIMEOUT_S: Final = 600.0


class SignedAddresses:
    """Requests to signed addresses of Cloud Storage, or of the local server in its place."""

    def __init__(self, google: GoogleApis) -> None:
        self._base_url = f"{google.local_url}/{HOST}" if google.local_url else f"https://{HOST}"
        self._google = google

    def put(self, address: str, archive: bytes) -> None:
        """Upload a zip.

        Raises:
            ProviderError: It was not taken, or the address is none of Cloud Storage.
        """
        self._request("PUT", address, archive)

    def get(self, address: str) -> bytes:
        """Download a zip.

        Raises:
            ProviderError: It was not given, or the address is none of Cloud Storage.
        """
        return self._request("GET", address, None).body

    def _request(self, method: str, address: str, archive: bytes | None) -> Response:
        path, query = self._parts_of(address)
        response = self._google.signed(HOST).request(
            method,
            path,
            query=query,
            body=archive,
            content_type="application/zip" if archive is not None else None,
            accept="*/*",
            timeout_s=_TIMEOUT_S,
        )
        if not response.is_success:
            raise Invalid(
                Diagnostic(
                    code="APPLY270" if method == "PUT" else "READ270",
                    summary="Cloud Storage refuses the sources of a function",
                    detail=f"`{method}` of a signed address answered {response.status}",
                    hint="run the command again: the address is good for some minutes only",
                )
            )
        return response

    def _parts_of(self, address: str) -> tuple[str, list[tuple[str, str | int | bool]]]:
        """Path below Cloud Storage, and query, which holds the signature and is in no message."""
        allowed, given = urlsplit(self._base_url), urlsplit(address)
        is_same = (given.scheme, given.netloc) == (allowed.scheme, allowed.netloc)
        if not is_same or not given.path.startswith(f"{allowed.path}/"):
            raise UnexpectedAnswer(
                Diagnostic(
                    code="READ271",
                    summary="sources are to be exchanged with a host that is not Cloud Storage",
                    detail=f"the answer names `{visible(given.netloc)[:100]}`; only {HOST} is used",
                    hint="check that nothing answers in Google's place",
                )
            )
        return given.path.removeprefix(allowed.path), [*parse_qsl(given.query, keep_blank_values=True)]

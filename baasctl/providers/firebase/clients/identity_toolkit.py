"""The project's config of Identity Toolkit v2: one document, read and written with a mask of leaves.

Paths: discovery document identitytoolkit v2 of 20250130. The answer holds the key that password hashes are signed
with, and in plain text the codes of test numbers; the first never leaves this module, the codes and the password of
the mail server leave it as digests, but for `config_in_clear`, out of which kept codes are sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from baasctl.model.errors import NotFound
from baasctl.providers.firebase.clients.google import GoogleApis

HOST: Final = "identitytoolkit.googleapis.com"
_SIGN_IN: Final = "signIn"
_HASHES: Final = "hashConfig"
_NOT_SET_UP: Final = "CONFIGURATION_NOT_FOUND"
_SUBJECT: Final = "settings of Authentication"

Digest = Callable[[str], str]


def config(google: GoogleApis, project: str, digest: Digest) -> dict[str, object] | None:
    """The document with secrets as digests; `None` where Authentication was never set up."""
    found = config_in_clear(google, project)
    return None if found is None else without_secrets(found, digest)


def config_in_clear(google: GoogleApis, project: str) -> dict[str, object] | None:
    """The document with its codes in plain text, without the key of password hashes."""
    try:
        found = google.ask(HOST, "GET", path_of(project), subject=_SUBJECT).json_object()
    except NotFound as error:
        if any(_NOT_SET_UP in each.detail for each in error.diagnostics):
            return None
        raise
    sign_in = found.get(_SIGN_IN)
    if isinstance(sign_in, dict):
        found[_SIGN_IN] = {name: member for name, member in sign_in.items() if name != _HASHES}
    return found


def update_config(google: GoogleApis, project: str, mask: str, body: Mapping[str, object]) -> None:
    """Write what the mask names; a path that the body lacks is cleared. The answer lacks mail texts: read again.

    Raises:
        ProviderError: See `GoogleApis.ask`.
    """
    google.ask(HOST, "PATCH", path_of(project), query={"updateMask": mask}, json=dict(body), subject=_SUBJECT)


def path_of(project: str) -> str:
    """The path of the document."""
    return f"/v2/projects/{project}/config"


def without_secrets(document: Mapping[str, object], digest: Digest) -> dict[str, object]:
    """A copy in which each code of a test number and the password of the mail server is its digest."""
    hidden = _replaced(document, ("signIn", "phoneNumber", "testPhoneNumbers"), lambda codes: _each(codes, digest))
    return _replaced(hidden, ("notification", "sendEmail", "smtp", "password"), lambda text: _one(text, digest))


def _replaced(
    document: Mapping[str, object], path: tuple[str, ...], change: Callable[[object], object]
) -> dict[str, object]:
    first, *rest = path
    copy = dict(document)
    member = copy.get(first)
    if not rest and member is not None:
        copy[first] = change(member)
    elif isinstance(member, dict):
        copy[first] = _replaced(member, tuple(rest), change)
    return copy


def _each(codes: object, digest: Digest) -> object:
    return {name: _one(code, digest) for name, code in codes.items()} if isinstance(codes, dict) else {}


def _one(text: object, digest: Digest) -> str:
    return digest(text) if isinstance(text, str) and text else ""

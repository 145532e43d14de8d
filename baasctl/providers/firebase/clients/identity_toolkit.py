"""The project's config of Identity Toolkit v2: one document, read and written with a mask of leaves.

Paths: discovery document identitytoolkit v2 of 20250130. The answer holds the key that password hashes are signed
with, and in plain text the codes of test numbers; the first never leaves this module, the codes and the password of
the mail server leave it as digests, but for `config_in_clear`, out of which kept codes are sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import NotFound
from baasctl.providers.firebase.clients.google import GoogleApis

HOST: Final = "identitytoolkit.googleapis.com"
_SIGN_IN: Final = "signIn"
_HASHES: Final = "hashConfig"
_NOT_SET_UP: Final = "CONFIGURATION_NOT_FOUND"
_SUBJECT: Final = "settings of Authentication"

Digest = Callable[[str], str]


def config(google: GoogleApis, project: str, digest: Digest) -> dict[str, object]:
    """The document with secrets as digests.

    Raises:
        NotFound: Authentication was never set up in the project.
    """
    return without_secrets(config_in_clear(google, project), digest)


def config_in_clear(google: GoogleApis, project: str) -> dict[str, object]:
    """The document with its codes in plain text, without the key of password hashes.

    Raises:
        NotFound: Authentication was never set up in the project.
    """
    try:
        found = google.ask(HOST, "GET", path_of(project), subject=_SUBJECT).json_object()
    except NotFound as error:
        raise _explained(error, project) from error
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


def _explained(error: NotFound, project: str) -> NotFound:
    if not any(_NOT_SET_UP in each.detail for each in error.diagnostics):
        return error
    return NotFound(
        Diagnostic(
            code="READ230",
            summary="Authentication was never set up in this project",
            detail=f"project `{project}` has no settings of Authentication ({_NOT_SET_UP})",
            hint="choose `Get started` under Authentication in the Firebase console and try again, or take `auth`,"
            " `email_templates` and `auth_hooks` out of the spec or into `skip`",
        )
    )


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

"""Scheme to backend; a backend is imported when a reference names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import cast

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import StoreError
from baasctl.stores.secrets.policy import SecretPolicy, not_found

SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        "command": "baasctl.stores.secrets.command",
        "env": "baasctl.stores.secrets.environment",
        "file": "baasctl.stores.secrets.file",
    }
)
"""Scheme to the module whose `read(name, policy)` answers with the text of a secret."""


def resolve(reference: str, *, policy: SecretPolicy) -> str:
    """The text of a secret.

    Args:
        reference: `scheme:name` as inside `${secret:…}`, such as `env:SMTP_PASSWORD`.
        policy: What may be reached.

    Returns:
        Text that is not empty. Never log it, store it, or put it into an exception.

    Raises:
        StoreError: Unknown scheme, no such secret, an empty one, or one that the policy refuses.
            Its diagnostics name the reference, never the text, and have no span.
    """
    scheme, separator, name = reference.partition(":")
    if not separator or scheme not in SCHEMES:
        raise _unknown(reference)
    if not name.strip():
        raise not_found(f"`{reference}` names nothing after `{scheme}:`", f"write `{scheme}:` and a name")
    read = cast("Callable[[str, SecretPolicy], str]", import_module(SCHEMES[scheme]).read)
    try:
        text = read(name, policy)
        text.encode()
    except ValueError:
        raise not_found(f"{reference!r} or its text is not valid Unicode", "use UTF-8") from None
    if not text:
        raise not_found(f"`{reference}` is empty", "set it to a value; leave the field out where none is wanted")
    return text


def _unknown(reference: str) -> StoreError:
    known = ", ".join(f"`{scheme}:`" for scheme in SCHEMES)
    return StoreError(
        Diagnostic(
            code="SPEC900",
            summary="unknown kind of secret reference",
            detail=f"`{reference}` does not begin with {known}",
            hint="write for example ${secret:env:SMTP_PASSWORD}",
        )
    )

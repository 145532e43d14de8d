"""`file:PATH`: secrets in files of their own, without one final line break."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.stores.secrets.policy import SecretPolicy, not_found, refused

_LIMIT_BYTES = 1024 * 1024


def read(name: str, policy: SecretPolicy) -> str:
    """The file's text; one final line break is not part of it, all other white space is.

    Raises:
        StoreError: Missing, unreadable, not a regular file, larger than 1 MiB, not UTF-8, or
            outside the checkout of an untrusted run, links resolved.
    """
    path = policy.root / os.path.expanduser(name)  # noqa: PTH111 - keeps an unknown `~user`
    if policy.untrusted:
        path = _inside_checkout(name, path, policy)
    try:
        data, mode = _read_regular(path)
    except OSError as error:
        raise not_found(f"`file:{name}` cannot be read: {error.strerror}", f"looked for it at {path}") from None
    if mode & (stat.S_IRGRP | stat.S_IROTH):
        policy.warn(_readable_by_others(name, mode))
    return _text(name, data)


def _read_regular(path: Path) -> tuple[bytes, int]:
    """Content, cut one byte above the limit, and mode; does not block on a pipe without a writer."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(0, "it is not a regular file")
        return file.read(_LIMIT_BYTES + 1), mode


def _text(name: str, data: bytes) -> str:
    if len(data) > _LIMIT_BYTES:
        raise not_found(f"`file:{name}` is larger than 1 MiB, baasctl's limit for a secret", "name another file")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise not_found(f"`file:{name}` is not UTF-8 text", "store the secret as text, for example as base64") from None
    return text.removesuffix("\n").removesuffix("\r")


def _inside_checkout(name: str, path: Path, policy: SecretPolicy) -> Path:
    """The real path, which is in the checkout but not in `.git`, where CI systems leave tokens."""
    checkout = (policy.checkout or policy.root).resolve()
    real = Path(os.path.realpath(path))  # a loop of links ends when the file is opened
    if not real.is_relative_to(checkout):
        raise refused(f"`file:{name}` leads out of the checkout", "keep the file inside, or trust the spec")
    if ".git" in real.relative_to(checkout).parts:
        raise refused(f"`file:{name}` is inside .git", "keep the file elsewhere, or trust the spec")
    return real


def _readable_by_others(name: str, mode: int) -> Diagnostic:
    return Diagnostic(
        code="SPEC903",
        severity=Severity.WARNING,
        summary="a secret file may be read by others",
        detail=f"`file:{name}` has mode {stat.S_IMODE(mode):04o}",
        hint="chmod 600 it",
    )

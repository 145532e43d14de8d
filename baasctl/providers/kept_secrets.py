"""Secrets that `ignore` keeps: members of a map that a plan carries along without a reference, as they are live."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, at, freeze, put


def with_kept_secrets(resource: Resource, live: Resource | None, path: str) -> Resource:
    """The desired resource whose kept secrets compare again.

    A plan that is carried out holds them without reference and digest, since neither leaves the process that read
    them; nobody declared them, so they are what is live.

    Args:
        path: Of a map of secrets.
    """
    wanted = at(resource.attributes, path)
    stored = at(live.attributes, path) if live is not None else ABSENT
    if not isinstance(wanted, Mapping) or not isinstance(stored, Mapping):
        return resource
    kept = {
        name: stored[name]
        for name, member in wanted.items()
        if isinstance(member, Secret) and not member.reference and name in stored
    }
    if not kept:
        return resource
    return resource.with_attributes(put(resource.attributes, path, freeze({**wanted, **kept})))

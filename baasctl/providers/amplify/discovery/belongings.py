"""What an app consists of, in words."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.providers.amplify.discovery.finding import IDS, Found
from baasctl.providers.contract import Belonging

_NAMES = {"user_pool_client": "app client", "api": "AppSync API"}


def belongings(known: Found) -> Iterator[Belonging]:
    """The app's branch, its resources by what they are, and the number of those that have no place of their own."""
    if known.app:
        where = f"backend environment {known.environment}" if known.environment else f"branch {known.branch}"
        stack = f", CloudFormation stack {known.stack}" if known.stack else ", no CloudFormation stack"
        yield Belonging(what="app", name=f"{known.app}, {where}{stack}")
    for name in IDS:
        if found := str(getattr(known, name)):
            what = _NAMES.get(name, name.replace("_", " "))
            yield Belonging(what=what, name=found, owner=known.owner_of(found))
    for what, several in (("bucket", known.buckets), ("function", known.functions), ("role", known.roles)):
        for name, physical in sorted(several.items()):
            yield Belonging(what=f"{what} `{name}`", name=physical, owner=known.owner_of(physical))

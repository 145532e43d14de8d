"""`amplify_outputs.json` of Gen 2: a copy of a stack's outputs from the last build.

Its members: aws-amplify/amplify-backend, `packages/client-config/src/client-config-schema/schema_v1.5.json`. It names
user pool and identity pool; of the API it has the address, in which the id is not, and of the app nothing but what the
names of buckets begin with (`amplify-<app>-<branch>…`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.files import Files
from baasctl.model.target import Target
from baasctl.providers.amplify.project_files.json_file import below, read_object, text
from baasctl.providers.project_files import LeftOut, ProjectFiles

FILE: Final = "amplify_outputs.json"
_TARGET: Final = "prod"
_NEWEST: Final = (1, 5)
_APP: Final = re.compile(r"^amplify-(d[a-z0-9]{9,19})-")
_LIVE: Final = "the configuration is adopted from what is live: `baasctl adopt`"
_IDS: Final = ("user_pool_id", "identity_pool_id", "aws_region", "user_pool_client_id")


def read_outputs(files: Files) -> ProjectFiles:
    """One target with the ids that the file names.

    Raises:
        SpecError: It is no JSON object.
        StoreError: It cannot be read.
    """
    found = read_object(files, FILE)
    auth = below(found, "auth")
    ids = {name: text(auth, f"{name}_id") for name in ("user_pool", "identity_pool", "user_pool_client")}
    region = text(auth, "aws_region") or text(found, "data", "aws_region") or text(found, "storage", "aws_region")
    app = next((match[1] for name in _buckets(found) if (match := _APP.match(name))), "")
    named_by = next((name for name in ("user_pool", "identity_pool") if ids[name]), "app")
    target = Target(
        name=_TARGET,
        provider="amplify",
        project=ids.get(named_by) or app or "${env:AMPLIFY_APP_ID}",
        named_by=named_by,
        settings={name: value for name, value in {**ids, "region": region}.items() if value and name != named_by},
    )
    notes = (*_notes(found), *_on_the_app(app, named_by), *_on_the_version(text(found, "version")))
    return ProjectFiles(targets={_TARGET: target}, common=(), notes=tuple(sorted(notes)))


def _notes(found: Mapping[str, object]) -> Iterator[LeftOut]:
    for name in found:
        if name == "auth":
            yield from (LeftOut(f"auth.{member}", _LIVE) for member in below(found, "auth") if member not in _IDS)
        elif name == "data":
            reason = "the id of the AppSync API is not in the file: with `app:` Amplify leads to it"
            yield LeftOut("data.url", reason)
        elif name not in {"$schema", "version"}:
            yield LeftOut(name, _LIVE)


def _on_the_app(app: str, named_by: str) -> Iterator[LeftOut]:
    if named_by == "app":
        where = (
            f"the target's app is `{app}`, as the name of a bucket has it" if app else "set AMPLIFY_APP_ID to its id"
        )
        yield LeftOut("app", f"the file does not name it: {where}", is_written=True)
    elif app:
        reason = f"the app seems to be `{app}`; with `app: {app}` Amplify leads to everything, also after a new build"
        yield LeftOut("storage.bucket_name", reason)


def _on_the_version(version: str) -> Iterator[LeftOut]:
    major, _, minor = version.partition(".")
    known = major.isdigit() and (minor or "0").isdigit() and (1, 0) <= (int(major), int(minor or 0)) <= _NEWEST
    if not known:
        newest = ".".join(map(str, _NEWEST))
        yield LeftOut("version", f"`{version}` is no schema that is known (1 to {newest}); ids are read all the same")


def _buckets(found: Mapping[str, object]) -> Iterator[str]:
    yield text(found, "storage", "bucket_name")
    several = below(found, "storage").get("buckets")
    for each in several if isinstance(several, list) else ():
        if isinstance(each, dict):
            yield text(each, "bucket_name")

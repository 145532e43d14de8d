"""The folder `amplify/` of Gen 1: an environment of the Amplify CLI is a target.

`team-provider-info.json` has every environment with its app; `backend/amplify-meta.json` has the ids of the environment
that is checked out (`.config/local-env-info.json`); aws-amplify/amplify-cli, `packages/amplify-cli-core`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.errors import StoreError
from baasctl.model.files import Files
from baasctl.model.target import Target
from baasctl.providers.amplify.project_files.json_file import below, read_object, text
from baasctl.providers.project_files import LeftOut, ProjectFiles

META: Final = "amplify/backend/amplify-meta.json"
TEAM: Final = "amplify/team-provider-info.json"
LOCAL: Final = "amplify/.config/local-env-info.json"
_CLOUD: Final = "awscloudformation"
_ALONE: Final = "prod"
_LIVE: Final = "the configuration is adopted from what is live: `baasctl adopt`"
_OUTPUTS: Final = {
    ("auth", "Cognito"): {
        "user_pool": "UserPoolId",
        "identity_pool": "IdentityPoolId",
        "user_pool_client": "AppClientIDWeb",
    },
    ("api", "AppSync"): {"api": "GraphQLAPIIdOutput"},
}


def read_gen_1(files: Files) -> ProjectFiles:
    """A target an environment; one that names no app has the ids of `amplify-meta.json`, where it is checked out.

    Raises:
        SpecError: A file is no JSON object.
        StoreError: Neither file can be read.
    """
    team, meta, local = (_read(files, path) for path in (TEAM, META, LOCAL))
    current = text(local, "envName") or next(iter(team), _ALONE)
    environments = {name: below(team, name, _CLOUD) for name in team} or {current: below(meta, "providers", _CLOUD)}
    ids = _ids(meta)
    targets: dict[str, Target] = {}
    notes: list[LeftOut] = [LeftOut(f"{META}: {name}", _LIVE) for name in meta if name != "providers"]
    for name, described in environments.items():
        target = _target(name, described, ids if name == current else {})
        if target is None:
            reason = "it names no app, and the ids of only the environment that is checked out are in the folder"
            notes.append(LeftOut(f"{TEAM}: {name}", reason))
        else:
            targets[name] = target
    if not targets:
        targets = {_ALONE: Target(name=_ALONE, provider="amplify", project="${env:AMPLIFY_APP_ID}", named_by="app")}
        notes.append(LeftOut("app", "the files do not name it: set AMPLIFY_APP_ID to its id", is_written=True))
    notes += [LeftOut(f"{TEAM}: {name}.categories", _LIVE) for name in team if "categories" in below(team, name)]
    return ProjectFiles(targets=targets, common=(), notes=tuple(sorted(notes)))


def _read(files: Files, path: str) -> Mapping[str, object]:
    try:
        return read_object(files, path)
    except StoreError:
        return {}


def _target(name: str, described: Mapping[str, object], ids: Mapping[str, str]) -> Target | None:
    """An app leads to its ids also when they change; without one they are written."""
    app, region = text(described, "AmplifyAppId"), text(described, "Region")
    settings = {"region": region, **({"branch": name} if app else ids)}
    named_by = "app" if app else next((key for key in ids if key != "user_pool_client"), "")
    if not named_by:
        return None
    return Target(
        name=name,
        provider="amplify",
        project=app or ids[named_by],
        named_by=named_by,
        settings={key: value for key, value in settings.items() if value and key != named_by},
    )


def _ids(meta: Mapping[str, object]) -> dict[str, str]:
    return dict(_found_ids(meta))


def _found_ids(meta: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for (category, service), outputs in _OUTPUTS.items():
        for each in below(meta, category).values():
            if isinstance(each, dict) and each.get("service") == service:
                for name, output in outputs.items():
                    if value := text(each, "output", output):
                        yield name, value

"""A spec for a project that no spec names: one target and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from baasctl.run import Run

_FILE = "live.yaml"


def live_run(run: Run, live: str, target: str) -> Run:
    """The run on a project instead of on the spec of `-f`; its target is called *target*, and nothing is kept.

    Args:
        live: `PROVIDER:PROJECT`, as on the command line; of Amplify also `amplify:APP/BRANCH`.

    Raises:
        click.BadParameter: It is not of this form, or there is no such provider.
    """
    from baasctl.model.problems import nearest
    from baasctl.providers.registry import NAMES, package
    from baasctl.stores.one_text import OneText

    provider, colon, project = live.partition(":")
    if not (colon and project):
        raise click.BadParameter(f"{live!r} is not of the form PROVIDER:PROJECT", param_hint="--live")
    if provider not in NAMES:
        raise click.BadParameter(f"there is no provider {provider!r}; {nearest(provider, NAMES)}", param_hint="--live")
    if run.targets:
        raise click.UsageError("--live is a target of its own; leave -t away")
    support = package(provider).support()
    names = (support.project[0], *support.live)
    parts = project.split("/", len(support.live))
    members = ", ".join(
        f"{name}: {json.dumps(part.replace('${', '$${'))}" for name, part in zip(names, parts, strict=False) if part
    )
    text = f"baasctl: 1\ntargets: {{{target}: {{provider: {provider}, {members}}}}}\n"
    return replace(run, file=Path(_FILE), files=OneText(Path.cwd(), _FILE, text), state=None)

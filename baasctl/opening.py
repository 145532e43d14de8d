"""What a run opens for a target: the spec of a revision, secrets, the connection."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from baasctl.load import load
from baasctl.model.document import Document
from baasctl.model.errors import StoreError
from baasctl.model.secret import Vault
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.providers import registry
from baasctl.providers.contract import Connection, Provider
from baasctl.resolve import allowed_environment, resolve_secrets
from baasctl.run import Run
from baasctl.stores.disk_files import DiskFiles
from baasctl.stores.git_files import GitFiles
from baasctl.stores.secrets import SecretPolicy


def connected(run: Run, target: Target, root: Path, vault: Vault, providers: ExitStack) -> Provider:
    """The provider of a target, closed when *providers* is.

    Raises:
        BaasctlError: It cannot be connected to.
    """
    connection = Connection(
        target=target,
        root=root,
        vault=vault,
        environment=run.environment,
        cache=run.folder("cache"),
        pause=run.workers.stop.pause,
        progress=run.progress,
    )
    provider = registry.package(target.provider).connect(connection)
    providers.callback(provider.close)
    return provider


def unlock(run: Run, desired: DesiredState, vault: Vault) -> None:
    """Resolve the credentials of a target and, unless they are skipped, the secrets of its resources.

    Raises:
        StoreError: With every secret that could not be resolved, at its place.
    """
    policy = SecretPolicy(
        root=desired.root,
        untrusted=run.untrusted,
        allow_env=readable_environment(run),
        checkout=DiskFiles(desired.root).checkout,
        environment=run.environment,
    )
    wanted = replace(desired, resources=()) if run.secrets == "skip" else desired
    found, problems = resolve_secrets([wanted], policy)
    vault.take(found)
    if problems:
        raise StoreError(*problems)


def readable_environment(run: Run) -> frozenset[str]:
    """What an untrusted spec may read: the list of the base revision, never its own."""
    if not run.untrusted or run.base is None:
        return frozenset()
    return allowed_environment(document_at(run, run.base))


def document_at(run: Run, revision: str) -> Document:
    """The spec at a git revision."""
    return load(str(run.file), GitFiles(run.file.parent, revision))

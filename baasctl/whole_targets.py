"""A target read whole, whatever its spec declares."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

from baasctl.model.secret import Vault
from baasctl.opening import connected, unlock
from baasctl.providers.contract import Provider, Reading, Wanted
from baasctl.read.live import live
from baasctl.run import Rendered, Run, Surveyed


def everything(
    run: Run, one: Rendered, vault: Vault, providers: ExitStack, kinds: frozenset[str] = frozenset()
) -> tuple[Provider, Reading]:
    """All that is live of some kinds; of all that the provider manages, where none are named."""
    target = one.spec.target
    unlock(run, replace(one.desired, resources=()), vault)
    provider = connected(run, target, one.spec.root, vault, providers)
    chosen = kinds or one.support.managed_kinds
    run.progress(f"{target.name}: reading")
    return provider, live(provider, Wanted(kinds=chosen, whole=chosen), run.workers, run.clock)


def surveyed(run: Run, one: Rendered, vault: Vault) -> Surveyed:
    """What of a target could be read; nothing is compared."""
    with ExitStack() as providers:
        provider, reading = everything(run, one, vault, providers)
        return Surveyed(
            kinds=one.support.managed_kinds,
            failures=reading.failures,
            calls=provider.calls,
            inventory=provider.inventory(reading.answers),
        )

"""Ask the provider for the normal form of what should be and of what is."""

from __future__ import annotations

from dataclasses import replace

from baasctl.model.diagnostic import Severity
from baasctl.model.errors import NormaliseError
from baasctl.model.secret import Vault
from baasctl.model.state import DesiredState
from baasctl.providers.contract import Normalised, Provider, Reading


def both_sides(provider: Provider, desired: DesiredState, reading: Reading, vault: Vault) -> Normalised:
    """Normal forms of the kinds that could be read; desired resources of the others stay as they are.

    Nothing is written at the provider and nothing stays behind. Problems of desired values are
    diagnostics with their place in the spec.

    Raises:
        ProviderError, EngineError, MissingExtra: The provider or the local engine is not there.
    """
    readable = replace(
        desired, resources=tuple(one for one in desired.resources if one.address.kind not in reading.failures)
    )
    unread = tuple(one for one in desired.resources if one.address.kind in reading.failures)
    normal = provider.normalise(readable, reading.snapshot, reading.answers, vault)
    if not unread:
        return normal
    return replace(normal, desired=replace(normal.desired, resources=normal.desired.resources + unread))


def without_errors(normal: Normalised) -> Normalised:
    """The same, where nothing is wrong with it.

    Raises:
        NormaliseError: A desired value is wrong at this provider; with every problem found.
    """
    wrong = [each for each in normal.diagnostics if each.severity is Severity.ERROR]
    if wrong:
        raise NormaliseError(*wrong)
    return normal

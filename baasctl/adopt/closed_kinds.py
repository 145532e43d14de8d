"""Kinds that a project does not offer: no reason to adopt nothing of the rest."""

from __future__ import annotations

from dataclasses import replace

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.errors import Forbidden, NotFound, PlanLimit
from baasctl.providers.contract import Reading


def closed_kinds(reading: Reading, asked: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Warnings about kinds that nobody asked for by name and that are switched off here, or may not be read.

    Raises:
        ProviderError: A kind that was asked for, or all there are, or anything else than a closed door.
    """
    for kind, failure in reading.failures.items():
        if kind in asked or not reading.snapshot.resources or not isinstance(failure, Forbidden | NotFound | PlanLimit):
            raise failure
    told = dict.fromkeys(each for failure in reading.failures.values() for each in failure.diagnostics)
    return tuple(replace(each, severity=Severity.WARNING) for each in told)

"""Read the live state of one target."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import ProviderError
from baasctl.model.resource import Resource
from baasctl.model.state import Snapshot
from baasctl.providers.contract import Answer, Provider, Reading, Source, Wanted
from baasctl.workers import Workers


def live(provider: Provider, wanted: Wanted, workers: Workers, clock: Callable[[], datetime]) -> Reading:
    """Fetch what is wanted, each source once, then decode kind by kind.

    A source that fails makes the kinds that need it unreadable; the others are read.

    Raises:
        Cancelled: The user stopped the run.
    """
    began, calls_before, read_at = time.monotonic(), provider.calls, clock()
    answers: dict[str, Answer] = {}
    failures: dict[str, ProviderError] = {}
    while sources := _next_sources(provider, wanted, answers, failures):
        for finished in workers.run({source: partial(provider.fetch, source) for source in sources}):
            source = finished.key
            error = finished.error
            if isinstance(error, ProviderError):
                failures.update(dict.fromkeys(source.kinds & wanted.kinds, error))
                answers[source.name] = None
            else:
                answers[source.name] = finished.result()
    resources = _decoded(provider, wanted, answers, failures)
    snapshot = Snapshot(
        target=provider.target,
        resources=resources,
        read_at=read_at,
        unreadable={kind: _reason(kind, error) for kind, error in sorted(failures.items())},
        calls=provider.calls - calls_before,
        seconds=time.monotonic() - began,
    )
    return Reading(snapshot=snapshot, answers=answers, failures=failures)


def _next_sources(
    provider: Provider, wanted: Wanted, answers: Mapping[str, Answer], failures: Mapping[str, ProviderError]
) -> tuple[Source, ...]:
    readable = Wanted(kinds=wanted.kinds - failures.keys(), desired=wanted.desired, whole=wanted.whole)
    return tuple(source for source in provider.sources(readable, answers) if source.name not in answers)


def _decoded(
    provider: Provider, wanted: Wanted, answers: Mapping[str, Answer], failures: dict[str, ProviderError]
) -> tuple[Resource, ...]:
    resources: list[Resource] = []
    for kind in sorted(wanted.kinds - failures.keys()):
        try:
            resources.extend(provider.decode(kind, wanted, answers))
        except ProviderError as error:
            failures[kind] = error
    return tuple(sorted(resources, key=lambda resource: resource.address))


def _reason(kind: str, error: ProviderError) -> Diagnostic:
    if error.diagnostics:
        return error.diagnostics[0]
    return Diagnostic(code="READ001", summary="a kind could not be read", detail=f"`{kind}`: {error}")

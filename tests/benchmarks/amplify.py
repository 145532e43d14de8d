"""A no-change plan of an app with many parts, far away and at AWS's own rates."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from baasctl.providers.amplify.clients.rates import VARIABLE, scopes
from baasctl.sandbox.faults import Fault
from baasctl.sandbox.server import SandboxServer
from tests.benchmarks.cost import BAASCTL
from tests.sandbox_fixtures import AmplifyProject, new_amplify_project

LATENCY_MS = 50
CLIENTS, GROUPS, PROVIDERS, RESOLVERS = 5, 20, 6, 100
RUNS = 3


def amplify(folder: Path) -> None:
    """5 app clients, 20 groups, 6 identity providers, 100 resolvers; 50 ms a call, Cognito's published rates."""
    with SandboxServer(folder / "sandbox", durable=False, rate_limit=0) as server:
        project = new_amplify_project(server, owned=False)
        make_parts(project)
        environment = {**os.environ, **project.environment()}
        adopt = ["adopt", "--live", f"amplify:{project.app}", "--out", "spec"]
        subprocess.run([*BAASCTL, *adopt], cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True)
        server.faults.add(Fault(latency_ms=LATENCY_MS))
        free, calls = measured(folder / "spec", environment, project)
        limited, _ = measured(folder / "spec", {**environment, VARIABLE: "on"}, project)
    allowed = free + waiting(calls)
    print(f"{'no-change plan without rates':<44}{free:8.2f} s   {len(calls):4} calls")
    of = f"{limited / allowed:5.2f}x what they allow (aim 1.3x)"
    print(f"{'no-change plan at the rates of AWS':<44}{limited:8.2f} s   {of}")
    most = Counter(calls).most_common(4)
    print(f"{'most asked':<44}  {', '.join(f'{count} {call}' for call, count in most)}")


def measured(spec: Path, environment: Mapping[str, str], project: AmplifyProject) -> tuple[float, list[str]]:
    """Median seconds of reading, and the calls of one run."""
    runs = [planned(spec, {**environment, **secrets(spec)}, project) for _ in range(RUNS)]
    return statistics.median(seconds for seconds, _ in runs), runs[-1][1]


def make_parts(project: AmplifyProject) -> None:
    """What the backend does not have yet, by plain requests."""
    pool: dict[str, Any] = {"UserPoolId": project.user_pool}
    for number in range(CLIENTS - 1):
        project.ask("cognito-idp", "create_user_pool_client", **pool, ClientName=f"client-{number}")
    for number in range(GROUPS):
        project.ask("cognito-idp", "create_group", **pool, GroupName=f"group-{number}", Precedence=number)
    for number in range(PROVIDERS):
        details = {
            "client_id": f"client-{number}",
            "client_secret": "secret",
            "oidc_issuer": f"https://issuer-{number}.example.com",
            "authorize_scopes": "openid",
            "attributes_request_method": "GET",
        }
        project.ask(
            "cognito-idp", "create_identity_provider", **pool, ProviderName=f"oidc-{number}", ProviderType="OIDC",
            ProviderDetails=details, AttributeMapping={"username": "sub", "email": "email"},
        )  # fmt: skip
    make_resolvers(project)


def make_resolvers(project: AmplifyProject) -> None:
    """A schema with as many fields as resolvers."""
    api: dict[str, Any] = {"apiId": project.api}
    fields = "\n".join(f"  field{number}: String" for number in range(RESOLVERS))
    project.ask("appsync", "start_schema_creation", **api, definition=f"type Query {{\n{fields}\n}}".encode())
    project.ask("appsync", "create_data_source", **api, name="none", type="NONE")
    for number in range(RESOLVERS):
        project.ask(
            "appsync", "create_resolver", **api, typeName="Query", fieldName=f"field{number}", dataSourceName="none",
            requestMappingTemplate='{"version": "2018-05-29", "payload": null}',
            responseMappingTemplate="$util.toJson($context.result)",
        )  # fmt: skip


def planned(spec: Path, environment: Mapping[str, str], project: AmplifyProject) -> tuple[float, list[str]]:
    """Seconds that reading took, and the calls; fails unless nothing differs and all was readable."""
    before = len(project.calls())
    done = subprocess.run(
        [*BAASCTL, "plan", "-o", "json", "--detailed-exitcode"],
        cwd=spec, env=dict(environment), stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    (target,) = json.loads(done.stdout)["x_baasctl"]["targets"]
    return target["plan"]["seconds"], project.calls()[before:]


def secrets(spec: Path) -> dict[str, str]:
    """The texts of the adopted secrets."""
    example = spec / "secrets.env.example"
    names = [line.partition("=")[0] for line in example.read_text().splitlines()] if example.exists() else []
    return {name: "secret" for name in names if name and not name.startswith("#")}


def waiting(calls: list[str]) -> float:
    """Seconds that the fullest bucket keeps its last caller waiting: it begins with one second's worth."""
    filled = Counter(scope for call in calls for scope in _scopes(call))
    return max((max(0, count - per_s) / per_s for (_, per_s), count in filled.items()), default=0.0)


def _scopes(call: str) -> Iterator[tuple[str, int]]:
    from botocore import xform_name

    service, _, operation = call.partition(" ")
    return scopes(service, xform_name(operation), {"UserPoolId": "the pool"})

"""The contract cases on moto, where it implements the operations; and where the two simulators disagree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.amplify.on_moto.conftest import MotoAccount, operations
from tests.contract.cases import case_of
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import AmplifyProject

LISTED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
CASES = Path("tests/cases")


def prepared(case: dict[str, Any], moto: MotoAccount, folder: Path) -> SpecProject:
    """The user pool as the case says it is, with the case's spec beside it."""
    project = SpecProject(moto, folder, {name: str(text) for name, text in case.get("env", {}).items()})
    target = {"target": {"user_pool": moto.name, "api": moto.ids["api"], "region": moto.region}}
    live = case.get("live", {})
    send((*(case.get("setup") or ()), *live.get("requests", ())), moto)
    if "spec" in live:
        project.write(moto.filled_in({**live["spec"], **target}), live.get("files"))
        assert project.apply().is_converged
        send(live.get("changes", ()), moto)
    prune = {"prune": case["prune"]} if "prune" in case else {}
    project.write(moto.filled_in({**prune, **case["spec"], **target}), case.get("files"))
    return project


def send(requests: Any, moto: MotoAccount) -> None:
    for service, operation, *parameters in requests:
        moto.ask(service, operation, **moto.filled_in(dict(*parameters)))


@pytest.mark.parametrize("name", LISTED["cases"])
def test_a_case_converges_on_moto_too(moto_account: MotoAccount, name: str, tmp_path: Path) -> None:
    """The same plan as on the sandbox, apply makes it so, and a second plan is empty."""
    case = case_of(CASES / name)
    project = prepared(case, moto_account, tmp_path / "spec")

    plan = project.plan()
    if isinstance(case.get("plan"), list):
        assert sorted(map(line, plan.changes)) == sorted(moto_account.filled_in(case["plan"]))
    result = project.apply(plan)

    assert result.is_converged, [str(each) for each in result.diagnostics]
    assert project.plan().is_empty


def test_the_operations_that_run_on_moto_do_not_become_fewer(moto: str, request: pytest.FixtureRequest) -> None:
    """The committed list holds what the cases above ask of moto; it only grows."""
    ran = {item.nodeid for item in request.session.items if "test_a_case_converges_on_moto_too" in item.nodeid}
    if len(ran) < len(LISTED["cases"]):
        pytest.skip("needs every case of this file in the same run")

    assert set(LISTED["operations"]) <= set(operations(moto))
    assert all((CASES / name).exists() for name in (*LISTED["cases"], *LISTED["not_on_moto"]))


def test_an_update_resets_field_by_field_on_aws_alone(moto_account: MotoAccount, amplify: AmplifyProject) -> None:
    """An `UpdateUserPool` that sends the pool's id alone: the sandbox is AWS's, moto resets everything.

    AWS resets `AutoVerifiedAttributes` and keeps the password policy: measured in us-east-1 by go-to-k/cdkd
    (src/provisioning/providers/cognito-provider.ts, 2026-08-18 and -19) and in cdk-real-drift #702.
    """
    policy = {"PasswordPolicy": {"MinimumLength": 13, "RequireLowercase": True}}
    found = {}
    for name, remote, pool in (("moto", moto_account, moto_account.name), ("ours", amplify, amplify.user_pool)):
        remote.ask(
            "cognito-idp", "update_user_pool", UserPoolId=pool, Policies=policy, AutoVerifiedAttributes=["email"]
        )
        remote.ask("cognito-idp", "update_user_pool", UserPoolId=pool)
        described = remote.ask("cognito-idp", "describe_user_pool", UserPoolId=pool)["UserPool"]
        length = described.get("Policies", {}).get("PasswordPolicy", {}).get("MinimumLength")
        found[name] = (length == 13, described.get("AutoVerifiedAttributes", []))

    assert found == {"moto": (False, []), "ours": (True, [])}


def test_the_passkey_settings_of_a_pool_stay_on_aws_alone(moto_account: MotoAccount, amplify: AmplifyProject) -> None:
    """Dropped by moto: `WebAuthnConfiguration` of `SetUserPoolMfaConfig`; AWS keeps it (cdkd, measured 2026-08)."""
    passkeys = {"RelyingPartyId": "example.com", "UserVerification": "preferred"}
    found = {}
    for name, remote, pool in (("moto", moto_account, moto_account.name), ("ours", amplify, amplify.user_pool)):
        remote.ask("cognito-idp", "set_user_pool_mfa_config", UserPoolId=pool, MfaConfiguration="OFF",
                   WebAuthnConfiguration=passkeys)  # fmt: skip
        answer = remote.ask("cognito-idp", "get_user_pool_mfa_config", UserPoolId=pool)
        found[name] = answer.get("WebAuthnConfiguration", {}).get("RelyingPartyId")

    assert found == {"moto": None, "ours": "example.com"}

"""The `aws` command works with the sandbox as with AWS: every protocol, refusals, and what it changes is there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox_fixtures import AmplifyProject


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """The command, pointed at one account.

    Attributes:
        variables: All of its environment.
    """

    program: str
    amplify: AmplifyProject
    variables: dict[str, str]

    def run(self, *arguments: str) -> Any:
        """What the command answers; fails unless it succeeds."""
        done = self.attempt(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    def attempt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command to its end, whatever that is."""
        command = [self.program, "--output", "json", *arguments]
        return subprocess.run(command, env=self.variables, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def aws(amplify: AmplifyProject, tmp_path: Path) -> Command:
    """The command with nothing of this machine's own settings; skips where it is not installed."""
    program = shutil.which("aws", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if program is None:
        pytest.skip("needs the aws command: pip install awscli")
    variables = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(tmp_path),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        **amplify.environment(),
    }
    return Command(program=program, amplify=amplify, variables=variables)


def test_it_knows_who_it_is(aws: Command) -> None:
    """The access key is the account."""
    assert aws.run("sts", "get-caller-identity")["Account"] == aws.amplify.account


def test_it_reads_every_service_of_a_backend(aws: Command) -> None:
    """One command for each protocol and service."""
    amplify = aws.amplify
    reads = {
        ("amplify", "get-app", "--app-id", amplify.app): "app",
        ("cognito-idp", "describe-user-pool", "--user-pool-id", amplify.user_pool): "UserPool",
        ("cognito-identity", "describe-identity-pool", "--identity-pool-id", amplify.identity_pool): "IdentityPoolId",
        ("appsync", "get-graphql-api", "--api-id", amplify.api): "graphqlApi",
        ("lambda", "get-function", "--function-name", amplify.function): "Configuration",
        ("s3api", "get-bucket-cors", "--bucket", amplify.bucket): "CORSRules",
        ("iam", "get-role", "--role-name", amplify.auth_role): "Role",
        ("dynamodb", "describe-table", "--table-name", amplify.table): "Table",
    }

    assert [command for command, member in reads.items() if not aws.run(*command).get(member)] == []


def test_what_it_changes_is_changed(aws: Command, tmp_path: Path) -> None:
    """A pool, a bucket's objects and an app."""
    amplify = aws.amplify
    (tmp_path / "file.txt").write_text("content")
    aws.run("cognito-idp", "update-user-pool", "--user-pool-id", amplify.user_pool, "--deletion-protection", "ACTIVE")
    done = aws.attempt("s3", "cp", str(tmp_path / "file.txt"), f"s3://{amplify.bucket}/public/file.txt")
    aws.run("amplify", "update-app", "--app-id", amplify.app, "--description", "by hand")

    pool = amplify.ask("cognito-idp", "DescribeUserPool", UserPoolId=amplify.user_pool)["UserPool"]
    assert pool["DeletionProtection"] == "ACTIVE"
    assert done.returncode == 0, done.stderr
    head = amplify.ask("s3", "HeadObject", Bucket=amplify.bucket, Key="public/file.txt")
    assert head["ContentLength"] == len("content")
    assert amplify.ask("amplify", "GetApp", appId=amplify.app)["app"]["description"] == "by hand"


def test_it_says_what_the_sandbox_refuses(aws: Command) -> None:
    """The code and the words of AWS."""
    done = aws.attempt("cognito-idp", "create-user-pool", "--pool-name", "p", "--mfa-configuration", "OPTIONAL")

    assert done.returncode != 0
    assert "(InvalidParameterException)" in done.stderr


def test_a_wrong_access_key_is_refused(aws: Command) -> None:
    """As AWS refuses it."""
    aws.variables["AWS_ACCESS_KEY_ID"] = "AKIASOMEBODYELSE"

    assert "(InvalidClientTokenId)" in aws.attempt("sts", "get-caller-identity").stderr

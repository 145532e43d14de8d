"""Our decisions about policies beside MiniStack's with `AUTH=true`, which asks the policies of a role before it serves.

Roles get generated policies in the words that Amplify uses for storage, and call S3. Where MiniStack is known to be
wrong (research/amplify.md §8) the case is counted by the name of the gap, and our own answer has to be the documented
one: it does not put `${cognito-identity.amazonaws.com:sub}` in. That it ignores the role mapping of groups does not
matter here, where roles are assumed by name.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from baasctl.access.iam.deciding import Policies, Request, decide
from baasctl.access.iam.documents import statements_of
from baasctl.sandbox.amplify.ministack import MiniStack

pytestmark = pytest.mark.slow
ACCOUNT: Final = "123456789012"
BUCKET: Final = "files"
SEED: Final = 20261123
ROLES: Final = 40
KEYS: Final = (
    "public/a.png",
    "public/deep/b.png",
    "public/locked/c",
    "private/id-1/d",
    "private/id-2/e",
    "top",
    "a*b/f",
)
PREFIXES: Final = ("public/", "public/deep/", "private/id-1/", "")
ACTIONS: Final = (
    "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:*", "s3:Get*", "S3:getobject",
    "s3:?utObject", "*",
)  # fmt: skip
OBJECTS: Final = ("*", "public/*", "public/locked/*", "private/id-1/*", "private/*/*", "public/?.png", "to?", "*/c")
PREFIX_CONDITIONS: Final = (
    {"StringLike": {"s3:prefix": ["public/*", "public/"]}},
    {"StringEquals": {"s3:prefix": "public/"}},
    {"StringNotLike": {"s3:prefix": "private/*"}},
    {"StringLikeIfExists": {"s3:prefix": "public/*"}},
    {"StringEquals": {"s3:prefix": ""}},
    {"StringNotEquals": {"s3:prefix": ["public/", "public/deep/"]}},
)
SUB_GAP: Final = "a variable of Cognito is not put in"


def statement(chance: random.Random) -> dict[str, Any]:
    """One statement, as Amplify would write it or a person by hand."""
    found: dict[str, Any] = {"Effect": "Deny" if chance.random() < 0.25 else "Allow"}
    actions = chance.sample(ACTIONS, chance.randint(1, 2))
    found["NotAction" if chance.random() < 0.1 else "Action"] = actions if len(actions) > 1 else actions[0]
    arn = f"arn:aws:s3:::{BUCKET}"
    resources = [f"{arn}/{each}" for each in chance.sample(OBJECTS, chance.randint(1, 2))]
    resources += [arn] if chance.random() < 0.5 else []
    found["NotResource" if chance.random() < 0.1 else "Resource"] = "*" if chance.random() < 0.1 else resources
    if "s3:ListBucket" in actions and chance.random() < 0.7:
        found["Condition"] = chance.choice(PREFIX_CONDITIONS)
    return found


def policies() -> Iterator[dict[str, Any]]:
    chance = random.Random(SEED)
    for _ in range(ROLES):
        yield {"Version": "2012-10-17", "Statement": [statement(chance) for _ in range(chance.randint(1, 4))]}
    own = f"arn:aws:s3:::{BUCKET}/private/${{cognito-identity.amazonaws.com:sub}}/*"
    yield {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": own}]}


class Account:
    """An account on a MiniStack that enforces policies."""

    def __init__(self, ministack: MiniStack, session: Any) -> None:
        ministack.start()
        self._url = f"http://127.0.0.1:{ministack._port}"
        self._session = session
        self.root = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": "sandbox"}
        self._clients: list[Any] = []

    def client(self, service: str, credentials: dict[str, str]) -> Any:
        found = self._session.client(service, region_name="us-east-1", endpoint_url=self._url, **credentials)
        self._clients.append(found)
        return found

    def as_role(self, name: str, document: dict[str, Any]) -> Any:
        """S3 as a new role with one policy of its own."""
        iam, sts = self.client("iam", self.root), self.client("sts", self.root)
        trust = {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"},
        }
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=json.dumps(document))
        given = sts.assume_role(RoleArn=arn, RoleSessionName="probe")["Credentials"]
        return self.client(
            "s3",
            {
                "aws_access_key_id": given["AccessKeyId"],
                "aws_secret_access_key": given["SecretAccessKey"],
                "aws_session_token": given["SessionToken"],
            },
        )

    def close(self) -> None:
        while self._clients:
            self._clients.pop().close()


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    import boto3

    monkeypatch.setenv("AUTH", "true")
    running = MiniStack(tmp_path / "ministack")
    account = Account(running, boto3.Session())
    try:
        yield account
    finally:
        account.close()
        running.stop()


def is_let_through(call: Any, **parameters: Any) -> bool:
    from botocore.exceptions import ClientError

    try:
        call(Bucket=BUCKET, **parameters)
    except ClientError as refused:
        if refused.response["Error"]["Code"] != "AccessDenied":
            raise
        return False
    return True


def asked(s3: Any, root: Any) -> Iterator[tuple[str, str, dict[str, tuple[str, ...]], bool]]:
    """Every call of a role: action, resource, condition keys, and whether MiniStack let it through."""
    arn = f"arn:aws:s3:::{BUCKET}"
    for key in KEYS:
        yield "s3:GetObject", f"{arn}/{key}", {}, is_let_through(s3.get_object, Key=key)
    for prefix in PREFIXES:
        yield "s3:ListBucket", arn, {"s3:prefix": (prefix,)}, is_let_through(s3.list_objects_v2, Prefix=prefix)
    for key in KEYS:
        yield "s3:PutObject", f"{arn}/{key}", {}, is_let_through(s3.put_object, Key=key, Body=b"x")
    for key in KEYS:
        deleted = is_let_through(s3.delete_object, Key=key)
        if deleted:
            root.put_object(Bucket=BUCKET, Key=key, Body=b"x")
        yield "s3:DeleteObject", f"{arn}/{key}", {}, deleted


def test_policies_are_decided_as_ministack_decides_them(account: Account) -> None:
    """Every request of every role has the same answer, but for the gaps by name."""
    root = account.client("s3", account.root)
    root.create_bucket(Bucket=BUCKET)
    for key in KEYS:
        root.put_object(Bucket=BUCKET, Key=key, Body=b"x")
    counts: Counter[str] = Counter()
    differing = []
    for number, document in enumerate(policies()):
        own = Policies(identity={"own": statements_of(document)})
        has_variable = "${" in json.dumps(document)
        for action, resource, values, theirs in asked(account.as_role(f"role-{number}", document), root):
            known = {**values, "cognito-identity.amazonaws.com:sub": ("id-1",)} if has_variable else values
            request = Request(action=action, resource=resource, principal="arn:aws:iam::1:role/r", values=known)
            ours = decide(own, request).allowed
            counts["allowed" if ours else "denied"] += 1
            if ours is not theirs and has_variable:
                counts[SUB_GAP] += 1
                assert ours is ("/private/id-1/" in resource)
            elif ours is not theirs:
                differing.append((document, action, resource, values, ours, theirs))

    asked_for = counts["allowed"] + counts["denied"]
    print(f"\nIAM beside MiniStack: {asked_for} requests of {ROLES + 1} roles, seed {SEED}: {dict(counts)},", end=" ")
    print(f"{len(differing)} differ")
    assert differing == []
    assert counts["allowed"] > 100
    assert counts["denied"] > 100

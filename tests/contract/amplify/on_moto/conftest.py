"""moto (PyPI), another simulator of AWS, on loopback: what both simulators agree on rests on more than one reading."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from baasctl.sandbox.amplify.recognition import operation_of, signature
from baasctl.sandbox.exchange import Request
from tests.sandbox_fixtures import boto3_client

REGION = "eu-west-1"
BUCKET = "drive-of-moto"
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)


@dataclass(frozen=True, kw_only=True)
class MotoAccount:
    """An account with a user pool in moto; satisfies what the contract cases need of a project.

    Attributes:
        url: Of moto.
        ids: `user_pool` and `user_pool_client`.
    """

    url: str
    account: str
    ids: Mapping[str, str] = field(default_factory=dict)
    provider: str = "amplify"
    region: str = REGION

    @property
    def name(self) -> str:
        return self.ids["user_pool"]

    def environment(self) -> Mapping[str, str]:
        """Every service at moto's address, as `AWS_ENDPOINT_URL_<SERVICE>` has it."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": self.account,
            "AWS_SECRET_ACCESS_KEY": "any-key-opens-moto",
            "AWS_REGION": self.region,
            "AWS_MAX_ATTEMPTS": "1",
        }

    def ask(self, service: str, operation: str, **parameters: Any) -> Any:
        """One operation, as boto3 or as AWS writes its name."""
        client = boto3_client(service, self.url, self.account, self.region)
        by_wire = {wire: name for name, wire in client.meta.method_to_api_mapping.items()}
        answer = getattr(client, by_wire.get(operation, operation))(**parameters)
        answer.pop("ResponseMetadata", None)
        return answer

    def filled_in(self, value: Any) -> Any:
        """`{user_pool}` and the like replaced."""
        if isinstance(value, str):
            for name, text in {
                **self.ids,
                "project": self.name,
                "account": self.account,
                "region": self.region,
            }.items():
                value = value.replace(f"{{{name}}}", text)
            return value
        if isinstance(value, dict):
            return {self.filled_in(key): self.filled_in(member) for key, member in value.items()}
        return [self.filled_in(member) for member in value] if isinstance(value, list) else value


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a moto that records what it is asked."""
    server = pytest.importorskip("moto.server")
    recording = tmp_path_factory.mktemp("moto") / "recording"
    patch = pytest.MonkeyPatch()
    patch.setenv("MOTO_RECORDER_FILEPATH", str(recording))
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    url = f"http://{host}:{port}"
    posted(f"{url}/moto-api/recorder/start-recording")
    yield url
    running.stop()
    patch.undo()


@pytest.fixture
def moto_account(moto: str) -> MotoAccount:
    """The account anew, with what the cases begin with: a pool with a client, a function, an API, a bucket, roles."""
    posted(f"{moto}/moto-api/reset")
    empty = MotoAccount(url=moto, account="123456789012")
    pool = empty.ask("cognito-idp", "create_user_pool", PoolName="pool")["UserPool"]["Id"]
    client = empty.ask("cognito-idp", "create_user_pool_client", UserPoolId=pool, ClientName="first")["UserPoolClient"]
    roles = {f"{name}_role": role(empty, name) for name in ("auth", "unauth")}
    empty.ask(
        "lambda", "create_function", FunctionName="say-hello", Runtime="nodejs22.x", Handler="index.handler",
        Role=f"arn:aws:iam::{empty.account}:role/{role(empty, 'say-hello-role')}", Code={"ZipFile": EMPTY_ZIP},
    )  # fmt: skip
    api = empty.ask("appsync", "create_graphql_api", name="api", authenticationType="API_KEY")["graphqlApi"]["apiId"]
    place = {"LocationConstraint": REGION}
    empty.ask("s3", "create_bucket", Bucket=BUCKET, CreateBucketConfiguration=place)
    ids = {"user_pool": pool, "user_pool_client": client["ClientId"], "function": "say-hello", "api": api, **roles}
    return MotoAccount(url=moto, account=empty.account, ids={**ids, "bucket": BUCKET, "app": pool})


def role(account: MotoAccount, name: str) -> str:
    """A role that Lambda may take on."""
    statement = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    account.ask("iam", "create_role", RoleName=name, AssumeRolePolicyDocument=trust)
    return name


def posted(url: str) -> None:
    """Send an empty POST."""
    with urllib.request.urlopen(urllib.request.Request(url, method="POST")) as answer:
        answer.read()


def operations(url: str) -> list[str]:
    """`service Operation` of everything that moto was asked for so far."""
    with urllib.request.urlopen(f"{url}/moto-api/recorder/download-recording") as answer:
        lines = [json.loads(line) for line in answer.read().decode().splitlines()]
    requests = (recorded(line) for line in lines if "/moto-api/" not in line["url"])
    return [f"{found.service} {operation_of(found.service, each)}" for each in requests if (found := signature(each))]


def recorded(line: Mapping[str, Any]) -> Request:
    """A line of the recording as the request that it was."""
    address = urlsplit(line["url"])
    body = str(line["body"]).encode()
    return Request(
        method=line["method"],
        path=unquote(address.path),
        query=dict(parse_qsl(address.query, keep_blank_values=True)),
        headers={name.lower(): text for name, text in dict(line["headers"]).items()},
        body=base64.b64decode(body) if line["body_encoded"] else body,
        target=f"{address.path}?{address.query}",
    )

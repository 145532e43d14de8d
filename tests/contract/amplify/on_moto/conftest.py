"""moto (PyPI), another simulator of AWS, on loopback: what both simulators agree on rests on more than one reading."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.sandbox_fixtures import boto3_client

REGION = "eu-west-1"
_PREFIX = "AWSCognitoIdentityProviderService."


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
        services = ("COGNITO_IDP", "CLOUDFORMATION", "RESOURCE_GROUPS_TAGGING_API", "LAMBDA", "APPSYNC")
        return {
            **{f"AWS_ENDPOINT_URL_{service}": self.url for service in services},
            "AWS_ACCESS_KEY_ID": self.account,
            "AWS_SECRET_ACCESS_KEY": "any-key-opens-moto",
            "AWS_REGION": self.region,
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
    """A new user pool with one client."""
    empty = MotoAccount(url=moto, account="123456789012")
    pool = empty.ask("cognito-idp", "create_user_pool", PoolName="pool")["UserPool"]["Id"]
    client = empty.ask("cognito-idp", "create_user_pool_client", UserPoolId=pool, ClientName="first")["UserPoolClient"]
    return MotoAccount(url=moto, account=empty.account, ids={"user_pool": pool, "user_pool_client": client["ClientId"]})


def posted(url: str) -> None:
    """Send an empty POST."""
    with urllib.request.urlopen(urllib.request.Request(url, method="POST")) as answer:
        answer.read()


def operations(url: str) -> list[str]:
    """Names of the operations of Cognito that moto was asked for so far."""
    with urllib.request.urlopen(f"{url}/moto-api/recorder/download-recording") as answer:
        lines = answer.read().decode().splitlines()
    targets = [dict(json.loads(line)["headers"]).get("X-Amz-Target", "") for line in lines]
    return [target.removeprefix(_PREFIX) for target in targets if target.startswith(_PREFIX)]

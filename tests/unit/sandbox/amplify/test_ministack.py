"""MiniStack's life: started when it is needed, gone with its owner, its state in the folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from baasctl.model.errors import SandboxError
from baasctl.sandbox import lifecycle
from baasctl.sandbox.amplify.backend import Backend
from baasctl.sandbox.amplify.ministack import PYTHON_VARIABLE, MiniStack, version
from baasctl.sandbox.environment import environment

OWNER = """
import sys, time
from pathlib import Path
from baasctl.sandbox.amplify.backend import Backend
from baasctl.sandbox.amplify.ministack import MiniStack
stack = MiniStack(Path(sys.argv[1]))
Backend(ministack=stack, account="100000000001", region="eu-west-1").ask("cognito-idp", "CreateUserPool", PoolName="p")
print(stack._port, flush=True)
time.sleep(600)
"""


def pools(stack: MiniStack) -> list[str]:
    backend = Backend(ministack=stack, account="100000000001", region="eu-west-1")
    return [pool["Name"] for pool in backend.ask("cognito-idp", "ListUserPools", MaxResults=60)["UserPools"]]


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_is_started_with_the_first_request(tmp_path: Path) -> None:
    """A sandbox without AWS costs nothing."""
    stack = MiniStack(tmp_path / "stack")

    assert not (tmp_path / "stack").exists()
    assert pools(stack) == []
    assert stack.is_running
    stack.stop()
    assert not stack.is_running


def test_a_killed_owner_takes_it_along_and_loses_nothing(tmp_path: Path) -> None:
    """Its supervisor ends it in good order, so that it saves; the next one waits for that."""
    with subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        port = int(owner.stdout.readline())
        owner.send_signal(signal.SIGKILL)
    stack = MiniStack(tmp_path)

    assert pools(stack) == ["p"]
    stack.stop()
    deadline = time.monotonic() + 30
    while is_open(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_open(port)


def test_without_it_there_is_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interpreter that does not have it is told from one that is not there."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    with pytest.raises(SandboxError, match="needs MiniStack"):
        MiniStack(tmp_path).start()


def test_it_may_live_in_an_environment_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named by a variable; its version is that one's."""
    monkeypatch.setenv(PYTHON_VARIABLE, sys.executable)
    stack = MiniStack(tmp_path)
    stack.start()
    stack.stop()

    assert version().split(".")[0].isdigit()


def test_an_app_survives_a_restart_and_names_its_environment(tmp_path: Path) -> None:
    """Ids of its backend are the same, and `sandbox env` leads to its account."""
    data = tmp_path / "data"
    lifecycle.start(data, rate_limit=0, durable=False)
    try:
        added = lifecycle.add_project(data, "amplify", "dsandbox1", {"owned": True})
        variables = environment(data, lifecycle.status(data))
        lifecycle.stop(data)
        lifecycle.start(data, rate_limit=0, durable=False)
        status = lifecycle.status(data)
        asked = {**os.environ, **environment(data, status)}
        script = (
            "import boto3, os;"
            "b = boto3.client('amplify').get_branch(appId=os.environ['AMPLIFY_APP_ID'], branchName='main');"
            "s = boto3.client('cloudformation').describe_stacks(StackName=b['branch']['backend']['stackArn']);"
            "print(s['Stacks'][0]['StackStatus'])"
        )
        told = subprocess.run([sys.executable, "-c", script], env=asked, capture_output=True, text=True, check=False)
    finally:
        lifecycle.stop(data)

    assert variables["AWS_ACCESS_KEY_ID"] == added["account"]
    assert (variables["AMPLIFY_APP_ID"], variables["AWS_REGION"]) == ("dsandbox1", "eu-west-1")
    assert told.stdout.strip() == "CREATE_COMPLETE", told.stderr
    assert (status.ministack, status.ministack_python) == (version(), sys.executable)

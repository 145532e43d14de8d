"""What every test lives with: a closed network, repeatable laws, skips that are counted and named."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections import Counter
from collections.abc import Generator, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from baasctl.engines.rules_language.recursion import make_room
from tests import spreading
from tests.sandbox_fixtures import (  # noqa: F401  pytest finds fixtures by these names
    _aws_clients_are_closed,
    _exchanges_are_as_documented,
    amplify,
    discovery,
    firebase,
    ministack,
    module_supabase,
    sandbox,
    sandbox_postgres,
    shared_sandbox,
    supabase,
)

REPOSITORY = Path(__file__).resolve().parent.parent
PROGRAMS = {"npm": ("node", "npm"), "java": ("java",)}

# In the background of a shell without job control Ctrl-C is ignored, also by what the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Hypothesis warns when the limit of recursion changes under a law, which the first ruleset in a process does.
make_room()

hypothesis.settings.register_profile("local", max_examples=50, print_blob=True, deadline=None)
hypothesis.settings.register_profile("ci", hypothesis.settings.get_profile("local"), derandomize=True)
hypothesis.settings.register_profile("fuzz", hypothesis.settings.get_profile("local"), max_examples=300)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests that take more than ten seconds")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return spreading.scheduler(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: spreading.place_of(item.nodeid))
    run_slow = config.getoption("--slow") or os.environ.get("CI")
    for item in items:
        if item.get_closest_marker("slow") and not run_slow:
            item.add_marker(pytest.mark.skip(reason="slow: runs with --slow or when CI is set"))
        for name, programs in PROGRAMS.items():
            if item.get_closest_marker(name) and (missing := [each for each in programs if not shutil.which(each)]):
                item.add_marker(pytest.mark.skip(reason=f"needs {name}: {', '.join(missing)} not on PATH"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """`BAASCTL_REQUIRE=npm,java` turns the skip of a test so marked into a failure."""
    report = yield
    required = {name.strip() for name in os.environ.get("BAASCTL_REQUIRE", "").split(",")} - {""}
    marked = sorted(name for name in required if item.get_closest_marker(name))
    if report.skipped and marked and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although BAASCTL_REQUIRE names {', '.join(marked)}: {skip_reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many tests each reason left out."""
    reasons = Counter(skip_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if reasons:
        terminalreporter.section("skipped, by reason")
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count:5} {reason}")


def skip_reason(report: pytest.TestReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


class NetworkClosed(AssertionError):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True, scope="session")
def _network_is_closed() -> Iterator[None]:
    """Only loopback addresses and Unix sockets can be connected to, and only this machine's names resolved."""
    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex"):
            patch.setattr(socket.socket, method, _on_loopback_only(getattr(socket.socket, method)))
        patch.setattr(socket, "getaddrinfo", _of_this_machine_only(socket.getaddrinfo))
        yield


def _on_loopback_only(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_local(address[0]):
            raise NetworkClosed(f"a test tried to connect to {address!r}")
        return connect(self, address)

    return guarded


def _of_this_machine_only(getaddrinfo: Any) -> Any:
    def guarded(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_local(name):
            raise NetworkClosed(f"a test tried to resolve {name!r}")
        return getaddrinfo(host, *arguments, **options)

    return guarded


def _is_local(host: str) -> bool:
    if host in {"", "localhost"}:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of contracts and recordings beside the clone; a clone without it skips what needs it."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "contracts").is_dir():
        pytest.skip("needs shared/contracts beside the clone")
    return folder

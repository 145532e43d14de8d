"""Calls in parallel and in a row, their errors, and stopping them."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Generator

import pytest

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Cancelled, Unavailable
from baasctl.workers import SerialWorkers, Stop, ThreadWorkers, Workers

both = pytest.mark.parametrize("build", [SerialWorkers, lambda stop: ThreadWorkers(2, stop)], ids=["serial", "threads"])
Build = Callable[[Stop], Workers]


def _refuse() -> int:
    raise Unavailable(Diagnostic(code="READ000", summary="down"))


@both
def test_one_failure_does_not_stop_the_others(build: Build) -> None:
    """Every call is carried out; errors are handed back beside values."""
    finished = {each.key: each for each in build(Stop()).run({"a": lambda: 1, "b": _refuse, "c": lambda: 3})}
    assert (finished["a"].result(), finished["c"].result()) == (1, 3)
    assert isinstance(finished["b"].error, Unavailable)
    assert finished["a"].error is None


@both
def test_a_mistake_in_baasctl_is_raised_not_reported(build: Build) -> None:
    """Only our own errors become part of a report."""

    def mistake() -> int:
        return 1 // 0

    with pytest.raises(ZeroDivisionError):
        [each.error for each in build(Stop()).run({"a": mistake})]


@both
def test_nothing_to_do_is_done(build: Build) -> None:
    """No calls yield no results."""
    assert list(build(Stop()).run({})) == []


@both
def test_a_stopped_run_begins_no_call(build: Build) -> None:
    """A stop before the start carries nothing out and says so."""
    stop = Stop()
    stop.request()
    begun: list[int] = []
    with pytest.raises(Cancelled) as raised:
        list(build(stop).run({"a": lambda: begun.append(1)}))
    assert (begun, raised.value.exit_code) == ([], 8)


@both
def test_a_stop_finishes_the_call_in_flight(build: Build) -> None:
    """Its result is handed over before `Cancelled`; calls that had not begun never begin."""
    stop = Stop()
    begun: list[str] = []
    release = threading.Event()

    def ask_to_stop() -> str:
        begun.append("stop")
        stop.request()
        release.set()
        return "finished"

    def wait() -> str:
        begun.append("wait")
        release.wait()
        return "finished too"

    def later() -> str:
        begun.append("later")
        return "too late"

    results: list[str] = []
    calls = {"stop": ask_to_stop, "wait": wait, **dict.fromkeys(map(str, range(50)), later)}
    with pytest.raises(Cancelled):
        results.extend(each.result() for each in build(stop).run(calls))
    assert "finished" in results or begun == ["stop"]
    assert "later" not in begun


def test_threads_run_side_by_side() -> None:
    """Two calls that wait for each other both end."""
    barrier = threading.Barrier(2, timeout=30)
    assert {each.result() in {0, 1} for each in ThreadWorkers(2).run({"a": barrier.wait, "b": barrier.wait})} == {True}


def test_an_abandoned_run_waits_for_nobody() -> None:
    """Who stops iterating, also by being garbage, is not held up by calls in flight."""
    begun, release, ended = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        release.wait(60)
        ended.set()

    run = ThreadWorkers(2).run({"slow": slow, "quick": lambda: begun.wait(60)})
    assert isinstance(run, Generator)
    assert next(run).key == "quick"
    run.close()
    assert not ended.is_set()
    release.set()
    assert ended.wait(60)


def test_no_more_threads_than_allowed() -> None:
    """The bound holds however many calls there are."""
    now: list[int] = [0, 0]
    lock = threading.Lock()

    def count() -> None:
        with lock:
            now[0] += 1
            now[1] = max(now)
        time.sleep(0.005)
        with lock:
            now[0] -= 1

    assert len(list(ThreadWorkers(3).run({str(number): count for number in range(20)}))) == 20
    assert now[1] <= 3


@both
def test_ctrl_c_while_waiting_ends_in_cancelled(build: Build) -> None:
    """A real SIGINT stops the run with exit code 8 instead of a traceback."""

    def interrupt() -> str:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        return "in flight"

    stop = Stop()
    results: list[str] = []
    with stop.on_interrupt(), pytest.raises(Cancelled):
        results.extend(each.result() for each in build(stop).run({"a": interrupt, "b": lambda: "quick"}))
    assert "in flight" in results


def test_a_second_ctrl_c_interrupts_at_once() -> None:
    """Who presses twice means it; afterwards the handlers are those from before."""
    before = signal.getsignal(signal.SIGINT)
    stop = Stop()
    with stop.on_interrupt():
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.is_requested
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_pause_ends_when_the_run_is_stopped() -> None:
    """Waiting an hour for a rate limit does not outlive Ctrl-C."""
    stop = Stop()
    stop.pause(0)
    threading.Timer(0.02, stop.request).start()
    with pytest.raises(Cancelled):
        stop.pause(3600)


@both
def test_a_pause_inside_a_call_ends_the_run(build: Build) -> None:
    """A call that was waiting for its next try counts as not carried out."""
    stop = Stop()

    def wait_for_ever() -> None:
        stop.request()
        stop.pause(3600)

    results: list[object] = []
    with pytest.raises(Cancelled):
        results.extend(build(stop).run({"a": wait_for_ever}))
    assert results == []


def test_other_threads_leave_the_signals_alone() -> None:
    """`on_interrupt` beyond the main thread changes nothing."""
    entered: list[bool] = []

    def enter() -> None:
        with Stop().on_interrupt():
            entered.append(True)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert entered == [True]

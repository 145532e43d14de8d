"""A bounded number of threads for calls that wait on a network, their serial twin, and the way to stop them."""

from __future__ import annotations

import signal
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Generic, TypeVar

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import BaasctlError, Cancelled

Key = TypeVar("Key")
Result = TypeVar("Result")

_SLICE_S = 0.1


class Stop:
    """The user's wish to stop: heard between calls, never inside one.

    Holds a flag without a lock, because a signal handler that takes a lock can
    block the thread that it interrupted.
    """

    def __init__(self) -> None:
        self.is_requested = False

    def request(self) -> None:
        """Begin no further call. May be called from any thread and from a signal handler."""
        self.is_requested = True

    def check(self) -> None:
        """Go on, unless a stop was requested.

        Raises:
            Cancelled: It was.
        """
        if self.is_requested:
            raise Cancelled(Diagnostic(code="READ920", summary="stopped before the end", hint="run the command again"))

    def pause(self, seconds: float) -> None:
        """Wait, but not much longer than until a stop is requested; fits `Transport(pause=…)`.

        Raises:
            Cancelled: It was.
        """
        until = time.monotonic() + seconds
        self.check()
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE_S))
            self.check()

    @contextmanager
    def on_interrupt(self) -> Iterator[None]:
        """Inside, the first Ctrl-C or SIGTERM requests a stop; a second one interrupts at once.

        Only the main thread can do so; elsewhere nothing changes.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def request_once(_number: int, _frame: FrameType | None) -> None:
            if self.is_requested:
                raise KeyboardInterrupt
            self.request()

        before = {number: signal.signal(number, request_once) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class Finished(Generic[Key, Result]):
    """What became of one call.

    Attributes:
        key: The name under which the call was given.
    """

    def __init__(self, key: Key, future: Future[Result]) -> None:
        self.key = key
        self._future = future

    @property
    def error(self) -> BaasctlError | None:
        """The error to tell the user, or `None`; a mistake in baasctl itself is raised."""
        error = self._future.exception()
        if error is None or isinstance(error, BaasctlError):
            return error
        raise error

    def result(self) -> Result:
        """The value returned; raises what the call raised."""
        return self._future.result()


class Workers(ABC):
    """Carries out calls and hands each back as soon as it is done."""

    def __init__(self, stop: Stop | None = None) -> None:
        self.stop = stop or Stop()

    @abstractmethod
    def run(self, calls: Mapping[Key, Callable[[], Result]]) -> Iterator[Finished[Key, Result]]:
        """Begin the calls in the order of the mapping; yield them in the order in which they end.

        A call that fails does not stop the others. After a stop the calls in flight are finished
        and yielded, no further one is begun, and then `Cancelled` is raised.
        """

    def _carry_out(self, call: Callable[[], Result]) -> Result:
        self.stop.check()
        return call()


class ThreadWorkers(Workers):
    """At most `size` calls at once, each in a thread."""

    def __init__(self, size: int = 8, stop: Stop | None = None) -> None:
        super().__init__(stop)
        self._size = size

    def run(self, calls: Mapping[Key, Callable[[], Result]]) -> Iterator[Finished[Key, Result]]:
        """See `Workers.run`."""
        executor = ThreadPoolExecutor(self._size, thread_name_prefix="baasctl")
        waits = True
        try:
            keys = {executor.submit(self._carry_out, call): key for key, call in calls.items()}
            for future in _as_they_end(keys):
                if not (self.stop.is_requested and isinstance(future.exception(), Cancelled)):
                    yield Finished(keys[future], future)
        except KeyboardInterrupt:
            # Nobody asked for calls to be finished (`Stop.on_interrupt`): a server that is silent is not waited for.
            self.stop.request()
            waits = False
            raise
        except GeneratorExit:
            # Whoever iterated has left. The collector may run this inside a thread that is just starting or ending,
            # where joining others deadlocks (CPython 3.11, `threading._shutdown_locks_lock`).
            waits = False
            raise
        finally:
            executor.shutdown(wait=waits, cancel_futures=True)
        self.stop.check()


def _as_they_end(futures: Collection[Future[Result]]) -> Iterator[Future[Result]]:
    """The futures in the order in which they end.

    Waits in slices: a signal that comes between the last step of the interpreter and the wait of the
    operating system is heard only when that wait is over, and a silent server would never end it.
    """
    ended: SimpleQueue[Future[Result]] = SimpleQueue()
    for future in futures:
        future.add_done_callback(ended.put)
    left = len(futures)
    while left:
        try:
            future = ended.get(timeout=_SLICE_S)
        except Empty:
            continue
        left -= 1
        yield future


class SerialWorkers(Workers):
    """One call after the other in the calling thread."""

    def run(self, calls: Mapping[Key, Callable[[], Result]]) -> Iterator[Finished[Key, Result]]:
        """See `Workers.run`."""
        for key, call in calls.items():
            self.stop.check()
            future: Future[Result] = Future()
            try:
                future.set_result(call())
            except BaasctlError as error:
                if self.stop.is_requested and isinstance(error, Cancelled):
                    raise
                future.set_exception(error)
            yield Finished(key, future)
        self.stop.check()

"""When a request is tried again, and how long to wait before."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import stamina

Pause = Callable[[float], None]
"""Waits that many seconds; raises `Cancelled` when the user stops the run meanwhile."""

Result = TypeVar("Result")

_EPOCH_LIKE = 1_000_000_000

# Without a handler Python prints the warnings that stamina logs for each retry on stderr.
logging.getLogger("stamina").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Limits of one request.

    Attributes:
        tries: Most times that a request is sent.
        first_wait_s: Wait before the second try; doubles with each further one.
        longest_wait_s: Bound of a wait that the provider did not ask for.
        total_wait_s: Bound of all waits together, those that the provider asks for included.
    """

    tries: int = 6
    first_wait_s: float = 0.25
    longest_wait_s: float = 8.0
    total_wait_s: float = 120.0


class Failure(Exception):
    """One try that failed; becomes a `ProviderError` when no further try follows.

    Attributes:
        status: HTTP status, or `None` when there was no complete answer.
        reason: What happened, without secrets.
        may_retry: Whether sending the request again does no harm.
        retry_after_s: Seconds that the provider asked to wait, or `None`.
        hint: What to do about it; empty when there is no more than to try later.
    """

    def __init__(
        self,
        reason: str,
        *,
        may_retry: bool,
        status: int | None = None,
        retry_after_s: float | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.may_retry = may_retry
        self.retry_after_s = retry_after_s
        self.hint = hint


class Retries:
    """The waits of one request; counts them, so that messages can say what was tried.

    Attributes:
        tries: Times that the request was sent.
        waited_s: Seconds waited between tries.
    """

    def __init__(self, policy: RetryPolicy, pause: Pause, jitter: Callable[[], float] = random.random) -> None:
        self._policy = policy
        self._pause = pause
        self._jitter = jitter
        self.tries = 0
        self.waited_s = 0.0

    def run(self, send: Callable[[], Result]) -> Result:
        """Call `send` until it returns, or until its `Failure` is final and raised."""
        for attempt in stamina.retry_context(on=self._wait_or_give_up, attempts=None, timeout=None):
            with attempt:
                self.tries += 1
                return send()
        raise AssertionError  # pragma: no cover

    def _wait_or_give_up(self, error: Exception) -> bool | float:
        """Wait here, with the caller's `pause`, so that a run can be cancelled and tests need no real time."""
        if not isinstance(error, Failure) or not error.may_retry or self.tries >= self._policy.tries:
            return False
        wait_s = self._next_wait_s() if error.retry_after_s is None else error.retry_after_s
        if self.waited_s + wait_s > self._policy.total_wait_s:
            return False
        self._pause(wait_s)
        self.waited_s += wait_s
        return 0.0

    def _next_wait_s(self) -> float:
        """Doubles each time; between half of it and all of it, so that clients do not come back together."""
        longest = min(self._policy.first_wait_s * 2.0 ** (self.tries - 1), self._policy.longest_wait_s)
        return longest * (0.5 + 0.5 * self._jitter())


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that an answer asks to wait: the longer of `retry-after` and `x-ratelimit-reset`.

    `retry-after` is seconds or a date (RFC 9110 §10.2.3). Supabase sends `x-ratelimit-reset` as
    seconds (recorded answers of 2026-05); others send a Unix time, known by its size.

    Returns:
        `None` when neither header is present and readable; never negative.
    """
    waits = [_retry_after(headers.get("retry-after", ""), now), _reset_after(headers.get("x-ratelimit-reset", ""), now)]
    known = [max(0.0, wait) for wait in waits if wait is not None]
    return max(known, default=None)


def _retry_after(value: str, now: datetime) -> float | None:
    if (seconds := _number(value)) is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - now).total_seconds()


def _reset_after(value: str, now: datetime) -> float | None:
    seconds = _number(value)
    if seconds is not None and seconds >= _EPOCH_LIKE:
        return seconds - now.timestamp()
    return seconds


def _number(value: str) -> float | None:
    digits = value.strip()
    return float(digits) if digits.isascii() and digits.replace(".", "", 1).isdigit() and len(digits) < 20 else None

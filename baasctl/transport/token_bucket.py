"""Staying under a provider's request rate, shared by all threads that use one credential."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable

from baasctl.transport.retries import Pause


class TokenBucket:
    """At most `capacity` requests at once and `capacity` per `per_s` seconds on average.

    A 429 closes the bucket for everybody until the time that the provider named.
    """

    def __init__(self, *, capacity: int, per_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(capacity)
        self._per_second = capacity / per_s
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens = float(capacity)
        self._filled_at = clock()
        self._closed_until = self._filled_at

    def acquire(self, pause: Pause) -> None:
        """Take one token; wait with `pause` while there is none."""
        while (wait_s := self._take()) > 0:
            pause(wait_s)

    def close_for(self, seconds: float) -> None:
        """Let nobody through for so long; a shorter closing never shortens a longer one."""
        with self._lock:
            self._closed_until = max(self._closed_until, self._clock() + seconds)

    def _take(self) -> float:
        """Take a token and return 0, or return the seconds until there may be one."""
        with self._lock:
            now = self._clock()
            if now < self._closed_until:
                return self._closed_until - now
            grown = self._tokens + (now - self._filled_at) * self._per_second
            self._tokens = min(self._capacity, grown)
            self._filled_at = now
            if self._tokens >= 1:
                self._tokens -= 1
                return 0.0
            return (1 - self._tokens) / self._per_second


class RateLimits:
    """The buckets of one run, by (provider, name of the credential, scope); never by the credential itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[Hashable, TokenBucket] = {}

    def bucket(self, provider: str, credential: str, scope: str, *, capacity: int, per_s: float) -> TokenBucket:
        """The one bucket of this key; the first caller's numbers hold."""
        with self._lock:
            key = (provider, credential, scope)
            if key not in self._buckets:
                self._buckets[key] = TokenBucket(capacity=capacity, per_s=per_s, clock=self._clock)
            return self._buckets[key]

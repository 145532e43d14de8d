"""The Management API's throttle: requests per minute and operation, told in `x-ratelimit-*` headers.

Recorded (supabase/cli apps/cli-e2e/fixtures/recorded, 2026-05): limit 120, reset in seconds. That each operation has
its own bucket is inferred from the recordings, where `remaining` starts at 119 for nearly every operation of a run.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from baasctl.sandbox.exchange import Refusal
from baasctl.sandbox.supabase.refusals import THROTTLED

REAL_LIMIT = 120
_WINDOW_S = 60.0


@dataclass(slots=True, kw_only=True)
class RateLimit:
    """Fixed windows of a minute, one per operation.

    Attributes:
        limit: Requests per window. 0 means no limit, and no headers.
    """

    limit: int = REAL_LIMIT
    clock: Callable[[], float] = time.monotonic
    _windows: dict[str, tuple[float, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, operation: str) -> dict[str, str]:
        """Count a request and return the headers to send.

        Raises:
            Refusal: 429 with `Retry-After`, the window is used up.
        """
        if not self.limit:
            return {}
        now = self.clock()
        with self._lock:
            begin, used = self._windows.get(operation, (now, 0))
            if now - begin >= _WINDOW_S:
                begin, used = now, 0
            self._windows[operation] = (begin, used + 1)
        reset = min(60, max(1, math.ceil(begin + _WINDOW_S - now)))
        headers = {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(max(0, self.limit - used - 1)),
            "x-ratelimit-reset": str(reset),
        }
        if used >= self.limit:
            raise Refusal(429, THROTTLED, headers={**headers, "retry-after": str(reset)})
        return headers

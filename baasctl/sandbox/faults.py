"""Faults on purpose: latency, error answers, truncated, garbled and dropped answers per request pattern."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field

from baasctl.sandbox.exchange import Json, JsonObject, Refusal, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong, where and how often.

    Attributes:
        method: Regular expression for the whole method.
        path: Regular expression searched in the path, of AWS in `/aws/<service>/<operation>`.
        latency_ms: Milliseconds to wait before answering.
        status: Answer with this status instead of serving the request; 0 serves it.
        retry_after: Value of the `Retry-After` header that goes with *status*; empty sends none.
        message: Text of the error answer; empty means the provider's usual one.
        truncate: Serve the request, announce the whole length, send only this many bytes; -1 sends all.
        drop: Close the connection without an answer. The request is *not* served.
        drop_after: Serve the request, then close the connection without an answer.
        garbage: Serve the request, answer with bytes that are no JSON.
        count: How many requests it hits; 0 means all.
        skip: How many matching requests pass first.
    """

    method: str = ".*"
    path: str = ""
    latency_ms: int = 0
    status: int = 0
    retry_after: str = ""
    message: str = ""
    truncate: int = -1
    drop: bool = False
    drop_after: bool = False
    garbage: bool = False
    count: int = 0
    skip: int = 0

    def fits(self, request: Request) -> bool:
        return bool(re.fullmatch(self.method, request.method) and re.search(self.path, request.name))

    @property
    def serves(self) -> bool:
        """Whether the request still takes effect."""
        return not (self.status or self.drop)


def fault_from_json(value: JsonObject) -> Fault:
    """Read a fault as `POST /_sandbox/faults` takes it.

    Raises:
        Refusal: 400, an unknown key, a wrong type or a broken expression.
    """
    known = {name: type(getattr(Fault(), name)) for name in Fault.__slots__}
    for name, member in value.items():
        if name not in known or type(member) is not known[name]:
            raise Refusal(400, f"{name}: not a property of a fault, or of the wrong type; known: {', '.join(known)}")
    fault = Fault(**value)  # type: ignore[arg-type]  # names and types were compared above
    try:
        re.compile(fault.method)
        re.compile(fault.path)
    except re.error as problem:
        raise Refusal(400, f"not a regular expression: {problem}") from problem
    return fault


@dataclass(slots=True)
class _Armed:
    fault: Fault
    seen: int = 0
    hits: int = 0

    def take(self) -> bool:
        self.seen += 1
        if self.seen <= self.fault.skip or (self.fault.count and self.hits >= self.fault.count):
            return False
        self.hits += 1
        return True


@dataclass(slots=True)
class Faults:
    """The faults in force, first match wins; forgotten when the sandbox stops."""

    _armed: list[_Armed] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._armed.append(_Armed(fault))

    def clear(self) -> None:
        with self._lock:
            self._armed.clear()

    def for_request(self, request: Request) -> Fault | None:
        """The fault that hits *request*, counted; `None` lets it pass."""
        with self._lock:
            return next((armed.fault for armed in self._armed if armed.fault.fits(request) and armed.take()), None)

    def listing(self) -> list[Json]:
        with self._lock:
            return [
                {"hits": armed.hits, **{name: getattr(armed.fault, name) for name in Fault.__slots__}}
                for armed in self._armed
            ]

"""The request log: one JSON line per request served."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE = "requests.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One line of the log.

    Attributes:
        time: RFC 3339 with milliseconds, UTC.
        method: HTTP method.
        path: Path as sent, without the query: queries may carry key material. Of AWS `/aws/<service>/<operation>`.
        status: HTTP status; 0 when the connection was dropped on purpose.
        milliseconds: From the complete request to the answer.
        bytes: Length of the answer's body.
        note: `not simulated`, the fault that hit, ignored keys; usually empty.
        account: Of AWS, whose request it was; empty where the path tells.
    """

    time: str
    method: str
    path: str
    status: int
    milliseconds: float
    bytes: int
    note: str = ""
    account: str = ""

    def as_json_line(self) -> str:
        fields = {name: getattr(self, name) for name in self.__slots__}
        for name in ("note", "account"):
            if not fields[name]:
                del fields[name]
        return json.dumps(fields, ensure_ascii=True)


class RequestLog:
    """Appends to `requests.jsonl` of a data folder, from any thread."""

    def __init__(self, data: Path) -> None:
        self._file = (data / FILE).open("a", encoding="utf-8")
        (data / FILE).chmod(0o600)
        self._lock = threading.Lock()

    def write(self, served: Served) -> None:
        with self._lock:
            if not self._file.closed:
                self._file.write(served.as_json_line() + "\n")
                self._file.flush()

    def close(self) -> None:
        with self._lock:
            self._file.close()


def now() -> str:
    """The current time as the log writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def lines(data: Path) -> Iterator[str]:
    """The log's lines so far, without line ends; nothing when there is no log. For `sandbox log`."""
    path = data / FILE
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from (line.rstrip("\n") for line in file)

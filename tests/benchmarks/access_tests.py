"""`baasctl test` of 500 cases on Firestore rules: on our evaluator and on Google's emulator, in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from baasctl.access.rules_judges.emulator import EmulatorJudge
from baasctl.access.rules_judges.evaluator import EvaluatorJudge
from baasctl.engines.firestore_emulator.errors import EmulatorMissing
from baasctl.engines.firestore_emulator.server import FirestoreEmulator
from baasctl.model.probe import Operation, Probe, Row, Who, WhoKind
from baasctl.workers import ThreadWorkers, Workers
from tests.benchmarks.cost import BAASCTL, cost, medians, show

CASES = 500
RUNS = 3
RULES = """rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function author(data) { return request.auth != null && data.authorId == request.auth.uid; }
    function staff() { return exists(/databases/$(database)/documents/staff/$(request.auth.uid)); }
    match /posts/{id} {
      allow read: if resource.data.status == 'published' || author(resource.data) || staff();
      allow update: if author(resource.data)
        && request.resource.data.diff(resource.data).affectedKeys().hasOnly(['title', 'status']);
    }
  }
}
"""
ROWS = {f"p{number}": {"authorId": f"u{number % 7}", "status": ("draft", "published")[number % 2], "title": "x"}
        for number in range(20)}  # fmt: skip


def access_tests(folder: Path) -> None:
    """Whole processes, and then judges alone."""
    (folder / "baas.yaml").write_text(spec())
    (folder / "firestore.rules").write_text(RULES)
    validate = medians([cost([*BAASCTL, "validate"], folder, {}) for _ in range(RUNS)])
    show(f"validate, {CASES} access tests", validate)
    for engine in ("evaluator", "emulator"):
        try:
            found = medians([cost([*BAASCTL, "test", "--engine", engine], folder, {}) for _ in range(RUNS)])
        except RuntimeError:
            print(f"test --engine {engine}: not on this machine")
            return
        show(f"test --engine {engine}", found, f"{found.wall_s / validate.wall_s:.1f}x validate")
    judges()


def judges() -> None:
    """Requests alone: our evaluator, the emulator one by one, and several at once."""
    probes = list(requests())
    ours = _seconds(lambda: EvaluatorJudge(RULES).judge(probes))
    print(f"{CASES} requests on our evaluator: {ours:.3f} s")
    try:
        emulator = FirestoreEmulator.start()
    except EmulatorMissing:
        return
    with emulator:
        for name, workers in (("one by one", None), ("several at once", ThreadWorkers())):
            took = _seconds(_asking(emulator.address, workers, probes))
            print(f"{CASES} requests on Google's emulator, {name}: {took:.3f} s, {took / ours:.0f}x our evaluator")


def _asking(address: str, workers: Workers | None, probes: list[Probe]) -> Callable[[], object]:
    judge = EmulatorJudge(address, RULES, lambda: datetime.now(UTC), workers)
    return lambda: judge.judge(probes)


def spec() -> str:
    """A spec whose cases all pass."""
    lines = ["baasctl: 1", "targets: {mobile: {provider: firebase, project: acme-fit}}"]
    lines += ["firestore_rules: {(default): {file: firestore.rules}}", "access_tests:", "  people:"]
    lines += [f"    u{number}: {{user: u{number}}}" for number in range(7)]
    lines += ["  given:", *(f"    posts/{key}: {values}" for key, values in ROWS.items()), "  tests:"]
    for number in range(CASES // 2):
        key = f"p{number % 20}"
        author = ROWS[key]["authorId"]
        lines.append(f"    Test {number}:")
        lines.append(f"      - {{as: {author}, can: [get posts/{key}]}}")
        lines.append(f"      - {{as: anonymous, cannot: [{{update posts/{key}: {{title: y}}}}]}}")
    return "\n".join(lines) + "\n"


def requests() -> Iterator[Probe]:
    """Reads and updates by everybody, with all rows there; every eighth request changes one."""
    rows = {key: Row(resource="posts", row=key, values=values) for key, values in ROWS.items()}
    for number in range(CASES):
        row = rows[f"p{number % 20}"]
        who = Who(kind=WhoKind.USER, uid=f"u{number % 7}")
        is_update = number % 8 == 0
        yield Probe(
            who=who,
            operation=Operation.UPDATE if is_update else Operation.GET,
            resource="posts",
            row=row.row,
            existing=row.values,
            new={"title": "y"} if is_update else None,
            world=tuple(each for each in rows.values() if each is not row),
        )


def _seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)

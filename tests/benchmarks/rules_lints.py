"""Lints of the largest ruleset that Firebase takes."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from baasctl.access.facts import facts_of
from baasctl.access.lints.registry import FOLDERS, rule
from baasctl.access.lints.rule import findings
from baasctl.access.rulesets.reading import rulesets_of
from baasctl.cli.main import collect_seldom
from baasctl.model.address import Address
from baasctl.model.resource import Resource

LARGEST = 256 * 1024
_MATCH = """
    match /col#/{id} {
      function isOwner#(d) { return request.auth != null && d.owner == request.auth.uid; }
      allow get: if resource.data.public == true || isOwner#(resource.data);
      allow create: if isOwner#(request.resource.data) && request.resource.data.keys().hasOnly(['owner', 'title'])
        && request.resource.data.title is string && request.resource.data.title.size() <= 100;
      allow update: if isOwner#(resource.data)
        && !request.resource.data.diff(resource.data).affectedKeys().hasAny(['owner']);
      allow delete: if isOwner#(resource.data)
        || get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role == 'admin';
      allow list: if resource.data.owner == request.auth.uid;
      match /notes/{note} { allow update: if resource.data.author == request.auth.uid; }
    }
"""
"""The last permission has two findings with a request each."""


def ruleset(size: int) -> str:
    """Rules of about so many bytes, as people write them."""
    count = size // len(_MATCH) - 1
    body = "".join(_MATCH.replace("#", str(number)) for number in range(count))
    return (
        "rules_version = '2';\nservice cloud.firestore {\n  match /databases/{database}/documents {\n"
        + body
        + "  }\n}\n"
    )


def rules_lints(_: Path, runs: int = 5) -> None:
    """`lint` of the largest ruleset, in seconds of CPU: median of several runs, reading and judging apart."""
    collect_seldom()  # as the program does
    text = ruleset(LARGEST)
    resource = Resource(address=Address("prod", "firestore_rules", ("(default)",)), attributes={"source": text})
    reading, judging, count = [], [], 0
    for _ in range(runs):
        facts = facts_of([resource], frozenset({"firestore_rules"}), "firebase", datetime(2026, 6, 1, tzinfo=UTC))
        began = time.process_time()
        rulesets_of(facts)
        read = time.process_time()
        count = sum(1 for name in FOLDERS["firebase_rules"] for _ in findings(rule(name), facts))
        reading.append(read - began)
        judging.append(time.process_time() - read)
    whole = median(one + other for one, other in zip(reading, judging, strict=True))
    print(
        f"lint of a ruleset of {len(text) // 1024} KB, {count} findings: {whole:.2f} s (aim 1 s), of it "
        f"{median(reading):.2f} s to read it"
    )

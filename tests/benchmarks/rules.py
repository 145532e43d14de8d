"""Security rules: our evaluator beside Google's engine on the same requests, and the time to read a ruleset."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Final

from baasctl.access.rules.requests import Request, Rules
from baasctl.engines.firestore_emulator.errors import EmulatorMissing
from baasctl.engines.firestore_emulator.server import FirestoreEmulator
from baasctl.engines.rules_language.checking import checked
from baasctl.engines.rules_language.formatting import formatted
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from tests.clients.rules_evaluator.emulated import Emulated
from tests.clients.rules_evaluator.expressions import DOCUMENTS
from tests.clients.rules_evaluator.verdicts import asked, request_by_chance, seed_documents

RULES: Final = """rules_version = '2';
service cloud.firestore {
  match /databases/{db}/documents {
    function signedIn() { return request.auth != null; }
    function mine(data) { return signedIn() && data.owner == request.auth.uid; }
    match /t/{id} {
      allow get: if mine(resource.data) || resource.data.b == true;
      allow list: if resource.data.owner == 'u';
      allow create: if mine(request.resource.data) && request.resource.data.keys().hasOnly(['owner', 's', 'n'])
        && request.resource.data.s is string && request.resource.data.s.size() <= 120;
      allow update: if mine(resource.data)
        && !request.resource.data.diff(resource.data).affectedKeys().hasAny(['owner']);
      allow delete: if mine(resource.data) && exists(/databases/$(db)/documents/u/a);
    }
    match /u/{id} { allow read: if signedIn() && request.auth.token.email.matches('.*@x[.]y'); }
  }
}
"""
REQUESTS: Final = 300
BLOCK: Final = """match /c{0}/{{id}} {{
      function own{0}(d) {{ return request.auth != null && d.owner == request.auth.uid; }}
      allow read: if own{0}(resource.data) || resource.data.public == true;
      allow write: if own{0}(request.resource.data) && request.resource.data.title.size() < 100; }}"""


def rules(folder: Path) -> None:
    """Requests a second on the same cases, warm; milliseconds a KB of a ruleset of 240 KB."""
    del folder
    chance = random.Random(1)
    requests = [request_by_chance(chance) for _ in range(REQUESTS)]
    ours = _ours(requests)
    print(f"{'requests decided by us':<44}{ours:10.0f} a second")
    try:
        with FirestoreEmulator.start() as emulator:
            theirs = _theirs(emulator.address, requests)
        print(f"{'requests decided by the emulator':<44}{theirs:10.0f} a second   we: {ours / theirs:.0f}x (aim 50x)")
    except EmulatorMissing as missing:
        print(f"no emulator: {missing}")
    body = "\n".join(BLOCK.format(number) for number in range(800))
    text = f"rules_version = '2';\nservice cloud.firestore {{ match /databases/{{d}}/documents {{ {body} }} }}"
    size = len(text) / 1024
    for name, work in (("parse", parse_ruleset), ("check", checked), ("format", formatted)):
        began = time.process_time()
        work(text)
        elapsed = time.process_time() - began
        print(f"{f'{name} {size:.0f} KB':<44}{elapsed:10.2f} s   {elapsed * 1000 / size:.2f} ms a KB")


def _ours(requests: list[Request]) -> float:
    compiled = Rules(parse_ruleset(RULES))
    rounds = 5
    for request in requests:
        compiled.decide(request, DOCUMENTS)
    began = time.perf_counter()
    for _ in range(rounds):
        for request in requests:
            compiled.decide(request, DOCUMENTS)
    return rounds * len(requests) / (time.perf_counter() - began)


def _theirs(address: str, requests: list[Request]) -> float:
    """Writes that are allowed are undone, which counts: few are."""
    emulated = Emulated(address, "demo-benchmark")
    seed_documents(emulated)
    emulated.release(RULES)
    for request in requests[:50]:
        asked(emulated, request)
    began = time.perf_counter()
    for request in requests:
        asked(emulated, request)
    return len(requests) / (time.perf_counter() - began)

"""One ruleset inside Google's Firestore emulator: each probe is a request, over documents put there past the rules.

What is there is changed only by as much as probes differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote

from baasctl.access.rules_judges.documents import (
    field_path,
    fields_of,
    stored,
    structured_query,
    times_in,
    without_special,
)
from baasctl.access.rules_judges.tokens import token_of
from baasctl.access.rules_judges.unanswerable import Unanswerable
from baasctl.engines.firestore_emulator.project import OWNER, Answered, EmulatorProject, unsigned_token
from baasctl.model.probe import Data, Family, Operation, Probe, Special, Verdict, WhoKind

NAME: Final = "Google's Firestore emulator"
DEFAULT: Final = "(default)"
_NEW: Final = "new"
"""Id of a document that is created and has none of its own."""


class EmulatedRuleset:
    """A project of its own with one ruleset; asked by one thread at a time."""

    def __init__(self, address: str, source: str, clock: Callable[[], datetime]) -> None:
        """Put the rules.

        Args:
            address: `host:port` of a running emulator, which stays its owner's.
            source: The ruleset.
            clock: The time, for rows that were written now.

        Raises:
            EmulatorFailed: The rules do not compile, or it does not answer.
        """
        self._project = EmulatorProject(address)
        self._clock = clock
        self._there: dict[tuple[str, str], Data] = {}
        self._project.put_rules(source)

    def judged(self, probe: Probe) -> Verdict:
        """See `EmulatorJudge.judge`."""
        if probe.family is not Family.ROWS:
            return Verdict(allowed=None, reason=f"{NAME} has no buckets")
        if probe.at is not None:
            return Verdict(allowed=None, reason=f"the clock of {NAME} cannot be set")
        try:
            method, path, body = self._request(probe)
            self._put(_world(probe))
        except Unanswerable as reason:
            return Verdict(allowed=None, reason=str(reason))
        token = token_of(probe.who)
        credential = OWNER if probe.who.kind is WhoKind.SERVICE else unsigned_token(token) if token else ""
        answered = self._project.ask(method, path, body, credential)
        if method == "POST" and probe.operation is not Operation.LIST and answered.status == 200:
            self._there[_place(probe)] = _UNKNOWN
        return _verdict(answered)

    def report(self) -> Sequence[object]:
        """See `EmulatorProject.coverage`."""
        return self._project.coverage()

    def close(self) -> None:
        """Close the connections. Twice is harmless."""
        self._project.close()

    def _put(self, wanted: Mapping[tuple[str, str], Data]) -> None:
        """Make the documents what a probe wants them to be."""
        writes: dict[str, list[Mapping[str, object]]] = {}
        now = self._clock()
        for (database, path), data in wanted.items():
            if self._there.get((database, path)) is not data:
                documents = self._project.documents(database)
                document = {"name": f"{documents}/{path}", "fields": fields_of(stored(data, now), documents)}
                writes.setdefault(database, []).append({"update": document})
        for database, path in self._there.keys() - wanted.keys():
            writes.setdefault(database, []).append({"delete": f"{self._project.documents(database)}/{path}"})
        for database, each in writes.items():
            self._project.write(database, each)
        self._there = dict(wanted)

    def _request(self, probe: Probe) -> tuple[str, str, object]:
        database, path = _place(probe)
        documents = self._project.documents(database)
        if probe.operation is Operation.GET:
            return "GET", f"/v1/{documents}/{quote(path)}", None
        if probe.operation is Operation.LIST:
            parent, query = structured_query(probe, documents)
            below = f"/{quote(parent)}" if parent else ""
            return "POST", f"/v1/{documents}{below}:runQuery", {"structuredQuery": query}
        return "POST", f"/v1/{documents}:commit", {"writes": [_write(probe, documents, path)]}


_UNKNOWN: Final[Data] = {}
"""Stands for a document after a write that was let through."""


def _place(probe: Probe) -> tuple[str, str]:
    """Database, and path of the document or collection below it."""
    row = probe.row or (_NEW if probe.operation is Operation.CREATE else "")
    return probe.container or DEFAULT, f"{probe.resource}/{row}" if row else probe.resource


def _world(probe: Probe) -> dict[tuple[str, str], Data]:
    there = {
        (each.container or DEFAULT, f"{each.resource}/{each.row}"): each.values
        for each in probe.world
        if each.family is Family.ROWS
    }
    if probe.existing is not None:
        there[_place(probe)] = probe.existing
    return there


def _write(probe: Probe, documents: str, path: str) -> dict[str, object]:
    name = f"{documents}/{path}"
    if probe.operation is Operation.DELETE:
        return {"delete": name}
    new: Data = probe.new or {}
    is_update = probe.operation is Operation.UPDATE
    write: dict[str, object] = {
        "update": {"name": name, "fields": fields_of(without_special(new), documents)},
        "currentDocument": {"exists": is_update},
    }
    if is_update:
        write["updateMask"] = {"fieldPaths": [field_path(each) for each in new if new[each] is not Special.NOW]}
    if times := list(times_in(new)):
        write["updateTransforms"] = [
            {"fieldPath": field_path(*each), "setToServerValue": "REQUEST_TIME"} for each in times
        ]
    return write


def _verdict(answered: Answered) -> Verdict:
    """200, and 404 and 409 where the rules let through what then has nothing to work on, are no denial."""
    if answered.status in (200, 404, 409):
        return Verdict(allowed=True, reason="" if answered.status == 200 else answered.message)
    if answered.status == 403:
        return Verdict(allowed=False, reason=answered.message or "no rule speaks of it")
    return Verdict(allowed=None, reason=f"{NAME} answers {answered.status}: {answered.message}")

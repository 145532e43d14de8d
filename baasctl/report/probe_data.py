"""A request for programs, so that it can be repeated: who asks for what, with which data, and what is there before.

Members are always there; `null` means that there is none.

- `who`: `kind` (`anonymous`, `user`, `service`), `uid`, `claims`, `groups`.
- `operation`: `get`, `list`, `create`, `update`, `delete`.
- `path`: what it is about, as `access_tests` write it: `posts/p1`, `public.notes/7`, `gs://photos/a.png`.
- `existing`: the row before; `new`: what is written, of an update the fields that change.
- `query`: of a `list`: `filters`, `order`, `limit`, `offset`, `everywhere` (all collections of that name).
- `world`: other rows that are there, by path.
- `at`: the time of the request; `null`: when it is asked.

Values that JSON has no form of are those of `access_tests`: `{"$timestamp": …}`, `{"$bytes": …}`, `{"$path": …}`,
`$now`, `$removed`; a text that begins with `$` has one more.
"""

from __future__ import annotations

from baasctl.model.probe import Operation, Probe, Query
from baasctl.report.probe_words import path_of, path_of_row, plain, plain_value


def to_data(probe: Probe) -> dict[str, object]:
    """The request with the members of this module's list."""
    who = probe.who
    return {
        "who": {"kind": who.kind.value, "uid": who.uid, "claims": plain(who.claims), "groups": list(who.groups)},
        "operation": probe.operation.value,
        "path": path_of(probe),
        "existing": None if probe.existing is None else plain(probe.existing),
        "new": None if probe.new is None else plain(probe.new),
        "query": _query(probe.query) if probe.operation is Operation.LIST else None,
        "world": {path_of_row(each): plain(each.values) for each in probe.world},
        "at": probe.at.isoformat() if probe.at else None,
    }


def _query(query: Query) -> dict[str, object]:
    return {
        "filters": [
            {"field": each.field, "comparing": each.comparing.value, "value": plain_value(each.value)}
            for each in query.filters
        ],
        "order": [{"field": name, "descends": descends} for name, descends in query.order],
        "limit": query.limit,
        "offset": query.offset,
        "everywhere": query.everywhere,
    }

"""What would be sent for a change, as text; for `explain`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from baasctl.model.change import Action, Change
from baasctl.model.value import Side
from baasctl.providers.firebase.cloud_functions import schedules
from baasctl.providers.firebase.cloud_functions.address import Place
from baasctl.providers.firebase.cloud_functions.event_triggers import with_bucket
from baasctl.providers.firebase.cloud_functions.function_body import Encoding, encode
from baasctl.providers.firebase.cloud_functions.making import made
from baasctl.providers.firebase.functions import is_of_function, is_of_policy
from baasctl.providers.function_folders.archive import source_digest


def request_of(change: Change, project: str, region: str) -> str:
    """The requests, with digests in place of sources; what is merged with live values shows the declared ones."""
    place = Place.parse(change.address.segments[0], region)
    parent = f"/v2/projects/{project}/locations/{place.region}/functions"
    if change.action is Action.DELETE:
        return f"DELETE {parent}/{place.name}"
    lines = [f"  file {path} sha256:{digest}" for path, digest in _files(change)]
    storage, label = ({"bucket": "…", "object": "…"} if lines else None), source_digest(dict(_files(change)))
    after = with_bucket(change.after or {}, change.facts)
    if change.action is Action.UPDATE:
        values: dict[str, Side] = {each.path: each.after for each in change.fields if is_of_function(each.path)}
        values.pop("/source", None)
        body, mask = encode(values, after, Encoding(project=project, storage=storage, source_label=label))
        if mask:
            lines.append(f"PATCH {parent}/{place.name}?updateMask={','.join(mask)} {json.dumps(body)}")
    else:
        if change.action is Action.REPLACE:
            lines.insert(0, f"DELETE {parent}/{place.name}")
        body = made(
            after, place, Encoding(project=project, storage=storage, source_label=label), {"projectId": project}
        )
        lines.append(f"POST {parent}?functionId={place.name} {json.dumps(body)}")
        if change.renamed_from:
            lines.append(f"DELETE {parent}/{Place.parse(change.renamed_from[-1], region).name}")
    if any(is_of_policy(each.path) for each in change.fields):
        lines.append("POST run.googleapis.com …:setIamPolicy roles/run.invoker")
    if any(schedules.is_of_job(each.path) for each in change.fields):
        lines.append(f"cloudscheduler.googleapis.com …/jobs/{place.job}")
    return "\n".join(lines)


def _files(change: Change) -> list[tuple[str, str]]:
    files = next((each.after for each in change.fields if each.path == "/source"), None)
    return sorted((path, str(digest)) for path, digest in files.items()) if isinstance(files, Mapping) else []

"""What would be sent for a change, as text; for `explain`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from baasctl.model.change import Action, Change
from baasctl.model.value import Side, at, thaw
from baasctl.providers.amplify.lambda_functions import callers, configuration, schedules, uploads
from baasctl.providers.amplify.lambda_functions.cron import expression_of
from baasctl.providers.amplify.lambda_functions.native_fields import CODE, pointer_of


def request_of(change: Change) -> str:
    """The operations, with digests in place of code; what is merged with live values shows the declared ones."""
    name = str(change.facts.get("physical") or (change.remote_id or change.address.segments[0]).rpartition(":")[2])
    if change.action is Action.DELETE:
        return f"lambda DeleteFunction {_json({'FunctionName': name})}"
    after, values = change.after or {}, {each.path: each.after for each in change.fields}
    lines = [f"  file {path} sha256:{digest}" for path, digest in _files(change)]
    if change.action is Action.UPDATE:
        lines += _updates(change, name, values)
    else:
        body = configuration.created(after, {})
        lines.append(f"lambda CreateFunction {_json({'FunctionName': name, **body, 'Code': '…'})}")
    if any(map(callers.is_of_url, values)):
        lines.append(f"lambda {_url_operation(change)} {_json({'FunctionName': name, **_auth(after)})}")
    if any(map(schedules.is_of_schedule, values)):
        schedule = at(after, schedules.SCHEDULE)
        cron = at(after, f"{schedules.SCHEDULE}/cron")
        expression = {"ScheduleExpression": expression_of(cron)} if isinstance(cron, str) else {}
        lines.append(f"scheduler {'DeleteSchedule' if schedule is None else 'UpdateSchedule'} {_json(expression)}")
    if any(map(uploads.is_of_uploads, values)):
        lines.append(f"s3 PutBucketNotificationConfiguration {_json({'Bucket': change.facts.get('bucket')})}")
    if change.renamed_from:
        lines.append(f"lambda DeleteFunction {_json({'FunctionName': change.renamed_from[-1]})}")
    return "\n".join(lines)


def _updates(change: Change, name: str, values: Mapping[str, Side]) -> list[str]:
    lines = []
    if any(map(configuration.is_of_code, values)):
        code = {path: thaw(value) for path in CODE if (value := values.get(pointer_of(path))) is not None}  # type: ignore[arg-type]
        lines.append(f"lambda UpdateFunctionCode {_json({'FunctionName': name, 'ZipFile': '…', **code})}")
    body = configuration.encode(values, change.after or {}, {})
    if body:
        lines.append(f"lambda UpdateFunctionConfiguration {_json({'FunctionName': name, **body})}")
    rest = [
        path
        for path in values
        if not configuration.is_of_code(path)
        and not configuration.is_of_configuration(path)
        and not path.startswith("/trigger")
    ]
    return [*lines, *(f"lambda … {path}" for path in rest)]


def _url_operation(change: Change) -> str:
    return "DeleteFunctionUrlConfig" if at(change.after or {}, callers.HTTP) is None else "UpdateFunctionUrlConfig"


def _auth(after: Mapping[str, object]) -> dict[str, str]:
    auth = at(after, callers.CALLERS)  # type: ignore[arg-type]
    return {"AuthType": callers.AUTH[auth]} if isinstance(auth, str) else {}


def _json(body: Mapping[str, object]) -> str:
    return json.dumps(body, default=str)


def _files(change: Change) -> list[tuple[str, str]]:
    field = change.field_at("/source")
    files = field.after if field is not None else None
    return sorted((path, str(digest)) for path, digest in files.items()) if isinstance(files, Mapping) else []

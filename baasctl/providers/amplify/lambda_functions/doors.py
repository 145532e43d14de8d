"""Writing what calls functions: URLs and their statements, schedules, uploads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from baasctl.model.change import Action, Change
from baasctl.model.value import ABSENT, Attributes, at
from baasctl.providers.amplify.clients.bucket_notifications import BucketNotifications
from baasctl.providers.amplify.clients.lambda_functions import LambdaFunctions
from baasctl.providers.amplify.clients.scheduler import Scheduler
from baasctl.providers.amplify.functions import leaf_paths
from baasctl.providers.amplify.lambda_functions import callers, schedules, uploads
from baasctl.providers.amplify.lambda_functions.native_fields import ASIDE, pointer_of
from baasctl.providers.amplify.lambda_functions.normal_form import BUCKET_FACT
from baasctl.providers.amplify.lambda_functions.schedule_role import ScheduleRole
from baasctl.providers.amplify.project import Project

_URL: Final = "FunctionUrlConfig."


def goes(declared: Attributes, path: str) -> bool:
    """Whether the spec says `null` there, or for a record around it."""
    while path:
        if at(declared, path) is None:
            return True
        path = path.rpartition("/")[0]
    return False


class Doors:
    """Of one project."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._functions = LambdaFunctions(project.aws)
        self._scheduler = Scheduler(project.aws)
        self._notifications = BucketNotifications(project.aws)

    def write(self, change: Change, name: str, arn: str) -> None:
        """Write what of a change is about callers; for a new function what is declared, or its former self had."""
        after, former = change.after or {}, self._former(change)
        paths = [each.path for each in change.fields] if change.action is Action.UPDATE else leaf_paths(after)
        if former or any(map(callers.is_of_url, paths)):
            self._write_url(after, name, former)
        if former or any(map(schedules.is_of_schedule, paths)):
            self._write_schedule(change, name, arn)
        if former or any(map(uploads.is_of_uploads, paths)):
            self._write_uploads(change, name, arn)

    def close(self, name: str, arn: str) -> None:
        """Take away what would call a function that goes; its URL goes with it."""
        self._delete_schedule(name, arn)
        for bucket in uploads.callers_among(self._functions.statements(name) or ()):
            self._leave(bucket, name, arn)

    def _write_url(self, after: Attributes, name: str, former: tuple[str, str] | None) -> None:
        functions = self._functions
        statements = functions.statements(name) or []
        auth = at(after, callers.CALLERS)
        live = functions.find("get_function_url_config", name)
        base = live or (functions.find("get_function_url_config", former[0]) if former else None)
        if base and not live and not isinstance(auth, str) and not goes(after, callers.CALLERS):
            auth = "none" if base.get("AuthType") == "NONE" else "iam"
        if goes(after, callers.CALLERS) or auth == "iam":
            for statement in filter(callers.opens_url, statements):
                functions.drop("remove_permission", name, StatementId=str(statement.get("Sid")))
        if goes(after, callers.CALLERS):
            functions.drop("delete_function_url_config", name)
            return
        body = _url_body(after, base, is_new=live is None)
        if isinstance(auth, str):
            body["AuthType"] = callers.AUTH[auth]
        if live is None and "AuthType" not in body:
            return
        if auth == "none":
            self._let_in("FunctionURLAllowInvokeAction", name, statements)
        self._project.progress(f"function `{name}`: its URL")
        functions.ask("create_function_url_config" if live is None else "update_function_url_config", name, **body)
        if auth == "none":
            self._let_in("FunctionURLAllowPublicAccess", name, statements)

    def _let_in(self, sid: str, name: str, statements: list[dict[str, object]]) -> None:
        """Add one statement, unless the policy has one that says so."""
        members = callers.STATEMENTS[sid]
        action = str(members["Action"])
        if any(callers.is_public(each, action) and callers.opens_url(each) for each in statements):
            return
        if any(each.get("Sid") == sid for each in statements):
            self._functions.drop("remove_permission", name, StatementId=sid)
        self._functions.ask("add_permission", name, StatementId=sid, **members)

    def _write_schedule(self, change: Change, name: str, arn: str) -> None:
        after = change.after or {}
        if goes(after, schedules.SCHEDULE):
            self._delete_schedule(name, arn)
            return
        former = self._former(change)
        live = self._schedule_of(arn) or (self._schedule_of(former[1]) if former else None)
        is_there = live is not None and live.get("Target", {}).get("Arn") == arn
        if live is None and not isinstance(at(after, f"{schedules.SCHEDULE}/cron"), str):
            return
        own = ScheduleRole(self._project.aws, name, arn)
        if not is_there and live is not None and former:
            live = {**live, "Name": schedules.name_for("baasctl-", name)}
            target = dict(live["Target"])
            if target.get("RoleArn") == ScheduleRole(self._project.aws, *former).arn:
                del target["RoleArn"]
            live["Target"] = target
        has_role = bool(live and live.get("Target", {}).get("RoleArn"))
        declared = at(after, schedules.ROLE)
        needs_own = not isinstance(declared, str) and (declared is None or not has_role)
        if needs_own:
            own.make(str(change.facts.get("scope") or self._project.target.project))
        named = schedules.name_for("baasctl-", name)
        body = schedules.body(after, live, name=named, arn=arn, role=own.arn)
        calls = body["Target"]
        if needs_own and isinstance(calls, dict):
            calls["RoleArn"] = own.arn
        write = self._scheduler.update if is_there else self._scheduler.create
        write(body)

    def _schedule_of(self, arn: str) -> dict[str, Any] | None:
        places = [each for each in self._scheduler.places() if each["target"] == arn]
        own = schedules.name_for("baasctl-", arn.rpartition(":")[2])
        place = min(places, key=lambda each: (each["name"] != own, each["group"], each["name"]), default=None)
        return self._scheduler.schedule(place["group"], place["name"]) if place else None

    def _delete_schedule(self, name: str, arn: str) -> None:
        live = self._schedule_of(arn)
        if live is not None:
            self._scheduler.delete(str(live.get("GroupName")), str(live.get("Name")))
        role, target = ScheduleRole(self._project.aws, name, arn), (live or {}).get("Target")
        if live is None or (isinstance(target, Mapping) and target.get("RoleArn") == role.arn):
            role.delete()

    def _write_uploads(self, change: Change, name: str, arn: str) -> None:
        after = change.after or {}
        statements = self._functions.statements(name) or []
        declared, former = at(after, uploads.BUCKET), self._former(change)
        wanted = change.facts.get(BUCKET_FACT) if isinstance(declared, str) else None
        if declared is ABSENT and not goes(after, uploads.BUCKET):
            found = self._buckets_of(former) if former else ()
            if not found:
                return
            wanted = found[0]
        for bucket in uploads.callers_among(statements):
            if bucket != wanted:
                self._leave(bucket, name, arn)
                self._functions.drop("remove_permission", name, StatementId=_sid(bucket))
        if not isinstance(wanted, str):
            return
        if wanted not in uploads.callers_among(statements):
            self._functions.drop("remove_permission", name, StatementId=_sid(wanted))
            self._functions.ask(
                "add_permission",
                name,
                StatementId=_sid(wanted),
                Action=callers.CALL,
                Principal="s3.amazonaws.com",
                SourceArn=f"arn:{arn.split(':')[1]}:s3:::{wanted}",
                SourceAccount=arn.split(":")[4],
            )
        live = self._notifications.read(wanted)
        if not uploads.calls(live, arn):
            self._notifications.write(wanted, uploads.with_entry(live or {}, name, arn))

    def _buckets_of(self, function: tuple[str, str]) -> tuple[str, ...]:
        """Buckets of which every upload calls a function."""
        among = uploads.callers_among(self._functions.statements(function[0]) or ())
        return tuple(each for each in among if uploads.calls(self._notifications.read(each), function[1]))

    def _leave(self, bucket: str, name: str, arn: str) -> None:
        live = self._notifications.read(bucket)
        if live is not None and uploads.calls(live, arn):
            self._notifications.write(bucket, uploads.without_entry(live, name, arn), checked=False)

    def _former(self, change: Change) -> tuple[str, str] | None:
        """Name and ARN of the function that this one takes the place of."""
        if change.action is not Action.RENAME or not change.remote_id:
            return None
        return change.remote_id.rpartition(":")[2], change.remote_id


def _url_body(after: Attributes, base: Mapping[str, object] | None, *, is_new: bool) -> dict[str, object]:
    """`Cors` whole, and `InvokeMode`, where the spec sets some of them, or a new URL takes the place of another."""
    found = base or {}
    body: dict[str, object] = {}
    mode = at(after, pointer_of(f"{_URL}InvokeMode"))
    if mode is not ABSENT:
        body["InvokeMode"] = mode or "BUFFERED"
    elif is_new and found.get("InvokeMode"):
        body["InvokeMode"] = found["InvokeMode"]
    before = found.get("Cors")
    cors: dict[str, object] = dict(before) if isinstance(before, Mapping) else {}
    is_declared = is_new and bool(cors)
    for path, native in ASIDE.items():
        wanted = at(after, pointer_of(path)) if path.startswith(f"{_URL}Cors.") else ABSENT
        if wanted is not ABSENT:
            is_declared = True
            value = native.default if wanted is None else wanted
            cors[path.rpartition(".")[2]] = list(value) if isinstance(value, tuple) else value
    return {**body, "Cors": cors} if is_declared else body


def _sid(bucket: str) -> str:
    """Id of the statement that lets a bucket call; ids have no dots."""
    return f"baasctl-s3-{bucket.replace('.', '_')}"[:100]

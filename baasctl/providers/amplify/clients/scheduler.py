"""EventBridge Scheduler: what calls functions by the clock."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from baasctl.model.errors import NotFound
from baasctl.providers.amplify.clients.aws import AwsApis


class Scheduler:
    """Requests about schedules. Every method raises `ProviderError`."""

    def __init__(self, aws: AwsApis) -> None:
        self._aws = aws

    def places(self) -> list[dict[str, str]]:
        """`group`, `name` and `target` (ARN) of all schedules in the region."""
        return [
            {"group": str(each.get("GroupName")), "name": str(each.get("Name")), "target": _target(each)}
            for each in self._aws.pages("scheduler", "list_schedules", "Schedules", MaxResults=100)
        ]

    def schedule(self, group: str, name: str) -> dict[str, Any] | None:
        """One schedule, its times as texts; `None`: there is none."""
        try:
            found = self._aws.ask("scheduler", "get_schedule", subject=_subject(name), GroupName=group, Name=name)
        except NotFound:
            return None
        return {key: _text(value) if isinstance(value, datetime) else value for key, value in found.items()}

    def create(self, body: Mapping[str, object]) -> None:
        self._aws.ask("scheduler", "create_schedule", subject=_subject(str(body.get("Name"))), **body)

    def update(self, body: Mapping[str, object]) -> None:
        """Replace it whole: what the body leaves out gets its default."""
        self._aws.ask("scheduler", "update_schedule", subject=_subject(str(body.get("Name"))), **body)

    def delete(self, group: str, name: str) -> None:
        """Delete it; one that is gone already is fine."""
        with contextlib.suppress(NotFound):
            self._aws.ask("scheduler", "delete_schedule", subject=_subject(name), GroupName=group, Name=name)


def _subject(name: str) -> str:
    return f"schedule `{name}`"


def _target(found: Mapping[str, Any]) -> str:
    target = found.get("Target")
    return str(target.get("Arn", "")) if isinstance(target, Mapping) else ""


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

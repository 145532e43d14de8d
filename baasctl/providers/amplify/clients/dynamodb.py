"""The `dynamodb` service: protection of tables (botocore dynamodb 2012-08-10)."""

from __future__ import annotations

from typing import Any, Final

from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.clients.members import record_in

SERVICE: Final = "dynamodb"


def table(aws: AwsApis, name: str) -> dict[str, Any]:
    """One table.

    Raises:
        ProviderError: `NotFound` where there is no such table.
    """
    answer = aws.ask(SERVICE, "describe_table", subject=f"table `{name}`", TableName=name)
    return record_in(answer, "Table", "dynamodb DescribeTable")


def recovery(aws: AwsApis, name: str) -> dict[str, Any]:
    """Point-in-time recovery of a table."""
    answer = aws.ask(SERVICE, "describe_continuous_backups", subject=f"table `{name}`", TableName=name)
    found = (answer.get("ContinuousBackupsDescription") or {}).get("PointInTimeRecoveryDescription")
    return dict(found or {})


def time_to_live(aws: AwsApis, name: str) -> dict[str, Any]:
    """Which attribute lets items of a table expire."""
    answer = aws.ask(SERVICE, "describe_time_to_live", subject=f"table `{name}`", TableName=name)
    return dict(answer.get("TimeToLiveDescription") or {})


def protect(aws: AwsApis, name: str, *, protected: bool) -> None:
    """Switch deletion protection."""
    aws.ask(SERVICE, "update_table", subject=f"table `{name}`", TableName=name, DeletionProtectionEnabled=protected)


def set_recovery(aws: AwsApis, name: str, *, enabled: bool, days: int | None) -> None:
    """Switch point-in-time recovery.

    Args:
        days: How far back, 1 to 35; `None`: as DynamoDB has it.
    """
    wanted: dict[str, object] = {"PointInTimeRecoveryEnabled": enabled}
    if enabled and days is not None:
        wanted["RecoveryPeriodInDays"] = days
    aws.ask(
        SERVICE,
        "update_continuous_backups",
        subject=f"table `{name}`",
        TableName=name,
        PointInTimeRecoverySpecification=wanted,
    )


def set_time_to_live(aws: AwsApis, name: str, attribute: str, *, enabled: bool) -> None:
    """Let items expire by an attribute, or no longer."""
    aws.ask(
        SERVICE,
        "update_time_to_live",
        subject=f"table `{name}`",
        TableName=name,
        TimeToLiveSpecification={"Enabled": enabled, "AttributeName": attribute},
    )

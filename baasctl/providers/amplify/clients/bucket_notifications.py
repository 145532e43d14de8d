"""What S3 calls when something happens in a bucket; one document of a bucket, written whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baasctl.model.errors import NotFound
from baasctl.providers.amplify.clients.aws import AwsApis


class BucketNotifications:
    """Requests about notifications. Every method raises `ProviderError`."""

    def __init__(self, aws: AwsApis) -> None:
        self._aws = aws

    def read(self, bucket: str) -> dict[str, Any] | None:
        """All notifications of a bucket; `None`: there is no such bucket."""
        try:
            return self._aws.ask(
                "s3", "get_bucket_notification_configuration", subject=f"bucket `{bucket}`", Bucket=bucket
            )
        except NotFound:
            return None

    def write(self, bucket: str, notifications: Mapping[str, Any], *, checked: bool = True) -> None:
        """Replace all of them.

        Args:
            checked: S3 asks each target whether it may be called; one that is gone would refuse the request.
        """
        self._aws.ask(
            "s3",
            "put_bucket_notification_configuration",
            subject=f"bucket `{bucket}`",
            Bucket=bucket,
            NotificationConfiguration=dict(notifications),
            **({} if checked else {"SkipDestinationValidation": True}),
        )

"""Answers that lack what the API promises are told as such, whatever is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from baasctl.model.errors import UnexpectedAnswer
from baasctl.providers.amplify.clients import amplify_apps, appsync, dynamodb, hosting, iam
from baasctl.providers.amplify.clients.aws import AwsApis


class Empty:
    """AWS with an empty answer, or one empty row, for everything."""

    def ask(self, *_: object, **__: object) -> dict[str, Any]:
        return {}

    def pages(self, *_: object, **__: object) -> list[dict[str, Any]]:
        return [{}]


@pytest.mark.parametrize(
    "ask",
    [
        lambda aws: amplify_apps.branch(aws, "d1", "main"),
        lambda aws: amplify_apps.branch_names(aws, "d1"),
        amplify_apps.app_ids,
        lambda aws: amplify_apps.backend_environments(aws, "d1"),
        lambda aws: appsync.api(aws, "a"),
        lambda aws: appsync.type_names(aws, "a"),
        lambda aws: dynamodb.table(aws, "t"),
        lambda aws: hosting.app(aws, "d1"),
        lambda aws: iam.role(aws, "r"),
        lambda aws: iam.tagged_roles(aws, {}),
    ],
)
def test_a_missing_member_is_an_unexpected_answer(ask: Callable[[AwsApis], object]) -> None:
    """Never a traceback: the request and the member are named."""
    with pytest.raises(UnexpectedAnswer, match=r"at `/\w+`: expected"):
        ask(cast(AwsApis, Empty()))

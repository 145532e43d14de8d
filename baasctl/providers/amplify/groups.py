"""Groups of a user pool: Cognito's document to attributes, and back.

Cognito makes a group of its own for each identity provider (`<pool>_<provider>`); those are nobody's to manage.
"""

from __future__ import annotations

from typing import Final

from baasctl.providers.amplify.user_pool.forms import TEXT, WHOLE
from baasctl.providers.amplify.user_pool.rows import Row
from baasctl.providers.contract import Bounds

KIND: Final = "groups"
DOCUMENT: Final = "group"
NAME: Final = "GroupName"
RESOURCE_TYPE: Final = "AWS::Cognito::UserPoolGroup"
ARN: Final = r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?"
ROWS: Final = (
    Row(pointer="/description", document=DOCUMENT, wire="Description", bounds=Bounds(longest=2048), default=""),
    Row(pointer="/precedence", document=DOCUMENT, wire="Precedence", form=WHOLE, bounds=Bounds(minimum=0)),
    Row(pointer="/iam_role", document=DOCUMENT, wire="RoleArn", form=TEXT, bounds=Bounds(longest=2048, pattern=ARN)),
)


def is_made_by_cognito(name: str, pool: str) -> bool:
    """Whether a group is the one that Cognito keeps for an identity provider."""
    return name.startswith(f"{pool}_")

"""Names of CloudFormation stacks."""

from __future__ import annotations


def stack_name(stack: str) -> str:
    """The name in a stack's ARN (`arn:aws:cloudformation:…:stack/NAME/uuid`); a name stays as it is."""
    _, _, rest = stack.partition(":stack/")
    return rest.partition("/")[0] or stack

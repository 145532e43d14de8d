"""The operations of the service `amplify`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Own, Rules
from baasctl.sandbox.amplify.hosting import apps, branches, domains, jobs, webhooks
from baasctl.sandbox.exchange import Answer


def _alone(operation: Own) -> Own:
    """The operation with the project's documents for itself."""

    @wraps(operation)
    def locked(call: Call) -> Mapping[str, Any] | Answer:
        with call.project.lock:
            return operation(call)

    return locked


_OPERATIONS: Final[Mapping[str, Own]] = {
    **apps.OPERATIONS,
    **branches.OPERATIONS,
    **domains.OPERATIONS,
    **webhooks.OPERATIONS,
    **jobs.OPERATIONS,
}
RULES: Final = Rules(own={name: _alone(operation) for name, operation in _OPERATIONS.items()})

"""What Google and its tools add to a function: neither compared unless the spec names it, nor lost on a write.

Source: research/firebase.md §2.3; firebase-tools 15.34.2, `functions/env` and `functions/constants`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

SOURCE_LABEL: Final = "baasctl-source"
"""Digest of the source that baasctl uploaded; it says who made the function, not what is in it now."""
CLI_HASH_LABEL: Final = "firebase-functions-hash"
"""With it the Firebase CLI skips functions that it takes for unchanged, so it goes when baasctl writes one."""
CODEBASE_LABEL: Final = "firebase-functions-codebase"
SCHEDULED_LABEL: Final = "deployment-scheduled"
CALLABLE_LABEL: Final = "deployment-callable"
TASK_QUEUE_LABEL: Final = "deployment-taskqueue"
BLOCKING_LABEL: Final = "deployment-blocking"
BLOCKING_EVENTS: Final = ("before-create", "before-sign-in", "before-send-email", "before-send-sms")

RESERVED_PREFIXES: Final = ("FIREBASE_", "X_GOOGLE_", "EXT_", "KIT_")
RESERVED_VARIABLES: Final = frozenset(
    {
        *("CLOUD_RUNTIME_CONFIG", "EVENTARC_CLOUD_EVENT_SOURCE", "ENTRY_POINT", "GCP_PROJECT", "GCLOUD_PROJECT"),
        *("GOOGLE_CLOUD_PROJECT", "FUNCTION_TRIGGER_TYPE", "FUNCTION_NAME", "FUNCTION_MEMORY_MB"),
        *("FUNCTION_TIMEOUT_SEC", "FUNCTION_IDENTITY", "FUNCTION_REGION", "FUNCTION_TARGET"),
        *("FUNCTION_SIGNATURE_TYPE", "K_SERVICE", "K_REVISION", "K_CONFIGURATION", "PORT"),
    }
)
"""Variables that a spec may not set."""
_ADDED_VARIABLES: Final = frozenset({"LOG_EXECUTION_ID"})
BUILD_VARIABLES: Final = frozenset({"GOOGLE_NODE_RUN_SCRIPTS"})
"""Set by the Firebase CLI, and by baasctl for new functions: the build runs no scripts of package.json."""

_TOOL_LABEL: Final = re.compile(
    rf"deployment-.*|firebase-functions-.*|goog-.*|genkit-.*|ailogic-.*|firebase-extensions?-.*|{SOURCE_LABEL}"
)
_DEFAULT_ACCOUNT: Final = re.compile(r"(\d+)-compute@developer\.gserviceaccount\.com")


def is_reserved_variable(name: str) -> bool:
    """Whether the platform sets this variable and a spec may not."""
    return name in RESERVED_VARIABLES or name.startswith(RESERVED_PREFIXES)


def is_added_variable(name: str) -> bool:
    """Whether a live variable is the platform's or a tool's rather than the user's."""
    return name in _ADDED_VARIABLES or is_reserved_variable(name)


def is_tool_label(name: str) -> bool:
    """Whether a label is a tool's note."""
    return _TOOL_LABEL.fullmatch(name) is not None


def is_default_account(email: str) -> bool:
    """Whether this is the service account that functions have when they name none."""
    return _DEFAULT_ACCOUNT.fullmatch(email) is not None


def default_account(number: str) -> str:
    """That account, from the project's number."""
    return f"{number}-compute@developer.gserviceaccount.com"


def project_number(function: Mapping[str, object]) -> str:
    """The number of the function's project, from names that Google writes with it; empty when it has none yet."""
    build, service = function.get("buildConfig"), function.get("serviceConfig")
    names = [
        *([str(build.get("build", ""))] if isinstance(build, Mapping) else []),
        *([str(service.get("serviceAccountEmail", ""))] if isinstance(service, Mapping) else []),
    ]
    for name in names:
        found = re.match(r"projects/(\d+)/", name) or _DEFAULT_ACCOUNT.fullmatch(name)
        if found:
            return found[1]
    return ""
